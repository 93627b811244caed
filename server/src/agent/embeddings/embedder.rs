//! Places agents' passages, in the background: each text once, in batches, by one node at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use parlor_shared::ids::AgentId;
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::{service::Embeddings, vector::Vector};
use crate::core::{
    clock::Clock,
    conversation::agent_error::AgentError,
    entropy::{Entropy, hex, new_secret},
    knowledge::{AllEmbedded, Embedded, Passage},
    store::{Lease, Store, StoreError},
};

/// The interval between looks for passages that have changed.
const EVERY: Duration = Duration::from_secs(5);
/// A node that says nothing for so long has lost its agent to others. It is also how long a service that failed is left alone.
const LEASE: Duration = Duration::from_mins(2);
/// Agents looked after in a round.
const AGENTS: u32 = 16;
/// Texts in a request.
const TEXTS: usize = 16;
/// Bytes of texts in a request, about.
const BYTES: usize = 32 * 1024;
/// The waiting times before a service that is busy or away is asked again.
const AGAIN: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(5)];

/// The key of a passage among those that are embedded.
pub(crate) fn hash(passage: &Passage) -> String {
    hex(&Sha256::digest(&passage.plain))
}

/// Places agents' passages.
pub struct Embedder {
    store: Arc<dyn Store>,
    embeddings: Arc<Embeddings>,
    clock: Arc<dyn Clock>,
    node: String,
}

/// The reason an agent's passages are not all embedded.
#[derive(Debug, thiserror::Error)]
pub enum NotEmbedded {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The service.
    #[error("{0}")]
    Service(AgentError),
    /// The service's vectors have another number of dimensions than before.
    #[error("the model's vectors have {now} dimensions, those that are kept have {before}: give it another name")]
    Dimensions {
        /// Of those that are kept.
        before: usize,
        /// Of those that came.
        now: usize,
    },
    /// Another node has taken over.
    #[error("another node has taken over")]
    Taken,
}

impl Embedder {
    /// Nothing is done yet.
    pub fn new(
        store: Arc<dyn Store>,
        embeddings: Arc<Embeddings>,
        clock: Arc<dyn Clock>,
        entropy: &dyn Entropy,
    ) -> Self {
        Self { store, embeddings, clock, node: new_secret(entropy) }
    }

