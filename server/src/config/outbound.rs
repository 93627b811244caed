//! Addresses the server may send requests to.

use clap::Args;
use ipnet::IpNet;

use url::Url;

use crate::core::security::egress::Reach;

/// Addresses the server may send requests to.
#[derive(Args, Clone, Debug)]
pub struct OutboundConfig {
    /// Ports of the public internet that agents, tools and previews of links may be asked at, comma-separated.
    #[arg(long, env = "PARLOR_OUTBOUND_PORTS", value_delimiter = ',', default_value = "80,443", value_name = "PORT,…")]
    pub outbound_ports: Vec<u16>,

    /// Origins that agents may call even if they are private or use another port, and that shared secrets may be sent to, comma-separated, for example http://localhost:11434. Each opens its scheme, host and port, and no other. Default: none.
    #[arg(long, env = "PARLOR_AGENT_ORIGINS", value_delimiter = ',', value_parser = origin, value_name = "ORIGIN,…")]
    pub agent_origins: Vec<String>,

    /// Networks of one's own that owners may give their agents addresses in, comma-separated, for example 10.1.0.0/16. Default: none. Links in messages never lead there.
    #[arg(long, env = "PARLOR_AGENT_NETWORKS", value_delimiter = ',', value_name = "CIDR,…")]
    pub agent_networks: Vec<IpNet>,
}

impl OutboundConfig {
    /// Whom agents and their tools may ask.
    pub fn agents(&self) -> Reach {
        self.anyone().and_origins(&self.agent_origins).and_networks(&self.agent_networks)
    }

    /// Returns the addresses that links from anyone may lead to: the public internet, without the addresses opened for
    /// agents.
    pub fn anyone(&self) -> Reach {
        Reach::public(self.outbound_ports.iter().copied())
    }
}

/// A scheme, a host and perhaps a port: whatever else stood there would open nothing and seem to.
fn origin(text: &str) -> Result<String, &'static str> {
    const FORM: &str = "an origin like http://localhost:11434, without a path";
    let url = Url::parse(text.trim()).map_err(|_| FORM)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && !text.contains('*')
        && (url.username().is_empty() && url.password().is_none())
        && (url.path() == "/" && url.query().is_none() && url.fragment().is_none());
    if plain { Ok(url.origin().ascii_serialization()) } else { Err(FORM) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_origin_is_refused_at_the_start() {
        assert_eq!(origin(" http://Ollama.corp:11434/ ").as_deref(), Ok("http://ollama.corp:11434"));
        assert_eq!(origin("https://a.example:443").as_deref(), Ok("https://a.example"));
        for odd in [
            "",
            "ollama.corp:11434",
            "ollama.corp",
            "http://a.example/v1",
            "http://u:p@a.example",
            "ftp://a.example",
            "http://*.corp",
        ] {
            assert!(origin(odd).is_err(), "{odd}");
        }
    }
}
