//! Accepting messages and having them answered.

use std::{sync::Arc, time::Duration};

use parlor_shared::{
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Role},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument as _;

use super::{context::TurnContext, input::UserInput, parts::Parts};
use crate::core::{
    conversation::{
        message::Message,
        rendered_messages::RenderedMessages,
        run::{LiveRun, Runs},
        tool::page_tools::PageTool,
    },
    entropy::{new_id, new_secret},
    error::{Error, Limit},
    security::budget::{
        Amount, Charge,
        service::{Budgets, refused},
    },
    store::{Begun, Lease, NewAnswer, NewTurn},
};

/// Time after which a silent node is presumed dead.
pub const LEASE: Duration = Duration::from_secs(4);

/// Maximum time a request to stop an answer waits for its end.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// Accepts messages and has them answered.
#[derive(Clone)]
pub struct Turns {
    pub(super) parts: Parts,
    pub(super) budgets: Budgets,
    pub(super) runs: Arc<Runs>,
    /// This process, to other processes on the same database.
    pub(super) owner: String,
    pub(super) tasks: TaskTracker,
    /// Cancelled when no new answers are accepted.
    pub(super) draining: CancellationToken,
    /// Cancelled when answers that still run end, as interrupted.
    pub(super) cut: CancellationToken,
}

/// A message that is stored, and the answer it gets.
pub struct Accepted {
    /// The visitor's message.
    pub user: Message,
    /// The answer, as it was when the message was accepted.
    pub answer: Message,
    /// True if the message already existed; this is its answer.
    pub replayed: bool,
    /// The answer's log.
    pub run: Arc<LiveRun>,
}

impl Turns {
    /// Creates the service, with a new random name for this process.
    pub fn new(parts: Parts, budgets: Budgets) -> Self {
        let owner = new_secret(parts.entropy.as_ref());
        Self {
            parts,
            budgets,
            runs: Arc::default(),
            owner,
            tasks: TaskTracker::new(),
            draining: CancellationToken::new(),
            cut: CancellationToken::new(),
        }
    }

    /// Stores a visitor's message and begins the answer. Repeating the same client id and text returns the same ids and
    /// no second answer, unless the answer failed: then it is tried again.
    #[tracing::instrument(skip_all, fields(conversation_id = %context.conversation_id))]
    pub async fn say(&self, context: &TurnContext, input: UserInput) -> Result<Accepted, Error> {
        self.refuse_while_draining()?;
        self.take_message(context, input.client_id.as_deref()).await?;
        let (turns, context) = (self.clone(), context.clone());
        self.to_the_end(async move { turns.store_and_answer(&context, input).await }).await
    }

    async fn store_and_answer(&self, context: &TurnContext, input: UserInput) -> Result<Accepted, Error> {
        let run = self.announce();
        let at = self.parts.clock.now();
        let rendered = self.rendered().draw(Role::User, &input.text).await;
        let charge = self.charge(context, input.text.len());
        let turn = NewTurn {
            conversation_id: context.conversation_id.clone(),
            visitor_id: context.visitor_id.clone(),
            user_message_id: new_id(at, self.parts.entropy.as_ref()),
            answer_id: run.answer_id().clone(),
            text: input.text.clone(),
            rendered: Some(rendered),
            form: input.form.clone(),
            client_id: input.client_id.clone(),
            attachments: input.attachments.clone(),
            charge: charge.clone(),
            lease: self.lease(),
            at,
        };
        let begun = self.parts.store.begin(&turn).await;
        self.proceed(context, input, run, begun?, charge).await
    }

    /// Begins another answer to the last message of the conversation; `tools` are the ones the page provides for it.
    #[tracing::instrument(skip_all, fields(conversation_id = %context.conversation_id))]
    pub async fn regenerate(
        &self,
        context: &TurnContext,
        supersedes: MessageId,
        tools: Vec<PageTool>,
    ) -> Result<Accepted, Error> {
        self.refuse_while_draining()?;
        self.budgets.take_message(context.source)?;
        let (turns, context) = (self.clone(), context.clone());
        self.to_the_end(async move { turns.answer_again(&context, supersedes, tools).await }).await
    }

    async fn answer_again(
        &self,
        context: &TurnContext,
        supersedes: MessageId,
        tools: Vec<PageTool>,
    ) -> Result<Accepted, Error> {
        let run = self.announce();
        let charge = self.charge(context, 0);
        let again = NewAnswer {
            conversation_id: context.conversation_id.clone(),
            visitor_id: context.visitor_id.clone(),
            supersedes,
            answer_id: run.answer_id().clone(),
            charge: charge.clone(),
            lease: self.lease(),
            at: self.parts.clock.now(),
        };
        let begun = self.parts.store.begin_again(&again).await;
        self.proceed(context, UserInput::text("").with_tools(tools), run, begun?, charge).await
    }

