//! The port to turns: a message and the answer to it, from its beginning to its end.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{ConversationId, MessageId, VisitorId},
    widget::{MessageStatus, Role},
};

use super::failure::Stored;
use crate::core::{
    conversation::{
        attachment::Takes,
        blocks::FormSubmission,
        message::{Extras, Message},
        rendered::Rendered,
        run::{LogChunk, RunEvent},
        tool::page_tools::Outcome,
    },
    security::budget::{BudgetRefusal, Charge, Settlement},
};

/// A visitor's message to be stored together with the answer it will get.
#[derive(Clone, PartialEq, Debug)]
pub struct NewTurn {
    /// The conversation; must be the visitor's.
    pub conversation_id: ConversationId,
    /// The visitor the conversation must belong to.
    pub visitor_id: VisitorId,
    /// The id for the visitor's message, unless it is known already.
    pub user_message_id: MessageId,
    /// The id for the answer, unless one exists.
    pub answer_id: MessageId,
    /// The text of the visitor's message.
    pub text: String,
    /// The rendered text; rendered when first read if absent.
    pub rendered: Option<Rendered>,
    /// The form the visitor submitted with this message.
    pub form: Option<FormSubmission>,
    /// The client's id of the message: permanently unique in the conversation.
    pub client_id: Option<String>,
    /// Its files.
    pub attachments: Takes,
    /// The cost of the answer and the accounts it is charged to.
    pub charge: Charge,
    /// The node that will write the answer, and the end of its lease.
    pub lease: Lease,
    /// Now.
    pub at: Timestamp,
}

/// Another answer to a message that has one.
#[derive(Clone, PartialEq, Debug)]
pub struct NewAnswer {
    /// The conversation; must be the visitor's.
    pub conversation_id: ConversationId,
    /// The visitor the conversation must belong to.
    pub visitor_id: VisitorId,
    /// The answer to supersede: the conversation's last message.
    pub supersedes: MessageId,
    /// The id for the new answer.
    pub answer_id: MessageId,
    /// The cost of the answer and the accounts it is charged to.
    pub charge: Charge,
    /// The node that will write the answer, and the end of its lease.
    pub lease: Lease,
    /// Now.
    pub at: Timestamp,
}

/// The node that writes an answer, and the time until which it is presumed alive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lease {
    /// The node: a new random name for each process.
    pub owner: String,
    /// End of the lease.
    pub until: Timestamp,
}

/// The outcome of a [`NewTurn`] or [`NewAnswer`]. All checks and writes are one transaction.
#[derive(Clone, PartialEq, Debug)]
pub enum Begun {
    /// Stored; the caller now owns the run and must finish it. The visitor's message may have been there before:
    /// when its last answer failed or was interrupted, that answer is superseded by this one.
    Started {
        /// The visitor's message.
        user: Message,
        /// The empty answer, status [`MessageStatus::Streaming`].
        answer: Message,
    },
    /// A message with the same client id and text already exists: nothing was written.
    Replayed {
        /// The visitor's message.
        user: Message,
        /// Its latest answer: streaming, complete or stopped.
        answer: Message,
    },
    /// The client id already exists with another text or other files: nothing was written.
    Mismatch,
    /// An answer of this conversation is still being written: nothing was written.
    Busy,
    /// A budget is used up: nothing was written.
    Spent(BudgetRefusal),
    /// [`NewAnswer`] only: the answer is not the conversation's last message: nothing was written.
    NotLast,
    /// [`NewTurn`] only: one of the files is in a message already: nothing was written.
    AlreadySent,
    /// No such conversation, message or file of this visitor: nothing was written.
    Unknown,
}

/// A message the agent sends unprompted: it answers no visitor message and has no run.
#[derive(Clone, PartialEq, Debug)]
pub struct AgentMessage {
    /// The conversation; must be the visitor's.
    pub conversation_id: ConversationId,
    /// The visitor the conversation must belong to.
    pub visitor_id: VisitorId,
    /// The id for the message.
    pub message_id: MessageId,
    /// The text of the message, in Markdown.
    pub text: String,
    /// The rendered text; rendered when first read if absent.
    pub rendered: Option<Rendered>,
    /// The place it may take in the conversation.
    pub place: MessagePlace,
    /// Now.
    pub at: Timestamp,
}

impl AgentMessage {
    /// Returns the message to store: at position `seq` of the conversation, with the text as the database can store it.
    pub fn message(&self, seq: i64, text: String) -> Message {
        Message {
            id: self.message_id.clone(),
            conversation_id: self.conversation_id.clone(),
            seq,
            role: Role::Agent,
            status: MessageStatus::Complete,
            text,
            client_id: None,
            reply_to: None,
            extras: Extras::default(),
            feedback: None,
            created_at: self.at,
        }
    }
}

