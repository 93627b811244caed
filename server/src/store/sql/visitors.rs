//! Visitors.

use async_trait::async_trait;
use parlor_shared::ids::{VisitorId, WidgetId};
use sqlx::FromRow;

use super::{Connection, Database, erase, execute, id, job, millis, time};
use crate::{
    core::{
        conversation::visitor::{Identity, Visitor},
        store::{Stored, VisitorStore},
    },
    store::{clean, clean_option, json},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, widget_id, secret_hash, locale, identity, created_at"
    };
}

statements! {
    BY_SECRET = "
        select ", columns!(), "
        from visitors
        where widget_id = $1
          and secret_hash = $2";

    BY_ID = "
        select ", columns!(), "
        from visitors
        where widget_id = $1
          and id = $2";

    SAVE_IDENTITY = "update visitors set identity = $3 where widget_id = $1 and id = $2";

    DELETE = "delete from visitors where widget_id = $1 and id = $2";

    INSERT = "
        insert into visitors (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6)";
}

#[derive(FromRow)]
struct VisitorRow {
    id: String,
    widget_id: String,
    secret_hash: String,
    locale: Option<String>,
    identity: Option<String>,
    created_at: i64,
}

impl VisitorRow {
    fn entity(self) -> Stored<Visitor> {
        Ok(Visitor {
            id: id(self.id)?,
            widget_id: id(self.widget_id)?,
            secret_hash: self.secret_hash,
            locale: self.locale,
            identity: self.identity.as_deref().map(serde_json::from_str).transpose()?,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl VisitorStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_visitor(&self, visitor: &Visitor) -> Stored<()> {
        let visitor = visitor.clone();
        self.grow(|c| job(async move { insert(c, &visitor).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn visitor_by_secret(&self, widget: &WidgetId, secret_hash: &str) -> Stored<Option<Visitor>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_SECRET);
        let row: Option<VisitorRow> = query.bind(widget.as_str()).bind(clean(secret_hash)).fetch_optional(c).await?;
        row.map(VisitorRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<Option<Visitor>> {
        find(&mut *self.reader().await?, widget, id).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_identity(&self, widget: &WidgetId, id: &VisitorId, identity: &Identity) -> Stored<()> {
        let (widget, id, identity) = (widget.clone(), id.clone(), json::text(identity)?);
        self.write(|c| {
            job(async move {
                let query = sqlx::query(SAVE_IDENTITY);
                execute(query.bind(widget.as_str()).bind(id.as_str()).bind(identity), c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn erase_visitor(&self, widget: &WidgetId, id: &VisitorId) -> Stored<bool> {
        let (widget, id) = (widget.clone(), id.clone());
        self.erase(|c| job(async move { erase(c, &widget, &id).await })).await
    }
}

pub(super) async fn find(c: &mut Connection, widget: &WidgetId, id: &VisitorId) -> Stored<Option<Visitor>> {
    let query = sqlx::query_as(BY_ID);
    let row: Option<VisitorRow> = query.bind(widget.as_str()).bind(id.as_str()).fetch_optional(c).await?;
    row.map(VisitorRow::entity).transpose()
}

async fn erase(c: &mut Connection, widget: &WidgetId, visitor: &VisitorId) -> Stored<bool> {
    erase::conversations(c, widget, Some(visitor)).await?;
    let query = sqlx::query(DELETE);
    Ok(execute(query.bind(widget.as_str()).bind(visitor.as_str()), c).await? == 1)
}

async fn insert(c: &mut Connection, visitor: &Visitor) -> Stored<()> {
    let query = sqlx::query(INSERT);
    let query = query
        .bind(visitor.id.as_str())
        .bind(visitor.widget_id.as_str())
        .bind(clean(&visitor.secret_hash))
        .bind(clean_option(visitor.locale.as_ref()))
        .bind(visitor.identity.as_ref().map(json::text).transpose()?)
        .bind(millis(visitor.created_at));
    execute(query, c).await.map(|_| ())
}