    /// Stops an answer, on any node; the text written so far is kept. Returns its status: an answer that has ended
    /// stays as it is, and one whose writer does not respond within 3 s is still streaming.
    #[tracing::instrument(skip_all, fields(conversation_id = %conversation, answer_id = %answer))]
    pub async fn stop(&self, conversation: &ConversationId, answer: &MessageId) -> Result<MessageStatus, Error> {
        let message = self.parts.store.message(conversation, answer).await?.ok_or(Error::NotFound)?;
        if message.status != MessageStatus::Streaming {
            return Ok(message.status);
        }
        let run = self.source(&message).await?;
        if !run.stop() {
            self.parts.store.request_stop(conversation, answer).await?;
        }
        // On a timeout too, the stored message decides.
        _ = tokio::time::timeout(STOP_WITHIN, run.ended()).await;
        let message = self.parts.store.message(conversation, answer).await?.ok_or(Error::NotFound)?;
        Ok(message.status)
    }

    /// Number of answers being written or copied in this process.
    pub fn running(&self) -> usize {
        self.runs.len()
    }

    pub(super) fn rendered(&self) -> RenderedMessages {
        RenderedMessages::new(Arc::clone(&self.parts.store), Arc::clone(&self.parts.render))
    }

    pub(super) fn refuse_while_draining(&self) -> Result<(), Error> {
        if self.draining.is_cancelled() { Err(Error::Draining) } else { Ok(()) }
    }

    /// Registers the log before the answer is stored, so that a reader who finds the answer also finds the log.
    fn announce(&self) -> Announced {
        let id: MessageId = new_id(self.parts.clock.now(), self.parts.entropy.as_ref());
        let run = self.runs.insert(LiveRun::new(id, self.parts.render.start()));
        Announced { runs: Arc::clone(&self.runs), run: Some(run) }
    }

    async fn proceed(
        &self,
        context: &TurnContext,
        input: UserInput,
        announced: Announced,
        begun: Begun,
        charge: Charge,
    ) -> Result<Accepted, Error> {
        match begun {
            Begun::Started { user, answer } => {
                let run = announced.keep();
                let permit = self.budgets.charged(&context.spender(), charge);
                self.start(context, input, &user, Arc::clone(&run), permit);
                Ok(Accepted { user, answer, replayed: false, run })
            }
            Begun::Replayed { user, answer } => {
                let run = self.source(&answer).await?;
                Ok(Accepted { user, answer, replayed: true, run })
            }
            Begun::Mismatch => Err(Error::IdempotencyMismatch),
            Begun::Busy => Err(limited(Limit::AnswerInProgress, Duration::from_secs(1))),
            Begun::Spent(refusal) => Err(refused(refusal)),
            Begun::NotLast => Err(Error::Conflict("only the last answer of a conversation can be written again")),
            Begun::AlreadySent => Err(Error::Conflict("a file goes with one message only")),
            Begun::Unknown => Err(Error::NotFound),
        }
    }

    /// Runs `work` to its end, even if the request that waits for it is dropped: a message that is stored gets its
    /// answer. Otherwise the answer would stay open while this node renews its leases.
    async fn to_the_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        match self.tasks.spawn(work.in_current_span()).await {
            Ok(result) => result,
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // Tasks are never aborted; the runtime is shutting down.
                Err(_) => Err(Error::Draining),
            },
        }
    }

    pub(super) fn lease(&self) -> Lease {
        Lease { owner: self.owner.clone(), until: self.parts.clock.now() + LEASE }
    }

    /// Counts a message against its address's limit per minute, unless it was sent before: sending it again costs
    /// nothing.
    pub(super) async fn take_message(&self, context: &TurnContext, client_id: Option<&str>) -> Result<(), Error> {
        if let Some(id) = client_id
            && self.parts.store.has_client_id(&context.conversation_id, id).await?
        {
            return Ok(());
        }
        self.budgets.take_message(context.source)
    }

    /// Returns the charge for an answer to a message of `text` bytes.
    pub(super) fn charge(&self, context: &TurnContext, text: usize) -> Charge {
        let bytes = u64::try_from(text).unwrap_or(u64::MAX);
        let cost = Amount { bytes, ..Amount::call(context.agent.reserved_tokens()) };
        self.budgets.charge(&context.spender(), cost)
    }
}

fn limited(limit: Limit, retry_after: Duration) -> Error {
    Error::Limited { limit, retry_after }
}

/// A log in the registry, which is removed again on drop unless it is kept.
struct Announced {
    pub(super) runs: Arc<Runs>,
    run: Option<Arc<LiveRun>>,
}

impl Announced {
    fn answer_id(&self) -> &MessageId {
        #[expect(clippy::expect_used, reason = "the run is taken only by `keep`, which consumes self")]
        self.run.as_ref().expect("present until kept").answer_id()
    }

    fn keep(mut self) -> Arc<LiveRun> {
        #[expect(clippy::expect_used, reason = "the run is taken only here, and self is consumed")]
        self.run.take().expect("present until kept")
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        if let Some(run) = &self.run {
            self.runs.remove(run.answer_id());
        }
    }
}
