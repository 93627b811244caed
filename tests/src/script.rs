//! An agent that says what a test wrote down, and counts.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream, stream::BoxStream};
use parlor::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{Agent, AgentEvent, Agents, Question},
    },
    owner::agent::AgentProfile,
};
use parlor_shared::widget::Finish;
use tokio_util::sync::CancellationToken;

/// Says the same to everybody.
pub struct Script {
    texts: Vec<String>,
    pause: Duration,
    fails: AtomicBool,
    /// The end is held back until it is released.
    gate: CancellationToken,
    calls: AtomicUsize,
    dropped: AtomicUsize,
}

impl Script {
    fn new(texts: Vec<String>, pause: Duration, fails: bool, held: bool) -> Arc<Self> {
        let gate = CancellationToken::new();
        if !held {
            gate.cancel();
        }
        Arc::new(Self {
            texts,
            pause,
            fails: fails.into(),
            gate,
            calls: AtomicUsize::new(0),
            dropped: AtomicUsize::new(0),
        })
    }

    /// Says these pieces at once.
    pub fn says(texts: &[&str]) -> Arc<Self> {
        Self::new(owned(texts), Duration::ZERO, false, false)
    }

    /// Says these pieces with a pause after each.
    pub fn slowly(texts: Vec<String>, pause: Duration) -> Arc<Self> {
        Self::new(texts, pause, false, false)
    }

    /// Says these pieces, then waits until it is released.
    pub fn held(texts: &[&str]) -> Arc<Self> {
        Self::new(owned(texts), Duration::ZERO, false, true)
    }

    /// Says these pieces, then breaks off.
    pub fn fails(texts: &[&str]) -> Arc<Self> {
        Self::new(owned(texts), Duration::ZERO, true, false)
    }

    /// Lets held answers end.
    pub fn release(&self) {
        self.gate.cancel();
    }

    /// Answers do not fail any more.
    pub fn mend(&self) {
        self.fails.store(false, Ordering::SeqCst);
    }

    /// Returns the number of calls so far.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Returns the number of answers that were dropped, ended or not.
    pub fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Counts the answer it is part of when it is dropped.
struct Told(Arc<Script>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// The agents of a test server: all of them follow one script.
#[derive(Clone)]
pub struct Cast(pub Arc<Script>);

impl Agents for Cast {
    fn find(&self, _: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        Ok(Arc::new(self.clone()))
    }
}

impl Agent for Cast {
    fn answer(&self, _: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        let script = Arc::clone(&self.0);
        let first = stream::once(async move {
            script.calls.fetch_add(1, Ordering::SeqCst);
            Told(script)
        });
        first.flat_map(tell).boxed()
    }
}

fn tell(told: Told) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
    let script = Arc::clone(&told.0);
    let pause = script.pause;
    let texts = stream::iter(script.texts.clone()).then(move |text| async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok(AgentEvent::Text(text))
    });
    let end = stream::once(async move {
        told.0.gate.cancelled().await;
        if told.0.fails.load(Ordering::SeqCst) {
            Err(AgentError::Truncated)
        } else {
            Ok(AgentEvent::Finish(Finish::Stop))
        }
    });
    texts.chain(end).boxed()
}
