//! The address the server listens on, and the proxies in front of it.

use std::net::SocketAddr;

use clap::Args;
use ipnet::IpNet;

use crate::core::public_url::PublicUrl;

/// The address the server listens on, and the proxies in front of it.
#[derive(Args, Clone, Debug)]
pub struct NetworkConfig {
    /// Address and port to listen on.
    #[arg(long, env = "PARLOR_LISTEN", default_value = "127.0.0.1:8787", value_name = "ADDR:PORT")]
    pub listen: SocketAddr,

    /// Address under which browsers reach the server, with a path when it shares a host, for example https://chat.example.com
    /// or https://example.com/chat. Links, redirects, cookies and embed code follow from it. Default: what each request says in
    /// Host, and trusted proxies in X-Forwarded-Proto, -Host, -Port and -Prefix or in Forwarded.
    #[arg(long, env = "PARLOR_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,

    /// Networks of proxies whose X-Forwarded-For, -Proto, -Host, -Port and -Prefix or Forwarded are believed, comma-separated,
    /// for example 10.0.0.0/8,::1/128. Default: none.
    #[arg(long, env = "PARLOR_TRUSTED_PROXIES", value_delimiter = ',', value_name = "CIDR,…")]
    pub trusted_proxies: Vec<IpNet>,

    /// Seconds a connection may take to send a request's headers.
    #[arg(long, env = "PARLOR_HEADER_SECONDS", default_value_t = 10, value_name = "SECONDS")]
    pub header_seconds: u64,

    /// Seconds a reader may make no progress before its connection is cut; the answer goes on and can be resumed.
    #[arg(long, env = "PARLOR_WRITE_SECONDS", default_value_t = 30, value_name = "SECONDS")]
    pub write_seconds: u64,

    /// Seconds answers have to end after SIGTERM; then readers are told to reconnect. The process exits 5 s later at most.
    #[arg(long, env = "PARLOR_DRAIN_SECONDS", default_value_t = 25, value_name = "SECONDS")]
    pub drain_seconds: u64,
}
