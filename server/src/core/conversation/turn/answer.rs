//! Writes one answer: asks the agent, publishes what it says, stores it, ends it.

use std::{sync::Arc, time::Duration};

use futures_util::StreamExt;
use parlor_shared::{
    content::Block,
    error::ErrorCode,
    ids::ConversationId,
    widget::{Finish, MessageStatus, Role},
};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::{
    context::TurnContext, input::UserInput, journal::Journal, measure::Measure, reasoning_trace::Steps, turns::Turns,
};
use crate::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::AgentEvent,
        blocks::{self, ClientFeatures, citation},
        message::{AnswerFailure, Extras, Message},
        run::{Done, LiveRun, RunEvent},
        tool::page_tools::PageCall,
    },
    error::Error,
    security::{budget::service::Permit, text},
    store::{Ended, StoreError},
};

/// At most this many text events in a second: more would only be drawn over.
const TEXT_EVERY: Duration = Duration::from_millis(33);
/// More waiting text than this is published at once.
const TEXT_AT_ONCE: usize = 1024;
/// No answer is longer, whatever its agent allows.
pub(super) const LONGEST: usize = 256 * 1024;
/// Maximum number of retries, 500 ms apart, to store the end of an answer while the database is unavailable.
const END_TRIES: u32 = 60;

/// The reason writing ended.
enum End {
    Finished(Finish),
    Failed(AgentError),
    Stopped,
    /// The server stops, or the run now belongs to another node, which records how it ended.
    Abandoned,
}

impl Turns {
    pub(super) fn start(
        &self,
        context: &TurnContext,
        input: UserInput,
        user: &Message,
        run: Arc<LiveRun>,
        permit: Permit,
    ) {
        let (turns, context, user) = (self.clone(), context.clone(), user.clone());
        // The answer outlives the request that asked for it; its lines in the log name that request all the same.
        let span =
            tracing::info_span!("answer", conversation_id = %context.conversation_id, answer_id = %run.answer_id());
        let writing = async move {
            let answer = run.answer_id().clone();
            turns.answer(&context, input, &user, &run, permit).await;
            turns.runs.remove(&answer);
        };
        self.tasks.spawn(writing.instrument(span));
    }

    async fn answer(
        &self,
        context: &TurnContext,
        input: UserInput,
        user: &Message,
        run: &Arc<LiveRun>,
        permit: Permit,
    ) {
        let mut writer = AnswerWriter::new(self, context, run, permit.clone());
        let end = match self.question(context, input, user, run, permit).await {
            Ok(question) => writer.write(question).await,
            Err(error) => {
                tracing::error!(%error, "the history of a conversation could not be read");
                End::Failed(AgentError::Unavailable)
            }
        };
        writer.end(end).await;
    }
}

/// Writes one answer.
struct AnswerWriter<'a> {
    turns: &'a Turns,
    conversation: &'a ConversationId,
    run: &'a Arc<LiveRun>,
    shows: ClientFeatures,
    journal: Journal,
    permit: Permit,
    extras: Extras,
    /// The agent's reasoning and tool use before the text, where the client shows them.
    steps: Steps,
    /// Text that waits to be published, and since when.
    pending: String,
    published_at: Option<Instant>,
    measure: Measure,
    length: usize,
}

impl<'a> AnswerWriter<'a> {
    fn new(turns: &'a Turns, context: &'a TurnContext, run: &'a Arc<LiveRun>, permit: Permit) -> Self {
        let journal = Journal::new(Arc::clone(&turns.parts.store), turns.owner.clone(), Arc::clone(run));
        Self {
            turns,
            conversation: &context.conversation_id,
            run,
            shows: context.shows,
            journal,
            permit,
            extras: Extras::default(),
            steps: Steps::default(),
            pending: String::new(),
            published_at: None,
            measure: Measure::begin(),
            length: 0,
        }
    }

    async fn write(&mut self, question: crate::core::conversation::agent_port::Question) -> End {
        let agent = match self.turns.parts.agents.find(&question.profile) {
            Ok(agent) => agent,
            Err(error) => return End::Failed(error),
        };
        let mut events = agent.answer(question);
        loop {
            let publish_at = self.publish_at();
            tokio::select! {
                biased;
                () = self.run.stopped() => return End::Stopped,
                () = self.turns.cut.cancelled() => return End::Abandoned,
                outcome = self.journal.keep() => if outcome.is_err() { return End::Abandoned },
                () = tokio::time::sleep_until(publish_at), if !self.pending.is_empty() => self.publish(),
                event = events.next() => {
                    if let Some(end) = self.take(event) {
                        return end;
                    }
                }
            }
        }
    }

