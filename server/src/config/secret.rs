//! The secret that signs visitors' tokens.

use std::{
    fs::OpenOptions,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use clap::Args;
use secrecy::{ExposeSecret as _, SecretString};

use crate::core::{
    entropy::{Entropy, new_secret},
    security::secret_strength::{self, WeakSecret},
};

/// The secret that signs visitors' tokens.
#[derive(Args, Clone, Debug)]
pub struct SecretConfig {
    /// At least 32 random bytes, the same on all nodes; examples, words and repetitions are refused. Changing it makes every visitor call /init again.
    #[arg(long, env = "PARLOR_SECRET", value_name = "TEXT", hide_env_values = true)]
    pub secret: Option<SecretString>,

    /// A file that holds the secret; white space at its ends does not count.
    #[arg(long, env = "PARLOR_SECRET_FILE", value_name = "FILE", conflicts_with = "secret")]
    pub secret_file: Option<PathBuf>,

    /// The token that opens /setup while there is no account. Default: a new one at each start, in the log.
    #[arg(long, env = "PARLOR_SETUP_TOKEN", value_name = "TEXT", hide_env_values = true)]
    pub setup_token: Option<SecretString>,

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
        /// The reason.
        source: std::io::Error,
    },
    /// The file cannot be made.
    #[error("the secret's file {path} cannot be made: {source}; set PARLOR_SECRET_FILE")]
    Unmade {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// It can be guessed.
    #[error("the secret cannot be used: {0}; take the output of: openssl rand -hex 32")]
    Weak(#[from] WeakSecret),
}

impl SecretConfig {
    /// The file that holds the secret when none is configured: beside the SQLite file, for the server alone.
    pub fn file_beside(database: &Path) -> PathBuf {
        database.with_extension("secret")
    }

    /// The same configuration with the file beside the SQLite file, which is made when absent; as it is when a secret is
    /// configured, or when the database is no file: several nodes need the same secret.
    pub fn or_file_beside(&self, database: Option<&Path>, entropy: &dyn Entropy) -> Result<Self, SecretError> {
        let Some(path) = database.map(Self::file_beside) else { return Ok(self.clone()) };
        if self.secret.is_some() || self.secret_file.is_some() {
            return Ok(self.clone());
        }
        if !path.exists() {
            make(&path, entropy).map_err(|source| SecretError::Unmade { path: path.clone(), source })?;
            tracing::info!(file = %path.display(), "made the secret that signs tokens: keep it with the database");
        }
        Ok(Self { secret_file: Some(path), ..self.clone() })
    }

    /// The secret itself, if nobody can guess it.
    pub fn load(&self) -> Result<SecretString, SecretError> {
        let secret = self.read()?;
        secret_strength::check(secret.expose_secret())?;
        Ok(secret)
    }

    /// The same for a check, which makes no file: one that would be made is any new secret.
    #[must_use]
    pub fn or_any(&self, database: Option<&Path>, entropy: &dyn Entropy) -> Self {
        match database.map(Self::file_beside) {
            Some(path) if self.secret.is_none() && self.secret_file.is_none() => {
                let any = || [new_secret(entropy), new_secret(entropy)].concat().into();
                let (secret, secret_file) = if path.exists() { (None, Some(path)) } else { (Some(any()), None) };
                Self { secret, secret_file, ..self.clone() }
            }
            _ => self.clone(),
        }
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

/// A new secret in a new file that its owner alone may read.
fn make(path: &Path, entropy: &dyn Entropy) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all([new_secret(entropy), new_secret(entropy)].concat().as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::core::entropy::SystemEntropy;

    #[test]
    fn a_secret_is_made_once_beside_the_database() {
        let folder = tempfile::tempdir().unwrap();
        let nothing = SecretConfig { secret: None, secret_file: None, setup_token: None, issuer: "parlor".into() };
        let database = folder.path().join("parlor.db");
        let secret = || {
            let made = nothing.or_file_beside(Some(&database), &SystemEntropy).unwrap();
            made.load().unwrap().expose_secret().to_owned()
        };
        let first = secret();
        assert_eq!(secret(), first, "the next start has the same");
        let mode = std::fs::metadata(folder.path().join("parlor.secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(matches!(nothing.or_file_beside(None, &SystemEntropy).unwrap().load(), Err(SecretError::Absent)));
    }
}
