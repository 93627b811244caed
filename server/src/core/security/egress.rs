//! Outbound requests that others cause: to an owner's agent, to a link in a message.
//!
//! The public internet is open, on a few ports. Addresses inside (this machine, private networks, cloud metadata) are
//! closed unless the operator opens them. An address is checked twice: as written, and after its host is resolved.
//!
//! Two forms of IPv6 carry IPv4 addresses and are checked as such: mapped ones (`::ffff:0:0/96`) and the well-known
//! prefix of NAT64 (`64:ff9b::/96`). All other forms that carry an IPv4 address (6to4, Teredo, local NAT64) are
//! refused.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

use ipnet::IpNet;
use url::{Host, Url};

use super::links;

/// Networks that are not the public internet (IANA special-purpose registries), but for IPv6's own.
const INSIDE: [&str; 19] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    // A cloud's own service behind a public address.
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
];
/// All public IPv6 addresses are in here.
const PUBLIC_V6: &str = "2000::/3";
/// Ends of names that mean something inside only. A name without a dot does as well.
const INSIDE_NAMES: [&str; 9] =
    ["localhost", "local", "localdomain", "internal", "intranet", "home.arpa", "lan", "svc", "onion"];
/// The ports of the web.
pub const WEB_PORTS: [u16; 2] = [80, 443];

/// The addresses this server may send requests to.
#[derive(Clone, Debug)]
pub struct EgressPolicy {
    ports: BTreeSet<u16>,
    /// As URLs write them.
    origins: BTreeSet<String>,
    /// Their hosts.
    hosts: BTreeSet<String>,
    networks: Vec<IpNet>,
}

impl Default for EgressPolicy {
    fn default() -> Self {
        Self::public(WEB_PORTS)
    }
}

/// An address that may be asked, as far as it can be judged by reading it: a name is judged again by what it resolves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    url: Url,
    opened: bool,
}

impl Target {
    /// The address, in the one form everybody reads the same.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Returns true if the operator opened its origin by name.
    pub fn is_opened(&self) -> bool {
        self.opened
    }
}

/// The reason an address is not asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreachable {
    /// Not an absolute `http` or `https` address of at most 2,048 bytes, or one that two readers read differently.
    #[error("the address must use http or https")]
    NotWeb,
    /// A port that is not the web's.
    #[error("the address must use an open port")]
    Port,
    /// Not on the public internet.
    #[error("the address must be on the public internet")]
    Inside,
}

impl EgressPolicy {
    /// The public internet, on these ports.
    pub fn public(ports: impl IntoIterator<Item = u16>) -> Self {
        Self {
            ports: ports.into_iter().collect(),
            origins: BTreeSet::new(),
            hosts: BTreeSet::new(),
            networks: Vec::new(),
        }
    }

    /// And these origins, wherever they are and on whatever port; what is not an origin opens nothing.
    pub fn and_origins(mut self, origins: &[String]) -> Self {
        for url in origins.iter().filter_map(|origin| Url::parse(origin.trim()).ok()) {
            self.hosts.extend(url.host_str().map(plain_host));
            self.origins.insert(url.origin().ascii_serialization());
        }
        self
    }

    /// And these networks: on any port by address, on an open port by a name that resolves into them.
    pub fn and_networks(mut self, networks: &[IpNet]) -> Self {
        self.networks.extend_from_slice(networks);
        self
    }

    /// The address as it is written: scheme, host, port.
    pub fn target(&self, address: &str) -> Result<Target, Unreachable> {
        let checked = links::checked(address).filter(|url| url.starts_with("http")).ok_or(Unreachable::NotWeb)?;
        let url = Url::parse(&checked).map_err(|_| Unreachable::NotWeb)?;
        let opened = self.origins.contains(&url.origin().ascii_serialization());
        let (own, inside) = match url.host().ok_or(Unreachable::NotWeb)? {
            Host::Domain(name) => (false, self.networks.is_empty() && !is_public_name(name)),
            Host::Ipv4(address) => (self.owns(address.into()), !is_public(address.into())),
            Host::Ipv6(address) => (self.owns(address.into()), !is_public(address.into())),
        };
        if !(opened || own) {
            if inside {
                return Err(Unreachable::Inside);
            }
            if url.port_or_known_default().is_none_or(|port| !self.ports.contains(&port)) {
                return Err(Unreachable::Port);
            }
        }
        Ok(Target { url, opened })
    }

    /// Returns true if a connection may be made to an address that a name resolved to, for a target that the operator
    /// did not open.
    pub fn admits(&self, address: IpAddr) -> bool {
        is_public(address) || self.owns(address)
    }

    /// Returns true if an opened origin has this host. Its addresses are admitted for requests to that origin only, not
    /// for another port or scheme of the host.
    pub fn opens(&self, host: &str) -> bool {
        self.hosts.contains(&plain_host(host))
    }

