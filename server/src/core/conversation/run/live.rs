//! The log of one answer, in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use parlor_shared::{content::Patch, ids::MessageId};
use tokio::sync::{Notify, OwnedMutexGuard, watch};
use tokio_util::sync::CancellationToken;

use super::{
    event::{LogChunk, RunEvent, Snapshot},
    patch_cache::Drawing,
};
use crate::core::{
    render::{self, GrowingDocument},
    security::work::{SHORT, WorkKind, WorkRefused},
};

/// The log of one answer: being written here, copied from another node, or read back after its end.
pub struct LiveRun {
    answer_id: MessageId,
    owner: RunOwner,
    /// True if earlier event numbers are not valid in this log: a reader that starts in the middle gets the whole state
    /// first.
    restated: bool,
    state: Mutex<State>,
    /// Rendered by one follower at a time, separately from `state`: the writer of the log never waits for rendering.
    drawing: Arc<tokio::sync::Mutex<Drawing>>,
    /// Counts changes; followers wait for the next one.
    changes: watch::Sender<u64>,
    /// Notified when the outcome of a page call was stored.
    handed_in: Notify,
}

/// The node that writes a log.
enum RunOwner {
    /// This process, until it is asked to stop.
    Here(CancellationToken),
    /// Another node: events that its readers have seen may not be here yet.
    Elsewhere,
    /// No one: the log is complete.
    Nobody,
}

struct State {
    events: Vec<RunEvent>,
    stage: Option<&'static str>,
}

impl LiveRun {
    /// Creates an empty log, to be written here.
    pub fn new(answer_id: MessageId, document: Box<dyn GrowingDocument>) -> Self {
        Self { owner: RunOwner::Here(CancellationToken::new()), ..Self::from_log(answer_id, Vec::new(), document) }
    }

    /// Creates a log with these events, which no one writes to.
    pub fn from_log(answer_id: MessageId, events: Vec<RunEvent>, document: Box<dyn GrowingDocument>) -> Self {
        let state = State { events, stage: None };
        Self {
            answer_id,
            owner: RunOwner::Nobody,
            restated: false,
            state: Mutex::new(state),
            drawing: Arc::new(tokio::sync::Mutex::new(Drawing::new(document))),
            changes: watch::Sender::new(0),
            handed_in: Notify::new(),
        }
    }

    /// Marks the log as one that another node writes and this node copies.
    pub fn copied(self) -> Self {
        Self { owner: RunOwner::Elsewhere, ..self }
    }

    /// Marks the log as rebuilt, or as having lost its last chunks: event numbers that readers hold are not valid in
    /// it.
    pub fn restated(self) -> Self {
        Self { restated: true, ..self }
    }

    /// The answer it belongs to.
    pub fn answer_id(&self) -> &MessageId {
        &self.answer_id
    }

    /// Appends an event and returns the number of the last event. After a terminal event nothing is appended.
    pub fn push(&self, event: RunEvent) -> u64 {
        let seq = {
            let mut state = self.lock();
            if !ended(&state.events) {
                state.stage = None;
                state.events.push(event);
            }
            state.events.len() as u64
        };
        self.changes.send_modify(|n| *n += 1);
        seq
    }

    /// Tells followers about the agent's activity before the text begins.
    pub fn stage(&self, stage: &'static str) {
        self.lock().stage = Some(stage);
        self.changes.send_modify(|n| *n += 1);
    }

    /// Asks the writer in this process to stop; `false` when the log is not written here.
    pub fn stop(&self) -> bool {
        match &self.owner {
            RunOwner::Here(stop) => {
                stop.cancel();
                true
            }
            RunOwner::Elsewhere | RunOwner::Nobody => false,
        }
    }

    /// Resolves when a stop was requested.
    pub async fn stopped(&self) {
        match &self.owner {
            RunOwner::Here(stop) => stop.cancelled().await,
            RunOwner::Elsewhere | RunOwner::Nobody => std::future::pending().await,
        }
    }

    /// Resolves when the terminal event is there.
    pub async fn ended(&self) {
        let mut changes = self.subscribe();
        while !self.is_ended() && changes.changed().await.is_ok() {}
    }

    /// Returns true if the page was asked for this call.
    pub fn has_call(&self, call: &str) -> bool {
        self.lock().events.iter().any(|event| matches!(event, RunEvent::PageCall(asked) if asked.id == call))
    }

    /// Resolves when the page was asked for this call, or never will be.
    pub async fn called(&self, call: &str) {
        let mut changes = self.subscribe();
        while !self.has_call(call) && self.may_lag() && changes.changed().await.is_ok() {}
    }

