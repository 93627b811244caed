//! Resolution of host names to addresses, and of addresses to socket addresses.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use async_trait::async_trait;

/// Resolves host names to addresses, and addresses to socket addresses. Tests provide their own.
#[async_trait]
pub trait Network: Send + Sync + 'static {
    /// All addresses of a host. Asked once for a connection: what is answered is what is judged and connected to.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;

    /// Returns the socket address to connect to for a checked address; port 0 stands for the port of the URL.
    fn door(&self, address: IpAddr) -> SocketAddr {
        SocketAddr::new(address, 0)
    }
}

/// The system's.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNetwork;

#[async_trait]
impl Network for SystemNetwork {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}
