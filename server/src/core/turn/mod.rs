//! The use case: accept, answer, persist, publish, finish.
//!
//! An answer is written by a task of its own ([`answer`]) and outlives the request that asked for it. Its log lives in
//! memory for followers ([`super::run`]) and, in pieces, in the store ([`journal`]). [`keeper`] tells other nodes that
//! we are alive and ends the answers of those that are not.

mod agent_test;
mod answer;
mod completion;
mod follow;
mod journal;
mod keeper;
mod measure;
mod opening;
mod page;
mod question;
mod resume;
mod steps;
mod unasked;
mod whole;

use std::{sync::Arc, time::Duration};

pub use agent_test::{AgentTest, LONGEST_QUESTION};
pub use completion::{Piece, Prompt};
pub use measure::{DURATIONS, describe as describe_metrics};
pub use opening::Occasion;
use parlor_shared::{
    ids::{ConversationId, MessageId, VisitorId, WidgetId},
    widget::{MessageStatus, Role},
};
pub use resume::Place;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
pub use whole::Whole;

use super::{
    agent::Agents,
    attachment::{Files, Takes},
    blocks::{Filled, Shows},
    clock::Clock,
    entropy::{Entropy, new_id, new_secret},
    error::{Error, Limit},
    message::Message,
    page_url::PageUrl,
    profile::AgentProfile,
    render::Render,
    rendered::RenderedMessages,
    run::{LiveRun, Runs},
    security::budget::{Amount, BudgetLimits, Budgets, Charge, Source, Spender, refused},
    store::{Begun, Lease, NewAnswer, NewTurn, Store},
    tool::page::PageTool,
};

/// How long an unheard-of node is believed to be alive.
pub const LEASE: Duration = Duration::from_secs(4);

/// Whoever asks to stop an answer waits so long for its end.
const STOP_WITHIN: Duration = Duration::from_secs(3);

/// What turns need from the rest of the server.
#[derive(Clone)]
pub struct Parts {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Who answers.
    pub agents: Arc<dyn Agents>,
    /// Markdown to nodes.
    pub render: Arc<dyn Render>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Where files are looked into and kept.
    pub files: Files,
    /// What conversations, addresses, widgets and teams may cost.
    pub budget: BudgetLimits,
}

/// Accepts messages and has them answered.
#[derive(Clone)]
pub struct Turns {
    parts: Parts,
    budgets: Budgets,
    runs: Arc<Runs>,
    /// This process, to other processes on the same database.
    owner: String,
    tasks: TaskTracker,
    /// No new answers.
    draining: CancellationToken,
    /// Answers that still run end now, as interrupted.
    cut: CancellationToken,
}

/// Who speaks, where, and to whom.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The visitor.
    pub visitor_id: VisitorId,
    /// Their conversation.
    pub conversation_id: ConversationId,
    /// Who answers.
    pub agent: AgentProfile,
    /// The language to answer in (BCP 47).
    pub language: String,
    /// What their client shows beside text.
    pub shows: Shows,
    /// The visitor's name, when the owner's server told it.
    pub name: Option<String>,
    /// The widget their conversation began in.
    pub widget_id: WidgetId,
    /// Where their requests come from.
    pub source: Source,
}

impl Speaker {
    /// Whose accounts pay for their answers.
    pub fn spender(&self) -> Spender {
        Spender {
            source: self.source,
            conversation: Some(self.conversation_id.clone()),
            widget: Some(self.widget_id.clone()),
            team: self.agent.team_id.clone(),
        }
    }
}

/// What a visitor says.
#[derive(Clone, Debug, Default)]
pub struct Saying {
    /// The text.
    pub text: String,
    /// The form that this is.
    pub form: Option<Filled>,
    /// The client's id of it.
    pub client_id: Option<String>,
    /// What the page knows.
    pub page_context: Option<String>,
    /// The page the visitor is on.
    pub page_url: Option<PageUrl>,
    /// Its files.
    pub attachments: Takes,
    /// What the page lends the agent.
    pub tools: Vec<PageTool>,
}

/// A message that is stored, and the answer it gets.
pub struct Accepted {
    /// What the visitor said.
    pub user: Message,
    /// The answer, as it was when the message was accepted.
    pub answer: Message,
    /// The message was here before; this is its answer.
    pub replayed: bool,
    /// The answer's log.
    pub run: Arc<LiveRun>,
}

impl Turns {
    /// A new process.
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

