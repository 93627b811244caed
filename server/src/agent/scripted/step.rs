//! The steps of a script, and how they are written in a question.

use std::{sync::Arc, time::Duration};

use parlor_shared::{
    content::{Block, Citation, QuickReply},
    widget::{Finish, Usage},
};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

/// Holds answers back until a test lets them go.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Semaphore>);

impl Default for Gate {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }
}

impl Gate {
    /// Lets `answers` steps pass; they may come later.
    pub fn open(&self, answers: usize) {
        self.0.add_permits(answers);
    }

    /// Waits for one turn to pass.
    pub(super) async fn pass(&self) {
        if let Ok(permit) = self.0.acquire().await {
            permit.forget();
        }
    }
}

/// One step of a script. In JSON: `{"text": "Hi"}`, `{"delay": 20}`, `"low_confidence"` …
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// More text.
    Text(String),
    /// `count` words, `w0 w1 w2 …`, each with a blank after it, `every` milliseconds apart.
    Words {
        /// Their number.
        count: u32,
        /// Milliseconds before each; 0 when absent.
        #[serde(default)]
        every: u64,
    },
    /// `searching` or `thinking`; anything else is told as `thinking`.
    Stage(String),
    /// The thought.
    Reasoning(String),
    /// Something beside the text.
    Block(Block),
    /// The sources of the answer.
    Citations(Vec<Citation>),
    /// Suggestions.
    QuickReplies(Vec<QuickReply>),
    /// It is not sure.
    LowConfidence,
    /// The cost.
    Usage(Usage),
    /// A tool was used.
    ToolCall {
        /// Its name.
        name: String,
        /// Its arguments.
        #[serde(default)]
        args: serde_json::Value,
    },
    /// The tool's result.
    ToolResult(String),
    /// Asks the page to use a tool; says what came of it as a line of text.
    Page {
        /// Its name.
        name: String,
        /// Its arguments.
        #[serde(default)]
        args: serde_json::Value,
    },
    /// Wait so many milliseconds of tokio's time, which tests can pause.
    Delay(u64),
    /// Wait until the gate is opened. Only in code.
    #[serde(skip)]
    Wait(Gate),
    /// Fail.
    Fail(ScriptedFailure),
    /// End well.
    Finish(Finish),
    /// End without `Finish`: an answer that was cut.
    Cut,
}

/// The way a script fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the variants of AgentError, which says what they mean")]
pub enum ScriptedFailure {
    Unavailable,
    Timeout,
    RateLimited,
    Truncated,
    Protocol,
    Empty,
    Upstream,
    ContextTooLong,
    Misconfigured,
}

/// A script as a question carries it.
#[derive(Deserialize)]
struct Written {
    steps: Vec<Step>,
}

/// The script that a question asks for, or an echo of it:
/// `/script {"steps": […]}`, `/words COUNT EVERY_MS`, anything else.
pub(super) fn read(question: &str) -> Vec<Step> {
    let written = question.strip_prefix("/script ").map(serde_json::from_str::<Written>);
    match written {
        Some(Ok(script)) => script.steps,
        Some(Err(_)) => vec![Step::Fail(ScriptedFailure::Misconfigured)],
        None => words(question).map_or_else(|| vec![Step::Text(question.to_owned())], |step| vec![step]),
    }
}

fn words(question: &str) -> Option<Step> {
    let mut numbers = question.strip_prefix("/words ")?.split_whitespace();
    let count = numbers.next()?.parse().ok()?;
    let every = numbers.next().unwrap_or("0").parse().ok()?;
    Some(Step::Words { count, every })
}

/// Milliseconds as a duration.
pub(super) const fn millis(count: u64) -> Duration {
    Duration::from_millis(count)
}
