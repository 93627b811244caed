//! The port to agents, which answer visitors. Implemented by `crate::agent`.

use std::{future::ready, sync::Arc};

use bytes::Bytes;
use futures_util::{future::BoxFuture, stream::BoxStream};
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    ids::{ConversationId, MessageId},
    widget::{Finish, Role, Usage},
};

use super::{
    agent_error::AgentError,
    agent_problem::AgentProblem,
    attachment::Kind,
    blocks::{ClientFeatures, FormSubmission},
    tool::{
        ToolRefused,
        mcp::{McpServer, McpTool},
        page_tools::{PageCall, PageTools},
    },
};
use crate::core::{
    knowledge::Passage, owner::agent::AgentProfile, page_url::PageUrl, security::budget::service::Permit,
};

/// An agent that answers.
pub trait Agent: Send + Sync + 'static {
    /// Begins an answer. Nothing happens until the stream is read; dropping it stops the work, closes every
    /// connection made for it, and leaves nothing running.
    ///
    /// The stream ends after [`AgentEvent::Finish`] or the first error. One that just ends was truncated.
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>>;
}

/// Finds the agent for a profile.
pub trait Agents: Send + Sync + 'static {
    /// Returns the agent that a profile describes.
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError>;

    /// Asks the profile's MCP servers for their current tools; empty when it has no servers.
    fn mcp_offers<'a>(&'a self, _: &'a AgentProfile) -> BoxFuture<'a, Vec<McpOffer>> {
        Box::pin(ready(Vec::new()))
    }

    /// Searches the profile's documents as its agent would; `None` for an agent without documents.
    fn ranking<'a>(
        &'a self,
        _: &'a AgentProfile,
        _question: &'a str,
    ) -> BoxFuture<'a, Result<Option<Ranking>, AgentError>> {
        Box::pin(ready(Ok(None)))
    }
}

/// The passages that a search found, and whether they are an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranking {
    /// Each passage and how much of the question it says, best first.
    pub passages: Vec<(Passage, f32)>,
    /// The confidence that the best ones answer.
    pub confidence: f32,
    /// The confidence from which on the best one is given as an answer.
    pub threshold: f32,
}

/// A question to an agent, with its context.
#[derive(Clone, Debug)]
pub struct Question {
    /// The agent that is asked.
    pub profile: AgentProfile,
    /// The conversation the question belongs to.
    pub conversation_id: ConversationId,
    /// The answer's id: stable over retries.
    pub message_id: MessageId,
    /// The visitor's current message.
    pub text: String,
    /// The visitor's files of this and of earlier messages, the newest last.
    pub attachments: Vec<AgentFile>,
    /// The form the visitor submitted with this message.
    pub form: Option<FormSubmission>,
    /// Earlier messages, oldest first, without the current question.
    pub history: Vec<HistoryMessage>,
    /// Context supplied by the page.
    pub page_context: Option<String>,
    /// The page the visitor is on.
    pub page_url: Option<PageUrl>,
    /// The visitor's language as a BCP 47 tag, or the agent's own.
    pub language: String,
    /// Content the visitor's client can show besides text.
    pub shows: ClientFeatures,
    /// Tools the page provides; an agent that uses no tools ignores them.
    pub page: PageTools,
    /// The visitor's name, if the owner's server supplied it.
    pub visitor_name: Option<String>,
    /// Permission to ask. Each further request on the way to the answer is counted by it, too: [`Permit::another`].
    pub permit: Permit,
}

/// A visitor's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgentFile {
    /// Its name.
    pub name: String,
    /// The kind of file.
    pub kind: Kind,
    /// Size in bytes.
    pub size: u64,
    /// True if it came with the current question.
    pub now: bool,
    /// The text in it, as far as there is room; `None` if there is none or it could not be read.
    pub text: Option<String>,
    /// The picture itself.
    pub picture: Option<Bytes>,
}

/// An earlier message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryMessage {
    /// The sender.
    pub role: Role,
    /// The text of the message.
    pub text: String,
}

/// A step of an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum AgentEvent {
    /// The activity before the text begins: `searching`, `thinking`. Shown, never stored.
    Stage(&'static str),
    /// More text, in Markdown.
    Text(String),
    /// More reasoning before the text begins; shown and stored only with [`ClientFeatures::verbose`].
    Reasoning(String),
    /// A block shown besides the text.
    Block(Block),
    /// It used a tool.
    ToolCall {
        /// The tool's name.
        name: String,
        /// Its arguments.
        args: serde_json::Value,
    },
    /// The result of the tool it used last; shown and stored only with [`ClientFeatures::verbose`].
    ToolResult(String),
    /// It asks the page to run one of its tools: [`PageTools::outcome`] waits for the outcome.
    PageCall(PageCall),
    /// The sources of the answer.
    Citations(Vec<Citation>),
    /// Suggestions for the next message.
    QuickReplies(Vec<QuickReply>),
    /// It is not sure.
    LowConfidence,
    /// The usage so far; the last one counts.
    Usage(Usage),
    /// A problem, for its owner: comes before the error it explains, or beside an answer that does without something.
    Problem(AgentProblem),
    /// The end. Never [`Finish::Stopped`]: only a visitor stops.
    Finish(Finish),
}

/// The tools of an MCP server.
#[derive(Clone, PartialEq, Debug)]
pub struct McpOffer {
    /// The server.
    pub server: McpServer,
    /// Its tools, in its order, each with the reason it is refused, if any; or the reason the server did not list them.
    pub tools: Result<Vec<(McpTool, Option<ToolRefused>)>, AgentProblem>,
}
