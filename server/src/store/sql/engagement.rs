//! Visitors' events, and the rules that have spoken to them.

use std::collections::BTreeSet;

use async_trait::async_trait;
use parlor_shared::ids::{ConversationId, VisitorId};
use sqlx::FromRow;

use super::{Connection, Database, execute, job, signed, unsigned};
use crate::{
    core::{
        engagement::{Engagement, Seen},
        page_url::PageUrl,
        store::{EngagementStore, Stored},
    },
    store::clean,
};

/// All columns.
macro_rules! columns {
    () => {
        "scroll_percent, time_ms, clicks, pages, last_page"
    };
}

statements! {
    BY_CONVERSATION = "
        select ", columns!(), "
        from engagement
        where conversation_id = $1";

    SPOKEN_RULES = "select rule_id from spoken_rules where conversation_id = $1";

    COUNT_EARLIER_VISITS = "select count(*) from conversations where visitor_id = $1 and id <> $2";

    CLAIM_RULE = "
        insert into spoken_rules (conversation_id, rule_id)
        values ($1, $2)
        on conflict do nothing";

    MERGE = "
        insert into engagement as e (conversation_id, ", columns!(), ")
        values ($1, $2, $3, $4, 1, $5)
        on conflict (conversation_id) do update set
            scroll_percent = case when excluded.scroll_percent > e.scroll_percent then excluded.scroll_percent else e.scroll_percent end,
            time_ms = case when excluded.time_ms > e.time_ms then excluded.time_ms else e.time_ms end,
            clicks = case when excluded.clicks > e.clicks then excluded.clicks else e.clicks end,
            pages = e.pages + case when excluded.last_page <> e.last_page then 1 else 0 end,
            last_page = coalesce(excluded.last_page, e.last_page)
        returning ", columns!(), "";
}

#[derive(FromRow)]
struct EngagementRow {
    scroll_percent: i64,
    time_ms: i64,
    clicks: i64,
    pages: i64,
    last_page: Option<String>,
}

impl EngagementRow {
    fn entity(self) -> Engagement {
        Engagement {
            scroll_percent: u8::try_from(self.scroll_percent).unwrap_or(100),
            time_ms: unsigned(self.time_ms),
            clicks: unsigned(self.clicks),
            pages: unsigned(self.pages),
            last_page: self.last_page.as_deref().and_then(PageUrl::parse),
        }
    }
}

#[async_trait]
impl EngagementStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn merge_engagement(&self, conversation: &ConversationId, seen: &Seen) -> Stored<Engagement> {
        let (conversation, seen) = (conversation.clone(), seen.clone());
        self.write(|c| job(async move { merge(c, &conversation, &seen).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn engagement(&self, conversation: &ConversationId) -> Stored<Engagement> {
        find(&mut *self.reader().await?, conversation).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn spoken_rules(&self, conversation: &ConversationId) -> Stored<BTreeSet<String>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(SPOKEN_RULES);
        Ok(query.bind(conversation.as_str()).fetch_all(c).await?.into_iter().collect())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn claim_rule(&self, conversation: &ConversationId, rule: &str) -> Stored<bool> {
        let (conversation, rule) = (conversation.clone(), clean(rule));
        self.write(|c| job(async move { claim(c, conversation.as_str(), &rule).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn earlier_visits(&self, visitor: &VisitorId, conversation: &ConversationId) -> Stored<u64> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(COUNT_EARLIER_VISITS);
        let count: i64 = query.bind(visitor.as_str()).bind(conversation.as_str()).fetch_one(c).await?;
        Ok(unsigned(count))
    }
}

pub(super) async fn find(c: &mut Connection, conversation: &ConversationId) -> Stored<Engagement> {
    let query = sqlx::query_as(BY_CONVERSATION);
    let row: Option<EngagementRow> = query.bind(conversation.as_str()).fetch_optional(c).await?;
    Ok(row.map(EngagementRow::entity).unwrap_or_default())
}

/// `true` for the first one who asks.
pub(super) async fn claim(c: &mut Connection, conversation: &str, rule: &str) -> Stored<bool> {
    let query = sqlx::query(CLAIM_RULE);
    Ok(execute(query.bind(conversation).bind(rule), c).await? == 1)
}

/// The same as `Engagement::with`, in one statement.
async fn merge(c: &mut Connection, conversation: &ConversationId, seen: &Seen) -> Stored<Engagement> {
    let query = sqlx::query_as(MERGE);
    let row: EngagementRow = query
        .bind(conversation.as_str())
        .bind(i64::from(seen.scroll_percent))
        .bind(signed(seen.time_ms))
        .bind(signed(seen.clicks))
        .bind(seen.page.as_ref().map(PageUrl::as_str))
        .fetch_one(c)
        .await?;
    Ok(row.entity())
}
