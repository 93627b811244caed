//! An agent for tests and benches: it says what was written down.
//!
//! Without a script of its own it follows the question:
//!
//! - `/words 200 50` says 200 words, `w0 w1 w2 …`, 50 ms apart;
//! - `/script {"steps": ["low_confidence", {"text": "Hi"}, {"delay": 20}, {"fail": "truncated"}]}` follows the steps
//!   ([`Step`] names them); a script that cannot be read fails as not set up;
//! - anything else is said back.
//!
//! A script that does not say how it ends, ends with `Finish::Stop`.

mod step;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use futures_util::stream::BoxStream;
use parlor_shared::widget::Finish;
pub use step::{Gate, ScriptedFailure, Step};

use super::flow::{EventSender, tell};
use crate::core::conversation::{
    agent_error::AgentError,
    agent_port::{Agent, AgentEvent, Question},
    tool::page_tools::{Outcome, PageCall, PageTools},
};

/// Follows a script, and counts. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Scripted {
    steps: Option<Arc<[Step]>>,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    calls: AtomicU64,
    drops: AtomicU64,
}

impl Scripted {
    /// Follows these steps, whatever is asked.
    pub fn new(steps: impl Into<Arc<[Step]>>) -> Self {
        Self { steps: Some(steps.into()), counts: Arc::default() }
    }

    /// Number of answers that began: their streams were read.
    pub fn calls(&self) -> u64 {
        self.counts.calls.load(Ordering::SeqCst)
    }

    /// Number of answers that began and were dropped before their end.
    pub fn drops(&self) -> u64 {
        self.counts.drops.load(Ordering::SeqCst)
    }
}

impl Agent for Scripted {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let script = self.clone();
        tell(move |sender| async move {
            let mut running = Running::begin(script.counts);
            let outcome = match script.steps {
                Some(steps) => follow(&steps, &question.page, &sender).await,
                None => follow(&step::read(&question.text), &question.page, &sender).await,
            };
            running.ended = true;
            outcome
        })
    }
}

/// Counts an answer that is dropped before its end.
struct Running {
    counts: Arc<Counts>,
    ended: bool,
}

