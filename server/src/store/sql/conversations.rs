//! Conversations.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, TeamId, VisitorId, WidgetId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        conversation::{Conversation, Page},
        page_url::PageUrl,
        store::{ConversationStore, Meta, Stored},
    },
    store::{clean_option, json},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, widget_id, agent_id, visitor_id, page_url, page_title, referrer, created_at, \
         last_activity_at, lead_captured"
    };
}

statements! {
    BY_VISITOR = "
        select ", columns!(), "
        from conversations
        where id = $1
          and visitor_id = $2";

    BY_WIDGET = "
        select ", columns!(), "
        from conversations
        where id = $1
          and widget_id = $2";

    BY_TEAM = "
        select ", columns!(), "
        from conversations
        where id = $1
          and exists (select 1 from widgets w where w.id = widget_id and w.team_id = $2)";

    LATEST = "
        select ", columns!(), "
        from conversations
        where visitor_id = $1
          and last_activity_at >= $2
        order by created_at desc, last_activity_at desc, id desc limit 1";

    KEEP_META = "update conversations set meta = $2 where id = $1";

    KEPT_META = "select meta from conversations where id = $1";

    INSERT = "
        insert into conversations (", columns!(), ", team_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, (select team_id from widgets where id = $2))";
}

#[derive(FromRow)]
pub(super) struct ConversationRow {
    id: String,
    widget_id: String,
    agent_id: String,
    visitor_id: String,
    page_url: Option<String>,
    page_title: Option<String>,
    referrer: Option<String>,
    created_at: i64,
    last_activity_at: i64,
    lead_captured: bool,
}

impl ConversationRow {
    pub(super) fn entity(self) -> Stored<Conversation> {
        Ok(Conversation {
            id: id(self.id)?,
            widget_id: id(self.widget_id)?,
            agent_id: id(self.agent_id)?,
            visitor_id: id(self.visitor_id)?,
            page: Page::described(self.page_url.as_deref(), self.page_title, self.referrer.as_deref()),
            created_at: time(self.created_at)?,
            last_activity_at: time(self.last_activity_at)?,
            lead_captured: self.lead_captured,
        })
    }
}

#[async_trait]
impl ConversationStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_conversation(&self, conversation: &Conversation) -> Stored<()> {
        let conversation = conversation.clone();
        self.grow(|c| job(async move { insert(c, &conversation).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn conversation(&self, visitor: &VisitorId, id: &ConversationId) -> Stored<Option<Conversation>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_VISITOR);
        let row: Option<ConversationRow> = query.bind(id.as_str()).bind(visitor.as_str()).fetch_optional(c).await?;
        row.map(ConversationRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn widget_conversation(&self, widget: &WidgetId, id: &ConversationId) -> Stored<Option<Conversation>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_WIDGET);
        let row: Option<ConversationRow> = query.bind(id.as_str()).bind(widget.as_str()).fetch_optional(c).await?;
        row.map(ConversationRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_conversation(&self, team: &TeamId, id: &ConversationId) -> Stored<Option<Conversation>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_TEAM);
        let row: Option<ConversationRow> = query.bind(id.as_str()).bind(team.as_str()).fetch_optional(c).await?;
        row.map(ConversationRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn latest_conversation(&self, visitor: &VisitorId, since: Timestamp) -> Stored<Option<Conversation>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(LATEST);
        let row: Option<ConversationRow> = query.bind(visitor.as_str()).bind(millis(since)).fetch_optional(c).await?;
        row.map(ConversationRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn keep_meta(&self, conversation: &ConversationId, meta: &Meta) -> Stored<bool> {
        let (conversation, json) = (conversation.clone(), json::text(meta)?);
        self.write(|c| {
            job(async move {
                let query = sqlx::query(KEEP_META);
                Ok(execute(query.bind(conversation.as_str()).bind(json), c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn kept_meta(&self, conversation: &ConversationId) -> Stored<Meta> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(KEPT_META);
        let json: Option<Option<String>> = query.bind(conversation.as_str()).fetch_optional(c).await?;
        Ok(json.flatten().as_deref().map(serde_json::from_str).transpose()?.unwrap_or_default())
    }
}

async fn insert(c: &mut Connection, conversation: &Conversation) -> Stored<()> {
    let query = sqlx::query(INSERT);
    let query = query
        .bind(conversation.id.as_str())
        .bind(conversation.widget_id.as_str())
        .bind(conversation.agent_id.as_str())
        .bind(conversation.visitor_id.as_str())
        .bind(conversation.page.url.as_ref().map(PageUrl::as_str))
        .bind(clean_option(conversation.page.title.as_ref()))
        .bind(conversation.page.referrer.as_ref().map(PageUrl::as_str))
        .bind(millis(conversation.created_at))
        .bind(millis(conversation.last_activity_at))
        .bind(conversation.lead_captured);
    execute(query, c).await.map(|_| ())
}
