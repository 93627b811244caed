//! Documents agents answer from.

use async_trait::async_trait;
use parlor_shared::ids::AgentId;
use sqlx::FromRow;

use super::{Connection, Database, execute, job};
use crate::{
    core::{
        knowledge::{Document, Hit, Passage, Query},
        store::{KnowledgeStore, Stored},
    },
    store::{clean, clean_option},
};

#[derive(FromRow)]
struct HitRow {
    document: String,
    ordinal: i64,
    title: String,
    url: Option<String>,
    text: String,
    plain: String,
    score: f64,
}

impl HitRow {
    fn entity(self) -> Hit {
        let passage = Passage {
            document: self.document,
            ordinal: u32::try_from(self.ordinal).unwrap_or_default(),
            title: self.title,
            url: self.url,
            text: self.text,
            plain: self.plain,
        };
        Hit { passage, score: self.score }
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
        let query = sqlx::query_as("select document, count(*) from passages where agent_id = $1 group by document");
        let rows: Vec<(String, i64)> = query.bind(agent.as_str()).fetch_all(c).await?;
        let entity = |(name, passages)| Document { name, passages: u32::try_from(passages).unwrap_or(u32::MAX) };
        let mut documents: Vec<_> = rows.into_iter().map(entity).collect();
        // Databases sort text as their locale says.
        documents.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(documents)
    }

    async fn search(&self, agent: &AgentId, query: &Query) -> Stored<Vec<Hit>> {
        // Signs alone are no word, and in both query languages an error or a match for everything.
        let words = query.terms.iter().filter(|term| term.contains(char::is_alphanumeric));
        let terms: Vec<_> = words.map(|term| clean(term)).collect();
        let words = super::super::dialect::match_any(&terms);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let c = &mut *self.reader().await?;
        let statement = sqlx::query_as(super::super::dialect::SEARCH);
        let rows: Vec<HitRow> =
            statement.bind(agent.as_str()).bind(words).bind(i64::from(query.limit)).fetch_all(c).await?;
        Ok(rows.into_iter().map(HitRow::entity).collect())
    }
}

/// Removing documents makes room.
fn room_for(database: &Database, passages: &[Passage]) -> Stored<()> {
    if passages.is_empty() { Ok(()) } else { database.has_room() }
}

async fn replace(c: &mut Connection, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
    execute(sqlx::query("delete from passages where agent_id = $1").bind(agent.as_str()), &mut *c).await?;
    insert(c, agent, passages).await
}

async fn replace_some(c: &mut Connection, agent: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
    for name in names {
        let query = sqlx::query("delete from passages where agent_id = $1 and document = $2");
        execute(query.bind(agent.as_str()).bind(clean(name)), &mut *c).await?;
    }
    insert(c, agent, passages).await
}

async fn insert(c: &mut Connection, agent: &AgentId, passages: &[Passage]) -> Stored<()> {
    for passage in passages {
        let query = sqlx::query(
            "insert into passages (agent_id, document, ordinal, url, text, title, plain) values ($1, $2, $3, $4, $5, $6, $7)",
        );
        let query = query
            .bind(agent.as_str())
            .bind(clean(&passage.document))
            .bind(i64::from(passage.ordinal))
            .bind(clean_option(passage.url.as_ref()))
            .bind(clean(&passage.text))
            .bind(clean(&passage.title))
            .bind(clean(&passage.plain));
        execute(query, c).await?;
    }
    Ok(())
}
