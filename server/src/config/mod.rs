//! Configuration: flags and environment variables, in small sections that introduce themselves.
//!
//! A secret may also be read from a file: `PARLOR_SECRET_FILE` instead of `PARLOR_SECRET`.

mod content;
mod embeddings;
mod files;
mod limits;
mod models;
mod network;
mod outbound;
mod secret;
mod storage;
mod voice;

use clap::Args;
pub use content::ContentConfig;
pub use embeddings::{EmbeddingsConfig, NoEmbeddingsKey};
pub use files::{FilesAt, FilesConfig, FilesError};
pub use limits::LimitsConfig;
pub use models::ModelsConfig;
pub use network::NetworkConfig;
pub use outbound::OutboundConfig;
pub use secret::{SecretConfig, SecretError};
pub use storage::StorageConfig;
pub use voice::{NoVoiceSecret, VoiceConfig};

/// Everything `parlor serve` may be told.
#[derive(Args, Clone, Debug)]
pub struct Config {
    #[command(flatten)]
    /// Listening address and trusted proxies.
    pub network: NetworkConfig,
    #[command(flatten)]
    /// The database.
    pub storage: StorageConfig,
    #[command(flatten)]
    /// Storage for visitors' files, and their limits.
    pub files: FilesConfig,
    #[command(flatten)]
    /// The secret that signs tokens.
    pub secret: SecretConfig,
    #[command(flatten)]
    /// Rate limits, quotas and connection limits.
    pub limits: LimitsConfig,
    #[command(flatten)]
    /// Keys of language models and webhooks.
    pub models: ModelsConfig,
    #[command(flatten)]
    /// Content of answers.
    pub content: ContentConfig,
    #[command(flatten)]
    /// Outbound requests.
    pub outbound: OutboundConfig,
    #[command(flatten)]
    /// Speech service (speech to text, text to speech).
    pub voice: VoiceConfig,
    #[command(flatten)]
    /// Embeddings service.
    pub embeddings: EmbeddingsConfig,
}
