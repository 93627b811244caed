//! Messages.

use async_trait::async_trait;
use parlor_shared::{
    ids::{ConversationId, MessageId},
    widget::MessageStatus,
};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, rendered, runs, time};
use crate::{
    core::{
        message::{Feedback, Message},
        rendered::Rendered,
        store::{MessageStore, Stored},
    },
    store::{clean, json, names},
};

#[derive(FromRow)]
pub(super) struct MessageRow {
    id: String,
    conversation_id: String,
    seq: i64,
    role: String,
    status: String,
    text: String,
    client_id: Option<String>,
    reply_to: Option<String>,
    extras: String,
    feedback: Option<String>,
    created_at: i64,
}

impl MessageRow {
    pub(super) fn entity(self) -> Stored<Message> {
        Ok(Message {
            id: id(self.id)?,
            conversation_id: id(self.conversation_id)?,
            seq: self.seq,
            role: names::parse_role(&self.role)?,
            status: names::parse_status(&self.status)?,
            text: self.text,
            client_id: self.client_id,
            reply_to: self.reply_to.map(id).transpose()?,
            extras: serde_json::from_str(&self.extras)?,
            feedback: self.feedback.map(|json| serde_json::from_str(&json)).transpose()?,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl MessageStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn history(
        &self,
        conversation: &ConversationId,
        before: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>> {
        let c = &mut *self.reader().await?;
        let rows: Vec<MessageRow> = match before {
            None => {
                let query = sqlx::query_as(
                    "select id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at \
                     from messages where conversation_id = $1 and not superseded order by seq desc limit $2",
                );
                query.bind(conversation.as_str()).bind(i64::from(take)).fetch_all(&mut *c).await?
            }
            Some(before) => {
                let query = sqlx::query_as(
                    "select id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at \
                     from messages where conversation_id = $1 and not superseded \
                     and seq < (select seq from messages where conversation_id = $1 and id = $3) order by seq desc limit $2",
                );
                query.bind(conversation.as_str()).bind(i64::from(take)).bind(before.as_str()).fetch_all(&mut *c).await?
            }
        };
        as_far_as_logged(c, rows.into_iter().rev()).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn history_after(
        &self,
        conversation: &ConversationId,
        after: Option<&MessageId>,
        take: u32,
    ) -> Stored<Vec<Message>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at \
             from messages where conversation_id = $1 and not superseded and seq > \
             case when $3 is null then 0 else (select seq from messages where conversation_id = $1 and id = $3) end \
             order by seq limit $2",
        );
        let query = query.bind(conversation.as_str()).bind(i64::from(take)).bind(after.map(MessageId::as_str));
        let rows: Vec<MessageRow> = query.fetch_all(&mut *c).await?;
        as_far_as_logged(c, rows.into_iter()).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn message(&self, conversation: &ConversationId, id: &MessageId) -> Stored<Option<Message>> {
        let c = &mut *self.reader().await?;
        find(c, conversation.as_str(), id.as_str()).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn rendered(
        &self,
        conversation: &ConversationId,
        messages: &[MessageId],
    ) -> Stored<Vec<(MessageId, Rendered)>> {
        rendered::find(&mut *self.reader().await?, conversation, messages).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn keep_rendered(&self, conversation: &ConversationId, rendered: &[(MessageId, Rendered)]) -> Stored<()> {
        let (conversation, rendered) = (conversation.clone(), rendered.to_vec());
        self.grow(|c| {
            job(async move {
                for (message, rendered) in &rendered {
                    rendered::keep(c, &conversation, message, rendered).await?;
                }
                Ok(())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn has_client_id(&self, conversation: &ConversationId, client_id: &str) -> Stored<bool> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar("select count(*) from messages where conversation_id = $1 and client_id = $2");
        let known: i64 = query.bind(conversation.as_str()).bind(clean(client_id)).fetch_one(c).await?;
        Ok(known > 0)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_feedback(&self, conversation: &ConversationId, id: &MessageId, feedback: &Feedback) -> Stored<bool> {
        let (conversation, id, json) = (conversation.clone(), id.clone(), json::text(feedback)?);
        self.write(|c| {
            job(async move {
                let query = sqlx::query(
                    "update messages set feedback = $3 where conversation_id = $1 and id = $2 and role = 'agent'",
                );
                let changed = execute(query.bind(conversation.as_str()).bind(id.as_str()).bind(json), c).await?;
                Ok(changed == 1)
            })
        })
        .await
    }
}

/// The text of an answer that is being written is in its log.
async fn as_far_as_logged(c: &mut Connection, rows: impl Iterator<Item = MessageRow>) -> Stored<Vec<Message>> {
    let mut messages = rows.map(MessageRow::entity).collect::<Stored<Vec<_>>>()?;
    for message in messages.iter_mut().filter(|m| m.status == MessageStatus::Streaming) {
        match runs::logged(c, message.id.as_str()).await? {
            Some(logged) => message.text = logged.text,
            // It ended between the two queries.
            None => {
                if let Some(ended) = find(c, message.conversation_id.as_str(), message.id.as_str()).await? {
                    *message = ended;
                }
            }
        }
    }
    Ok(messages)
}

pub(super) async fn find(c: &mut Connection, conversation: &str, id: &str) -> Stored<Option<Message>> {
    let query = sqlx::query_as(
        "select id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at \
         from messages where conversation_id = $1 and id = $2",
    );
    let row: Option<MessageRow> = query.bind(conversation).bind(id).fetch_optional(c).await?;
    row.map(MessageRow::entity).transpose()
}
