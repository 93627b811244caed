//! Widgets, each with what its blueprint says.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AgentId, BlueprintId, TeamId, WidgetId};
use sqlx::{FromRow, QueryBuilder};

use super::{Connection, Database, Db, erase, execute, id, job, millis, teams, time, unsigned};
use crate::{
    core::{
        store::{Saved, Stored, WidgetStore},
        widget::{Inherited, KeyKind, Widget, WidgetKeys, WidgetPage, WidgetStats},
    },
    store::{clean, clean_option, json},
};

/// The beginning of every reading statement.
macro_rules! select_widgets {
    ($rest:literal) => {
        concat!(
            "select w.id, w.team_id, w.key, w.embed_token, w.caty_key, w.generation, w.agent_id, w.blueprint_id, w.name, \
             w.description, w.alias, w.meta, w.origins, w.settings, w.active, w.deleted, w.revision, w.created_at, w.updated_at, \
             b.settings as inherited_settings, b.origins as inherited_origins \
             from widgets w left join blueprints b on b.id = w.blueprint_id ",
            $rest
        )
    };
}

#[derive(FromRow)]
struct WidgetRow {
    id: String,
    team_id: String,
    key: String,
    embed_token: String,
    caty_key: String,
    generation: i64,
    agent_id: Option<String>,
    blueprint_id: Option<String>,
    name: String,
    description: String,
    alias: Option<String>,
    meta: String,
    origins: String,
    settings: String,
    active: bool,
    deleted: bool,
    revision: i64,
    created_at: i64,
    updated_at: i64,
    inherited_settings: Option<String>,
    inherited_origins: Option<String>,
}

impl WidgetRow {
    fn entity(self) -> Stored<Widget> {
        let inherited = Inherited {
            settings: self.inherited_settings.as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default(),
            allowed_origins: self
                .inherited_origins
                .as_deref()
                .map(serde_json::from_str)
                .transpose()?
                .unwrap_or_default(),
        };
        Ok(Widget {
            id: id(self.id)?,
            team_id: id(self.team_id)?,
            keys: WidgetKeys { key: self.key, embed_token: self.embed_token, caty_key: self.caty_key },
            generation: u32::try_from(self.generation).unwrap_or(u32::MAX),
            agent_id: self.agent_id.map(id).transpose()?,
            blueprint_id: self.blueprint_id.map(id).transpose()?,
            name: self.name,
            description: self.description,
            alias: self.alias,
            meta: serde_json::from_str(&self.meta)?,
            allowed_origins: serde_json::from_str(&self.origins)?,
            settings: serde_json::from_str(&self.settings)?,
            inherited,
            active: self.active,
            deleted: self.deleted,
            revision: self.revision,
            created_at: time(self.created_at)?,
            updated_at: time(self.updated_at)?,
        })
    }
}

