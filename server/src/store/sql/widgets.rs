//! Widgets, each with what its blueprint says.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{AgentId, BlueprintId, TeamId, WidgetId},
    owner::ActivityKind,
};
use sqlx::FromRow;

use super::{Connection, Database, Query, activity, erase, execute, id, job, millis, teams, time, unsigned};
use crate::{
    core::{
        activity::ActivityEvent,
        store::{Saved, Stored, WidgetStore},
        widget::{Inherited, KeyKind, Widget, WidgetKeys, WidgetPage, WidgetStats},
    },
    store::{clean, clean_option, json, stored::settings},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, team_id, key, embed_token, caty_key, generation, agent_id, blueprint_id, name, description, \
         alias, meta, origins, settings, active, deleted, revision, created_at, updated_at"
    };
}

/// The beginning of every reading statement. The blueprint's columns have other names than the widget's own.
macro_rules! select_widgets {
    () => {
        concat! { "
        select ", columns!(), ", inherited_settings, inherited_origins
        from widgets
        left join (
            select id as inherited_id, settings as inherited_settings, origins as inherited_origins
            from blueprints
        ) b on inherited_id = blueprint_id" }
    };
}

statements! {
    BY_ID = select_widgets!(), "
        where id = $1";

    BY_KEY = select_widgets!(), "
        where key = $1";

    BY_EMBED_TOKEN = select_widgets!(), "
        where embed_token = $1";

    BY_CATY_KEY = select_widgets!(), "
        where caty_key = $1";

    /// An id wins over another widget's alias.
    BY_TEAM_AND_NAME = select_widgets!(), "
        where team_id = $1
          and (id = $2 or alias = $2)
          and not deleted
        order by id = $2 desc
        limit 1";

    OLDEST = select_widgets!(), "
        where team_id = $1
          and not deleted
          and (created_at, id) > ($2, $3)
          and (blueprint_id = $4 or $4 is null)
          and ", meta_has!("$5"), "
        order by created_at, id
        limit $6";

    NEWEST = select_widgets!(), "
        where team_id = $1
          and not deleted
          and (created_at, id) < ($2, $3)
          and (blueprint_id = $4 or $4 is null)
          and ", meta_has!("$5"), "
        order by created_at desc, id desc
        limit $6";

    STATS = "
        select count(*),
               cast(coalesce(sum(messages), 0) as bigint),
               count(*) filter (where last_activity_at >= $2),
               cast(coalesce(sum(input_tokens), 0) as bigint),
               cast(coalesce(sum(output_tokens), 0) as bigint)
        from conversations
        where widget_id = $1";

    ORIGINS = "
        select distinct case when w.origins = '[]' then coalesce(b.origins, '[]') else w.origins end
        from widgets w
        left join blueprints b on b.id = w.blueprint_id
        where w.active
          and not w.deleted";

    COUNT_TAKEN = "
        select count(*)
        from widgets
        where id <> $1
          and (key = $2 or embed_token = $3 or caty_key = $4 or (team_id = $5 and alias = $6))";

    INSERT = "
        insert into widgets (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";

    SAVE = "
        update widgets
        set key = $4,
            embed_token = $5,
            caty_key = $6,
            generation = $7,
            agent_id = $8,
            blueprint_id = $9,
            name = $10,
            description = $11,
            alias = $12,
            meta = $13,
            origins = $14,
            settings = $15,
            active = $16,
            deleted = $17,
            updated_at = $18,
            revision = revision + 1
        where team_id = $1
          and id = $2
          and revision = $3";

    KEYS = "select key, embed_token, caty_key from widgets where id = $1";

    REVISION = "select revision from widgets where id = $1";

    DELETE_VISITORS = "delete from visitors where widget_id = $1";
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
            settings: self.inherited_settings.as_deref().map(settings::read).transpose()?.unwrap_or_default(),
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
            settings: settings::read(&self.settings)?,
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
                let before: Option<(String, String, String)> =
                    sqlx::query_as(KEYS).bind(widget.id.as_str()).fetch_optional(&mut *c).await?;
                let saved = save(c, &widget).await?;
                if saved == Saved::Done && before.is_some_and(|keys| is_other(&keys, &widget.keys)) {
                    let event = ActivityEvent::of(ActivityKind::KeyReplaced, widget.id.as_str());
                    activity::record_of_team(c, widget.team_id.as_str(), widget.updated_at, &[event]).await?;
                }
                Ok(saved)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget(&self, id: &WidgetId) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ID);
        let row: Option<WidgetRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget_by_key(&self, kind: KeyKind, key: &str) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let statement = match kind {
            KeyKind::Key => BY_KEY,
            KeyKind::EmbedToken => BY_EMBED_TOKEN,
            KeyKind::Caty => BY_CATY_KEY,
        };
        let query = sqlx::query_as(statement);
        let row: Option<WidgetRow> = query.bind(clean(key)).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_widget(&self, team: &TeamId, id_or_alias: &str) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_TEAM_AND_NAME);
        let row: Option<WidgetRow> = query.bind(team.as_str()).bind(clean(id_or_alias)).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_widgets(&self, team: &TeamId, page: &WidgetPage) -> Stored<Vec<Widget>> {
        let c = &mut *self.reader().await?;
        let (statement, first) = if page.newest_first { (NEWEST, i64::MAX) } else { (OLDEST, i64::MIN) };
        let (created_at, id) =
            page.after.as_ref().map_or((first, ""), |after| (millis(after.created_at), after.id.as_str()));
        let wanted: serde_json::Map<_, _> = page.meta.iter().map(|(k, v)| (clean(k), clean(v).into())).collect();
        let query = sqlx::query_as(statement)
            .bind(team.as_str())
            .bind(created_at)
            .bind(id)
            .bind(page.blueprint.as_ref().map(BlueprintId::as_str))
            .bind(json::text(&wanted)?)
            .bind(i64::from(page.take));
        let rows: Vec<WidgetRow> = query.fetch_all(c).await?;
        rows.into_iter().map(WidgetRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget_stats(&self, widget: &WidgetId, since: Timestamp) -> Stored<WidgetStats> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(STATS);
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
        let lists: Vec<String> = sqlx::query_scalar(ORIGINS).fetch_all(c).await?;
        let mut origins = BTreeSet::new();
        for list in lists {
            let list: Vec<String> = serde_json::from_str(&list)?;
            origins.extend(if list.is_empty() { vec!["*".to_owned()] } else { list });
        }
        Ok(origins.into_iter().collect())
    }
}

async fn is_taken(c: &mut Connection, widget: &Widget) -> Stored<bool> {
    let query = sqlx::query_scalar(COUNT_TAKEN);
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
    let query = sqlx::query(INSERT).bind(widget.id.as_str()).bind(widget.team_id.as_str());
    let query = bind_values(query, widget)?;
    let query = query.bind(widget.revision).bind(millis(widget.created_at)).bind(millis(widget.updated_at));
    execute(query, c).await.map(|_| ())
}

/// Binds the values that an owner may change, in the order of `columns!`.
fn bind_values<'q>(query: Query<'q>, widget: &'q Widget) -> Stored<Query<'q>> {
    Ok(query
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
        .bind(settings::write(&widget.settings)?)
        .bind(widget.active)
        .bind(widget.deleted))
}

fn is_other((key, embed_token, caty_key): &(String, String, String), now: &WidgetKeys) -> bool {
    *key != now.key || *embed_token != now.embed_token || *caty_key != now.caty_key
}

async fn save(c: &mut Connection, widget: &Widget) -> Stored<Saved> {
    let query = sqlx::query(SAVE).bind(widget.team_id.as_str()).bind(widget.id.as_str()).bind(widget.revision);
    let query = bind_values(query, widget)?.bind(millis(widget.updated_at));
    Ok(if execute(query, c).await? == 1 { Saved::Done } else { Saved::Stale })
}

/// Whatever was there: for callers that are the only ones to write.
async fn put(c: &mut Connection, widget: &Widget) -> Stored<()> {
    let query = sqlx::query_scalar(REVISION);
    let revision: Option<i64> = query.bind(widget.id.as_str()).fetch_optional(&mut *c).await?;
    match revision {
        None => insert(c, widget).await,
        Some(revision) => save(c, &Widget { revision, ..widget.clone() }).await.map(|_| ()),
    }
}

async fn erase(c: &mut Connection, widget: &WidgetId) -> Stored<()> {
    erase::conversations(c, widget, None).await?;
    let query = sqlx::query(DELETE_VISITORS);
    execute(query.bind(widget.as_str()), c).await.map(|_| ())
}
