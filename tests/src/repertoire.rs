//! An agent that knows the answers to some questions, and may answer the same question differently the next time.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use futures_util::stream::BoxStream;
use parlor::{
    agent::scripted::{Gate, Scripted, Step},
    core::{
        conversation::{
            agent_error::AgentError,
            agent_port::{Agent, AgentEvent, Agents, Question},
        },
        owner::agent::AgentProfile,
    },
};

type Answers = HashMap<String, VecDeque<Vec<Step>>>;

/// Questions and the answers to them, in the order they are given; the last answer is given again and again. A question
/// that is not known is said back, or followed if it is a script ([`parlor::agent::scripted`]).
#[derive(Clone, Default)]
pub struct Repertoire {
    answers: Arc<Mutex<Answers>>,
}

impl Repertoire {
    /// One more answer to a question.
    #[must_use]
    pub fn on(self, question: &str, steps: impl IntoIterator<Item = Step>) -> Self {
        self.lock().entry(question.to_owned()).or_default().push_back(steps.into_iter().collect());
        self
    }

    /// An answer that says `before`, waits until the gate is opened, and says `after`.
    #[must_use]
    pub fn held(self, question: &str, before: &str, after: &str) -> (Self, Gate) {
        let gate = Gate::default();
        let steps = [Step::Text(before.into()), Step::Wait(gate.clone()), Step::Text(after.into())];
        (self.on(question, steps), gate)
    }

    /// An answer that says this.
    #[must_use]
    pub fn says(self, question: &str, text: &str) -> Self {
        self.on(question, [Step::Text(text.into())])
    }

    /// As the agents of a server.
    pub fn agents(self) -> Arc<dyn Agents> {
        Arc::new(self)
    }

    fn next(&self, question: &str) -> Option<Vec<Step>> {
        let mut answers = self.lock();
        let queue = answers.get_mut(question)?;
        if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Agents for Repertoire {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(Arc::new(self.clone()))
    }
}

impl Agent for Repertoire {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let script = self.next(&question.text).map_or_else(Scripted::default, Scripted::new);
        script.answer(question)
    }
}