#[async_trait]
impl WidgetStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_widget(&self, widget: &Widget) -> Stored<()> {
        let widget = widget.clone();
        self.write(|c| job(async move { put(c, &widget).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_widget(&self, widget: &Widget) -> Stored<Saved> {
        let widget = widget.clone();
        self.write(|c| {
            job(async move {
                teams::lock(c, &widget.team_id).await?;
                if is_taken(c, &widget).await? {
                    return Ok(Saved::Taken);
                }
                insert(c, &widget).await.map(|()| Saved::Done)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_widget(&self, widget: &Widget) -> Stored<Saved> {
        let widget = widget.clone();
        self.write(|c| {
            job(async move {
                teams::lock(c, &widget.team_id).await?;
                if is_taken(c, &widget).await? {
                    return Ok(Saved::Taken);
                }
                save(c, &widget).await
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget(&self, id: &WidgetId) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(select_widgets!("where w.id = $1"));
        let row: Option<WidgetRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(match kind {
            KeyKind::Key => select_widgets!("where w.key = $1"),
            KeyKind::EmbedToken => select_widgets!("where w.embed_token = $1"),
            KeyKind::Caty => select_widgets!("where w.caty_key = $1"),
        });
        let row: Option<WidgetRow> = query.bind(clean(key)).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_widget(&self, team: &TeamId, id_or_alias: &str) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        // An id wins over another widget's alias.
        let query = sqlx::query_as(select_widgets!(
            "where w.team_id = $1 and (w.id = $2 or w.alias = $2) and not w.deleted order by w.id = $2 desc limit 1"
        ));
        let row: Option<WidgetRow> = query.bind(team.as_str()).bind(clean(id_or_alias)).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_widgets(&self, team: &TeamId, page: &WidgetPage) -> Stored<Vec<Widget>> {
        let c = &mut *self.reader().await?;
        let rows: Vec<WidgetRow> = page_query(team, page)?.build_query_as().fetch_all(c).await?;
        rows.into_iter().map(WidgetRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget_stats(&self, widget: &WidgetId, since: Timestamp) -> Stored<WidgetStats> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(super::super::dialect::WIDGET_STATS);
        let (sessions, messages, active, input, output): (i64, i64, i64, i64, i64) =
            query.bind(widget.as_str()).bind(millis(since)).fetch_one(c).await?;
        Ok(WidgetStats {
            sessions: unsigned(sessions),
            messages: unsigned(messages),
            active_since: unsigned(active),
            input_tokens: unsigned(input),
            output_tokens: unsigned(output),
        })
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn erase_conversations(&self, widget: &WidgetId) -> Stored<()> {
        let widget = widget.clone();
        self.erase(|c| job(async move { erase(c, &widget).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn origins(&self) -> Stored<Vec<String>> {
        let c = &mut *self.reader().await?;
        let lists: Vec<String> = sqlx::query_scalar(
            "select distinct case when w.origins = '[]' then coalesce(b.origins, '[]') else w.origins end \
             from widgets w left join blueprints b on b.id = w.blueprint_id where w.active and not w.deleted",
        )
        .fetch_all(c)
        .await?;
        let mut origins = BTreeSet::new();
        for list in lists {
            let list: Vec<String> = serde_json::from_str(&list)?;
            origins.extend(if list.is_empty() { vec!["*".to_owned()] } else { list });
        }
        Ok(origins.into_iter().collect())
    }
}

fn page_query(team: &TeamId, page: &WidgetPage) -> Stored<QueryBuilder<Db>> {
    let mut query = QueryBuilder::new(select_widgets!("where not w.deleted and w.team_id = "));
    query.push_bind(team.as_str().to_owned());
    if let Some(after) = &page.after {
        query.push(if page.newest_first { " and (w.created_at, w.id) < (" } else { " and (w.created_at, w.id) > (" });
        query.push_bind(millis(after.created_at)).push(", ").push_bind(after.id.as_str().to_owned()).push(")");
    }
    if let Some(blueprint) = &page.blueprint {
        query.push(" and w.blueprint_id = ").push_bind(blueprint.as_str().to_owned());
    }
    if !page.meta.is_empty() {
        let wanted: serde_json::Map<_, _> = page.meta.iter().map(|(k, v)| (clean(k), clean(v).into())).collect();
        let (before, after) = super::super::dialect::META_HAS;
        query.push(before).push_bind(json::text(&wanted)?).push(after);
    }
    query.push(if page.newest_first {
        " order by w.created_at desc, w.id desc limit "
    } else {
        " order by w.created_at, w.id limit "
    });
    query.push_bind(i64::from(page.take));
    Ok(query)
}

async fn is_taken(c: &mut Connection, widget: &Widget) -> Stored<bool> {
    let query = sqlx::query_scalar(
        "select count(*) from widgets where id <> $1 and (key = $2 or embed_token = $3 or caty_key = $4 or (team_id = $5 and alias = $6))",
    );
    let others: i64 = query
        .bind(widget.id.as_str())
        .bind(clean(&widget.keys.key))
        .bind(clean(&widget.keys.embed_token))
        .bind(clean(&widget.keys.caty_key))
        .bind(widget.team_id.as_str())
        .bind(clean_option(widget.alias.as_ref()))
        .fetch_one(c)
        .await?;
    Ok(others > 0)
}

async fn insert(c: &mut Connection, widget: &Widget) -> Stored<()> {
    let query = sqlx::query(
        "insert into widgets (id, team_id, key, embed_token, caty_key, generation, agent_id, blueprint_id, name, description, alias, \
         meta, origins, settings, active, deleted, revision, created_at, updated_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
    );
    let query = query
        .bind(widget.id.as_str())
        .bind(widget.team_id.as_str())
        .bind(clean(&widget.keys.key))
        .bind(clean(&widget.keys.embed_token))
        .bind(clean(&widget.keys.caty_key))
        .bind(i64::from(widget.generation))
        .bind(widget.agent_id.as_ref().map(AgentId::as_str))
        .bind(widget.blueprint_id.as_ref().map(BlueprintId::as_str))
        .bind(clean(&widget.name))
        .bind(clean(&widget.description))
        .bind(clean_option(widget.alias.as_ref()))
        .bind(json::text(&widget.meta)?)
        .bind(json::text(&widget.allowed_origins)?)
        .bind(json::text(&widget.settings)?)
        .bind(widget.active)
        .bind(widget.deleted)
        .bind(widget.revision)
        .bind(millis(widget.created_at))
        .bind(millis(widget.updated_at));
    execute(query, c).await.map(|_| ())
}

async fn save(c: &mut Connection, widget: &Widget) -> Stored<Saved> {
    let query = sqlx::query(
        "update widgets set key = $4, embed_token = $5, caty_key = $6, generation = $7, agent_id = $8, blueprint_id = $9, name = $10, \
         description = $11, alias = $12, meta = $13, origins = $14, settings = $15, active = $16, deleted = $17, updated_at = $18, \
         revision = revision + 1 where team_id = $1 and id = $2 and revision = $3",
    );
    let query = query
        .bind(widget.team_id.as_str())
        .bind(widget.id.as_str())
        .bind(widget.revision)
        .bind(clean(&widget.keys.key))
        .bind(clean(&widget.keys.embed_token))
        .bind(clean(&widget.keys.caty_key))
        .bind(i64::from(widget.generation))
        .bind(widget.agent_id.as_ref().map(AgentId::as_str))
        .bind(widget.blueprint_id.as_ref().map(BlueprintId::as_str))
        .bind(clean(&widget.name))
        .bind(clean(&widget.description))
        .bind(clean_option(widget.alias.as_ref()))
        .bind(json::text(&widget.meta)?)
        .bind(json::text(&widget.allowed_origins)?)
        .bind(json::text(&widget.settings)?)
        .bind(widget.active)
        .bind(widget.deleted)
        .bind(millis(widget.updated_at));
    Ok(if execute(query, c).await? == 1 { Saved::Done } else { Saved::Stale })
}

/// Whatever was there: for callers that are the only ones to write.
async fn put(c: &mut Connection, widget: &Widget) -> Stored<()> {
    let query = sqlx::query_scalar("select revision from widgets where id = $1");
    let revision: Option<i64> = query.bind(widget.id.as_str()).fetch_optional(&mut *c).await?;
    match revision {
        None => insert(c, widget).await,
        Some(revision) => save(c, &Widget { revision, ..widget.clone() }).await.map(|_| ()),
    }
}

async fn erase(c: &mut Connection, widget: &WidgetId) -> Stored<()> {
    erase::conversations(c, widget, None).await?;
    let query = sqlx::query("delete from visitors where widget_id = $1");
    execute(query.bind(widget.as_str()), c).await.map(|_| ())
}
