//! A reader of one log: an event number and a way to wait for more.

use std::{sync::Arc, time::Duration};

use parlor_shared::content::Patch;
use tokio::{
    sync::watch,
    time::{Instant, timeout_at},
};

use super::{
    event::{RunEvent, Snapshot},
    live::LiveRun,
};

/// Maximum time a copied log may take to reach the position its reader resumes from.
const LAG: Duration = Duration::from_secs(2);

/// Reads a log from its own position, at its own pace.
pub struct Follower {
    run: Arc<LiveRun>,
    /// The number of the event to read next.
    next: u64,
    /// True if the whole state comes first.
    reset: bool,
    /// Time until which the copied log may still reach the position before `next`.
    behind: Option<Instant>,
    /// True once the terminal event has been read.
    done: bool,
    stage: Option<&'static str>,
    changes: watch::Receiver<u64>,
}

/// A step a follower reads.
#[derive(Clone, PartialEq, Debug)]
pub enum FollowStep {
    /// The agent's activity before the text begins; not numbered.
    Stage(&'static str),
    /// The requested position is not in the log: start again from [`Follower::snapshot`].
    Reset,
    /// The next event and its number.
    Event(u64, RunEvent),
}

impl LiveRun {
    /// Follows the log from the event after `after`; 0 is the beginning. When there is no such position, the follower
    /// gets the whole state first; for a copied log that is decided after 2 s.
    pub fn follow(self: &Arc<Self>, after: u64) -> Follower {
        Follower::new(Arc::clone(self), after, self.is_restated() && after > 0)
    }
}

impl Follower {
    pub(super) fn new(run: Arc<LiveRun>, after: u64, reset: bool) -> Self {
        let changes = run.subscribe();
        let last = run.last_seq();
        let missing = after > last;
        let behind = (missing && run.may_lag()).then(|| Instant::now() + LAG);
        // A reader that has the terminal event and asks again gets it again, to learn how the answer ended.
        let next = if run.is_ended() { (after.saturating_add(1)).min(last) } else { after.saturating_add(1) };
        let reset = reset || missing && behind.is_none();
        Self { run, next, reset, behind, done: false, stage: None, changes }
    }

    /// Waits for the next step and returns it; `None` after the terminal event. Cancel-safe.
    pub async fn next(&mut self) -> Option<FollowStep> {
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

    /// Returns the next step if it is already available.
    pub fn ready(&mut self) -> Option<FollowStep> {
        if self.done {
            return None;
        }
        if self.is_behind() {
            return None;
        }
        if self.reset {
            return Some(FollowStep::Reset);
        }
        if let Some(event) = self.run.event(self.next) {
            let seq = self.next;
            self.next += 1;
            self.done = event.is_terminal();
            return Some(FollowStep::Event(seq, event));
        }
        let stage = self.run.current_stage();
        if stage != self.stage {
            self.stage = stage;
            return stage.map(FollowStep::Stage);
        }
        None
    }

    /// Returns true if the log has not reached the position to resume from, and still may.
    fn is_behind(&mut self) -> bool {
        let Some(until) = self.behind else { return false };
        if self.run.may_lag() && self.run.last_seq() < self.next - 1 && Instant::now() < until {
            return true;
        }
        // An interrupted log has lost its last chunks: other events now have the numbers that were read.
        let reset = self.run.last_seq() < self.next - 1 || self.run.is_interrupted();
        *self = Self::new(Arc::clone(&self.run), self.next - 1, reset);
        self.behind = None;
        false
    }

    /// Answers [`FollowStep::Reset`]: the state so far, without nodes; reading goes on after it.
    pub fn snapshot(&mut self) -> Snapshot {
        let snapshot = self.run.snapshot();
        self.begin_after(snapshot)
    }

    /// Answers [`FollowStep::Reset`]: the state so far, with the document; reading goes on after it.
    pub async fn snapshot_with_nodes(&mut self) -> Snapshot {
        let snapshot = self.run.snapshot_with_nodes().await;
        self.begin_after(snapshot)
    }

    fn begin_after(&mut self, snapshot: Snapshot) -> Snapshot {
        self.reset = false;
        self.next = snapshot.seq + 1;
        snapshot
    }

    /// Returns the patch of an event that was read.
    pub async fn patch(&self, seq: u64) -> Patch {
        self.run.patch(seq).await.unwrap_or_default()
    }

    /// Returns the text so far.
    pub fn text(&self) -> String {
        self.run.text()
    }
}
