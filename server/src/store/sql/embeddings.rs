//! Passages as a model places them.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::AgentId;
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, signed, unsigned};
use crate::{
    core::{
        knowledge::{AllEmbedded, Embedded},
        store::{EmbeddingStore, Lease, Stored},
    },
    store::clean,
};

statements! {
    TO_EMBED = "
        select id
        from agents
        where not deleted
          and embedder_until <= $2
          and passages_version > 0
          and (embedded_version < passages_version or embedded_model <> $1)
        order by id limit $3";

    CLAIM = "
        update agents
        set embedder = $2,
            embedder_until = $3
        where id = $1
          and not deleted
          and (embedder = $2 or embedder_until <= $4)";

    VERSION = "select embeddings_version from agents where id = $1";

    BY_MODEL = "
        select hash, vector
        from passage_embeddings
        where agent_id = $1
          and model = $2";

    BEGIN = "
        update agents
        set embeddings_version = embeddings_version + 1
        where id = $1
          and not deleted";

    PUT = "
        insert into passage_embeddings (agent_id, model, hash, vector)
        values ($1, $2, $3, $4)
        on conflict (agent_id, model, hash) do nothing";

    REMOVE_OTHER_MODELS = "delete from passage_embeddings where agent_id = $1 and model <> $2";

    HASHES = "select hash from passage_embeddings where agent_id = $1";

    REMOVE = "delete from passage_embeddings where agent_id = $1 and hash = $2";

    FINISH = "
        update agents
        set embedded_model = $2,
            embedded_version = $3,
            embedder = null,
            embedder_until = 0
        where id = $1
          and embedder = $4";
}

#[derive(FromRow)]
struct EmbeddedRow {
    hash: String,
    vector: Vec<u8>,
}

impl EmbeddedRow {
    fn entity(self) -> Embedded {
        Embedded { hash: self.hash, vector: self.vector.into_iter().map(u8::cast_signed).collect() }
    }
}

#[async_trait]
impl EmbeddingStore for Database {
    async fn agents_to_embed(&self, model: &str, now: Timestamp, limit: u32) -> Stored<Vec<AgentId>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(TO_EMBED);
        let ids: Vec<String> = query.bind(clean(model)).bind(millis(now)).bind(i64::from(limit)).fetch_all(c).await?;
        ids.into_iter().map(id).collect()
    }

    async fn claim_embedding(&self, agent: &AgentId, lease: &Lease, now: Timestamp) -> Stored<bool> {
        let (agent, lease) = (agent.clone(), lease.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(CLAIM);
                let query = query.bind(agent.as_str()).bind(clean(&lease.owner)).bind(millis(lease.until));
                Ok(execute(query.bind(millis(now)), c).await? > 0)
            })
        })
        .await
    }

    async fn put_embeddings(&self, agent: &AgentId, model: &str, embedded: &[Embedded]) -> Stored<()> {
        let (agent, model, embedded) = (agent.clone(), clean(model), embedded.to_vec());
        self.has_room()?;
        self.write(|c| job(async move { put(c, &agent, &model, embedded).await })).await
    }

    async fn finish_embedding(&self, agent: &AgentId, done: &AllEmbedded) -> Stored<()> {
        let (agent, done) = (agent.clone(), done.clone());
        self.write(|c| job(async move { finish(c, &agent, &done).await })).await
    }

    async fn embeddings_version(&self, agent: &AgentId) -> Stored<u64> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(VERSION).bind(agent.as_str());
        let version: Option<i64> = query.fetch_optional(c).await?;
        Ok(unsigned(version.unwrap_or_default()))
    }

    async fn embeddings(&self, agent: &AgentId, model: &str) -> Stored<Vec<Embedded>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_MODEL);
        let rows: Vec<EmbeddedRow> = query.bind(agent.as_str()).bind(clean(model)).fetch_all(c).await?;
        Ok(rows.into_iter().map(EmbeddedRow::entity).collect())
    }
}

/// Tells that an agent's embeddings change.
async fn begin(c: &mut Connection, agent: &AgentId) -> Stored<u64> {
    let query = sqlx::query(BEGIN);
    execute(query.bind(agent.as_str()), c).await
}

async fn put(c: &mut Connection, agent: &AgentId, model: &str, embedded: Vec<Embedded>) -> Stored<()> {
    if begin(c, agent).await? == 0 {
        return Ok(());
    }
    for Embedded { hash, vector } in embedded {
        let query = sqlx::query(PUT);
        let vector: Vec<u8> = vector.into_iter().map(i8::cast_unsigned).collect();
        execute(query.bind(agent.as_str()).bind(model).bind(clean(&hash)).bind(vector), &mut *c).await?;
    }
    Ok(())
}

async fn finish(c: &mut Connection, agent: &AgentId, done: &AllEmbedded) -> Stored<()> {
    begin(c, agent).await?;
    let query = sqlx::query(REMOVE_OTHER_MODELS);
    execute(query.bind(agent.as_str()).bind(clean(&done.model)), &mut *c).await?;
    let query = sqlx::query_scalar(HASHES);
    let kept: Vec<String> = query.bind(agent.as_str()).fetch_all(&mut *c).await?;
    for hash in kept.into_iter().filter(|hash| !done.hashes.contains(hash)) {
        let query = sqlx::query(REMOVE);
        execute(query.bind(agent.as_str()).bind(hash), &mut *c).await?;
    }
    let query = sqlx::query(FINISH);
    let query = query.bind(agent.as_str()).bind(clean(&done.model)).bind(signed(done.version));
    execute(query.bind(clean(&done.owner)), c).await.map(|_| ())
}
