//! Widgets.

use std::collections::BTreeSet;

use async_trait::async_trait;
use parlor_shared::ids::WidgetId;
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        store::{Stored, WidgetStore},
        widget::Widget,
    },
    store::{clean, json},
};

#[derive(FromRow)]
struct WidgetRow {
    id: String,
    key: String,
    embed_token: String,
    agent_id: String,
    name: String,
    origins: String,
    config: String,
    active: bool,
    created_at: i64,
}

impl WidgetRow {
    fn entity(self) -> Stored<Widget> {
        Ok(Widget {
            id: id(self.id)?,
            key: self.key,
            embed_token: self.embed_token,
            agent_id: id(self.agent_id)?,
            name: self.name,
            allowed_origins: serde_json::from_str(&self.origins)?,
            config: serde_json::from_str(&self.config)?,
            active: self.active,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl WidgetStore for Database {
    async fn put_widget(&self, widget: &Widget) -> Stored<()> {
        let widget = widget.clone();
        self.write(|c| job(async move { put(c, &widget).await })).await
    }

    async fn widget(&self, id: &WidgetId) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select id, key, embed_token, agent_id, name, origins, config, active, created_at from widgets where id = $1",
        );
        let row: Option<WidgetRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    async fn widget_by_key(&self, key: &str) -> Stored<Option<Widget>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select id, key, embed_token, agent_id, name, origins, config, active, created_at from widgets where key = $1",
        );
        let row: Option<WidgetRow> = query.bind(clean(key)).fetch_optional(c).await?;
        row.map(WidgetRow::entity).transpose()
    }

    async fn origins(&self) -> Stored<Vec<String>> {
        let c = &mut *self.reader().await?;
        let lists: Vec<String> =
            sqlx::query_scalar("select distinct origins from widgets where active").fetch_all(c).await?;
        let mut origins = BTreeSet::new();
        for list in lists {
            origins.extend(serde_json::from_str::<Vec<String>>(&list)?);
        }
        Ok(origins.into_iter().collect())
    }
}

async fn put(c: &mut Connection, widget: &Widget) -> Stored<()> {
    let query = sqlx::query(
        "insert into widgets (id, key, embed_token, agent_id, name, origins, config, active, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         on conflict (id) do update set key = excluded.key, embed_token = excluded.embed_token, agent_id = excluded.agent_id, \
         name = excluded.name, origins = excluded.origins, config = excluded.config, active = excluded.active, \
         created_at = excluded.created_at",
    );
    let query = query
        .bind(widget.id.as_str())
        .bind(clean(&widget.key))
        .bind(clean(&widget.embed_token))
        .bind(widget.agent_id.as_str())
        .bind(clean(&widget.name))
        .bind(json::text(&widget.allowed_origins)?)
        .bind(json::text(&widget.config)?)
        .bind(widget.active)
        .bind(millis(widget.created_at));
    execute(query, c).await.map(|_| ())
}
