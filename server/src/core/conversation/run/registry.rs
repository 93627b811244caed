//! The runs of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use parlor_shared::ids::MessageId;

use super::live::LiveRun;

/// The runs being written, or copied, in this process.
#[derive(Default)]
pub struct Runs {
    runs: Mutex<HashMap<MessageId, Arc<LiveRun>>>,
    /// Logs of ended answers that are currently being read: readers of the same answer share one.
    replays: Mutex<HashMap<MessageId, Weak<LiveRun>>>,
}

/// Number of replays from which those no longer being read are removed.
const REPLAYS: usize = 1024;

impl Runs {
    /// Adds a run; if one for the same answer exists, returns that one.
    pub fn insert(&self, run: LiveRun) -> Arc<LiveRun> {
        let run = Arc::new(run);
        Arc::clone(lock(&self.runs).entry(run.answer_id().clone()).or_insert(run))
    }

    /// Finds a run.
    pub fn get(&self, answer: &MessageId) -> Option<Arc<LiveRun>> {
        lock(&self.runs).get(answer).cloned()
    }

    /// Removes a run; its followers keep it alive until they have read it.
    pub fn remove(&self, answer: &MessageId) {
        lock(&self.runs).remove(answer);
    }

    /// Finds the log of an ended answer that is currently being read.
    pub fn replay(&self, answer: &MessageId) -> Option<Arc<LiveRun>> {
        lock(&self.replays).get(answer)?.upgrade()
    }

    /// Shares the log of an ended answer with readers that ask for it while it is being read.
    pub fn share(&self, run: LiveRun) -> Arc<LiveRun> {
        let run = Arc::new(run);
        let mut replays = lock(&self.replays);
        if replays.len() >= REPLAYS {
            replays.retain(|_, replay| replay.strong_count() > 0);
        }
        replays.insert(run.answer_id().clone(), Arc::downgrade(&run));
        run
    }

    /// Number of runs.
    pub fn len(&self) -> usize {
        lock(&self.runs).len()
    }

    /// Returns true if there are no runs.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn lock<T>(map: &Mutex<HashMap<MessageId, T>>) -> MutexGuard<'_, HashMap<MessageId, T>> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
