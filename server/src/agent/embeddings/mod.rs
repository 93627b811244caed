//! Embeddings by a service with OpenAI's protocol, `POST {url}/embeddings`: texts become points in a space in which what means
//! the same is near.
//!
//! [`Embeddings`] asks the service, [`Embedder`] has it place agents' passages, in the background. Nobody depends on it: where
//! the service is away or slow, words are all that counts.

mod embedder;
mod service;
mod vector;
mod wire;

pub(crate) use embedder::hash;
pub use embedder::{Embedder, NotEmbedded};
pub use service::{Embeddings, EmbeddingsParts, describe_metrics, timeouts};
pub use vector::Vector;
