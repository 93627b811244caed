//! Reasons why an agent did not answer, for its owner: visitors get only an error code.
//!
//! A reason is given in plain words and names the owner's settings: an origin, the name of a secret, a model. It never
//! quotes a service's reply, a secret, or an IP address that a name resolved to.

use std::time::Duration;

use url::Url;

use super::{agent_error::AgentError, tool::mcp::McpServer};
use crate::core::{
    owner::agent::{AgentService, AgentSpec},
    security::budget::BudgetRefusal,
};

/// The reason an agent did not answer, or answered without some of its tools.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AgentProblem {
    /// It is misconfigured, in a way that no other variant describes.
    NotSetUp,
    /// Its address is inside a private network, or on a port that is not open.
    AddressBlocked,
    /// No request can be made of its address or headers.
    AddressUnusable,
    /// The host of its address does not exist.
    NameNotResolved,
    /// Nothing listens at its address.
    ConnectionRefused,
    /// No connection, or it closed before anything was answered.
    NoConnection,
    /// A certificate that is not trusted, or no TLS at all.
    Tls,
    /// The connection, the first token or the next one did not come in time.
    TimedOut,
    /// The service asks for a key, or does not accept this one (401).
    KeyRefused,
    /// The key may not do this (403).
    Forbidden,
    /// The secret it names is not defined on the server.
    SecretMissing,
    /// The secret it names is not a signing key.
    SecretNotAKey,
    /// The account at the service has no credit left.
    NothingToPay,
    /// The provider's name is unknown.
    ProviderUnknown,
    /// The service knows no such model.
    ModelUnknown,
    /// The service has nothing at this path (404, 405, 410, 501).
    WrongPath,
    /// The service answers with a redirect, which is not followed.
    Redirect,
    /// A web page came instead of an answer.
    WebPage,
    /// The reply is neither a stream nor JSON of the protocol.
    NotAnAnswer,
    /// A webhook's reply has none of the three accepted media types.
    MediaType,
    /// A webhook's reply is not what its media type promises.
    MalformedReply,
    /// The service limits requests (429).
    RateLimited {
        /// The wait it asked for, if any.
        retry_after: Option<Duration>,
    },
    /// The service failed, with this status (5xx).
    ServiceFailed(u16),
    /// The service refuses the request, with this status (4xx); `None` inside a stream.
    Rejected(Option<u16>),
    /// The service reported an error in its answer.
    ErrorReported,
    /// Its content filter withholds the answer.
    Withheld,
    /// The question does not fit the model.
    ContextTooLong,
    /// The answer ended before its end.
    EndedEarly,
    /// The answer has no text.
    Empty,
    /// It failed several times recently and is not asked for a while.
    LeftAlone,
    /// A budget was used up on the way.
    BudgetSpent(BudgetRefusal),
    /// An MCP server did not list its tools: its index among the agent's servers.
    McpServerAway(usize),
}

impl From<AgentError> for AgentProblem {
    fn from(error: AgentError) -> Self {
        match error {
            AgentError::Unavailable => Self::NoConnection,
            AgentError::Timeout => Self::TimedOut,
            AgentError::RateLimited { retry_after } => Self::RateLimited { retry_after },
            AgentError::Truncated => Self::EndedEarly,
            AgentError::Protocol => Self::NotAnAnswer,
            AgentError::Empty => Self::Empty,
            AgentError::Upstream => Self::ErrorReported,
            AgentError::Rejected => Self::Rejected(None),
            AgentError::Withheld => Self::Withheld,
            AgentError::ContextTooLong => Self::ContextTooLong,
            AgentError::Misconfigured => Self::NotSetUp,
            AgentError::BudgetSpent(refusal) => Self::BudgetSpent(refusal),
        }
    }
}

