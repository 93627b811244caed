//! How names become addresses, and addresses connections.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use async_trait::async_trait;

/// How names become addresses, and addresses connections. Tests bring their own.
#[async_trait]
pub trait Network: Send + Sync + 'static {
    /// All addresses of a host. Asked once for a connection: what is answered is what is judged and connected to.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;

    /// Where to connect for an address that was judged; port 0 stands for the port of the URL.
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
