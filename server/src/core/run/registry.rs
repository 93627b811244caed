//! The runs of this process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use parlor_shared::ids::MessageId;

use super::LiveRun;

/// The runs being written, or copied, in this process.
#[derive(Default)]
pub struct Runs {
    runs: Mutex<HashMap<MessageId, Arc<LiveRun>>>,
}

impl Runs {
    /// Adds one; when it is there already, returns that one.
    pub fn insert(&self, run: LiveRun) -> Arc<LiveRun> {
        let run = Arc::new(run);
        Arc::clone(self.lock().entry(run.answer_id().clone()).or_insert(run))
    }

    /// Finds one.
    pub fn get(&self, answer: &MessageId) -> Option<Arc<LiveRun>> {
        self.lock().get(answer).cloned()
    }

    /// Forgets one; its followers keep it alive until they have read it.
    pub fn remove(&self, answer: &MessageId) {
        self.lock().remove(answer);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<MessageId, Arc<LiveRun>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
