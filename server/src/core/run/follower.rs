//! A reader of one log: a number and a place to wait.

use std::sync::Arc;

use parlor_shared::content::{Node, Patch};
use tokio::sync::watch;

use super::{LiveRun, RunEvent};

/// Reads a log from a place of its own, at a pace of its own.
pub struct Follower {
    run: Arc<LiveRun>,
    /// The number of the event to read next.
    next: u64,
    /// The whole state comes first.
    reset: bool,
    /// The terminal event has been read.
    done: bool,
    stage: Option<&'static str>,
    changes: watch::Receiver<u64>,
}

/// What a follower reads.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// What the agent is doing before it speaks; not numbered.
    Stage(&'static str),
    /// The place asked for is not in the log: begin anew from [`Follower::snapshot`].
    Reset,
    /// The next event and its number.
    Event(u64, RunEvent),
}

/// The state of an answer after event `seq`.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    /// The number of the last event it contains.
    pub seq: u64,
    /// The text so far.
    pub text: String,
    /// The document so far, when asked for.
    pub nodes: Option<Vec<Node>>,
}

impl Follower {
    pub(super) fn new(run: Arc<LiveRun>, after: u64, reset: bool) -> Self {
        let changes = run.subscribe();
        let last = run.last_seq();
        // Who has read the terminal event and asks again gets it again: it says how the answer ended.
        let next = if run.is_ended() { (after.saturating_add(1)).min(last) } else { after.saturating_add(1) };
        Self { run, next, reset: reset || after > last, done: false, stage: None, changes }
    }

    /// The next step, as soon as there is one; `None` after the terminal event. Cancel-safe.
    pub async fn next(&mut self) -> Option<Step> {
        loop {
            if self.done {
                return None;
            }
            self.changes.borrow_and_update();
            if let Some(step) = self.ready() {
                return Some(step);
            }
            if self.changes.changed().await.is_err() {
                return None;
            }
        }
    }

    /// The next step if it is there already.
    pub fn ready(&mut self) -> Option<Step> {
        if self.done {
            return None;
        }
        if self.reset {
            return Some(Step::Reset);
        }
        if let Some(event) = self.run.event(self.next) {
            let seq = self.next;
            self.next += 1;
            self.done = event.is_terminal();
            return Some(Step::Event(seq, event));
        }
        let stage = self.run.current_stage();
        if stage != self.stage {
            self.stage = stage;
            return stage.map(Step::Stage);
        }
        None
    }

    /// Answers [`Step::Reset`]: the state so far; reading goes on after it.
    pub fn snapshot(&mut self, with_nodes: bool) -> Snapshot {
        let snapshot = self.run.snapshot(with_nodes);
        self.reset = false;
        self.next = snapshot.seq + 1;
        snapshot
    }

    /// The patch of an event that was read.
    pub fn patch(&self, seq: u64) -> Patch {
        self.run.patch(seq).unwrap_or_default()
    }

    /// The text so far.
    pub fn text(&self) -> String {
        self.run.text()
    }
}
