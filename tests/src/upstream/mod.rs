//! A service that agents ask, under a test's control: a real TCP server that follows scripts, byte by byte.

mod connection;
mod script;
mod seen;

use std::{net::IpAddr, sync::Arc};

use ipnet::IpNet;
use parlor::core::security::egress::EgressPolicy;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    task::AbortHandle,
};

pub use script::{Act, Reply};
pub use seen::{Asked, Seen};

/// Returns the addresses that agents may call in tests: services on this machine, on any port.
pub fn on_this_machine() -> EgressPolicy {
    EgressPolicy::default().and_networks(&[IpNet::from(IpAddr::from([127, 0, 0, 1]))])
}

/// Answers each connection with the next reply; the last one answers all that follow. One request per connection.
pub struct Upstream {
    /// Its address, without a slash at the end.
    pub url: String,
    /// Record of everything the service has seen so far.
    pub seen: Arc<Seen>,
    accepting: AbortHandle,
}

impl Upstream {
    /// Listens on a port of its own.
    ///
    /// # Panics
    /// When there are no replies, or no port is available.
    pub async fn start(replies: Vec<Reply>) -> Self {
        Self::listen("http", replies, async |stream| Some(stream)).await
    }

    /// The same over TLS with a self-signed certificate.
    ///
    /// # Panics
    /// When the certificate cannot be made: that needs the `openssl` command.
    pub async fn with_bad_certificate(replies: Vec<Reply>) -> Self {
        let acceptor = crate::tls::self_signed().await;
        Self::listen("https", replies, move |stream| {
            let acceptor = acceptor.clone();
            async move { acceptor.accept(stream).await.ok() }
        })
        .await
    }

    #[expect(clippy::unwrap_used, reason = "a test without its service must not pass")]
    async fn listen<S, F>(scheme: &str, replies: Vec<Reply>, wrap: impl Fn(TcpStream) -> F + Send + 'static) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        F: Future<Output = Option<S>> + Send + 'static,
    {
        assert!(!replies.is_empty(), "a service must say something");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Seen::default());
        let accepting = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let turn = seen.connected();
                    let reply = replies[turn.min(replies.len() - 1)].clone();
                    let (seen, linger) = (Arc::clone(&seen), connection::Linger::of(&stream));
                    let wrapped = wrap(stream);
                    tokio::spawn(async move {
                        if let Some(stream) = wrapped.await {
                            connection::serve(stream, linger, reply, &seen).await;
                        }
                        seen.over();
                    });
                }
            }
        });
        Self { url, seen, accepting: accepting.abort_handle() }
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
