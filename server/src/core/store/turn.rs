//! The port to turns: a message and the answer to it, from its beginning to its end.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{ConversationId, MessageId, VisitorId},
    widget::{MessageStatus, Role as Speaker},
};

use super::Stored;
use crate::core::{
    attachment::Takes,
    blocks::Filled,
    message::{Extras, Message},
    rendered::Rendered,
    run::{LogChunk, RunEvent},
    security::budget::{Charge, Refusal, Settlement},
    tool::page::Outcome,
};

/// A visitor's message to be stored together with the answer it will get.
#[derive(Clone, PartialEq, Debug)]
pub struct NewTurn {
    /// The conversation; must be the visitor's.
    pub conversation_id: ConversationId,
    /// Whose conversation it must be.
    pub visitor_id: VisitorId,
    /// The id for the visitor's message, unless it is known already.
    pub user_message_id: MessageId,
    /// The id for the answer, unless one exists.
    pub answer_id: MessageId,
    /// What was said.
    pub text: String,
    /// The same as it is read; made at the first reading when absent.
    pub rendered: Option<Rendered>,
    /// The form that this is.
    pub form: Option<Filled>,
    /// The client's id of it: unique in the conversation for ever.
    pub client_id: Option<String>,
    /// Its files.
    pub attachments: Takes,
    /// What the answer is charged to.
    pub charge: Charge,
    /// Who will write the answer, and until when they are believed to be alive.
    pub lease: Lease,
    /// Now.
    pub at: Timestamp,
}

/// Another answer to a message that has one.
#[derive(Clone, PartialEq, Debug)]
pub struct NewAnswer {
    /// The conversation; must be the visitor's.
    pub conversation_id: ConversationId,
    /// Whose conversation it must be.
    pub visitor_id: VisitorId,
    /// The answer to supersede: the conversation's last message.
    pub supersedes: MessageId,
    /// The id for the new answer.
    pub answer_id: MessageId,
    /// What the answer is charged to.
    pub charge: Charge,
    /// Who will write it.
    pub lease: Lease,
    /// Now.
    pub at: Timestamp,
}

/// Who writes an answer, and until when they are believed to be alive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lease {
    /// The node: a new random name for each process.
    pub owner: String,
    /// Until when.
    pub until: Timestamp,
}

/// What became of a [`NewTurn`] or [`NewAnswer`]. All checks and writes are one transaction.
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
    /// The same client id and text were here before: nothing was written.
    Replayed {
        /// The visitor's message.
        user: Message,
        /// Its latest answer: streaming, complete or stopped.
        answer: Message,
    },
    /// The client id was here before with another text or other files: nothing was written.
    Mismatch,
    /// An answer of this conversation is still being written: nothing was written.
    Busy,
    /// A budget is used up: nothing was written.
    Spent(Refusal),
    /// [`NewAnswer`] only: the answer is not the conversation's last message: nothing was written.
    NotLast,
    /// [`NewTurn`] only: one of the files is in a message already: nothing was written.
    AlreadySent,
    /// No such conversation, message or file of this visitor: nothing was written.
    Unknown,
}

/// What an agent says without being asked: a message of its own, which answers nothing and is no run.
#[derive(Clone, PartialEq, Debug)]
pub struct Unasked {
    /// The conversation; must be the visitor's.
    pub conversation_id: ConversationId,
    /// Whose conversation it must be.
    pub visitor_id: VisitorId,
    /// The id for the message.
    pub message_id: MessageId,
    /// What is said, in Markdown.
    pub text: String,
    /// The same as it is read; made at the first reading when absent.
    pub rendered: Option<Rendered>,
    /// Where it may stand.
    pub place: Place,
    /// Now.
    pub at: Timestamp,
}