impl AgentProblem {
    /// Its stable name. New ones may be added.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotSetUp => "not_set_up",
            Self::AddressBlocked => "address_blocked",
            Self::AddressUnusable => "address_unusable",
            Self::NameNotResolved => "name_not_resolved",
            Self::ConnectionRefused => "connection_refused",
            Self::NoConnection => "no_connection",
            Self::Tls => "tls",
            Self::TimedOut => "timed_out",
            Self::KeyRefused => "key_refused",
            Self::Forbidden => "forbidden",
            Self::SecretMissing => "secret_missing",
            Self::SecretNotAKey => "secret_not_a_signing_key",
            Self::NothingToPay => "nothing_to_pay_with",
            Self::ProviderUnknown => "provider_unknown",
            Self::ModelUnknown => "model_unknown",
            Self::WrongPath => "wrong_path",
            Self::Redirect => "redirect",
            Self::WebPage => "web_page",
            Self::NotAnAnswer => "not_an_answer",
            Self::MediaType => "media_type",
            Self::MalformedReply => "malformed_reply",
            Self::RateLimited { .. } => "rate_limited",
            Self::ServiceFailed(_) => "service_failed",
            Self::Rejected(_) => "rejected",
            Self::ErrorReported => "error_reported",
            Self::Withheld => "withheld",
            Self::ContextTooLong => "context_too_long",
            Self::EndedEarly => "ended_early",
            Self::Empty => "empty_answer",
            Self::LeftAlone => "left_alone",
            Self::BudgetSpent(_) => "budget_spent",
            Self::McpServerAway(_) => "mcp_server_away",
        }
    }

    /// Describes the problem with an agent and where to look, in English.
    pub fn text(self, spec: &AgentSpec) -> String {
        match self {
            Self::McpServerAway(at) => format!(
                "{} did not list its tools; the answer goes on without. `GET …/mcp-tools` tells why.",
                mcp_server(spec, at)
            ),
            _ => self.about(&About::agent(spec)),
        }
    }

    /// The same about an MCP server of an agent.
    pub fn text_of_server(self, server: &McpServer) -> String {
        self.about(&About::server(server))
    }

    fn about(self, it: &About<'_>) -> String {
        let at = it.address();
        match self {
            Self::NotSetUp => "The agent is not configured correctly; see the server's log.".into(),
            Self::AddressBlocked => format!(
                "The server may not ask {at}: it is inside a private network or on a port that is not open. The operator \
                 may open it with PARLOR_AGENT_ORIGINS."
            ),
            Self::AddressUnusable => format!("{at} or a header of the agent is invalid."),
            Self::NameNotResolved => format!("There is no host of this name: {at}. Is it spelled right?"),
            Self::ConnectionRefused => format!("Nothing listens at {at}. Is the service running, and is the port right?"),
            Self::NoConnection => format!("There was no connection to {at}, or it closed before anything was answered."),
            Self::Tls => format!(
                "No secure connection to {at}: its certificate is not trusted, has expired or is for another name, or it \
                 speaks no TLS."
            ),
            Self::TimedOut => format!("{at} did not answer in time, or paused for too long."),
            Self::KeyRefused | Self::Forbidden | Self::SecretMissing | Self::SecretNotAKey => self.about_secrets(it),
            Self::NothingToPay => "The provider account has no credit.".into(),
            Self::ProviderUnknown => "There is no provider of this name (`provider`).".into(),
            Self::ModelUnknown => format!("The service knows no model `{}`.", it.model.unwrap_or_default()),
            Self::WrongPath => format!("{at} has nothing at this path. {}", it.path_hint),
            Self::Redirect => format!("{at} answers with a redirect, which is not followed: use the target address."),
            Self::WebPage => format!("{at} sent a web page instead of an answer. {}", it.path_hint),
            Self::NotAnAnswer => format!("{at} sent something that is neither a stream nor JSON of an answer."),
            Self::MediaType => {
                "The reply's Content-Type is none of application/json, text/event-stream and text/plain, or the body is \
                 compressed."
                    .into()
            }
            Self::MalformedReply => {
                "The reply cannot be read: required fields of the JSON or of an event are missing.".into()
            }
            Self::RateLimited { retry_after: Some(wait) } => {
                format!("The service limits requests (429) and asks to wait for {} s.", wait.as_secs().max(1))
            }
            Self::RateLimited { retry_after: None } => "The service limits requests (429).".into(),
            Self::ServiceFailed(status) => format!("The service failed with status {status}."),
            Self::Rejected(Some(status)) => {
                format!("The service refuses the request (status {status}): look at the agent's options and the model.")
            }
            Self::Rejected(None) => "The service refuses the request: look at the agent's options and the model.".into(),
            Self::ErrorReported => "The service reported an error instead of an answer, or in the middle of it.".into(),
            Self::Withheld => "The service's content filter withholds the answer.".into(),
            Self::ContextTooLong => "The question and the system prompt are longer than the model can read.".into(),
            Self::EndedEarly => "The connection closed before the end of the answer.".into(),
            Self::Empty => "The answer has no text.".into(),
            Self::LeftAlone => "The service failed several times just now and is not asked for 10 s. Try again then.".into(),
            Self::BudgetSpent(refusal) => format!("A budget is used up: {refusal}."),
            Self::McpServerAway(_) => "An MCP server did not list its tools.".into(),
        }
    }

    fn about_secrets(self, it: &About<'_>) -> String {
        let status = if self == Self::Forbidden { 403 } else { 401 };
        match (self, it.secret) {
            (Self::SecretMissing, Some(name)) => {
                format!("The server has no secret named `{name}`. The operator defines it in PARLOR_SECRETS.")
            }
            (Self::SecretNotAKey, Some(name)) => {
                format!("The secret `{name}` is not a signing key: whsec_ and Base64.")
            }
            (Self::Forbidden, Some(name)) => {
                format!("The service refuses this with the secret `{name}` ({status}): check the key's permissions.")
            }
            (_, Some(name)) => {
                format!("The service does not accept the secret `{name}` ({status}). Is its value right on the server?")
            }
            (_, None) => {
                format!("The service asks for an API key ({status}), and the agent names none (`{}`).", it.secret_field)
            }
        }
    }
}

