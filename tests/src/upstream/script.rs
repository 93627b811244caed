//! Scripted replies of a service.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// A step of a reply.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// Sends bytes, `times` times with a pause after each.
    Send {
        /// The bytes.
        bytes: Vec<u8>,
        /// Number of repetitions.
        times: u32,
        /// Pause after each.
        pause: Duration,
    },
    /// Waits.
    Sleep(Duration),
    /// Says nothing more, and keeps the connection open.
    Hang,
    /// Resets the connection.
    Reset,
    /// Closes the connection without the end of the body.
    Close,
}

/// Reply of a service. The head goes out with the first bytes, or with the end: a reply that waits first has slow
/// headers, and one that is cut first has none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers; framing is added.
    pub headers: Vec<(String, String)>,
    /// Actions after the head.
    pub acts: Vec<Act>,
}

impl Reply {
    /// A whole answer at once.
    pub fn whole(status: u16, media_type: &str, body: &str) -> Self {
        Self::made(status, media_type, [Act::send(body)])
    }

    /// An answer piece by piece.
    pub fn pieces<'a>(media_type: &str, pieces: impl IntoIterator<Item = &'a str>) -> Self {
        Self::made(200, media_type, pieces.into_iter().map(Act::send))
    }

    /// Closes the connection instead of an answer.
    pub fn nothing() -> Self {
        Self { status: 200, headers: vec![], acts: vec![Act::Close] }
    }

    /// A status, a media type and what happens.
    pub fn made(status: u16, media_type: &str, acts: impl IntoIterator<Item = Act>) -> Self {
        Self { status, headers: vec![("Content-Type".into(), media_type.into())], acts: acts.into_iter().collect() }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With one more act.
    #[must_use]
    pub fn then(mut self, act: Act) -> Self {
        self.acts.push(act);
        self
    }

    /// Reads one entry of `corpora/sse/upstream-llm-faults.json`, with every time divided by `faster`. A status of
    /// `null` reads as 200.
    ///
    /// # Panics
    /// When it has a field or a step this reader does not know: a script that is half understood proves nothing.
    #[expect(clippy::unwrap_used, reason = "a script that is half understood proves nothing")]
    pub fn read(script: &Value, faster: u32) -> Self {
        let headers = script["headers"].as_object().unwrap();
        Self {
            status: script["status"].as_u64().map_or(200, |status| u16::try_from(status).unwrap()),
            headers: headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
            acts: script["steps"].as_array().unwrap().iter().map(|step| Act::read(step, faster)).collect(),
        }
    }
}

impl Act {
    /// Sends a text once.
    pub fn send(text: &str) -> Self {
        Self::Send { bytes: text.into(), times: 1, pause: Duration::ZERO }
    }

    /// Sends a text again and again.
    pub fn flood(text: &str) -> Self {
        Self::Send { bytes: text.into(), times: u32::MAX, pause: Duration::ZERO }
    }

    #[expect(clippy::unwrap_used, clippy::panic, reason = "a script that is half understood proves nothing")]
    fn read(step: &Value, faster: u32) -> Self {
        let known = ["send", "send_b64", "repeat", "sleep_ms", "hang", "rst", "close"];
        assert!(step.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "an unknown step: {step}");
        let pause = Duration::from_millis(step["sleep_ms"].as_u64().unwrap_or(0)) / faster;
        let times = step["repeat"].as_u64().map_or(1, |times| u32::try_from(times).unwrap());
        if let Some(text) = step["send"].as_str() {
            return Self::Send { bytes: text.into(), times, pause };
        }
        if let Some(text) = step["send_b64"].as_str() {
            return Self::Send { bytes: STANDARD.decode(text).unwrap(), times, pause };
        }
        match step {
            _ if step["hang"] == true => Self::Hang,
            _ if step["rst"] == true => Self::Reset,
            _ if step["close"] == true => Self::Close,
            _ if !pause.is_zero() => Self::Sleep(pause),
            _ => panic!("an unknown step: {step}"),
        }
    }
}
