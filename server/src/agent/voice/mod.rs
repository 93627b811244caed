//! Speech by a service with OpenAI's protocol: `POST {url}/audio/transcriptions` and `POST {url}/audio/speech`.
//!
//! Deadlines, circuit and errors are those of language models; nothing a service says about an error, and no key, reaches
//! an error or the log.

mod form;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use moka::future::Cache;
use reqwest::{Method, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::upstream::{Breakers, Http, Watch, reply};
use crate::core::{
    clock::Clock,
    conversation::{
        agent_error::AgentError,
        voice::{Heard, LONGEST_SPEECH, Recording, Speech},
    },
    security::budget::service::Permit,
};

/// The largest speech that is taken, in bytes: [`LONGEST_SPEECH`] characters take five minutes and half of it.
const LARGEST_SPEECH: usize = 16 << 20;
/// Speech that is kept, in bytes in all, and for how long: the same answer is often heard twice.
const KEPT: u64 = 64 << 20;
const KEPT_FOR: Duration = Duration::from_hours(1);

/// The service's address, and what it is asked for.
pub struct VoiceParts {
    /// The connections, and how long the service may take.
    pub http: Http,
    /// The address before `/audio/…`, without a slash at its end.
    pub url: String,
    /// The API key.
    pub key: Option<SecretString>,
    /// The model that writes down; empty for none.
    pub hears: String,
    /// The model that reads aloud; empty for none.
    pub speaks: String,
    /// The voice it reads with.
    pub voice: String,
    /// For dates in the service's replies.
    pub clock: Arc<dyn Clock>,
}

/// A service with OpenAI's protocol.
pub struct SpeechService {
    parts: VoiceParts,
    breakers: Breakers,
    spoken: Cache<[u8; 32], Bytes>,
}

impl SpeechService {
    /// Nothing is asked yet.
    pub fn new(parts: VoiceParts) -> Self {
        let weight = |_: &[u8; 32], speech: &Bytes| u32::try_from(speech.len()).unwrap_or(u32::MAX);
        let spoken = Cache::builder().max_capacity(KEPT).weigher(weight).time_to_live(KEPT_FOR).build();
        Self { parts, breakers: Breakers::default(), spoken }
    }

    fn request(&self, path: &str) -> Result<RequestBuilder, AgentError> {
        let address = [&self.parts.url, path].concat();
        let request = self.parts.http.outbound.request(Method::POST, &address).map_err(|refused| {
            tracing::error!("the voice service's address: {refused}");
            AgentError::Misconfigured
        })?;
        Ok(match &self.parts.key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        })
    }

    /// Asks, and reads a reply of this type (its first part, `audio` or `application`) and at most so many bytes.
    async fn ask(&self, request: RequestBuilder, kind: &str, most: usize) -> Result<Vec<u8>, AgentError> {
        let permit = self.breakers.enter("voice", &self.parts.url)?;
        let outcome = reply(request, Watch::start(self.parts.http.timeouts), kind, most, self.parts.clock.now()).await;
        permit.judge(&outcome);
        if let Err(error) = &outcome {
            tracing::warn!(%error, "the voice service did not answer");
        }
        outcome
    }

    async fn read_aloud(&self, text: &str) -> Result<Bytes, AgentError> {
        let VoiceParts { speaks, voice, .. } = &self.parts;
        let body = json!({"model": speaks, "voice": voice, "input": text, "response_format": "mp3"});
        let request = self.request("/audio/speech")?.json(&body);
        let speech = self.ask(request, "audio/", LARGEST_SPEECH).await?;
        if speech.is_empty() { Err(AgentError::Empty) } else { Ok(speech.into()) }
    }
}

/// The text of a transcription; other fields are left out.
#[derive(Deserialize)]
struct Transcription {
    text: String,
    #[serde(default)]
    language: Option<String>,
}

#[async_trait]
impl Speech for SpeechService {
    fn hears(&self) -> bool {
        !self.parts.hears.is_empty()
    }

    fn speaks(&self) -> bool {
        !self.parts.speaks.is_empty()
    }

    async fn transcribe(&self, recording: Recording, _: &Permit) -> Result<Heard, AgentError> {
        let (content_type, body) = form::transcription(&recording, &self.parts.hears);
        let request = self.request("/audio/transcriptions")?.header(reqwest::header::CONTENT_TYPE, content_type);
        let reply = self.ask(request.body(body), "application/json", 1 << 20).await?;
        let said: Transcription = serde_json::from_slice(&reply).map_err(|_| AgentError::Protocol)?;
        let text = said.text.trim().chars().take(LONGEST_SPEECH).collect();
        Ok(Heard { text, language: said.language.filter(|language| language.len() <= 35) })
    }

    async fn speak(&self, text: &str, _: &Permit) -> Result<Bytes, AgentError> {
        let name = Sha256::digest(text).into();
        // Asked twice at once, the service is asked once.
        let spoken = self.spoken.try_get_with(name, self.read_aloud(text)).await;
        spoken.map_err(|error: Arc<AgentError>| *error)
    }
}
