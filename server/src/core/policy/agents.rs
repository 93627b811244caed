//! What owners may tell agents to do on a server they share: whom an agent may ask, and with which secret.
//!
//! An agent's address is where this server sends requests. Addresses inside (this machine, private networks, cloud
//! metadata) are for the operator to open. Names of hosts are not looked up here: what they resolve to may change later.
//!
//! The operator's secrets are named, never shown; but whoever chooses the address a secret is sent to learns it. So a shared
//! secret goes only to a provider's own address, or to an origin the operator named. A secret called `<team id>/<name>` is
//! that team's own and goes wherever the team says.

use std::{collections::BTreeSet, net::IpAddr};

use ipnet::IpNet;
use parlor_shared::ids::TeamId;
use url::{Host, Url};

use super::links;
use crate::core::{error::Error, profile::AgentSpec};

/// Providers whose own address is public; others are asked where the agent says.
const HOSTED: [&str; 12] = [
    "anthropic",
    "cohere",
    "deepseek",
    "fireworks",
    "gemini",
    "groq",
    "mistral",
    "moonshot",
    "open_router",
    "openai",
    "together",
    "xai",
];
/// Networks that are not the public internet (IANA special-purpose registries), but for IPv6's own.
const INSIDE: [&str; 16] = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
];
/// All public IPv6 addresses are in here.
const PUBLIC_V6: &str = "2000::/3";

/// What owners may tell agents to do.
#[derive(Clone, Debug, Default)]
pub struct AgentPolicy {
    secrets: BTreeSet<String>,
    /// As URLs write them.
    origins: BTreeSet<String>,
}

impl AgentPolicy {
    /// `secrets`: the names of those there are. `origins`: those the operator opens; what is not an origin opens nothing.
    pub fn new(secrets: impl IntoIterator<Item = String>, origins: &[String]) -> Self {
        let origins = origins.iter().filter_map(|origin| Url::parse(origin.trim()).ok());
        Self {
            secrets: secrets.into_iter().collect(),
            origins: origins.map(|url| url.origin().ascii_serialization()).collect(),
        }
    }

    /// Refuses what this team's agents must not do.
    pub fn check(&self, team: &TeamId, spec: &AgentSpec) -> Result<(), Error> {
        match spec {
            AgentSpec::Knowledge => Ok(()),
            AgentSpec::Llm { provider, base_url, api_key, .. } => {
                let opened = match base_url {
                    Some(url) => self.address(url, "spec.base_url")?,
                    None if HOSTED.contains(&provider.as_str()) => true,
                    None => return Err(invalid("spec.base_url", "this provider has no public address of its own")),
                };
                let Some(name) = api_key else { return Ok(()) };
                self.secret(team, name, opened).map_err(|reason| invalid("spec.api_key", reason))
            }
            AgentSpec::Webhook { url, secret } => {
                let opened = self.address(url, "spec.url")?;
                self.secret(team, secret, opened).map_err(|reason| invalid("spec.secret", reason))
            }
            AgentSpec::Scripted => Err(invalid("spec.kind", "knowledge, llm or webhook")),
        }
    }

    /// Whether the operator opened this address; refused when it is inside and was not.
    fn address(&self, address: &str, field: &'static str) -> Result<bool, Error> {
        let checked = links::checked(address).filter(|url| url.starts_with("http"));
        let url = checked.and_then(|url| Url::parse(&url).ok());
        let url = url.ok_or_else(|| invalid(field, "an http or https address"))?;
        let opened = self.origins.contains(&url.origin().ascii_serialization());
        if opened || is_outside(&url) { Ok(opened) } else { Err(invalid(field, "an address of the public internet")) }
    }

    /// Names of other teams' secrets are like names nobody has.
    fn secret(&self, team: &TeamId, name: &str, opened: bool) -> Result<(), &'static str> {
        let owner = name.split_once('/').map(|(owner, _)| owner);
        if !self.secrets.contains(name) || owner.is_some_and(|owner| owner != team.as_str()) {
            return Err("the server has no secret of this name for this team");
        }
        if owner.is_some() || opened { Ok(()) } else { Err("a shared secret is not sent to an address of one's own") }
    }
}

fn is_outside(url: &Url) -> bool {
    match url.host() {
        None => false,
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let inside = ["localhost", "local", "internal", "home.arpa"];
            name.contains('.') && !inside.iter().any(|it| name.strip_suffix(it).is_some_and(|rest| rest.ends_with('.')))
        }
        Some(Host::Ipv4(address)) => is_public(address.into()),
        Some(Host::Ipv6(address)) => is_public(address.to_canonical()),
    }
}

fn is_public(address: IpAddr) -> bool {
    let in_network = |network: &str| network.parse::<IpNet>().is_ok_and(|network| network.contains(&address));
    !INSIDE.into_iter().any(in_network) && (address.is_ipv4() || in_network(PUBLIC_V6))
}

const fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> AgentPolicy {
        let secrets = ["openai", "team-1/own", "team-2/own"].map(str::to_owned);
        AgentPolicy::new(secrets, &["http://localhost:11434".into(), "not an origin".into()])
    }

    fn llm(provider: &str, base_url: Option<&str>, api_key: Option<&str>) -> AgentSpec {
        AgentSpec::Llm {
            provider: provider.into(),
            model: "m".into(),
            base_url: base_url.map(Into::into),
            api_key: api_key.map(Into::into),
            system_prompt: String::new(),
            history_tokens: 1,
            max_output_tokens: 1,
            use_knowledge: false,
        }
    }

    fn allows(spec: &AgentSpec) -> bool {
        policy().check(&"team-1".parse().unwrap(), spec).is_ok()
    }

    #[test]
    fn addresses_inside_are_the_operators_to_open() {
        let webhook = |url: &str| allows(&AgentSpec::Webhook { url: url.into(), secret: "team-1/own".into() });
        for good in
            ["https://hooks.example/a", "http://hooks.example:8080", "https://8.8.8.8/", "https://[2606:4700::1]/"]
        {
            assert!(webhook(good), "{good}");
        }
        assert!(webhook("http://localhost:11434/v1"));
        for odd in [
            "http://localhost/",
            "http://localhost:11435/",
            "http://a.localhost/",
            "http://127.0.0.1/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://metadata.google.internal/",
            "http://printer.local/",
            "http://router/",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "https://user@hooks.example/",
            "",
            "hooks.example",
        ] {
            assert!(!webhook(odd), "{odd}");
        }
    }

    #[test]
    fn a_shared_secret_goes_only_where_the_operator_says() {
        assert!(allows(&llm("openai", None, Some("openai"))));
        assert!(allows(&llm("ollama", Some("http://localhost:11434"), Some("openai"))));
        assert!(!allows(&llm("openai", Some("https://evil.example/v1"), Some("openai"))));
        assert!(allows(&llm("openai", Some("https://evil.example/v1"), Some("team-1/own"))));
        assert!(allows(&llm("openai", Some("https://evil.example/v1"), None)));
        assert!(!allows(&AgentSpec::Webhook { url: "https://evil.example/".into(), secret: "openai".into() }));
    }

    #[test]
    fn other_teams_secrets_are_like_none() {
        let refusal = |name| policy().check(&"team-1".parse().unwrap(), &llm("openai", None, Some(name))).unwrap_err();
        assert_eq!(refusal("team-2/own"), refusal("nobody's"));
    }

    #[test]
    fn tests_agents_and_models_inside_are_not_for_owners() {
        assert!(!allows(&AgentSpec::Scripted));
        assert!(!allows(&llm("ollama", None, None)));
        assert!(allows(&AgentSpec::Knowledge));
    }
}