    /// The first words go out at once, later ones at most every [`TEXT_EVERY`].
    fn publish_at(&self) -> Instant {
        match self.published_at {
            Some(at) if self.pending.len() < TEXT_AT_ONCE => at + TEXT_EVERY,
            _ => Instant::now(),
        }
    }

    fn take(&mut self, event: Option<Result<AgentEvent, AgentError>>) -> Option<End> {
        match event {
            None => return Some(End::Failed(AgentError::Truncated)),
            Some(Err(error)) => return Some(End::Failed(error)),
            Some(Ok(AgentEvent::Finish(finish))) => return Some(End::Finished(finish)),
            Some(Ok(AgentEvent::Text(text))) => {
                self.tell_steps();
                return self.add(text);
            }
            Some(Ok(AgentEvent::Reasoning(text))) if self.shows.verbose => {
                let before = self.steps.thinks(&text);
                self.tell_all(before);
            }
            Some(Ok(AgentEvent::ToolResult(text))) if self.shows.verbose => self.steps.answered(text),
            Some(Ok(AgentEvent::Reasoning(_) | AgentEvent::ToolResult(_) | AgentEvent::Problem(_))) => {}
            Some(Ok(AgentEvent::Stage(stage))) => self.run.stage(stage),
            Some(Ok(AgentEvent::Block(block))) => {
                self.tell_steps();
                return self.show(block);
            }
            Some(Ok(AgentEvent::ToolCall { name, args })) => {
                let (name, args) = (text::visible(&name), text::visible_json(args));
                self.tell_steps();
                if self.shows.verbose {
                    self.steps.uses(&name, &args);
                }
                self.push(RunEvent::ToolCall { name, args });
            }
            Some(Ok(AgentEvent::PageCall(call))) => {
                self.tell_steps();
                // The visitor approves exactly what the page is asked to do.
                self.push(RunEvent::PageCall(PageCall { args: text::visible_json(call.args), ..call }));
            }
            Some(Ok(AgentEvent::Citations(citations))) => {
                self.extras.citations = citations.into_iter().filter_map(citation::validate).collect();
            }
            Some(Ok(AgentEvent::QuickReplies(replies))) => {
                self.extras.quick_replies = replies.iter().filter_map(citation::validate_reply).collect();
            }
            Some(Ok(AgentEvent::LowConfidence)) => self.extras.low_confidence = true,
            Some(Ok(AgentEvent::Usage(usage))) => self.extras.usage = usage,
        }
        None
    }

    /// Shows a block if it is valid and the client supports it; else as text, or as code if it is invalid.
    fn show(&mut self, block: Block) -> Option<End> {
        let as_sent = block.clone();
        let render = self.turns.parts.render.as_ref();
        let words = match blocks::validate(block, &|address| render.shows_picture(address)) {
            Ok(block) if self.shows.has(&block) && blocks::has_room(&self.extras.blocks, &block) => {
                self.extras.blocks.push(block.clone());
                self.push(RunEvent::Block(block));
                return None;
            }
            Ok(block) => blocks::fallback_text(&block),
            Err(wrong) => {
                tracing::info!(%wrong, "an agent sent a block that is not sound");
                serde_json::to_string(&as_sent).map(|json| blocks::as_code(&json)).unwrap_or_default()
            }
        };
        if words.is_empty() { None } else { self.add(format!("\n\n{words}\n\n")) }
    }

    /// Publishes pending reasoning and tool use before the text that follows.
    fn tell_steps(&mut self) {
        let steps = self.steps.take();
        self.tell_all(steps);
    }

    fn tell_all(&mut self, steps: Vec<Block>) {
        for step in steps {
            // Shown wherever it is kept: it ends nothing.
            _ = self.show(step);
        }
    }

