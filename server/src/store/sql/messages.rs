//! Messages.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{ConversationId, MessageId},
    owner::ActivityKind,
    widget::{FeedbackValue, MessageStatus},
};
use sqlx::FromRow;

use super::{Connection, Database, activity, execute, id, inbox, job, millis, rendered, run_log, time};
use crate::{
    core::{
        activity::{ActivityEvent, Payload},
        conversation::{
            message::{Feedback, Message},
            rendered::Rendered,
        },
        owner::figures::{Figures, slot},
        store::{MessageStore, Stored},
    },
    store::{clean, json, names},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at"
    };
}

statements! {
    LAST = "
        select ", columns!(), "
        from messages
        where conversation_id = $1
          and not superseded
        order by seq desc limit $2";

    BEFORE = "
        select ", columns!(), "
        from messages
        where conversation_id = $1
          and not superseded
          and seq < (select seq from messages where conversation_id = $1 and id = $3)
        order by seq desc limit $2";

    AFTER = "
        select ", columns!(), "
        from messages
        where conversation_id = $1
          and not superseded
          and seq > coalesce(
              (select seq from messages where conversation_id = $1 and id = $3),
              case when $3 is null then 0 end)
        order by seq limit $2";

    COUNT_CLIENT_ID = "
        select count(*)
        from messages
        where conversation_id = $1
          and client_id = $2";

    SET_FEEDBACK = "
        update messages
        set feedback = $3,
            gap_team = case
                when $4 then (select c.team_id from conversations c where c.id = messages.conversation_id)
            end
        where conversation_id = $1
          and id = $2";

    RATE = "update conversations set rating = $2 where id = $1";

    /// Ratings of one answer wait for each other here, so that each takes back what the one before it counted.
    LOCK_ANSWER = "select id from messages where conversation_id = $1 and id = $2 and role = 'agent'", for_update!();

    BY_ID = "
        select ", columns!(), "
        from messages
        where conversation_id = $1
          and id = $2";

    BY_CLIENT_ID = "
        select ", columns!(), "
        from messages
        where conversation_id = $1
          and client_id = $2";

    LATEST_ANSWER = "
        select ", columns!(), "
        from messages
        where conversation_id = $1
          and reply_to = $2
          and not superseded
        order by seq desc limit 1";

    INSERT = "
        insert into messages (", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
}

#[derive(FromRow)]
struct MessageRow {
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
    fn entity(self) -> Stored<Message> {
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
                let query = sqlx::query_as(LAST);
                query.bind(conversation.as_str()).bind(i64::from(take)).fetch_all(&mut *c).await?
            }
            Some(before) => {
                let query = sqlx::query_as(BEFORE);
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
        let query = sqlx::query_as(AFTER);
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
        let query = sqlx::query_scalar(COUNT_CLIENT_ID);
        let known: i64 = query.bind(conversation.as_str()).bind(clean(client_id)).fetch_one(c).await?;
        Ok(known > 0)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_feedback(
        &self,
        conversation: &ConversationId,
        id: &MessageId,
        feedback: &Feedback,
        at: Timestamp,
    ) -> Stored<bool> {
        let (conversation, id, feedback) = (conversation.clone(), id.clone(), feedback.clone());
        self.write(move |c| job(async move { rate(c, &conversation, &id, &feedback, at).await })).await
    }
}

async fn rate(
    c: &mut Connection,
    conversation: &ConversationId,
    id: &MessageId,
    feedback: &Feedback,
    at: Timestamp,
) -> Stored<bool> {
    let conversation = conversation.as_str();
    let query = sqlx::query_scalar(LOCK_ANSWER).bind(conversation).bind(id.as_str());
    let locked: Option<String> = query.fetch_optional(&mut *c).await?;
    let Some(locked) = locked else { return Ok(false) };
    let Some(answer) = find(c, conversation, &locked).await? else { return Ok(false) };
    let is_gap =
        feedback.value == FeedbackValue::Down || answer.extras.low_confidence || inbox::is_failed(answer.status);
    let query = sqlx::query(SET_FEEDBACK).bind(conversation).bind(id.as_str());
    execute(query.bind(json::text(feedback)?).bind(is_gap && answer.reply_to.is_some()), &mut *c).await?;
    let query = sqlx::query(RATE).bind(conversation).bind(names::rating(feedback.value));
    execute(query, &mut *c).await?;
    let change = rated(feedback, 1) + answer.feedback.as_ref().map(|old| rated(old, -1)).unwrap_or_default();
    activity::count(c, conversation, slot(answer.created_at), &change).await?;
    let payload = Payload { rating: Some(feedback.value), ..Payload::default() };
    let event = ActivityEvent { payload, ..ActivityEvent::of(ActivityKind::AnswerRated, id.as_str()) };
    activity::record(c, conversation, at, &[event]).await?;
    Ok(true)
}

fn rated(feedback: &Feedback, more: i64) -> Figures {
    match feedback.value {
        FeedbackValue::Up => Figures { thumbs_up: more, ..Figures::default() },
        FeedbackValue::Down => Figures { thumbs_down: more, ..Figures::default() },
    }
}

/// The text of an answer that is being written is in its log.
async fn as_far_as_logged(c: &mut Connection, rows: impl Iterator<Item = MessageRow>) -> Stored<Vec<Message>> {
    let mut messages = rows.map(MessageRow::entity).collect::<Stored<Vec<_>>>()?;
    for message in messages.iter_mut().filter(|m| m.status == MessageStatus::Streaming) {
        match run_log::logged(c, message.id.as_str()).await? {
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

pub(super) async fn by_client_id(
    c: &mut Connection,
    conversation: &ConversationId,
    client_id: &str,
) -> Stored<Option<Message>> {
    let query = sqlx::query_as(BY_CLIENT_ID).bind(conversation.as_str()).bind(clean(client_id));
    let row: Option<MessageRow> = query.fetch_optional(c).await?;
    row.map(MessageRow::entity).transpose()
}

/// The answer to a visitor's message that is shown.
pub(super) async fn latest_answer(c: &mut Connection, user: &Message) -> Stored<Option<Message>> {
    let query = sqlx::query_as(LATEST_ANSWER).bind(user.conversation_id.as_str()).bind(user.id.as_str());
    let row: Option<MessageRow> = query.fetch_optional(c).await?;
    row.map(MessageRow::entity).transpose()
}

pub(super) async fn insert(c: &mut Connection, message: &Message) -> Stored<()> {
    let query = sqlx::query(INSERT)
        .bind(message.id.as_str())
        .bind(message.conversation_id.as_str())
        .bind(message.seq)
        .bind(names::role(message.role))
        .bind(names::status(message.status))
        .bind(&message.text)
        .bind(&message.client_id)
        .bind(message.reply_to.as_ref().map(MessageId::as_str))
        .bind(json::text(&message.extras)?)
        .bind(message.feedback.as_ref().map(json::text).transpose()?)
        .bind(millis(message.created_at));
    execute(query, c).await.map(|_| ())
}

pub(super) async fn find(c: &mut Connection, conversation: &str, id: &str) -> Stored<Option<Message>> {
    let query = sqlx::query_as(BY_ID);
    let row: Option<MessageRow> = query.bind(conversation).bind(id).fetch_optional(c).await?;
    row.map(MessageRow::entity).transpose()
}
