//! The client.

use std::{fmt, io, net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Method, RequestBuilder,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};

use super::network::Network;
use crate::core::policy::reach::{Reach, Target, Unreachable};

/// Why nothing was sent. Says no more than that: what an address resolves to is nobody's business.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this address is not asked")]
pub struct Refused;

impl From<Unreachable> for Refused {
    fn from(_: Unreachable) -> Self {
        Self
    }
}

/// Nobody knows this name. Found among the causes of a failed request.
#[derive(Debug, thiserror::Error)]
#[error("no such host")]
pub struct UnknownHost(#[source] io::Error);

/// How a client behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manners {
    /// How long a connection may take, TLS included.
    pub connect: Duration,
    /// Ask for packed bodies and unpack them. Whoever reads must count what comes out.
    pub unpack: bool,
    /// Keep connections for the next request.
    pub keep: bool,
}

/// Asks addresses of others. Cheap to clone; clones share connections.
///
/// Every address is judged as it is written, and once more by all the addresses its name resolves to: one that is inside
/// refuses them all. The connection goes to an address that was judged, so a name that resolves to something else a moment
/// later changes nothing. Proxies the environment names are not asked, redirects not followed, cookies not kept;
/// certificates are always checked.
#[derive(Clone)]
pub struct Outbound {
    client: reqwest::Client,
    /// Asks origins the operator opened, and nothing else: it connects to whatever addresses their hosts have.
    opened: reqwest::Client,
    reach: Arc<Reach>,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("reach", &self.reach).finish_non_exhaustive()
    }
}

impl Outbound {
    /// A client that goes as far as `reach`.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    #[expect(clippy::needless_pass_by_value, reason = "each client keeps it")]
    pub fn new(reach: Reach, network: Arc<dyn Network>, manners: Manners) -> Result<Self, reqwest::Error> {
        let reach = Arc::new(reach);
        let client = |opened| {
            let guard = Guard { reach: Arc::clone(&reach), network: Arc::clone(&network), opened };
            build(guard, manners)
        };
        Ok(Self { client: client(false)?, opened: client(true)?, reach: Arc::clone(&reach) })
    }

    /// Judges an address as it is written.
    pub fn target(&self, address: &str) -> Result<Target, Refused> {
        Ok(self.reach.target(address)?)
    }

    fn client_for(&self, target: &Target) -> &reqwest::Client {
        if target.is_opened() { &self.opened } else { &self.client }
    }

    /// A request to an address, unless it may not be asked.
    pub fn request(&self, method: Method, address: &str) -> Result<RequestBuilder, Refused> {
        let target = self.target(address)?;
        Ok(self.client_for(&target).request(method, target.url().clone()))
    }

    /// The client, for a library that makes its own requests to this address; `None` for a provider's own. Names are judged
    /// whenever they are resolved; an address that is written out never is resolved, so it is judged here.
    pub fn lend(&self, address: Option<&str>) -> Result<&reqwest::Client, Refused> {
        match address {
            Some(address) => Ok(self.client_for(&self.target(address)?)),
            None => Ok(&self.client),
        }
    }
}
fn build(guard: Guard, manners: Manners) -> Result<reqwest::Client, reqwest::Error> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("Parlor/", env!("CARGO_PKG_VERSION")))
        .dns_resolver(guard)
        .connect_timeout(manners.connect)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        .gzip(manners.unpack)
        .no_brotli()
        .no_deflate()
        .no_zstd();
    let client = if manners.keep { client } else { client.pool_max_idle_per_host(0).http1_only() };
    client.build()
}

/// Stands between a name and the connection.
struct Guard {
    reach: Arc<Reach>,
    network: Arc<dyn Network>,
    /// For the client of opened origins.
    opened: bool,
}

impl Guard {
    fn admits(reach: &Reach, opened: bool, host: &str, address: IpAddr) -> bool {
        if opened { reach.opens(host) } else { reach.admits(address) }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, network, opened) = (Arc::clone(&self.reach), Arc::clone(&self.network), self.opened);
        Box::pin(async move {
            let found = network.lookup(name.as_str()).await.map_err(UnknownHost)?;
            if found.is_empty() {
                return Err(UnknownHost(io::ErrorKind::NotFound.into()).into());
            }
            if !found.iter().all(|address| Self::admits(&reach, opened, name.as_str(), *address)) {
                return Err(Refused.into());
            }
            let doors: Vec<_> = found.into_iter().map(|address| network.door(address)).collect();
            Ok(Box::new(doors.into_iter()) as Addrs)
        })
    }
}