/// The owner's settings for the service that is asked.
struct About<'a> {
    address: Option<&'a str>,
    secret: Option<&'a str>,
    secret_field: &'static str,
    model: Option<&'a str>,
    path_hint: &'static str,
}

impl<'a> About<'a> {
    fn agent(spec: &'a AgentSpec) -> Self {
        let AgentService { address, secret, model } = spec.service();
        let about = Self { secret, model, ..Self::at(address) };
        if model.is_none() {
            return about;
        }
        let path_hint = "Is `base_url` right? It often ends with /v1; /chat/completions is added.";
        Self { secret_field: "api_key", path_hint, ..about }
    }

    fn server(server: &'a McpServer) -> Self {
        Self { secret: server.secret.as_deref(), ..Self::at(Some(&server.url)) }
    }

    fn at(address: Option<&'a str>) -> Self {
        let path_hint = "Is `url` right, and does it take POST?";
        Self { address, secret: None, secret_field: "secret", model: None, path_hint }
    }

    /// Returns the origin only: a path or query may contain private data.
    fn address(&self) -> String {
        self.address.and_then(origin).unwrap_or_else(|| "The provider's own address".into())
    }
}

fn origin(url: &str) -> Option<String> {
    Some(Url::parse(url).ok()?.origin().ascii_serialization())
}

fn mcp_server(spec: &AgentSpec, at: usize) -> String {
    let AgentSpec::Llm { mcp_servers, .. } = spec else { return "An MCP server".into() };
    let known = mcp_servers.get(at).and_then(|server| origin(&server.url));
    known.map_or_else(|| "An MCP server".into(), |origin| format!("The MCP server at {origin}"))
}