/// The place an agent's unprompted message may take in a conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MessagePlace {
    /// At the beginning, while the conversation has no messages.
    First,
    /// At the end.
    Last {
        /// The rule that sends the message, if it may speak only once: it is claimed as by
        /// [`EngagementStore::claim_rule`](super::EngagementStore::claim_rule).
        once: Option<String>,
    },
}

/// The end of an answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// The answer.
    pub answer_id: MessageId,
    /// The node that wrote it.
    pub owner: String,
    /// [`MessageStatus::Complete`], [`MessageStatus::Stopped`] or [`MessageStatus::Failed`].
    pub status: MessageStatus,
    /// The whole text.
    pub text: String,
    /// The rendered text; rendered when first read if absent.
    pub rendered: Option<Rendered>,
    /// Everything besides the text. Its usage is added to the conversation's figures.
    pub extras: Extras,
    /// Corrects the amount reserved when it began.
    pub settlement: Settlement,
    /// The last piece of the log: ends with the terminal event.
    pub log: LogChunk,
    /// Now.
    pub at: Timestamp,
}

/// The instruction to the writer of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunSignal {
    /// Go on.
    More,
    /// Stop; the text written so far is kept.
    Stop,
}

/// Runs: answers being written, and their numbered log.
#[async_trait]
pub trait RunStore: Send + Sync + 'static {
    /// Stores a visitor's message and the empty answer to it, and counts the answer's charge. A message that already
    /// has an answer costs nothing more.
    async fn begin(&self, turn: &NewTurn) -> Stored<Begun>;
    /// Stores another empty answer, superseding the last one, and counts its charge.
    async fn begin_again(&self, answer: &NewAnswer) -> Stored<Begun>;
    /// Stores an agent's unprompted message, in one step with all checks. Writes nothing and returns `None` when its
    /// place is not free, its rule has already spoken, an answer is being written, or the conversation is not the
    /// visitor's.
    async fn add_agent_message(&self, agent_message: &AgentMessage) -> Stored<Option<Message>>;
    /// Appends to a run's log. [`StoreError::LeaseLost`](super::StoreError::LeaseLost) unless `owner` still holds it;
    /// [`StoreError::Broken`](super::StoreError::Broken) when the chunk would leave a gap. Events that the log already
    /// has are skipped, so a chunk whose outcome is unknown may be sent again, alone or as the beginning of a longer
    /// one. An empty chunk writes nothing. Returns the current signal.
    async fn append(&self, answer: &MessageId, owner: &str, chunk: &LogChunk) -> Stored<RunSignal>;
    /// Ends a run: message, log, budgets and conversation in one transaction.
    /// [`StoreError::LeaseLost`](super::StoreError::LeaseLost) unless the owner still holds it.
    async fn end(&self, ended: &Ended) -> Stored<()>;
    /// The logged events after `after`, in order, with their numbers.
    async fn log(&self, conversation: &ConversationId, answer: &MessageId, after: u64) -> Stored<Vec<(u64, RunEvent)>>;
    /// Extends all leases of the node; returns its answers, each with its current signal.
    async fn renew(&self, lease: &Lease) -> Stored<Vec<(MessageId, RunSignal)>>;
    /// Asks the writer of this answer to stop; it learns of it with its next [`RunStore::append`] or
    /// [`RunStore::renew`]. `false` when the answer is not being written in this conversation: nothing was written.
    async fn request_stop(&self, conversation: &ConversationId, answer: &MessageId) -> Stored<bool>;
    /// Stores the outcome of a page call; the first outcome stays. `false` when there already is one, or the answer is
    /// not being written in this conversation: nothing was written.
    async fn hand_in(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
        call: &str,
        outcome: &Outcome,
    ) -> Stored<bool>;
    /// The stored outcome of a page call, as long as the answer is being written.
    async fn handed_in(&self, answer: &MessageId, call: &str) -> Stored<Option<Outcome>>;
    /// Ends every run whose lease ended before `now` (all of them with `every`): the answer becomes
    /// [`MessageStatus::Interrupted`] with the text its log holds, and an `interrupted` failure is appended to the log.
    /// Returns the answers.
    async fn interrupt(&self, now: Timestamp, every: bool) -> Stored<Vec<MessageId>>;
    /// Removes the logs of answers that ended before `before`, at most 1,000 per call; returns the number of answers.
    async fn prune_logs(&self, before: Timestamp) -> Stored<u64>;
}
