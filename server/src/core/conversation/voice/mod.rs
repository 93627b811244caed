//! Speech: transcription of visitors' recordings, and reading answers aloud.
//!
//! A browser may do either by itself. If it cannot, or the owner wants the same voice everywhere, a service set up by
//! the operator does it ([`Speech`]).

mod audio;
mod speech_text;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use parlor_shared::config::{Voice, WidgetConfig};

use super::agent_error::AgentError;
use crate::core::{
    error::Error,
    security::budget::service::Permit,
    widget::{Widget, settings::Feature},
};
pub use audio::Audio;
pub use speech_text::speech_text;

/// The largest recording, in bytes: 10 MiB, more than two minutes in any form browsers record.
pub const LARGEST_RECORDING: usize = 10 << 20;
/// The longest text that is read aloud, in characters. A longer one is cut at the end of a sentence.
pub const LONGEST_SPEECH: usize = 4_000;

/// A recording, as it came.
#[derive(Clone, Debug)]
pub struct Recording {
    /// The format, detected by its first bytes.
    pub audio: Audio,
    /// All of it.
    pub bytes: Bytes,
}

/// The transcript of a recording.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Heard {
    /// The text; empty when no one spoke.
    pub text: String,
    /// The language, in the service's notation, if it reports one.
    pub language: Option<String>,
}

/// A service that transcribes and reads aloud.
#[async_trait]
pub trait Speech: Send + Sync + 'static {
    /// Returns true if it can transcribe recordings.
    fn hears(&self) -> bool;

    /// Returns true if it can read aloud.
    fn speaks(&self) -> bool;

    /// Transcribes a recording.
    async fn transcribe(&self, recording: Recording, permit: &Permit) -> Result<Heard, AgentError>;

    /// Reads a text aloud: MP3.
    async fn speak(&self, text: &str, permit: &Permit) -> Result<Bytes, AgentError>;
}

/// The speech service of this server, if any. Cheap to clone.
#[derive(Clone, Default)]
pub struct Voices(Option<Arc<dyn Speech>>);

impl Voices {
    /// With this service.
    pub fn by(speech: Arc<dyn Speech>) -> Self {
        Self(Some(speech))
    }

    /// Marks voice input and voice output that the owner switched on as available from the server, where its service
    /// supports them.
    pub fn offer(&self, config: &mut WidgetConfig) {
        let better = |voice: &mut Voice, can: bool| {
            if *voice == Voice::Browser && can {
                *voice = Voice::Server;
            }
        };
        better(&mut config.voice_in, self.0.as_ref().is_some_and(|speech| speech.hears()));
        better(&mut config.voice_out, self.0.as_ref().is_some_and(|speech| speech.speaks()));
    }

    /// Returns the service that transcribes recordings of this widget's visitors.
    pub fn ear(&self, widget: &Widget) -> Result<&dyn Speech, Error> {
        let able = self.0.as_deref().filter(|speech| speech.hears() && widget.effective().has(Feature::VoiceIn));
        able.ok_or(Error::Conflict("this widget takes no recordings"))
    }

    /// Returns the service that reads aloud to this widget's visitors.
    pub fn mouth(&self, widget: &Widget) -> Result<&dyn Speech, Error> {
        let able = self.0.as_deref().filter(|speech| speech.speaks() && widget.effective().has(Feature::VoiceOut));
        able.ok_or(Error::Conflict("this widget does not read aloud"))
    }
}
