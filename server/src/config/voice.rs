//! Speech service (speech to text, text to speech).

use clap::Args;
use secrecy::SecretString;

use super::models::ModelsConfig;

/// Speech service (speech to text, text to speech).
#[derive(Args, Clone, Debug)]
pub struct VoiceConfig {
    /// A service with OpenAI's audio protocol, up to /audio, for example https://api.openai.com/v1. Default: none; browsers then do what they can.
    #[arg(long, env = "PARLOR_VOICE_URL", value_name = "URL")]
    pub voice_url: Option<String>,

    /// The name of its API key among the named secrets (PARLOR_SECRETS). Default: no key.
    #[arg(long, env = "PARLOR_VOICE_SECRET", value_name = "NAME")]
    pub voice_secret: Option<String>,

    /// The model that writes down what is said; empty: none, recordings are not taken.
    #[arg(long, env = "PARLOR_VOICE_TRANSCRIBE_MODEL", default_value = "whisper-1", value_name = "MODEL")]
    pub voice_transcribe_model: String,

    /// The model that reads aloud; empty: none, browsers read aloud.
    #[arg(long, env = "PARLOR_VOICE_SPEAK_MODEL", default_value = "tts-1", value_name = "MODEL")]
    pub voice_speak_model: String,

    /// The voice it reads with.
    #[arg(long, env = "PARLOR_VOICE_NAME", default_value = "alloy", value_name = "VOICE")]
    pub voice_name: String,
}

/// The voice service names a secret that is not there.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("PARLOR_VOICE_SECRET names {0:?}, which is not among PARLOR_SECRETS")]
pub struct NoVoiceSecret(String);

impl VoiceConfig {
    /// Its API key.
    pub fn key(&self, models: &ModelsConfig) -> Result<Option<SecretString>, NoVoiceSecret> {
        let Some(name) = &self.voice_secret else { return Ok(None) };
        models.by_name().remove(name).map(Some).ok_or_else(|| NoVoiceSecret(name.clone()))
    }
}
