//! The accept loop: deadlines for headers and for readers, a cap on connections, small buffers, and an end.
//!
//! HTTP/1.1 only: with protocol detection a socket that sends nothing is never closed. A proxy in front may speak
//! HTTP/2 or 3 to browsers.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::{
    connections::{Connections, REFUSAL},
    linger::{Linger, Lingering},
};

/// Maximum bytes that hyper buffers per connection. A stalled reader costs this and the kernel's buffers.
const BUFFER: usize = 16 * 1024;
/// Pause after an error of `accept` (out of file descriptors).
const REST: Duration = Duration::from_millis(100);

/// Limits on connections.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    /// Time limit for a request's headers, and for an idle connection between requests.
    pub headers: Duration,
    /// Time limit for a reader that makes no progress.
    pub write: Duration,
    /// Maximum number of open connections.
    pub open: usize,
    /// Open connections per address, and their limit.
    pub by_address: Arc<Connections>,
}

/// Serves until `draining`, then lets open connections end until `closed`.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: ConnectionLimits,
    draining: CancellationToken,
    closed: CancellationToken,
) {
    let slots = Arc::new(Semaphore::new(limits.open));
    let graceful = GracefulShutdown::new();
    loop {
        let slot = tokio::select! {
            () = draining.cancelled() => break,
            slot = Arc::clone(&slots).acquire_owned() => slot,
        };
        let accepted = tokio::select! {
            () = draining.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(REST).await;
                continue;
            }
        };
        let Some(held) = limits.by_address.take(peer.ip()) else {
            refuse(stream, peer);
            continue;
        };
        let linger = Linger::default();
        let stream = Lingering::new(guarded(stream, limits.write), linger.clone());
        let app = app.clone().map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.extensions_mut().insert(linger.clone());
            request
        });
        let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
        builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.headers).max_buf_size(BUFFER);
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                note(&*error);
            }
            drop((slot, held));
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = closed.cancelled() => {}
    }
}

/// An address that holds as many connections as it may is told so, if that can be done at once.
fn refuse(stream: TcpStream, peer: SocketAddr) {
    metrics::counter!("parlor_connections_refused_total").increment(1);
    tracing::debug!(%peer, "an address holds as many connections as it may; one more was closed");
    // It does not block, and a socket that was just accepted has room for so few bytes.
    _ = stream.into_std().and_then(|mut stream| stream.write_all(REFUSAL));
}

fn guarded(stream: TcpStream, write: Duration) -> std::pin::Pin<Box<TimeoutStream<TcpStream>>> {
    // Events are small and wanted now.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(write));
    Box::pin(stream)
}

fn note(error: &(dyn std::error::Error + 'static)) {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::TimedOut) {
            metrics::counter!("parlor_slow_reader_cuts_total").increment(1);
            tracing::debug!("a reader made no progress and was cut");
            return;
        }
        cause = error.source();
    }
    tracing::debug!(%error, "a connection ended");
}
