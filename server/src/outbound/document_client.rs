//! The client for pages, pictures and files: one request a connection, HTTP/1, and a limit on what comes before the answer.
//!
//! reqwest accepts any number of informational responses (RFC 9110, 15.2) and has no option to limit them, so this
//! client is one layer below it, on hyper's own client.

use std::{
    error::Error as StdError,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::http::{
    Request, Response,
    header::{ACCEPT, USER_AGENT},
};
use bytes::Bytes;
use http_body_util::Empty;
use hyper::{body::Incoming, ext::on_informational};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use tokio::sync::Notify;
use tower::{Service, ServiceExt as _};
use tower_http::decompression::{Decompression, DecompressionBody};

use super::{
    client::{AGENT, Guard, Refused},
    network::Network,
};
use crate::core::security::egress::{EgressPolicy, Target};

/// Informational responses before the answer, for example early hints; more end the connection.
/// Well-behaved servers send one or two.
const HINTS: usize = 20;

type Connector = HttpsConnector<HttpConnector<Guard>>;
type Requests = Decompression<Client<Connector, Empty<Bytes>>>;

/// A body, unpacked while it is read.
pub(super) type Body = DecompressionBody<Incoming>;

/// Asks for documents. Cheap to clone.
///
/// Addresses are judged as [`Outbound`](super::Outbound) judges them.
#[derive(Clone)]
pub(super) struct DocumentClient {
    judged: Requests,
    /// For origins the operator opened.
    opened: Requests,
    egress: Arc<EgressPolicy>,
}

impl DocumentClient {
    /// Makes a client that calls addresses that `egress` allows.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub(super) fn new(egress: EgressPolicy, network: &Arc<dyn Network>, connect: Duration) -> io::Result<Self> {
        let egress = Arc::new(egress);
        let client = |opened| requests(Guard::new(&egress, network, opened), connect);
        Ok(Self { judged: client(false)?, opened: client(true)?, egress: Arc::clone(&egress) })
    }

    /// Judges an address as it is written.
    pub(super) fn target(&self, address: &str) -> Result<Target, Refused> {
        Ok(self.egress.target(address)?)
    }

    /// Requests a document and waits for the head of the response; redirects are returned as well. `None` if there is
    /// no response.
    pub(super) async fn get(&self, target: &Target, accept: &str) -> Option<Response<Body>> {
        let request = Request::get(target.url().as_str()).header(USER_AGENT, AGENT).header(ACCEPT, accept);
        let mut request = request.body(Empty::new()).ok()?;
        let flooded = Arc::new(Notify::new());
        count_hints(&mut request, Arc::clone(&flooded));
        let client = if target.is_opened() { &self.opened } else { &self.judged };
        tokio::select! {
            // Dropping the request closes its connection.
            () = flooded.notified() => None,
            response = client.clone().oneshot(request) => response.ok(),
        }
    }
}

fn count_hints(request: &mut Request<Empty<Bytes>>, flooded: Arc<Notify>) {
    let seen = AtomicUsize::new(0);
    on_informational(request, move |_| {
        if seen.fetch_add(1, Relaxed) >= HINTS {
            flooded.notify_one();
        }
    });
}

fn requests(guard: Guard, connect: Duration) -> io::Result<Requests> {
    let mut http = HttpConnector::new_with_resolver(guard);
    http.enforce_http(false);
    http.set_connect_timeout(Some(connect));
    let connector = HttpsConnectorBuilder::new()
        .try_with_platform_verifier()
        .map_err(io::Error::other)?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
    Ok(Decompression::new(client).no_br().no_deflate().no_zstd())
}

/// The addresses of a host that were judged.
type Addresses = Box<dyn Iterator<Item = SocketAddr> + Send>;

impl Service<Name> for Guard {
    type Response = Addresses;
    type Error = Box<dyn StdError + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Addresses, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let guard = self.clone();
        Box::pin(async move { guard.doors(name.as_str()).await })
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use axum::http::StatusCode;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::DocumentClient;
    use crate::{
        core::security::egress::EgressPolicy,
        outbound::{Network, SystemNetwork},
    };

    /// The status a service is understood to answer with, which says `hints` times first that its answer is coming.
    async fn asked(hints: usize) -> Option<StatusCode> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let service = async move {
            let (mut connection, _) = listener.accept().await.unwrap();
            // A request is one packet.
            assert!(connection.read(&mut [0; 4_096]).await.unwrap() > 0);
            for _ in 0..hints {
                let hint = b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n";
                if connection.write_all(hint).await.is_err() {
                    return;
                }
            }
            connection.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        };
        let network: Arc<dyn Network> = Arc::new(SystemNetwork);
        let egress = EgressPolicy::public([]).and_origins(std::slice::from_ref(&origin));
        let client = DocumentClient::new(egress, &network, Duration::from_secs(5)).unwrap();
        let target = client.target(&origin).unwrap();
        let (response, ()) = tokio::join!(client.get(&target, "*/*"), service);
        response.map(|response| response.status())
    }

    #[tokio::test]
    async fn a_few_early_hints_are_passed_over() {
        assert_eq!(asked(super::HINTS).await, Some(StatusCode::OK));
    }

    /// There is no deadline here: the count ends the flood.
    #[tokio::test]
    async fn a_flood_of_early_hints_is_cut() {
        assert_eq!(asked(usize::MAX).await, None);
    }
}
