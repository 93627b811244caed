//! Speech: what a visitor says becomes text, and what the agent wrote is read aloud.
//!
//! A browser may do either by itself. Where it cannot, or the owner wants one voice everywhere, a service of the operator's
//! does ([`Speech`]).

mod audio;
mod heard;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use parlor_shared::config::{Voice, WidgetConfig};

use super::{agent::AgentError, error::Error, security::budget::Permit, settings::Feature, widget::Widget};
pub use audio::Audio;
pub use heard::heard;

/// The largest recording, in bytes: 10 MiB, more than two minutes in any form browsers record.
pub const LARGEST_RECORDING: usize = 10 << 20;
/// The longest text that is read aloud, in characters. A longer one is cut at the end of a sentence.
pub const LONGEST_SPEECH: usize = 4_000;

/// A recording, as it came.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What its first bytes say it is.
    pub audio: Audio,
    /// All of it.
    pub bytes: Bytes,
}

/// What was said in a recording.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Heard {
    /// The words; empty when nobody spoke.
    pub text: String,
    /// The language, as the service calls it, when it tells.
    pub language: Option<String>,
}

/// A service that hears and speaks.
#[async_trait]
pub trait Speech: Send + Sync + 'static {
    /// Whether it can write down what is said.
    fn hears(&self) -> bool;

    /// Whether it can read aloud.
    fn speaks(&self) -> bool;

    /// Writes down what is said.
    async fn transcribe(&self, recording: Recording, permit: &Permit) -> Result<Heard, AgentError>;

    /// Reads a text aloud: MP3.
    async fn speak(&self, text: &str, permit: &Permit) -> Result<Bytes, AgentError>;
}

/// What this server can do with speech. Cheap to clone.
#[derive(Clone, Default)]
pub struct Voices(Option<Arc<dyn Speech>>);

impl Voices {
    /// With this service.
    pub fn by(speech: Arc<dyn Speech>) -> Self {
        Self(Some(speech))
    }

    /// What the widget may use: for each of the two, what the owner switched on and who does it.
    pub fn offer(&self, config: &mut WidgetConfig) {
        let better = |voice: &mut Voice, can: bool| {
            if *voice == Voice::Browser && can {
                *voice = Voice::Server;
            }
        };
        better(&mut config.voice_in, self.0.as_ref().is_some_and(|speech| speech.hears()));
        better(&mut config.voice_out, self.0.as_ref().is_some_and(|speech| speech.speaks()));
    }

    /// Who writes down what this widget's visitors say.
    pub fn ear(&self, widget: &Widget) -> Result<&dyn Speech, Error> {
        let able = self.0.as_deref().filter(|speech| speech.hears() && widget.effective().has(Feature::VoiceIn));
        able.ok_or(Error::Conflict("this widget takes no recordings"))
    }

    /// Who reads aloud to this widget's visitors.
    pub fn mouth(&self, widget: &Widget) -> Result<&dyn Speech, Error> {
        let able = self.0.as_deref().filter(|speech| speech.speaks() && widget.effective().has(Feature::VoiceOut));
        able.ok_or(Error::Conflict("this widget does not read aloud"))
    }
}
