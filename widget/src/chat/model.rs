//! What a conversation is made of.

use parlor_shared::{
    content::{Citation, LinkPreview, Node, QuickReply},
    error::ErrorCode,
    ids::MessageId,
    widget::{FeedbackValue, MessageStatus, Role},
};

use super::beside::{Beside, Received, says};

/// Names a row on the screen; never reused within one chat.
pub type Key = u32;

/// The client ids of messages that the page sends in the visitor's name without showing them begin so.
pub const HIDDEN: &str = "hidden-";

/// The agent asks the page to use one of its tools.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageCall {
    /// The answer's id.
    pub message: String,
    /// The call's id.
    pub id: String,
    /// The tool.
    pub name: String,
    /// Its arguments, as JSON.
    pub args: String,
    /// Whether the visitor is asked first.
    pub ask: bool,
}

/// Names one attempt to reach the server. What comes late from an older attempt is ignored.
pub type Ticket = u32;

/// Where a message stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// The visitor's, shown but not yet acknowledged.
    Sending,
    /// The visitor's, stored by the server.
    Sent,
    /// An answer being waited for or written.
    Streaming,
    /// A whole answer.
    Complete,
    /// An answer as long as it may be, though there is more to say.
    Short,
    /// What the agent said unasked. The server knows no such message, unless it has an id.
    Greeting,
    /// An answer the visitor stopped.
    Stopped,
    /// An answer the server lost; what was written is kept.
    Interrupted,
    /// Could not be sent, or could not be answered.
    Failed(Failure),
}

/// What kept a request from succeeding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What to tell the visitor.
    pub problem: Problem,
    /// Whether trying again may help.
    pub retryable: bool,
    /// Seconds the server asked us to wait; 0 when it did not.
    pub retry_after: u32,
}

/// Failures as a visitor can understand them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Problem {
    /// The server could not be reached.
    Network,
    /// The token has expired; never shown, a new one is asked for.
    Token,
    /// The previous answer is still being written.
    Busy,
    /// Too many requests.
    Limited,
    /// The conversation has used up what it may cost.
    Budget,
    /// The address, the widget or its team has used up what it may cost: a new conversation does not help.
    Quota,
    /// The message is too long or otherwise not acceptable.
    Invalid,
    /// The chat was switched off.
    Unavailable,
    /// The chat may not be used on this page.
    Origin,
    /// The session is over.
    Expired,
    /// The token of the owner's server, which says who the visitor is, is not valid.
    Identity,
    /// The message or conversation is gone.
    Gone,
    /// The agent's service failed.
    Agent,
    /// The server failed.
    Server,
}

impl Failure {
    /// The network failed: always worth another try.
    pub const NETWORK: Self = Self { problem: Problem::Network, retryable: true, retry_after: 0 };

    /// From the server's code.
    pub fn new(code: ErrorCode, retryable: bool, retry_after: Option<u32>) -> Self {
        Self { problem: Problem::of(code), retryable, retry_after: retry_after.unwrap_or(0) }
    }
}

impl Problem {
    fn of(code: ErrorCode) -> Self {
        use ErrorCode as C;
        match code {
            C::InvalidToken => Self::Token,
            C::AnswerInProgress | C::Conflict => Self::Busy,
            C::RateLimited | C::TooManyStreams => Self::Limited,
            C::ConversationBudget => Self::Budget,
            C::AddressBudget | C::WidgetBudget | C::TeamBudget => Self::Quota,
            C::InvalidRequest | C::PayloadTooLarge | C::UnsupportedMediaType | C::IdempotencyMismatch => Self::Invalid,
            C::WidgetInactive | C::FeatureOff => Self::Unavailable,
            C::OriginNotAllowed => Self::Origin,
            C::SessionExpired => Self::Expired,
            C::InvalidIdentity => Self::Identity,
            C::NotFound => Self::Gone,
            C::UpstreamUnavailable
            | C::UpstreamTimeout
            | C::UpstreamRateLimited
            | C::UpstreamTruncated
            | C::UpstreamProtocol
            | C::UpstreamEmpty
            | C::UpstreamError
            | C::UpstreamRejected
            | C::AgentMisconfigured
            | C::ContextTooLong => Self::Agent,
            _ => Self::Server,
        }
    }

    /// Those that an answer is given up for.
    const LOSSES: [Self; 12] = [
        Self::Network,
        Self::Busy,
        Self::Limited,
        Self::Budget,
        Self::Quota,
        Self::Invalid,
        Self::Unavailable,
        Self::Origin,
        Self::Expired,
        Self::Gone,
        Self::Agent,
        Self::Server,
    ];