    /// Tells the writer that the outcome of a page call was stored.
    pub fn tell_handed_in(&self) {
        self.handed_in.notify_one();
    }

    /// Resolves when an outcome was stored here since the last time.
    pub async fn handed_in(&self) {
        self.handed_in.notified().await;
    }

    /// The text so far.
    pub fn text(&self) -> String {
        text(&self.lock().events)
    }

    /// Returns true once the terminal event is there.
    pub fn is_ended(&self) -> bool {
        ended(&self.lock().events)
    }

    /// Returns true if it ended because its writer is gone.
    pub(super) fn is_interrupted(&self) -> bool {
        self.lock().events.last().is_some_and(RunEvent::is_interruption)
    }

    /// The number of the last event.
    pub fn last_seq(&self) -> u64 {
        self.lock().events.len() as u64
    }

    /// The events after `after`, for storing; `None` when there are none.
    pub fn chunk_after(&self, after: u64) -> Option<LogChunk> {
        let state = self.lock();
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        let events: Vec<_> = state.events.iter().skip(skip).cloned().collect();
        (!events.is_empty()).then_some(LogChunk { first_seq: after + 1, events })
    }

    /// Returns true if event numbers that readers hold are not valid in this log.
    pub(super) fn is_restated(&self) -> bool {
        self.restated
    }

    /// Returns true if events that another node has already published may still arrive.
    pub(super) fn may_lag(&self) -> bool {
        matches!(self.owner, RunOwner::Elsewhere) && !self.is_ended()
    }

    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(super) fn current_stage(&self) -> Option<&'static str> {
        self.lock().stage
    }

    /// The event with this number.
    pub(super) fn event(&self, seq: u64) -> Option<RunEvent> {
        let index = index(seq)?;
        self.lock().events.get(index).cloned()
    }

    /// The patch that belongs to the event with this number.
    pub async fn patch(&self, seq: u64) -> Option<Patch> {
        let index = index(seq)?;
        self.drawn(index + 1).await.patch(index)
    }

    /// Returns the state without a terminal event and without nodes.
    pub(super) fn snapshot(&self) -> Snapshot {
        Self::told(&self.lock().events, None)
    }

    /// Returns the state without a terminal event.
    pub(super) async fn snapshot_with_nodes(&self) -> Snapshot {
        let drawing = self.drawn(usize::MAX).await;
        // Other followers may have rendered more events than there were at the time of the request.
        Self::told(&self.lock().events[..drawing.len()], Some(drawing.nodes()))
    }

    fn told(events: &[RunEvent], nodes: Option<Vec<parlor_shared::content::Node>>) -> Snapshot {
        let told = events.len() - usize::from(ended(events));
        Snapshot { seq: told as u64, text: text(events), nodes }
    }

    /// Returns the drawing once it includes the first `count` events, or all if there are fewer. Long text is rendered
    /// off the async workers; the lock moves with the work and comes back with it.
    async fn drawn(&self, count: usize) -> OwnedMutexGuard<Drawing> {
        loop {
            let mut drawing = Arc::clone(&self.drawing).lock_owned().await;
            let next = self.events_between(drawing.len(), count);
            if drawing.cost(&next) <= render::AT_ONCE {
                drawing.draw(&next);
                return drawing;
            }
            let work = move |_: &CancellationToken| {
                drawing.draw(&next);
                drawing
            };
            match SHORT.run(WorkKind::Render, render::LONGEST, work).await {
                Ok(drawing) => return drawing,
                // Retry: the lock is available once a place becomes free or the slow work ends.
                Err(WorkRefused::Busy | WorkRefused::TooLong) => {}
                Err(WorkRefused::Failed) => self.drawing.lock().await.skip(),
            }
        }
    }

    fn events_between(&self, from: usize, to: usize) -> Vec<RunEvent> {
        let state = self.lock();
        state.events.get(from..to.min(state.events.len())).unwrap_or_default().to_vec()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while rendering leaves the log itself intact.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn ended(events: &[RunEvent]) -> bool {
    events.last().is_some_and(RunEvent::is_terminal)
}

/// Events are numbered from 1.
fn index(seq: u64) -> Option<usize> {
    seq.checked_sub(1).and_then(|index| usize::try_from(index).ok())
}

fn text(events: &[RunEvent]) -> String {
    events.iter().filter_map(text_of).collect()
}

fn text_of(event: &RunEvent) -> Option<&str> {
    match event {
        RunEvent::Text(text) => Some(text),
        _ => None,
    }
}
