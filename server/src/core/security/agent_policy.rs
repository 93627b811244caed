//! Limits on agents whose owners share a server: the addresses an agent may call, and the secrets it may use.
//!
//! An agent's address is an address that this server sends requests to. Addresses inside (this machine, private
//! networks, cloud metadata) are closed unless the operator opens them ([`super::egress`]). Host names are not resolved
//! here: their addresses may change, and are checked on every connection.
//!
//! The operator's secrets are referred to by name and never shown, but anyone who chooses the address a secret is sent
//! to learns it. So a shared secret is sent only to a provider's own address, or to an origin the operator named. A
//! secret called `<team id>/<name>` belongs to that team and may be sent to any address the team chooses.

use std::collections::{BTreeMap, BTreeSet};

use parlor_shared::ids::TeamId;
use secrecy::{ExposeSecret as _, SecretString};

use super::{
    egress::{EgressPolicy, Unreachable},
    signing_key::Key,
};
use crate::core::{
    conversation::tool::{self, Tool, mcp::McpServer},
    error::Error,
    owner::agent::AgentSpec,
};

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
/// The use of a secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretForm {
    /// Any text, such as an API key.
    Text,
    /// A key that signs requests: `whsec_` and Base64, or Base64 alone.
    SigningKey,
}

impl SecretForm {
    /// The form of this secret.
    pub fn of(secret: &SecretString) -> Self {
        if Key::read(secret.expose_secret()).is_some() { Self::SigningKey } else { Self::Text }
    }
}

/// The policy for owners' agents: the secrets they may use, and the addresses they may call.
#[derive(Clone, Debug, Default)]
pub struct AgentPolicy {
    secrets: BTreeMap<String, SecretForm>,
    egress: EgressPolicy,
}

impl AgentPolicy {
    /// `secrets`: the names of those there are. `egress`: whom agents may ask.
    pub fn new(secrets: impl IntoIterator<Item = (String, SecretForm)>, egress: EgressPolicy) -> Self {
        Self { secrets: secrets.into_iter().collect(), egress }
    }

    /// Refuses what this team's agents must not do.
    pub fn check(&self, team: &TeamId, spec: &AgentSpec) -> Result<(), Error> {
        match spec {
            AgentSpec::Knowledge { .. } => Ok(()),
            AgentSpec::Llm { provider, base_url, api_key, tools, mcp_servers, .. } => {
                self.tools(team, tools)?;
                self.mcp_servers(team, mcp_servers)?;
                let opened = match base_url {
                    Some(url) => self.address(url, "spec.base_url")?,
                    None if HOSTED.contains(&provider.as_str()) => true,
                    None => {
                        return Err(unprocessable("spec.base_url", "this provider has no public address of its own"));
                    }
                };
                let Some(name) = api_key else { return Ok(()) };
                self.secret(team, name, opened).map_err(|reason| unprocessable("spec.api_key", reason))
            }
            AgentSpec::Webhook { url, secret } => {
                let opened = self.address(url, "spec.url")?;
                self.signing_key(team, secret, opened).map_err(|reason| unprocessable("spec.secret", reason))
            }
            AgentSpec::Scripted {} => Err(unprocessable("spec.kind", "knowledge, llm or webhook")),
        }
    }

    fn tools(&self, team: &TeamId, tools: &[Tool]) -> Result<(), Error> {
        let names: BTreeSet<_> = tools.iter().map(|tool| &tool.name).collect();
        if tools.len() > tool::MOST || names.len() < tools.len() {
            return Err(unprocessable("spec.tools", "at most 16 tools, each with a name of its own"));
        }
        for tool in tools {
            tool.check().map_err(Error::Tool)?;
            let opened = self.address(&tool.url, "spec.tools.url")?;
            if let Some(name) = &tool.secret {
                self.signing_key(team, name, opened).map_err(|reason| unprocessable("spec.tools.secret", reason))?;
            }
        }
        Ok(())
    }

    fn mcp_servers(&self, team: &TeamId, servers: &[McpServer]) -> Result<(), Error> {
        McpServer::check(servers)?;
        for server in servers {
            let opened = self.address(&server.url, "spec.mcp_servers.url")?;
            if let Some(name) = &server.secret {
                self.secret(team, name, opened).map_err(|reason| unprocessable("spec.mcp_servers.secret", reason))?;
            }
        }
        Ok(())
    }

    /// Returns true if the operator opened this address; fails if it is inside and not opened.
    fn address(&self, address: &str, field: &'static str) -> Result<bool, Error> {
        match self.egress.target(address) {
            Ok(target) => Ok(target.is_opened()),
            Err(Unreachable::NotWeb) => Err(unprocessable(field, "an http or https address")),
            Err(Unreachable::Port) => Err(unprocessable(field, "an address with a port the operator opened")),
            Err(Unreachable::Inside) => Err(unprocessable(field, "an address of the public internet")),
        }
    }

