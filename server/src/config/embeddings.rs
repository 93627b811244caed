//! Embeddings service.

use clap::Args;
use secrecy::SecretString;
use url::Url;

use super::models::ModelsConfig;

/// Embeddings service.
#[derive(Args, Clone, Debug)]
pub struct EmbeddingsConfig {
    /// A service with OpenAI's embeddings protocol, up to /embeddings, for example http://localhost:11434/v1: it makes documents found by what they mean. Default: none, documents are found by their words.
    #[arg(long, env = "PARLOR_EMBEDDINGS_URL", value_name = "URL", value_parser = address)]
    pub embeddings_url: Option<String>,

    /// The model it is asked for; needed by most services. Documents are embedded anew when it changes.
    #[arg(long, env = "PARLOR_EMBEDDINGS_MODEL", default_value = "", value_name = "MODEL")]
    pub embeddings_model: String,

    /// The name of its API key among the named secrets (PARLOR_SECRETS). Default: no key.
    #[arg(long, env = "PARLOR_EMBEDDINGS_KEY", value_name = "NAME")]
    pub embeddings_key: Option<String>,

    /// Text put before a question when it is embedded. Default: "query: " for models with e5 in their name, else
    /// nothing.
    #[arg(long, env = "PARLOR_EMBEDDINGS_QUESTION_PREFIX", value_name = "TEXT")]
    pub embeddings_question_prefix: Option<String>,

    /// Text put before a passage when it is embedded. Default: "passage: " for models with e5 in their name, else
    /// nothing.
    #[arg(long, env = "PARLOR_EMBEDDINGS_PASSAGE_PREFIX", value_name = "TEXT")]
    pub embeddings_passage_prefix: Option<String>,

    /// Milliseconds a question waits for its embedding; then it is searched by its words alone.
    #[arg(long, env = "PARLOR_EMBEDDINGS_MILLISECONDS", default_value_t = 400, value_name = "MILLISECONDS", value_parser = clap::value_parser!(u64).range(10..=5_000))]
    pub embeddings_milliseconds: u64,
}

/// The embeddings service names a secret that is not there.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("PARLOR_EMBEDDINGS_KEY names {0:?}, which is not among PARLOR_SECRETS")]
pub struct NoEmbeddingsKey(String);

impl EmbeddingsConfig {
    /// Its API key.
    pub fn key(&self, models: &ModelsConfig) -> Result<Option<SecretString>, NoEmbeddingsKey> {
        let Some(name) = &self.embeddings_key else { return Ok(None) };
        models.by_name().remove(name).map(Some).ok_or_else(|| NoEmbeddingsKey(name.clone()))
    }
}

/// An address to which `/embeddings` can be appended. It may be shown: a key in it is refused.
fn address(text: &str) -> Result<String, &'static str> {
    const FORM: &str = "an address like http://localhost:11434/v1, without user, query and fragment";
    let url = Url::parse(text.trim()).map_err(|_| FORM)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && (url.username().is_empty() && url.password().is_none())
        && (url.query().is_none() && url.fragment().is_none());
    if plain { Ok(text.trim().trim_end_matches('/').to_owned()) } else { Err(FORM) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_not_there_is_named() {
        let mut told = EmbeddingsConfig {
            embeddings_url: None,
            embeddings_model: String::new(),
            embeddings_key: Some("places".into()),
            embeddings_question_prefix: None,
            embeddings_passage_prefix: None,
            embeddings_milliseconds: 400,
        };
        let error = told.key(&ModelsConfig::default()).unwrap_err();
        assert_eq!(error.to_string(), "PARLOR_EMBEDDINGS_KEY names \"places\", which is not among PARLOR_SECRETS");
        let known = ModelsConfig { secrets: vec![("places".into(), "sk-1".into())] };
        assert!(told.key(&known).unwrap().is_some());
        told.embeddings_key = None;
        assert!(told.key(&known).unwrap().is_none());
    }

    #[test]
    fn what_nothing_can_be_appended_to_is_refused_at_the_start() {
        assert_eq!(address(" http://localhost:11434/v1/ ").as_deref(), Ok("http://localhost:11434/v1"));
        for odd in ["", "localhost:11434", "ftp://a.example", "https://key@a.example", "https://a.example/v1?key=k"] {
            assert!(address(odd).is_err(), "{odd}");
        }
    }
}