    /// Stores what a visitor says and begins the answer. The same client id and text again give the same ids
    /// and no second answer, unless the answer failed: then it is tried again.
    #[tracing::instrument(skip_all, fields(conversation_id = %speaker.conversation_id))]
    pub async fn say(&self, speaker: &Speaker, saying: Saying) -> Result<Accepted, Error> {
        self.refuse_while_draining()?;
        self.take_message(speaker, saying.client_id.as_deref()).await?;
        let run = self.announce();
        let at = self.parts.clock.now();
        let rendered = self.rendered().draw(Role::User, &saying.text).await;
        let charge = self.charge(speaker, saying.text.len());
        let turn = NewTurn {
            conversation_id: speaker.conversation_id.clone(),
            visitor_id: speaker.visitor_id.clone(),
            user_message_id: new_id(at, self.parts.entropy.as_ref()),
            answer_id: run.answer_id().clone(),
            text: saying.text.clone(),
            rendered: Some(rendered),
            form: saying.form.clone(),
            client_id: saying.client_id.clone(),
            attachments: saying.attachments.clone(),
            charge: charge.clone(),
            lease: self.lease(),
            at,
        };
        let begun = self.parts.store.begin(&turn).await;
        self.proceed(speaker, saying, run, begun?, charge).await
    }

    /// Begins another answer to the last message of the conversation; `tools` are what the page lends for it.
    #[tracing::instrument(skip_all, fields(conversation_id = %speaker.conversation_id))]
    pub async fn regenerate(
        &self,
        speaker: &Speaker,
        supersedes: MessageId,
        tools: Vec<PageTool>,
    ) -> Result<Accepted, Error> {
        self.refuse_while_draining()?;
        self.budgets.take_message(speaker.source)?;
        let run = self.announce();
        let charge = self.charge(speaker, 0);
        let again = NewAnswer {
            conversation_id: speaker.conversation_id.clone(),
            visitor_id: speaker.visitor_id.clone(),
            supersedes,
            answer_id: run.answer_id().clone(),
            charge: charge.clone(),
            lease: self.lease(),
            at: self.parts.clock.now(),
        };
        let begun = self.parts.store.begin_again(&again).await;
        self.proceed(speaker, Saying { tools, ..Saying::default() }, run, begun?, charge).await
    }

    /// Stops an answer, whichever node writes it; what was written is kept. Returns where it stands: one that has ended
    /// stays as it is, and one whose writer says nothing for 3 s is still streaming.
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
        // Ended or not: the message says so.
        _ = tokio::time::timeout(STOP_WITHIN, run.ended()).await;
        let message = self.parts.store.message(conversation, answer).await?.ok_or(Error::NotFound)?;
        Ok(message.status)
    }

    /// How many answers are being written here.
    pub fn running(&self) -> usize {
        self.runs.len()
    }

    fn rendered(&self) -> RenderedMessages {
        RenderedMessages::new(Arc::clone(&self.parts.store), Arc::clone(&self.parts.render))
    }

    fn refuse_while_draining(&self) -> Result<(), Error> {
        if self.draining.is_cancelled() { Err(Error::Draining) } else { Ok(()) }
    }

    /// The log is known before the answer is, so that whoever finds the answer finds the log.
    fn announce(&self) -> Announced {
        let id: MessageId = new_id(self.parts.clock.now(), self.parts.entropy.as_ref());
        let run = self.runs.insert(LiveRun::new(id, self.parts.render.start()));
        Announced { runs: Arc::clone(&self.runs), run: Some(run) }
    }

    async fn proceed(
        &self,
        speaker: &Speaker,
        saying: Saying,
        announced: Announced,
        begun: Begun,
        charge: Charge,
    ) -> Result<Accepted, Error> {
        match begun {
            Begun::Started { user, answer } => {
                let run = announced.keep();
                let permit = self.budgets.charged(&speaker.spender(), charge);
                self.start(speaker, saying, &user, Arc::clone(&run), permit);
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

    fn lease(&self) -> Lease {
        Lease { owner: self.owner.clone(), until: self.parts.clock.now() + LEASE }
    }

    /// Counts a message in its address's minute, unless it was said before: sent again, it costs nothing.
    async fn take_message(&self, speaker: &Speaker, client_id: Option<&str>) -> Result<(), Error> {
        if let Some(id) = client_id
            && self.parts.store.has_client_id(&speaker.conversation_id, id).await?
        {
            return Ok(());
        }
        self.budgets.take_message(speaker.source)
    }

    /// What an answer to a message of so many bytes is charged to.
    fn charge(&self, speaker: &Speaker, text: usize) -> Charge {
        let bytes = u64::try_from(text).unwrap_or(u64::MAX);
        let cost = Amount { bytes, ..Amount::call(speaker.agent.reserved_tokens()) };
        self.budgets.charge(&speaker.spender(), cost)
    }
}

fn limited(limit: Limit, retry_after: Duration) -> Error {
    Error::Limited { limit, retry_after }
}

/// A log that is in the registry, and leaves it again unless it is kept.
struct Announced {
    runs: Arc<Runs>,
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
