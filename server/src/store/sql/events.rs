//! Events.

use async_trait::async_trait;
use parlor_shared::ids::ConversationId;

use super::{Database, execute, job, millis, unsigned};
use crate::{
    core::{
        engagement::telemetry::WidgetEvent,
        store::{EventStore, Stored},
    },
    store::{clean, json},
};

statements! {
    INSERT = "
        insert into events (conversation_id, kind, payload, at)
        values ($1, $2, $3, $4)";

    COUNT = "select count(*) from events where conversation_id = $1 and kind = $2";
}

#[async_trait]
impl EventStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn record_events(&self, events: &[WidgetEvent]) -> Stored<()> {
        let events = events.to_vec();
        self.grow(|c| {
            job(async move {
                for event in events {
                    let payload = event.payload.as_ref().map(json::text).transpose()?;
                    let query = sqlx::query(INSERT);
                    let query = query
                        .bind(event.conversation_id.as_str())
                        .bind(clean(&event.kind))
                        .bind(payload)
                        .bind(millis(event.at));
                    execute(query, c).await?;
                }
                Ok(())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn count_events(&self, conversation: &ConversationId, kind: &str) -> Stored<u64> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(COUNT);
        let count: i64 = query.bind(conversation.as_str()).bind(clean(kind)).fetch_one(c).await?;
        Ok(unsigned(count))
    }
}
