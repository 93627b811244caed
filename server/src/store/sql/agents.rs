//! Agents.

use async_trait::async_trait;
use parlor_shared::ids::{AgentId, TeamId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        owner::agent::AgentProfile,
        store::{AgentStore, Stored},
    },
    store::{clean, json, stored::agent_spec},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, team_id, name, spec, starters, language, created_at"
    };
}

statements! {
    BY_ID = "
        select ", columns!(), "
        from agents
        where id = $1";

    BY_TEAM_AND_ID = "
        select ", columns!(), "
        from agents
        where team_id = $1
          and id = $2
          and not deleted";

    BY_TEAM = "
        select ", columns!(), "
        from agents
        where team_id = $1
          and not deleted
        order by created_at, id";

    PUT = "
        insert into agents (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do update set
            team_id = excluded.team_id,
            name = excluded.name,
            spec = excluded.spec,
            starters = excluded.starters,
            language = excluded.language,
            created_at = excluded.created_at";

    DELETE = "
        update agents
        set deleted = true
        where team_id = $1
          and id = $2
          and not deleted";

    DISCONNECT = "
        update widgets
        set agent_id = null,
            revision = revision + 1
        where agent_id = $1";

    DELETE_PASSAGES = "delete from passages where agent_id = $1";

    DELETE_EMBEDDINGS = "delete from passage_embeddings where agent_id = $1";
}

#[derive(FromRow)]
struct AgentRow {
    id: String,
    team_id: String,
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
            team_id: id(self.team_id)?,
            name: self.name,
            spec: agent_spec::read(&self.spec)?,
            starter_prompts: serde_json::from_str(&self.starters)?,
            language: self.language,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl AgentStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_agent(&self, agent: &AgentProfile) -> Stored<()> {
        let agent = agent.clone();
        self.write(|c| job(async move { put(c, &agent).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn agent(&self, id: &AgentId) -> Stored<Option<AgentProfile>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ID);
        let row: Option<AgentRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(AgentRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_agent(&self, team: &TeamId, id: &AgentId) -> Stored<Option<AgentProfile>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_TEAM_AND_ID);
        let row: Option<AgentRow> = query.bind(team.as_str()).bind(id.as_str()).fetch_optional(c).await?;
        row.map(AgentRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_agents(&self, team: &TeamId) -> Stored<Vec<AgentProfile>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_TEAM);
        let rows: Vec<AgentRow> = query.bind(team.as_str()).fetch_all(c).await?;
        rows.into_iter().map(AgentRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn delete_agent(&self, team: &TeamId, id: &AgentId) -> Stored<bool> {
        let (team, id) = (team.clone(), id.clone());
        self.write(|c| job(async move { delete(c, &team, &id).await })).await
    }
}

async fn put(c: &mut Connection, agent: &AgentProfile) -> Stored<()> {
    let query = sqlx::query(PUT);
    let query = query
        .bind(agent.id.as_str())
        .bind(agent.team_id.as_str())
        .bind(clean(&agent.name))
        .bind(agent_spec::write(&agent.spec)?)
        .bind(json::text(&agent.starter_prompts)?)
        .bind(clean(&agent.language))
        .bind(millis(agent.created_at));
    execute(query, c).await.map(|_| ())
}

async fn delete(c: &mut Connection, team: &TeamId, id: &AgentId) -> Stored<bool> {
    let query = sqlx::query(DELETE);
    if execute(query.bind(team.as_str()).bind(id.as_str()), &mut *c).await? == 0 {
        return Ok(false);
    }
    for statement in [DISCONNECT, DELETE_PASSAGES, DELETE_EMBEDDINGS] {
        execute(sqlx::query(statement).bind(id.as_str()), &mut *c).await?;
    }
    Ok(true)
}