    /// Names of other teams' secrets are like names nobody has.
    fn secret(&self, team: &TeamId, name: &str, opened: bool) -> Result<(), &'static str> {
        let owner = name.split_once('/').map(|(owner, _)| owner);
        if !self.secrets.contains_key(name) || owner.is_some_and(|owner| owner != team.as_str()) {
            return Err("the server has no secret of this name for this team");
        }
        if owner.is_some() || opened { Ok(()) } else { Err("a shared secret is not sent to an address of one's own") }
    }

    /// One that cannot sign would fail with the first question.
    fn signing_key(&self, team: &TeamId, name: &str, opened: bool) -> Result<(), &'static str> {
        self.secret(team, name, opened)?;
        match self.secrets.get(name) {
            Some(SecretForm::SigningKey) => Ok(()),
            _ => Err("this secret is not a signing key: whsec_ and Base64"),
        }
    }
}

const fn unprocessable(field: &'static str, reason: &'static str) -> Error {
    Error::Unprocessable { field, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> AgentPolicy {
        let own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let secrets = [("openai", own), ("team-1/own", own), ("team-2/own", own), ("team-1/text", "not Base64!")];
        let secrets = secrets.map(|(name, value)| (name.to_owned(), SecretForm::of(&value.into())));
        AgentPolicy::new(secrets, EgressPolicy::default().and_origins(&["http://localhost:11434".into()]))
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
            tools: vec![],
            mcp_servers: vec![],
            options: Box::default(),
        }
    }

    fn allows(spec: &AgentSpec) -> bool {
        policy().check(&"team-1".parse().unwrap(), spec).is_ok()
    }

    #[test]
    fn addresses_inside_are_the_operators_to_open() {
        let webhook = |url: &str| allows(&AgentSpec::Webhook { url: url.into(), secret: "team-1/own".into() });
        for good in ["https://hooks.example/a", "http://hooks.example", "https://8.8.8.8/"] {
            assert!(webhook(good), "{good}");
        }
        assert!(webhook("http://localhost:11434/v1"));
        for odd in ["http://localhost/", "http://10.1.2.3/", "https://hooks.example:6379/", "ftp://hooks.example/", ""]
        {
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
    fn mcp_servers_are_judged_like_any_address_and_get_no_shared_secret() {
        let with = |url: &str, secret: Option<&str>| {
            let mut spec = llm("openai", None, None);
            if let AgentSpec::Llm { mcp_servers, .. } = &mut spec {
                mcp_servers.push(McpServer { url: url.into(), secret: secret.map(Into::into), tools: None });
            }
            allows(&spec)
        };
        assert!(with("https://mcp.example/mcp", None) && with("https://mcp.example/mcp", Some("team-1/text")));
        assert!(with("http://localhost:11434/mcp", Some("openai")));
        for (url, secret) in [
            ("http://10.1.2.3/mcp", None),
            ("file:///mcp", None),
            ("https://mcp.example/mcp", Some("openai")),
            ("https://mcp.example/mcp", Some("team-2/own")),
            ("https://mcp.example/mcp", Some("none")),
        ] {
            assert!(!with(url, secret), "{url} {secret:?}");
        }
    }

    #[test]
    fn what_cannot_sign_is_no_webhooks_secret() {
        let webhook = |secret: &str| AgentSpec::Webhook { url: "https://hooks.example".into(), secret: secret.into() };
        assert!(allows(&webhook("team-1/own")));
        assert!(!allows(&webhook("team-1/text")));
        assert!(allows(&llm("openai", None, Some("team-1/text"))), "a model's key is any text");
    }

    #[test]
    fn other_teams_secrets_are_like_none() {
        let refusal = |name| policy().check(&"team-1".parse().unwrap(), &llm("openai", None, Some(name))).unwrap_err();
        assert_eq!(refusal("team-2/own"), refusal("nobody's"));
    }

    #[test]
    fn tools_are_asked_outside_and_keep_secrets() {
        let with = |url: &str, secret: Option<&str>| {
            let mut spec = llm("openai", None, None);
            if let AgentSpec::Llm { tools, .. } = &mut spec {
                tools.push(Tool {
                    name: "stock".into(),
                    description: "How many are left.".into(),
                    parameters: serde_json::json!({"type": "object"}),
                    url: url.into(),
                    secret: secret.map(Into::into),
                });
            }
            spec
        };
        assert!(allows(&with("https://shop.example/stock", None)));
        assert!(allows(&with("https://shop.example/stock", Some("team-1/own"))));
        assert!(allows(&with("http://localhost:11434/stock", Some("openai"))));
        assert!(!allows(&with("https://shop.example/stock", Some("openai"))));
        assert!(!allows(&with("https://shop.example/stock", Some("team-1/text"))));
        assert!(!allows(&with("https://shop.example/stock", Some("team-2/own"))));
        assert!(!allows(&with("http://10.0.0.1/stock", None)));
        let mut twice = with("https://shop.example/stock", None);
        if let AgentSpec::Llm { tools, .. } = &mut twice {
            tools.push(tools[0].clone());
        }
        assert!(!allows(&twice));
    }

    #[test]
    fn tests_agents_and_models_inside_are_not_for_owners() {
        assert!(!allows(&AgentSpec::Scripted {}));
        assert!(!allows(&llm("ollama", None, None)));
        assert!(allows(&AgentSpec::knowledge()));
    }
}
