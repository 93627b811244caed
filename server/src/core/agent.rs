//! The port to whoever answers. Implemented by `crate::agent`.

use std::{future::ready, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    error::ErrorCode,
    ids::{ConversationId, MessageId},
    widget::{Finish, Role, Usage},
};

use super::{
    agent_problem::AgentProblem,
    attachment::Kind,
    blocks::{Filled, Shows},
    page_url::PageUrl,
    profile::AgentProfile,
    security::budget::{Permit, Refusal, Scope},
    tool::{
        mcp::McpOffer,
        page::{PageCall, PageTools},
    },
};

/// Someone who answers.
pub trait Agent: Send + Sync + 'static {
    /// Begins an answer. Nothing happens until the stream is read; dropping it stops the work, closes every
    /// connection made for it, and leaves nothing running.
    ///
    /// The stream ends after [`AgentEvent::Finish`] or the first error. One that just ends was truncated.
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>>;
}

/// Finds the agent for a profile.
pub trait Agents: Send + Sync + 'static {
    /// The agent that works as the profile says.
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError>;

    /// Asks the profile's MCP servers anew for their tools; nothing where there are none.
    fn mcp_offers<'a>(&'a self, _: &'a AgentProfile) -> BoxFuture<'a, Vec<McpOffer>> {
        Box::pin(ready(Vec::new()))
    }
}

/// What is asked, and what the agent may know.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who is asked.
    pub profile: AgentProfile,
    /// Where.
    pub conversation_id: ConversationId,
    /// The answer's id: stable over retries.
    pub message_id: MessageId,
    /// What the visitor says now.
    pub text: String,
    /// The visitor's files of this and of earlier messages, the newest last.
    pub attachments: Vec<Given>,
    /// The form that this is.
    pub form: Option<Filled>,
    /// What was said before, oldest first, without the present question.
    pub history: Vec<Said>,
    /// What the page knows.
    pub page_context: Option<String>,
    /// The page the visitor is on.
    pub page_url: Option<PageUrl>,
    /// The visitor's language as a BCP 47 tag, or the agent's own.
    pub language: String,
    /// What the visitor's client can show beside text.
    pub shows: Shows,
    /// What the page lends; an agent that uses no tools leaves it alone.
    pub page: PageTools,
    /// The visitor's name, when the owner's server told it.
    pub visitor_name: Option<String>,
    /// Permission to ask. Each further request on the way to the answer is counted by it, too: [`Permit::another`].
    pub permit: Permit,
}

/// A visitor's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// It came with the present question.
    pub now: bool,
    /// What it says, as far as there is room; `None` when that is not known.
    pub text: Option<String>,
    /// The picture itself.
    pub picture: Option<Bytes>,
}

/// An earlier message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// By whom.
    pub role: Role,
    /// What.
    pub text: String,
}

/// A step of an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum AgentEvent {
    /// What it is doing before it speaks: `searching`, `thinking`. Shown, never stored.
    Stage(&'static str),
    /// More text, in Markdown.
    Text(String),
    /// More of what it thinks before it speaks; shown and stored only where [`Shows::verbose`].
    Reasoning(String),
    /// Something beside the text.
    Block(Block),
    /// It used a tool.
    ToolCall {
        /// The tool's name.
        name: String,
        /// Its arguments.
        args: serde_json::Value,
    },
    /// What the tool it used last answered; shown and stored only where [`Shows::verbose`].
    ToolResult(String),
    /// It asks the page to use one of its tools: [`PageTools::outcome`] waits for what comes of it.
    PageCall(PageCall),
    /// Where the answer comes from.
    Citations(Vec<Citation>),
    /// Suggestions for the next message.
    QuickReplies(Vec<QuickReply>),
    /// It is not sure.
    LowConfidence,
    /// What it cost so far; the last one counts.
    Usage(Usage),
    /// A problem, for its owner: comes before the error it explains, or beside an answer that does without something.
    Problem(AgentProblem),
    /// The end. Never [`Finish::Stopped`]: only a visitor stops.
    Finish(Finish),
}

/// Why an answer failed. Carries nothing an upstream said: those texts may hold secrets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AgentError {
    /// No connection within 5 s, refused, a bad certificate, 5xx, or the circuit is open.
    #[error("the agent's service is not available")]
    Unavailable,
    /// No first byte within 30 s, no token for 30 s, or 120 s in all.
    #[error("the agent's service is too slow")]
    Timeout,
    /// It asked us to slow down.
    #[error("the agent's service is limiting us")]
    RateLimited {
        /// The wait, when it said so.
        retry_after: Option<Duration>,
    },
    /// It closed before the end.
    #[error("the agent's service closed the answer before its end")]
    Truncated,
    /// It sent something that is not an answer.
    #[error("the agent's service sent something that is not an answer")]
    Protocol,
    /// It said nothing.
    #[error("the agent's service sent an empty answer")]
    Empty,
    /// It reported an error that may pass.
    #[error("the agent's service reported an error")]
    Upstream,
    /// It refuses this question, however often it is asked.
    #[error("the agent's service refuses the question")]
    Rejected,
    /// Its content filter withholds the answer.
    #[error("the agent's service withholds the answer")]
    Withheld,
    /// The question does not fit the model even without history.
    #[error("the conversation is too long for the model")]
    ContextTooLong,
    /// It is not set up right; details are in the server's log.
    #[error("the agent is not set up")]
    Misconfigured,
    /// A budget was used up on the way to the answer.
    #[error(transparent)]
    BudgetSpent(Refusal),
}

impl AgentError {
    /// The stable name for the wire.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Unavailable => ErrorCode::UpstreamUnavailable,
            Self::Misconfigured => ErrorCode::AgentMisconfigured,
            Self::Rejected | Self::Withheld => ErrorCode::UpstreamRejected,
            Self::Timeout => ErrorCode::UpstreamTimeout,
            Self::RateLimited { .. } => ErrorCode::UpstreamRateLimited,
            Self::Truncated => ErrorCode::UpstreamTruncated,
            Self::Protocol => ErrorCode::UpstreamProtocol,
            Self::Empty => ErrorCode::UpstreamEmpty,
            Self::Upstream => ErrorCode::UpstreamError,
            Self::ContextTooLong => ErrorCode::ContextTooLong,
            Self::BudgetSpent(refusal) => budget_code(refusal.scope),
        }
    }
}

/// The stable name for the wire of a budget that is used up.
pub const fn budget_code(scope: Scope) -> ErrorCode {
    match scope {
        Scope::Conversation => ErrorCode::ConversationBudget,
        Scope::Address => ErrorCode::AddressBudget,
        Scope::Widget => ErrorCode::WidgetBudget,
        Scope::Team => ErrorCode::TeamBudget,
    }
}