    fn owns(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address.to_canonical()))
    }
}

/// Without the brackets of IPv6 and the dot at the end, in lower case.
fn plain_host(host: &str) -> String {
    host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase()
}

fn is_public_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.contains('.')
        && !INSIDE_NAMES
            .iter()
            .any(|it| name.strip_suffix(it).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// Returns true if an address is on the public internet.
pub fn is_public(address: IpAddr) -> bool {
    let address = undisguised(address);
    let in_network = |network: &str| network.parse::<IpNet>().is_ok_and(|network| network.contains(&address));
    !INSIDE.into_iter().any(in_network) && (address.is_ipv4() || in_network(PUBLIC_V6))
}

/// The IPv4 address in a mapped one, or in one of NAT64's well-known prefix.
fn undisguised(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if v6.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0] => last_four(v6).into(),
        other => other,
    }
}

fn last_four(address: Ipv6Addr) -> Ipv4Addr {
    let [.., a, b, c, d] = address.octets();
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(egress: &EgressPolicy, address: &str) -> Option<Unreachable> {
        egress.target(address).err()
    }

    #[test]
    fn the_public_web_is_open() {
        let egress = EgressPolicy::default();
        for good in
            ["https://shop.example/a?b", "http://8.8.8.8/", "https://[2606:4700::1]/", "http://[::ffff:8.8.8.8]"]
        {
            assert_eq!(refused(&egress, good), None, "{good}");
        }
        assert_eq!(refused(&egress, "https://shop.example:8443/"), Some(Unreachable::Port));
        assert_eq!(refused(&EgressPolicy::public([8443]), "https://shop.example:8443/"), None);
    }

    #[test]
    fn what_is_inside_is_closed_however_it_is_written() {
        for odd in [
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost/",
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://169.254.169.254/latest",
            "http://168.63.129.16/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[64:ff9b::10.0.0.1]/",
            "http://[64:ff9b:1::8.8.8.8]/",
            "http://[2002:808:808::]/",
            "http://[3fff::1]/",
            "http://[fd00::1]/",
            "http://metadata.google.internal/",
            "http://printer.local./",
            "http://router/",
        ] {
            assert_eq!(refused(&EgressPolicy::default(), odd), Some(Unreachable::Inside), "{odd}");
        }
        for odd in ["ftp://shop.example/", "file:///etc/passwd", "https://user@shop.example/", "", "shop.example"] {
            assert_eq!(refused(&EgressPolicy::default(), odd), Some(Unreachable::NotWeb), "{odd}");
        }
    }

    #[test]
    fn an_origin_is_opened_with_its_port_and_no_other() {
        let egress = EgressPolicy::default().and_origins(&["http://localhost:11434".into(), "not an origin".into()]);
        assert!(egress.target("http://localhost:11434/v1").is_ok_and(|target| target.is_opened()));
        assert_eq!(refused(&egress, "http://localhost:11435/"), Some(Unreachable::Inside));
        assert_eq!(refused(&egress, "https://localhost:11434/"), Some(Unreachable::Inside));
        assert!(egress.opens("localhost") && egress.opens("LOCALHOST.") && !egress.opens("shop.example"));
        assert!(!egress.admits([127, 0, 0, 1].into()), "for this origin only");
    }

    #[test]
    fn another_port_or_scheme_of_an_opened_host_is_judged_like_any_other_address() {
        let egress =
            EgressPolicy::default().and_origins(&["http://ollama.corp:11434".into(), "https://[::1]:8443/".into()]);
        for (address, opened) in [
            ("http://ollama.corp:11434/v1", true),
            ("http://OLLAMA.corp:11434/", true),
            ("http://ollama.corp/", false),
            ("https://ollama.corp/", false),
            ("https://[::1]:8443/", true),
        ] {
            assert_eq!(egress.target(address).map(|target| target.is_opened()), Ok(opened), "{address}");
        }
        for closed in [
            "https://ollama.corp:11434/",
            "http://a.ollama.corp:11434/",
            "http://ollama.corp.:11434/",
            "https://[::1]/",
        ] {
            assert!(egress.target(closed).is_err(), "{closed}");
        }
    }

    #[test]
    fn a_network_is_opened_by_address_and_by_what_a_name_resolves_to() {
        let egress = EgressPolicy::default().and_networks(&["10.1.0.0/16".parse().unwrap()]);
        assert!(egress.target("http://10.1.2.3:9000/").is_ok_and(|target| !target.is_opened()));
        assert_eq!(refused(&egress, "http://10.2.0.1/"), Some(Unreachable::Inside));
        assert_eq!(refused(&egress, "http://hooks.internal/"), None);
        assert_eq!(refused(&egress, "http://hooks.internal:9000/"), Some(Unreachable::Port));
        assert!(egress.admits([10, 1, 2, 3].into()) && !egress.admits([10, 2, 0, 1].into()));
    }
}
