//! Blueprints.

use async_trait::async_trait;
use parlor_shared::ids::{BlueprintId, TeamId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, teams, time};
use crate::{
    core::{
        store::{BlueprintStore, Saved, Stored},
        widget::blueprint::Blueprint,
    },
    store::{clean, json, stored::settings},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, team_id, name, settings, origins, revision, created_at, updated_at"
    };
}

statements! {
    BY_ID = "
        select ", columns!(), "
        from blueprints
        where team_id = $1
          and id = $2";

    BY_TEAM = "
        select ", columns!(), "
        from blueprints
        where team_id = $1
        order by created_at, id";

    INSERT = "
        insert into blueprints (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8)";

    SAVE = "
        update blueprints
        set name = $4,
            settings = $5,
            origins = $6,
            updated_at = $7,
            revision = revision + 1
        where team_id = $1
          and id = $2
          and revision = $3";

    COUNT_WIDGETS = "select count(*) from widgets where blueprint_id = $1 and not deleted";

    DISCONNECT = "
        update widgets
        set blueprint_id = null
        where blueprint_id = $1
          and team_id = $2";

    DELETE = "delete from blueprints where team_id = $1 and id = $2";
}

#[derive(FromRow)]
struct BlueprintRow {
    id: String,
    team_id: String,
    name: String,
    settings: String,
    origins: String,
    revision: i64,
    created_at: i64,
    updated_at: i64,
}

impl BlueprintRow {
    fn entity(self) -> Stored<Blueprint> {
        Ok(Blueprint {
            id: id(self.id)?,
            team_id: id(self.team_id)?,
            name: self.name,
            settings: settings::read(&self.settings)?,
            allowed_origins: serde_json::from_str(&self.origins)?,
            revision: self.revision,
            created_at: time(self.created_at)?,
            updated_at: time(self.updated_at)?,
        })
    }
}

#[async_trait]
impl BlueprintStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_blueprint(&self, blueprint: &Blueprint) -> Stored<()> {
        let blueprint = blueprint.clone();
        self.write(|c| job(async move { insert(c, &blueprint).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_blueprint(&self, blueprint: &Blueprint) -> Stored<Saved> {
        let blueprint = blueprint.clone();
        self.write(|c| job(async move { save(c, &blueprint).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Option<Blueprint>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ID);
        let row: Option<BlueprintRow> = query.bind(team.as_str()).bind(id.as_str()).fetch_optional(c).await?;
        row.map(BlueprintRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn blueprints(&self, team: &TeamId) -> Stored<Vec<Blueprint>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_TEAM);
        let rows: Vec<BlueprintRow> = query.bind(team.as_str()).fetch_all(c).await?;
        rows.into_iter().map(BlueprintRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn delete_blueprint(&self, team: &TeamId, id: &BlueprintId) -> Stored<Saved> {
        let (team, id) = (team.clone(), id.clone());
        self.write(|c| job(async move { delete(c, &team, &id).await })).await
    }
}

async fn insert(c: &mut Connection, blueprint: &Blueprint) -> Stored<()> {
    let query = sqlx::query(INSERT);
    let query = query
        .bind(blueprint.id.as_str())
        .bind(blueprint.team_id.as_str())
        .bind(clean(&blueprint.name))
        .bind(settings::write(&blueprint.settings)?)
        .bind(json::text(&blueprint.allowed_origins)?)
        .bind(blueprint.revision)
        .bind(millis(blueprint.created_at))
        .bind(millis(blueprint.updated_at));
    execute(query, c).await.map(|_| ())
}

async fn save(c: &mut Connection, blueprint: &Blueprint) -> Stored<Saved> {
    let query = sqlx::query(SAVE);
    let query = query
        .bind(blueprint.team_id.as_str())
        .bind(blueprint.id.as_str())
        .bind(blueprint.revision)
        .bind(clean(&blueprint.name))
        .bind(settings::write(&blueprint.settings)?)
        .bind(json::text(&blueprint.allowed_origins)?)
        .bind(millis(blueprint.updated_at));
    Ok(if execute(query, c).await? == 1 { Saved::Done } else { Saved::Stale })
}

async fn delete(c: &mut Connection, team: &TeamId, id: &BlueprintId) -> Stored<Saved> {
    teams::lock(c, team).await?;
    let query = sqlx::query_scalar(COUNT_WIDGETS);
    let users: i64 = query.bind(id.as_str()).fetch_one(&mut *c).await?;
    if users > 0 {
        return Ok(Saved::Taken);
    }
    // Deleted widgets have no use for it any more.
    let query = sqlx::query(DISCONNECT);
    execute(query.bind(id.as_str()).bind(team.as_str()), &mut *c).await?;
    let query = sqlx::query(DELETE);
    let gone = execute(query.bind(team.as_str()).bind(id.as_str()), c).await?;
    Ok(if gone == 1 { Saved::Done } else { Saved::Stale })
}
