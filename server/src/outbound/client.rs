//! The client.

use std::{error::Error, fmt, io, net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Method, RequestBuilder,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};

use super::network::Network;
use crate::core::security::egress::{EgressPolicy, Target, Unreachable};

/// Reason why nothing was sent. It does not reveal the addresses that a name resolves to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this address is not asked")]
pub struct Refused;

impl From<Unreachable> for Refused {
    fn from(_: Unreachable) -> Self {
        Self
    }
}

/// The server's name in requests.
pub(super) const AGENT: &str = concat!("Parlor/", env!("CARGO_PKG_VERSION"));

/// The name cannot be resolved. Found among the causes of a failed request.
#[derive(Debug, thiserror::Error)]
#[error("no such host")]
pub struct UnknownHost(#[source] io::Error);

/// Client for requests to other services. Cheap to clone; clones share connections.
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
    egress: Arc<EgressPolicy>,
}

impl fmt::Debug for Outbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbound").field("egress", &self.egress).finish_non_exhaustive()
    }
}

impl Outbound {
    /// Makes a client that calls addresses that `egress` allows, with a time limit for a connection, TLS included.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub fn new(egress: EgressPolicy, network: &Arc<dyn Network>, connect: Duration) -> Result<Self, reqwest::Error> {
        let egress = Arc::new(egress);
        let client = |opened| build(Guard::new(&egress, network, opened), connect);
        Ok(Self { client: client(false)?, opened: client(true)?, egress: Arc::clone(&egress) })
    }

    /// Judges an address as it is written.
    pub fn target(&self, address: &str) -> Result<Target, Refused> {
        Ok(self.egress.target(address)?)
    }

    fn client_for(&self, target: &Target) -> &reqwest::Client {
        if target.is_opened() { &self.opened } else { &self.client }
    }

    /// Returns a request to an address, unless the address is forbidden.
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

fn build(guard: Guard, connect: Duration) -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .user_agent(AGENT)
        .dns_resolver(guard)
        .connect_timeout(connect)
        .redirect(Policy::none())
        .referer(false)
        .no_proxy()
        // A few packed bytes could fill the memory of one who reads a service's answer.
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .build()
}

/// Stands between a name and the connection.
#[derive(Clone)]
pub(super) struct Guard {
    egress: Arc<EgressPolicy>,
    network: Arc<dyn Network>,
    /// For the client of opened origins.
    opened: bool,
}

impl Guard {
    pub(super) fn new(egress: &Arc<EgressPolicy>, network: &Arc<dyn Network>, opened: bool) -> Self {
        Self { egress: Arc::clone(egress), network: Arc::clone(network), opened }
    }

    fn admits(&self, host: &str, address: IpAddr) -> bool {
        if self.opened { self.egress.opens(host) } else { self.egress.admits(address) }
    }

    /// The addresses to connect to for a host; refused when one of its addresses may not be asked.
    pub(super) async fn doors(&self, host: &str) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
        let found = self.network.lookup(host).await.map_err(UnknownHost)?;
        if found.is_empty() {
            return Err(UnknownHost(io::ErrorKind::NotFound.into()).into());
        }
        if !found.iter().all(|address| self.admits(host, *address)) {
            return Err(Refused.into());
        }
        let doors: Vec<_> = found.into_iter().map(|address| self.network.door(address)).collect();
        Ok(Box::new(doors.into_iter()))
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move { guard.doors(name.as_str()).await })
    }
}
