//! What visitors' tokens are signed with.

use std::path::PathBuf;

use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};

use crate::core::policy::secret_strength::{self, WeakSecret};

/// What visitors' tokens are signed with.
#[derive(Args, Clone, Debug)]
pub struct SecretConfig {
    /// At least 32 random bytes, the same on all nodes; examples, words and repetitions are refused. Changing it makes every visitor call /init again.
    #[arg(long, env = "PARLOR_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub secret: Option<SecretString>,

    /// A file that holds the secret; white space at its ends does not count.
    #[arg(long, env = "PARLOR_SECRET_FILE", value_name = "FILE", conflicts_with = "secret")]
    pub secret_file: Option<PathBuf>,

    /// The `iss` claim of tokens, the same on all nodes.
    #[arg(long, env = "PARLOR_ISSUER", default_value = "parlor", value_name = "NAME")]
    pub issuer: String,
}

/// There is no secret to sign with.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Neither the variable nor the file is set.
    #[error(
        "set PARLOR_SECRET or PARLOR_SECRET_FILE to at least 32 random bytes, for example the output of: openssl rand -hex 32"
    )]
    Absent,
    /// The file cannot be read.
    #[error("PARLOR_SECRET_FILE {path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It can be guessed.
    #[error("the secret cannot be used: {0}; take the output of: openssl rand -hex 32")]
    Weak(#[from] WeakSecret),
}

impl SecretConfig {
    /// The secret itself, if nobody can guess it.
    pub fn load(&self) -> Result<SecretString, SecretError> {
        let secret = self.read()?;
        secret_strength::check(secret.expose_secret())?;
        Ok(secret)
    }

    fn read(&self) -> Result<SecretString, SecretError> {
        if let Some(secret) = &self.secret {
            return Ok(secret.clone());
        }
        let path = self.secret_file.as_ref().ok_or(SecretError::Absent)?;
        let text =
            std::fs::read_to_string(path).map_err(|source| SecretError::Unreadable { path: path.clone(), source })?;
        Ok(SecretString::from(text.trim().to_owned()))
    }
}
