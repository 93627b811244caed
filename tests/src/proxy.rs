//! A TCP proxy that can break connections, and refuse new ones.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use anyhow::Result;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

#[derive(Default)]
struct State {
    /// Cancelled to break all connections there are; then replaced.
    alive: Mutex<CancellationToken>,
    refuses: AtomicBool,
    accepted: AtomicUsize,
}

/// Passes bytes on to one address.
pub struct Proxy {
    /// Its own address, without a slash at the end.
    pub base: String,
    state: Arc<State>,
    running: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.running.abort();
        self.cut();
    }
}

impl Proxy {
    /// In front of `base`, an `http://host:port`.
    pub async fn before(base: &str) -> Result<Self> {
        let target: SocketAddr = base.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let base = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State::default());
        let running = tokio::spawn(accept(listener, target, Arc::clone(&state)));
        Ok(Self { base, state, running })
    }

    /// Breaks all connections there are.
    pub fn cut(&self) {
        let fresh = CancellationToken::new();
        std::mem::replace(&mut *self.state.alive.lock().unwrap_or_else(PoisonError::into_inner), fresh).cancel();
    }

    /// From now on new connections are closed at once (`true`), or passed on (`false`).
    pub fn refuse(&self, refuse: bool) {
        self.state.refuses.store(refuse, Ordering::SeqCst);
    }

    /// Returns the number of connections that were passed on.
    pub fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }
}

async fn accept(listener: TcpListener, target: SocketAddr, state: Arc<State>) {
    while let Ok((client, _)) = listener.accept().await {
        if state.refuses.load(Ordering::SeqCst) {
            continue;
        }
        state.accepted.fetch_add(1, Ordering::SeqCst);
        let alive = state.alive.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tokio::spawn(async move { alive.run_until_cancelled(pass(client, target)).await });
    }
}

/// An error is a connection that ended, which is what happens to connections.
async fn pass(mut client: TcpStream, target: SocketAddr) {
    if let Ok(mut server) = TcpStream::connect(target).await {
        let _ = server.set_nodelay(true);
        let _ = client.set_nodelay(true);
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}
