//! Agents.

use async_trait::async_trait;
use parlor_shared::ids::AgentId;
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        account::AgentProfile,
        store::{AgentStore, Stored},
    },
    store::{clean, json},
};

#[derive(FromRow)]
struct AgentRow {
    id: String,
    name: String,
    spec: String,
    starters: String,
    language: String,
    created_at: i64,
}

impl AgentRow {
    fn entity(self) -> Stored<AgentProfile> {
        Ok(AgentProfile {
            id: id(self.id)?,
            name: self.name,
            spec: serde_json::from_str(&self.spec)?,
            starter_prompts: serde_json::from_str(&self.starters)?,
            language: self.language,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl AgentStore for Database {
    async fn put_agent(&self, agent: &AgentProfile) -> Stored<()> {
        let agent = agent.clone();
        self.write(|c| job(async move { put(c, &agent).await })).await
    }

    async fn agent(&self, id: &AgentId) -> Stored<Option<AgentProfile>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as("select id, name, spec, starters, language, created_at from agents where id = $1");
        let row: Option<AgentRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(AgentRow::entity).transpose()
    }
}

async fn put(c: &mut Connection, agent: &AgentProfile) -> Stored<()> {
    let query = sqlx::query(
        "insert into agents (id, name, spec, starters, language, created_at) values ($1, $2, $3, $4, $5, $6) \
         on conflict (id) do update set name = excluded.name, spec = excluded.spec, starters = excluded.starters, \
         language = excluded.language, created_at = excluded.created_at",
    );
    let query = query
        .bind(agent.id.as_str())
        .bind(clean(&agent.name))
        .bind(json::text(&agent.spec)?)
        .bind(json::text(&agent.starter_prompts)?)
        .bind(clean(&agent.language))
        .bind(millis(agent.created_at));
    execute(query, c).await.map(|_| ())
}
