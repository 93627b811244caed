//! Documents agents answer from.

use async_trait::async_trait;
use parlor_shared::ids::AgentId;
use sqlx::FromRow;

use super::{Connection, Database, execute, job};
use crate::{
    core::{
        knowledge::{Document, Passage},
        store::{KnowledgeStore, Stored},
    },
    store::{clean, clean_option},
};

/// All columns.
macro_rules! columns {
    () => {
        "document, ordinal, title, url, text, plain"
    };
}

statements! {
    DOCUMENTS = "
        select document, count(*)
        from passages
        where agent_id = $1
        group by document";

    VERSION = "select passages_version from agents where id = $1";

    BY_AGENT = "
        select ", columns!(), "
        from passages
        where agent_id = $1";

    BEGIN = "update agents set passages_version = passages_version + 1 where id = $1";

    REMOVE_ALL = "delete from passages where agent_id = $1";

    REMOVE = "delete from passages where agent_id = $1 and document = $2";

    INSERT = "
        insert into passages (agent_id, ", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7)";
}

#[derive(FromRow)]
struct PassageRow {
    document: String,
    ordinal: i64,
    title: String,
    url: Option<String>,
    text: String,
    plain: String,
}

impl PassageRow {
    fn entity(self) -> Passage {
        Passage {
            document: self.document,
            ordinal: u32::try_from(self.ordinal).unwrap_or_default(),
            title: self.title,
            url: self.url,
            text: self.text,
            plain: self.plain,
        }
    }
}

#[async_trait]
impl KnowledgeStore for Database {
    async fn replace_passages(&self, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
        let (agent, passages) = (agent.clone(), passages.to_vec());
        room_for(self, &passages)?;
        self.write(|c| job(async move { replace(c, &agent, &passages).await })).await
    }

    async fn replace_documents(&self, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
        let (agent, names, passages) = (agent.clone(), names.to_vec(), passages.to_vec());
        room_for(self, &passages)?;
        self.write(|c| job(async move { replace_some(c, &agent, &names, &passages).await })).await
    }

    async fn documents(&self, agent: &AgentId) -> Stored<Vec<Document>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(DOCUMENTS);
        let rows: Vec<(String, i64)> = query.bind(agent.as_str()).fetch_all(c).await?;
        let entity = |(name, passages)| Document { name, passages: u32::try_from(passages).unwrap_or(u32::MAX) };
        let mut documents: Vec<_> = rows.into_iter().map(entity).collect();
        // Databases sort text as their locale says.
        documents.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(documents)
    }

    async fn passages_version(&self, agent: &AgentId) -> Stored<u64> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(VERSION).bind(agent.as_str());
        let version: Option<i64> = query.fetch_optional(c).await?;
        Ok(version.and_then(|version| u64::try_from(version).ok()).unwrap_or_default())
    }

    async fn passages(&self, agent: &AgentId) -> Stored<Vec<Passage>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_AGENT);
        let rows: Vec<PassageRow> = query.bind(agent.as_str()).fetch_all(c).await?;
        let mut passages: Vec<_> = rows.into_iter().map(PassageRow::entity).collect();
        // Databases sort text as their locale says.
        passages.sort_by(|a, b| (&a.document, a.ordinal).cmp(&(&b.document, b.ordinal)));
        Ok(passages)
    }
}

/// Removing documents makes room.
fn room_for(database: &Database, passages: &[Passage]) -> Stored<()> {
    if passages.is_empty() { Ok(()) } else { database.has_room() }
}

/// Tells that an agent's passages change, and keeps other changes of them waiting until the transaction ends.
async fn begin(c: &mut Connection, agent: &AgentId) -> Stored<()> {
    let query = sqlx::query(BEGIN);
    execute(query.bind(agent.as_str()), c).await.map(|_| ())
}

async fn replace(c: &mut Connection, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
    begin(c, agent).await?;
    execute(sqlx::query(REMOVE_ALL).bind(agent.as_str()), &mut *c).await?;
    insert(c, agent, passages).await
}

async fn replace_some(c: &mut Connection, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
    begin(c, agent).await?;
    for name in names {
        let query = sqlx::query(REMOVE);
        execute(query.bind(agent.as_str()).bind(clean(name)), &mut *c).await?;
    }
    insert(c, agent, passages).await
}

async fn insert(c: &mut Connection, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
    for passage in passages {
        let query = sqlx::query(INSERT);
        let query = query
            .bind(agent.as_str())
            .bind(clean(&passage.document))
            .bind(i64::from(passage.ordinal))
            .bind(clean(&passage.title))
            .bind(clean_option(passage.url.as_ref()))
            .bind(clean(&passage.text))
            .bind(clean(&passage.plain));
        execute(query, c).await?;
    }
    Ok(())
}