    /// From the key of its sentence.
    pub fn of_key(key: &str) -> Self {
        Self::LOSSES.into_iter().find(|problem| problem.text_key() == key).unwrap_or(Self::Server)
    }

    /// The key of the sentence that says so.
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::Network => "error_network",
            Self::Busy => "error_busy",
            Self::Limited => "error_limited",
            Self::Budget => "error_budget",
            Self::Quota => "error_quota",
            Self::Invalid => "error_invalid",
            Self::Unavailable => "error_unavailable",
            Self::Origin => "error_origin",
            Self::Expired => "session_over",
            Self::Identity => "error_identity",
            Self::Gone => "error_gone",
            Self::Agent => "error_agent",
            Self::Token | Self::Server => "error_server",
        }
    }
}

/// One row of the transcript, without its document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// Its row.
    pub key: Key,
    /// The server's id, once known.
    pub id: Option<MessageId>,
    /// Our own id of a visitor's message: the `Idempotency-Key`.
    pub client_id: String,
    /// Who said it.
    pub role: Role,
    /// Where it stands.
    pub state: State,
    /// When the server stored it: RFC 3339; empty before it has said so.
    pub sent_at: String,
    /// Plain text from a visitor, Markdown from an agent (empty while it streams).
    pub text: String,
    /// The form a visitor's message is, as it was submitted here: JSON; empty for none.
    pub form: String,
    /// What the agent is doing before it speaks; empty when it has not said.
    pub stage: String,
    /// Nothing of the answer's text has arrived yet, and nothing beside it.
    pub blank: bool,
    /// A visitor's files, as the server told of them: a list in JSON; empty for none.
    pub files: String,
    /// Sources.
    pub citations: Vec<Citation>,
    /// Suggestions for the next message.
    pub quick_replies: Vec<QuickReply>,
    /// What comes beside the text.
    pub blocks: Vec<Beside>,
    /// What is behind its first link.
    pub preview: Option<LinkPreview>,
    /// What the visitor thinks of it.
    pub feedback: Option<FeedbackValue>,
}

/// A message and its document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Everything but the document.
    pub message: Message,
    /// The document.
    pub nodes: Vec<Node>,
    /// Its link was looked at; once is enough.
    pub looked: bool,
}

impl Entry {
    /// A visitor's message, just typed.
    pub(super) fn typed(key: Key, client_id: String, text: String, files: String) -> Self {
        let mut entry = Self::blank(key, Role::User, State::Sending);
        (entry.message.client_id, entry.message.text, entry.message.files) = (client_id, text, files);
        entry
    }

    /// An answer that has not begun.
    pub(super) fn expected(key: Key) -> Self {
        Self::blank(key, Role::Agent, State::Streaming)
    }

    /// What the agent says before anybody asked.
    pub(super) fn greeting(key: Key, nodes: Vec<Node>) -> Self {
        let mut entry = Self::blank(key, Role::Agent, State::Greeting);
        (entry.message.blank, entry.nodes) = (false, nodes);
        entry
    }

    /// A message the server told us about.
    pub(super) fn told(key: Key, told: Received) -> Self {
        let Received { message: told, blocks, files } = told;
        let state = match (told.role, told.status) {
            (Role::User, _) => State::Sent,
            // It answers nothing: the agent spoke unasked.
            (_, MessageStatus::Complete) if told.reply_to.is_none() => State::Greeting,
            (_, MessageStatus::Complete) => State::Complete,
            (_, MessageStatus::Streaming) => State::Streaming,
            (_, MessageStatus::Stopped) => State::Stopped,
            (_, MessageStatus::Interrupted) => State::Interrupted,
            (_, MessageStatus::Failed) => {
                State::Failed(Failure { problem: Problem::Agent, retryable: true, retry_after: 0 })
            }
        };
        let message = Message {
            key,
            id: Some(told.id),
            client_id: told.client_message_id.unwrap_or_default(),
            role: told.role,
            state,
            sent_at: told.created_at,
            text: told.text,
            form: String::new(),
            stage: String::new(),
            blank: told.nodes.is_empty() && !says(&blocks),
            files,
            citations: told.citations,
            quick_replies: told.quick_replies,
            blocks,
            preview: None,
            feedback: told.feedback,
        };
        Self { message, nodes: told.nodes, looked: false }
    }

    fn blank(key: Key, role: Role, state: State) -> Self {
        let message = Message {
            key,
            id: None,
            client_id: String::new(),
            role,
            state,
            sent_at: String::new(),
            text: String::new(),
            form: String::new(),
            stage: String::new(),
            blank: true,
            files: String::new(),
            citations: Vec::new(),
            quick_replies: Vec::new(),
            blocks: Vec::new(),
            preview: None,
            feedback: None,
        };
        Self { message, nodes: Vec::new(), looked: false }
    }
}