    /// Works until `closing`.
    pub async fn keep(self, closing: CancellationToken) {
        let mut every = tokio::time::interval(EVERY);
        every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let round = async {
                every.tick().await;
                self.round().await
            };
            let outcome = tokio::select! {
                () = closing.cancelled() => return,
                outcome = round => outcome,
            };
            if let Err(error) = outcome {
                tracing::warn!(%error, "passages could not be embedded; they are found by their words");
            }
        }
    }

    /// Looks after all agents whose passages have changed; returns how many texts were embedded.
    pub async fn round(&self) -> Result<usize, NotEmbedded> {
        let agents = self.store.agents_to_embed(self.embeddings.space(), self.clock.now(), AGENTS).await?;
        let mut embedded = 0;
        for agent in agents {
            match self.agent(&agent).await {
                Ok(count) => embedded += count,
                Err(NotEmbedded::Taken) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(embedded)
    }

    /// The version is read before the passages: when they change in between, they are looked at again.
    async fn agent(&self, agent: &AgentId) -> Result<usize, NotEmbedded> {
        self.claim(agent).await?;
        let (model, version) = (self.embeddings.space(), self.store.passages_version(agent).await?);
        let passages = self.store.passages(agent).await?;
        let texts: BTreeMap<String, &str> =
            passages.iter().map(|passage| (hash(passage), passage.plain.as_str())).collect();
        let known = self.store.embeddings(agent, model).await?;
        let mut dimensions = known.iter().map(|known| known.vector.len()).find(|length| *length > 0);
        let known: BTreeSet<String> = known.into_iter().map(|known| known.hash).collect();
        let missing: Vec<(&String, &str)> =
            texts.iter().filter(|(hash, _)| !known.contains(*hash)).map(|(hash, text)| (hash, *text)).collect();
        for batch in batches(&missing) {
            self.claim(agent).await?;
            let embedded = self.batch(batch).await?;
            let lengths = embedded.iter().map(|one| one.vector.len()).filter(|length| *length > 0);
            for now in lengths {
                let before = *dimensions.get_or_insert(now);
                if now != before {
                    return Err(NotEmbedded::Dimensions { before, now });
                }
            }
            self.store.put_embeddings(agent, model, &embedded).await?;
        }
        let (hashes, count) = (texts.keys().cloned().collect(), missing.len());
        let done = AllEmbedded { model: model.to_owned(), version, hashes, owner: self.node.clone() };
        self.store.finish_embedding(agent, &done).await?;
        if count > 0 {
            tracing::info!(agent = agent.as_str(), texts = count, "passages were embedded");
        }
        Ok(count)
    }

    async fn claim(&self, agent: &AgentId) -> Result<(), NotEmbedded> {
        let now = self.clock.now();
        let lease = Lease { owner: self.node.clone(), until: now + LEASE };
        if self.store.claim_embedding(agent, &lease, now).await? { Ok(()) } else { Err(NotEmbedded::Taken) }
    }

    /// A batch that is refused may hold one text that is: each is asked for alone then, and what is refused alone is known to be.
    async fn batch(&self, batch: &[(&String, &str)]) -> Result<Vec<Embedded>, NotEmbedded> {
        match self.asked(batch).await {
            Err(AgentError::Rejected) => {
                let mut embedded = Vec::with_capacity(batch.len());
                for one in batch {
                    match self.asked(std::slice::from_ref(one)).await {
                        Err(AgentError::Rejected) => {
                            tracing::warn!("the model of embeddings does not take a passage; it is found by its words");
                            embedded.push(Embedded { hash: one.0.clone(), vector: Vec::new() });
                        }
                        outcome => embedded.extend(outcome.map_err(NotEmbedded::Service)?),
                    }
                }
                Ok(embedded)
            }
            outcome => outcome.map_err(NotEmbedded::Service),
        }
    }

    async fn asked(&self, batch: &[(&String, &str)]) -> Result<Vec<Embedded>, AgentError> {
        let texts: Vec<&str> = batch.iter().map(|(_, text)| *text).collect();
        let vectors = self.patiently(&texts).await?;
        let embedded = batch.iter().zip(vectors);
        Ok(embedded.map(|((hash, _), vector)| Embedded { hash: (*hash).clone(), vector: vector.packed() }).collect())
    }

    async fn patiently(&self, texts: &[&str]) -> Result<Vec<Vector>, AgentError> {
        for wait in AGAIN {
            match self.embeddings.passages(texts).await {
                Err(AgentError::RateLimited { retry_after }) => {
                    tokio::time::sleep(retry_after.unwrap_or(wait).min(LEASE / 4)).await;
                }
                Err(AgentError::Unavailable | AgentError::Upstream | AgentError::Truncated) => {
                    tokio::time::sleep(wait).await;
                }
                outcome => return outcome,
            }
        }
        self.embeddings.passages(texts).await
    }
}

/// Batches of a bounded number of texts and bytes; a text that is larger is a batch of its own.
fn batches<'a, 'b>(mut texts: &'a [(&'b String, &'b str)]) -> impl Iterator<Item = &'a [(&'b String, &'b str)]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = texts.iter().take(TEXTS).take_while(|(_, text)| {
            bytes += text.len();
            bytes <= BYTES
        });
        let count = fits.count().max(1).min(texts.len());
        let (batch, rest) = texts.split_at(count);
        texts = rest;
        (!batch.is_empty()).then_some(batch)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_bounded_and_hold_everything_once() {
        let (hash, long) = (String::from("h"), "x".repeat(BYTES + 1));
        let short: Vec<(&String, &str)> = vec![(&hash, "text"); TEXTS + 3];
        assert_eq!(batches(&short).map(<[_]>::len).collect::<Vec<_>>(), [TEXTS, 3]);
        let mixed: Vec<(&String, &str)> = vec![(&hash, "text"), (&hash, &long), (&hash, "text")];
        assert_eq!(batches(&mixed).map(<[_]>::len).collect::<Vec<_>>(), [1, 1, 1]);
        assert_eq!(batches(&[]).count(), 0);
    }
}
