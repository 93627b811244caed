//! A reader of one log: a number and a place to wait.

use std::{sync::Arc, time::Duration};

use parlor_shared::content::{Node, Patch};
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use super::{LiveRun, RunEvent};

/// How long a copied log may need to reach the place its reader comes from.
const LAG: Duration = Duration::from_secs(2);

/// Reads a log from a place of its own, at a pace of its own.
pub struct Follower {
    run: Arc<LiveRun>,
    /// The number of the event to read next.
    next: u64,
    /// The whole state comes first.
    reset: bool,
    /// Until then the copied log may still reach the place before `next`.
    behind: Option<Instant>,
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
        let missing = after > last;
        let behind = (missing && run.may_lag()).then(|| Instant::now() + LAG);
        // Who has read the terminal event and asks again gets it again: it says how the answer ended.
        let next = if run.is_ended() { (after.saturating_add(1)).min(last) } else { after.saturating_add(1) };
        let reset = reset || missing && behind.is_none();
        Self { run, next, reset, behind, done: false, stage: None, changes }
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
            match self.behind {
                // Changed or not: time may have passed.
                Some(until) => _ = timeout_at(until, self.changes.changed()).await,
                None => self.changes.changed().await.ok()?,
            }
        }
    }

    /// The next step if it is there already.
    pub fn ready(&mut self) -> Option<Step> {
        if self.done {
            return None;
        }
        if self.is_behind() {
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

    /// Whether the log has not reached the place we come from, and still may.
    fn is_behind(&mut self) -> bool {
        let Some(until) = self.behind else { return false };
        if self.run.may_lag() && self.run.last_seq() < self.next - 1 && Instant::now() < until {
            return true;
        }
        // An interrupted log has lost its last pieces: other events have the numbers that were read.
        let reset = self.run.last_seq() < self.next - 1 || self.run.is_interrupted();
        *self = Self::new(Arc::clone(&self.run), self.next - 1, reset);
        self.behind = None;
        false
    }

    /// Answers [`Step::Reset`]: the state so far, without nodes; reading goes on after it.
    pub fn snapshot(&mut self) -> Snapshot {
        let snapshot = self.run.snapshot();
        self.begin_after(snapshot)
    }

    /// Answers [`Step::Reset`]: the state so far, with the document; reading goes on after it.
    pub async fn snapshot_with_nodes(&mut self) -> Snapshot {
        let snapshot = self.run.snapshot_with_nodes().await;
        self.begin_after(snapshot)
    }

    fn begin_after(&mut self, snapshot: Snapshot) -> Snapshot {
        self.reset = false;
        self.next = snapshot.seq + 1;
        snapshot
    }

    /// The patch of an event that was read.
    pub async fn patch(&self, seq: u64) -> Patch {
        self.run.patch(seq).await.unwrap_or_default()
    }

    /// The text so far.
    pub fn text(&self) -> String {
        self.run.text()
    }
}