impl Running {
    fn begin(counts: Arc<Counts>) -> Self {
        counts.calls.fetch_add(1, Ordering::SeqCst);
        Self { counts, ended: false }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended {
            self.counts.drops.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn follow(steps: &[Step], page: &PageTools, sender: &EventSender) -> Result<(), AgentError> {
    for (at, step) in steps.iter().enumerate() {
        match step {
            Step::Page { name, args } => ask(page, at, name, args.clone(), sender).await,
            Step::Words { count, every } => words(*count, *every, sender).await,
            Step::Delay(time) => tokio::time::sleep(step::millis(*time)).await,
            Step::Wait(gate) => gate.pass().await,
            Step::Fail(failure) => return Err((*failure).into()),
            Step::Cut => return Ok(()),
            other => sender.send(event(other.clone())).await,
        }
        if matches!(step, Step::Finish(_)) {
            return Ok(());
        }
    }
    sender.send(AgentEvent::Finish(Finish::Stop)).await;
    Ok(())
}

/// Asks without looking at the schema: what a page does with odd arguments is for tests to see.
async fn ask(page: &PageTools, at: usize, name: &str, args: serde_json::Value, sender: &EventSender) {
    let outcome = match page.find(name) {
        None => Outcome::Error("there is no such tool".into()),
        Some(tool) => {
            let call = PageCall { id: format!("call-{at}"), name: name.to_owned(), args, approval: tool.approval };
            sender.send(AgentEvent::PageCall(call.clone())).await;
            page.outcome(&call).await
        }
    };
    let line = match outcome {
        Outcome::Result(result) => format!("result {result}\n"),
        Outcome::Error(reason) => format!("error {reason}\n"),
    };
    sender.send(AgentEvent::Text(line)).await;
}

async fn words(count: u32, every: u64, sender: &EventSender) {
    for word in 0..count {
        if every > 0 {
            tokio::time::sleep(step::millis(every)).await;
        }
        sender.send(AgentEvent::Text(format!("w{word} "))).await;
    }
}

fn event(step: Step) -> AgentEvent {
    match step {
        Step::Text(text) => AgentEvent::Text(text),
        Step::Stage(stage) => AgentEvent::Stage(if stage == "searching" { "searching" } else { "thinking" }),
        Step::Reasoning(text) => AgentEvent::Reasoning(text),
        Step::Block(block) => AgentEvent::Block(block),
        Step::Citations(citations) => AgentEvent::Citations(citations),
        Step::QuickReplies(replies) => AgentEvent::QuickReplies(replies),
        Step::LowConfidence => AgentEvent::LowConfidence,
        Step::Usage(usage) => AgentEvent::Usage(usage),
        Step::ToolCall { name, args } => AgentEvent::ToolCall { name, args },
        Step::ToolResult(text) => AgentEvent::ToolResult(text),
        Step::Finish(finish) => AgentEvent::Finish(finish),
        Step::Words { .. } | Step::Page { .. } | Step::Delay(_) | Step::Wait(_) | Step::Fail(_) | Step::Cut => {
            AgentEvent::Text(String::new())
        }
    }
}

impl From<ScriptedFailure> for AgentError {
    fn from(failure: ScriptedFailure) -> Self {
        match failure {
            ScriptedFailure::Unavailable => Self::Unavailable,
            ScriptedFailure::Timeout => Self::Timeout,
            ScriptedFailure::RateLimited => Self::RateLimited { retry_after: None },
            ScriptedFailure::Truncated => Self::Truncated,
            ScriptedFailure::Protocol => Self::Protocol,
            ScriptedFailure::Empty => Self::Empty,
            ScriptedFailure::Upstream => Self::Upstream,
            ScriptedFailure::ContextTooLong => Self::ContextTooLong,
            ScriptedFailure::Misconfigured => Self::Misconfigured,
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;
    use crate::agent::testing::question;

    async fn told(agent: &Scripted, text: &str) -> Vec<Result<AgentEvent, AgentError>> {
        agent.answer(question(text)).collect().await
    }

    #[tokio::test(start_paused = true)]
    async fn words_come_at_their_pace() {
        let before = tokio::time::Instant::now();
        let events = told(&Scripted::default(), "/words 3 50").await;
        let said = ["w0 ", "w1 ", "w2 "].map(|word| Ok(AgentEvent::Text(word.into())));
        assert_eq!(events[..3], said);
        assert_eq!(events[3..], [Ok(AgentEvent::Finish(Finish::Stop))]);
        assert_eq!(before.elapsed().as_millis(), 150);
    }

    #[tokio::test]
    async fn a_question_may_carry_the_script() {
        let steps =
            r#"/script {"steps": ["low_confidence", {"text": "Hi"}, {"fail": "truncated"}, {"text": "never"}]}"#;
        let expected = [Ok(AgentEvent::LowConfidence), Ok(AgentEvent::Text("Hi".into())), Err(AgentError::Truncated)];
        assert_eq!(told(&Scripted::default(), steps).await, expected);
        assert_eq!(told(&Scripted::default(), "/script {").await, [Err(AgentError::Misconfigured)]);
        assert_eq!(told(&Scripted::default(), r#"/script {"steps": ["cut"]}"#).await, []);
    }

    #[tokio::test]
    async fn calls_and_drops_are_counted_and_a_gate_holds() {
        let gate = Gate::default();
        let agent = Scripted::new([Step::Text("a".into()), Step::Wait(gate.clone()), Step::Text("b".into())]);
        let unread = agent.answer(question("x"));
        assert_eq!(agent.calls(), 0);
        drop(unread);
        let mut cut = agent.answer(question("x"));
        assert!(cut.next().await.is_some());
        drop(cut);
        assert_eq!((agent.calls(), agent.drops()), (1, 1));
        gate.open(1);
        assert_eq!(told(&agent, "x").await.len(), 3);
        assert_eq!((agent.calls(), agent.drops()), (2, 1));
    }
}
