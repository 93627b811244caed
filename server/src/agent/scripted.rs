//! An agent that says what it is asked to say: a protocol for tests of clients, loads and networks.
//!
//! A question that begins with `/script ` followed by a JSON object is a script:
//!
//! | Field | Meaning |
//! |---|---|
//! | `words` | say `w1 w2 … wn `, a word at a time; at most 100,000; before `texts` |
//! | `texts` | say these pieces of Markdown, one at a time |
//! | `every_ms` | milliseconds before each piece; default 0, at most 60,000 |
//! | `fail` | then fail: `unavailable`, `timeout`, `rate_limited`, `truncated`, `protocol`, `empty`, `upstream`, `context_too_long` |
//! | `hang` | then say nothing more and never end; goes before `fail` |
//!
//! A script that cannot be read fails with `protocol`. Any other question is echoed: `You said: …`, in pieces.

use std::{future, time::Duration};

use futures_util::{StreamExt, stream, stream::BoxStream};
use parlor_shared::widget::Finish;
use serde::Deserialize;

use crate::core::agent::{Agent, AgentError, AgentEvent, Question};

const PREFIX: &str = "/script ";
const MOST_WORDS: u32 = 100_000;
const LONGEST_PAUSE_MS: u64 = 60_000;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scripted;

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Script {
    words: u32,
    texts: Vec<String>,
    every_ms: u64,
    fail: Option<Failure>,
    hang: bool,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Failure {
    Unavailable,
    Timeout,
    RateLimited,
    Truncated,
    Protocol,
    Empty,
    Upstream,
    ContextTooLong,
}

impl From<Failure> for AgentError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable => Self::Unavailable,
            Failure::Timeout => Self::Timeout,
            Failure::RateLimited => Self::RateLimited { retry_after: None },
            Failure::Truncated => Self::Truncated,
            Failure::Protocol => Self::Protocol,
            Failure::Empty => Self::Empty,
            Failure::Upstream => Self::Upstream,
            Failure::ContextTooLong => Self::ContextTooLong,
        }
    }
}

impl Agent for Scripted {
    fn answer(&self, question: Question) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        match read(&question.text) {
            Some(script) => tell(script),
            None => stream::iter([Err(AgentError::Protocol)]).boxed(),
        }
    }
}

/// The script a question is, or the echo of any other question.
fn read(question: &str) -> Option<Script> {
    let Some(json) = question.strip_prefix(PREFIX) else {
        let mut texts = vec!["You said: ".to_owned()];
        texts.extend(question.split_inclusive(' ').map(str::to_owned));
        return Some(Script { texts, ..Script::default() });
    };
    let script = serde_json::from_str::<Script>(json).ok()?;
    (script.words <= MOST_WORDS && script.every_ms <= LONGEST_PAUSE_MS).then_some(script)
}

fn tell(script: Script) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
    let pause = Duration::from_millis(script.every_ms);
    let words = (1..=script.words).map(|n| format!("w{n} "));
    let pieces = stream::iter(words.chain(script.texts)).then(move |text| async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        Ok(AgentEvent::Text(text))
    });
    let (hang, fail) = (script.hang, script.fail);
    let end = stream::once(async move {
        if hang {
            future::pending::<()>().await;
        }
        fail.map_or(Ok(AgentEvent::Finish(Finish::Stop)), |failure| Err(failure.into()))
    });
    pieces.chain(end).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::knowledge::testing::question;

    async fn told(text: &str) -> Vec<Result<AgentEvent, AgentError>> {
        Scripted.answer(question(text, "en")).collect().await
    }

    fn text(events: &[Result<AgentEvent, AgentError>]) -> String {
        let texts = events.iter().filter_map(|event| match event {
            Ok(AgentEvent::Text(text)) => Some(text.as_str()),
            _ => None,
        });
        texts.collect()
    }

    #[tokio::test(start_paused = true)]
    async fn words_come_one_at_a_time() {
        let began = tokio::time::Instant::now();
        let events = told(r#"/script {"words": 3, "every_ms": 20}"#).await;
        assert_eq!(text(&events), "w1 w2 w3 ");
        assert_eq!(events.last(), Some(&Ok(AgentEvent::Finish(Finish::Stop))));
        assert_eq!(began.elapsed(), Duration::from_millis(60));
    }

    #[tokio::test]
    async fn texts_may_end_in_a_failure() {
        let events = told(r#"/script {"texts": ["a", "b"], "fail": "truncated"}"#).await;
        assert_eq!(text(&events), "ab");
        assert_eq!(events.last(), Some(&Err(AgentError::Truncated)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_hanging_answer_never_ends() {
        let all = told(r#"/script {"texts": ["a"], "hang": true}"#);
        assert!(tokio::time::timeout(Duration::from_secs(3600), all).await.is_err());
    }

    #[tokio::test]
    async fn anything_else_is_echoed_and_a_broken_script_fails() {
        assert_eq!(text(&told("good day to you").await), "You said: good day to you");
        assert_eq!(told("/script {").await, [Err(AgentError::Protocol)]);
        assert_eq!(told(r#"/script {"wrods": 3}"#).await, [Err(AgentError::Protocol)]);
    }
}
