//! The runs of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use parlor_shared::ids::MessageId;

use super::LiveRun;

/// The runs being written, or copied, in this process.
#[derive(Default)]
pub struct Runs {
    runs: Mutex<HashMap<MessageId, Arc<LiveRun>>>,
    /// Logs of ended answers that someone reads just now: readers of the same one share it.
    replays: Mutex<HashMap<MessageId, Weak<LiveRun>>>,
}

/// When the list of replays has so many entries, those nobody reads any more are removed.
const REPLAYS: usize = 1024;

impl Runs {
    /// Adds one; when it is there already, returns that one.
    pub fn insert(&self, run: LiveRun) -> Arc<LiveRun> {
        let run = Arc::new(run);
        Arc::clone(lock(&self.runs).entry(run.answer_id().clone()).or_insert(run))
    }

    /// Finds one.
    pub fn get(&self, answer: &MessageId) -> Option<Arc<LiveRun>> {
        lock(&self.runs).get(answer).cloned()
    }

    /// Forgets one; its followers keep it alive until they have read it.
    pub fn remove(&self, answer: &MessageId) {
        lock(&self.runs).remove(answer);
    }

    /// Finds the log of an ended answer that someone reads just now.
    pub fn replay(&self, answer: &MessageId) -> Option<Arc<LiveRun>> {
        lock(&self.replays).get(answer)?.upgrade()
    }

    /// Shares the log of an ended answer with those who ask for it while it is read.
    pub fn share(&self, run: LiveRun) -> Arc<LiveRun> {
        let run = Arc::new(run);
        let mut replays = lock(&self.replays);
        if replays.len() >= REPLAYS {
            replays.retain(|_, replay| replay.strong_count() > 0);
        }
        replays.insert(run.answer_id().clone(), Arc::downgrade(&run));
        run
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        lock(&self.runs).len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn lock<T>(map: &Mutex<HashMap<MessageId, T>>) -> MutexGuard<'_, HashMap<MessageId, T>> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