impl Unasked {
    /// As it is stored: at this place of the conversation, in words a store can keep.
    pub fn message(&self, seq: i64, text: String) -> Message {
        Message {
            id: self.message_id.clone(),
            conversation_id: self.conversation_id.clone(),
            seq,
            role: Speaker::Agent,
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

/// Where an agent's unasked words may stand in a conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// At the beginning: nothing has been said.
    First,
    /// At the end.
    Last {
        /// The rule whose words they are, if it may speak once: it is claimed as by [`EngagementStore::claim_rule`].
        once: Option<String>,
    },
}

/// How an answer ended.
#[derive(Clone, PartialEq, Debug)]
pub struct Ended {
    /// The answer.
    pub answer_id: MessageId,
    /// Who wrote it.
    pub owner: String,
    /// [`MessageStatus::Complete`], [`MessageStatus::Stopped`] or [`MessageStatus::Failed`].
    pub status: MessageStatus,
    /// The whole text.
    pub text: String,
    /// The same as it is read; made at the first reading when absent.
    pub rendered: Option<Rendered>,
    /// What came beside it. Its usage is added to the conversation's figures.
    pub extras: Extras,
    /// Corrects what was reserved when it began.
    pub settlement: Settlement,
    /// The last piece of the log: ends with the terminal event.
    pub log: LogChunk,
    /// Now.
    pub at: Timestamp,
}

/// What is wished of an answer that is being written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    /// More of it.
    More,
    /// That it stops; what was written is kept.
    Stop,
}

/// Runs: answers being written, and their numbered log.
#[async_trait]
pub trait RunStore: Send + Sync + 'static {
    /// Stores a visitor's message and its answer to be, and counts the answer's charge. A message that has an answer costs
    /// nothing again.
    async fn begin(&self, turn: &NewTurn) -> Stored<Begun>;
    /// Stores another answer to be, superseding the last one, and counts its charge.
    async fn begin_again(&self, answer: &NewAnswer) -> Stored<Begun>;
    /// Stores what the agent says unasked, in one step with all checks. `None`, and nothing is written, when its place is
    /// not free, its rule has spoken, an answer is being written, or the conversation is not the visitor's.
    async fn say_unasked(&self, unasked: &Unasked) -> Stored<Option<Message>>;
    /// Appends to a run's log. [`StoreError::LeaseLost`] unless `owner` still holds it; [`StoreError::Broken`] when the
    /// chunk would leave a gap. Events the log has already are skipped, so a chunk whose outcome is not known may be sent
    /// again, alone or as the beginning of a longer one. An empty chunk writes nothing. Returns what is wished.
    async fn append(&self, answer: &MessageId, owner: &str, chunk: &LogChunk) -> Stored<Wish>;
    /// Ends a run: message, log, budgets and conversation in one transaction.
    /// [`StoreError::LeaseLost`] unless the owner still holds it.
    async fn end(&self, ended: &Ended) -> Stored<()>;
    /// The logged events after `after`, in order, with their numbers.
    async fn log(&self, conversation: &ConversationId, answer: &MessageId, after: u64) -> Stored<Vec<(u64, RunEvent)>>;
    /// Extends all leases of `owner`; returns its answers and what is wished of each.
    async fn renew(&self, lease: &Lease) -> Stored<Vec<(MessageId, Wish)>>;
    /// Asks whoever writes this answer to stop; they learn of it with their next [`RunStore::append`] or
    /// [`RunStore::renew`]. `false` when nobody in this conversation writes it (any more): nothing was written.
    async fn request_stop(&self, conversation: &ConversationId, answer: &MessageId) -> Stored<bool>;
    /// Hands in what came of a page's call; the first outcome stays. `false` when there is one already, or nobody in this
    /// conversation writes the answer (any more): nothing was written.
    async fn hand_in(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
        call: &str,
        outcome: &Outcome,
    ) -> Stored<bool>;
    /// What was handed in for a call, as long as the answer is being written.
    async fn handed_in(&self, answer: &MessageId, call: &str) -> Stored<Option<Outcome>>;
    /// Ends every run whose lease ended before `now` (all of them with `every`): the answer becomes
    /// [`MessageStatus::Interrupted`] with the text its log holds, and an `interrupted` failure is appended to the log.
    /// Returns the answers.
    async fn interrupt(&self, now: Timestamp, every: bool) -> Stored<Vec<MessageId>>;
    /// Removes the logs of answers that ended before `before`, at most 1,000 a call; returns how many answers.
    async fn prune_logs(&self, before: Timestamp) -> Stored<u64>;
}