    fn add(&mut self, text: String) -> Option<End> {
        // No database stores U+0000: readers see the text that will be stored.
        let mut text = if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text };
        let room = LONGEST - self.length;
        let full = text.len() > room;
        if full {
            text.truncate(text.floor_char_boundary(room));
        }
        self.length += text.len();
        self.pending.push_str(&text);
        if self.publish_at() <= Instant::now() {
            self.publish();
        }
        full.then_some(End::Finished(Finish::Length))
    }

    fn publish(&mut self) {
        if !self.pending.is_empty() {
            let text = std::mem::take(&mut self.pending);
            self.journal.grew(text.len());
            self.run.push(RunEvent::Text(text));
            self.measure.text();
            self.published_at = Some(Instant::now());
        }
    }

    fn push(&mut self, event: RunEvent) {
        self.publish();
        self.run.push(event);
        self.journal.grew(0);
    }

    async fn end(mut self, end: End) {
        self.tell_steps();
        self.publish();
        let (status, terminal) = match end {
            End::Abandoned => return self.abandon().await,
            End::Finished(finish) => (MessageStatus::Complete, self.done(finish)),
            End::Stopped => (MessageStatus::Stopped, self.done(Finish::Stopped)),
            End::Failed(error) => (MessageStatus::Failed, self.failed(error)),
        };
        let text = self.run.text();
        let rendered = self.turns.rendered().draw(Role::Agent, &text).await;
        let ended = Ended {
            answer_id: self.run.answer_id().clone(),
            owner: self.turns.owner.clone(),
            status,
            text,
            rendered: Some(rendered),
            settlement: self.permit.settlement(self.extras.usage, status == MessageStatus::Failed && self.length == 0),
            log: self.journal.last_piece(terminal.clone()).await,
            extras: std::mem::take(&mut self.extras),
            at: self.turns.parts.clock.now(),
        };
        match store_end(self.turns, self.conversation, &ended).await {
            Ok(()) => {
                self.run.push(terminal);
                self.measure.end(status_label(status));
                tracing::info!(status = status_label(status), "an answer ended");
            }
            Err(error) => {
                tracing::error!(%error, answer = %self.run.answer_id(), "the end of an answer could not be stored");
                self.abandon().await;
            }
        }
    }

    fn done(&mut self, finish: Finish) -> RunEvent {
        self.extras.finish = Some(finish);
        RunEvent::Done(Done {
            finish,
            citations: self.extras.citations.clone(),
            quick_replies: self.extras.quick_replies.clone(),
            usage: self.extras.usage,
            low_confidence: self.extras.low_confidence,
        })
    }

    fn failed(&mut self, error: AgentError) -> RunEvent {
        let retry_after = match error {
            AgentError::RateLimited { retry_after } => retry_after,
            AgentError::BudgetSpent(refusal) => Some(refusal.retry_after),
            _ => None,
        };
        Measure::failed(error.code());
        let retry_after = retry_after.map(|d| u32::try_from(d.as_secs().max(1)).unwrap_or(u32::MAX));
        let failure = AnswerFailure { code: error.code(), retry_after };
        self.extras.failure = Some(failure.clone());
        RunEvent::Failed(failure)
    }

    /// Tells followers; the node that ends the lease updates the database.
    async fn abandon(&mut self) {
        self.journal.flush().await;
        self.run.push(RunEvent::Failed(AnswerFailure { code: ErrorCode::Interrupted, retry_after: None }));
        self.measure.end("interrupted");
    }
}

const fn status_label(status: MessageStatus) -> &'static str {
    match status {
        MessageStatus::Complete => "complete",
        MessageStatus::Stopped => "stopped",
        MessageStatus::Failed => "failed",
        MessageStatus::Interrupted => "interrupted",
        MessageStatus::Streaming => "streaming",
    }
}

/// Stores the end; waits while the database is unavailable.
async fn store_end(turns: &Turns, conversation: &ConversationId, ended: &Ended) -> Result<(), Error> {
    let mut tries = 0;
    loop {
        match turns.parts.store.end(ended).await {
            Err(StoreError::Unavailable(_) | StoreError::Full) if tries < END_TRIES && !turns.cut.is_cancelled() => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            // A try whose reply was lost may have been committed: then the message says so.
            Err(StoreError::LeaseLost) if tries > 0 => {
                let stored = turns.parts.store.message(conversation, &ended.answer_id).await?;
                let ours = stored.is_some_and(|message| message.status == ended.status && message.text == ended.text);
                return if ours { Ok(()) } else { Err(StoreError::LeaseLost.into()) };
            }
            outcome => return outcome.map_err(Error::from),
        }
    }
}
