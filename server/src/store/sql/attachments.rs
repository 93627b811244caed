//! Visitors' files.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AttachmentId, ConversationId, MessageId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, signed, time, unsigned};
use crate::{
    core::{
        conversation::attachment::{Attached, Attachment, MOST_IN_MESSAGE, Quota, QuotaCheck, Takes},
        store::{AttachmentStore, NewTurn, Stored},
    },
    store::{clean, clean_option, names},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, conversation_id, name, kind, size, created_at"
    };
}

statements! {
    BY_ID = "
        select ", columns!(), ", text
        from attachments
        where id = $1";

    SENT = "
        select ", columns!(), ", text
        from attachments
        where conversation_id = $1
          and message_id is not null
        order by created_at desc, id desc limit $2";

    REMOVE_UNSENT = "delete from attachments where id = $1 and message_id is null";

    PRUNE_UNSENT = "delete from attachments where message_id is null and created_at < $1";

    DISCARDED = "select key from discarded_objects order by key limit $1";

    FORGET = "delete from discarded_objects where key = $1";

    BROUGHT = "
        select count(*), cast(coalesce(sum(size), 0) as bigint), min(created_at)
        from attachments
        where conversation_id = $1
          and created_at > $2";

    INSERT = "
        insert into attachments (", columns!(), ", text)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do nothing";

    /// Without its text, which may be long.
    TO_CLAIM = "
        select ", columns!(), ", null as text, message_id
        from attachments
        where id = $1
          and conversation_id = $2";

    CLAIM = "update attachments set message_id = $2 where id = $1";

    WAITING = "
        select id
        from attachments
        where conversation_id = $1
          and message_id is null
        order by created_at, id limit $2";

    /// Files of one conversation wait for each other here, so that none slips past its quota.
    LOCK = "select id from conversations where id = $1", for_update!();
}

#[derive(FromRow)]
struct AttachmentRow {
    id: String,
    conversation_id: String,
    name: String,
    kind: String,
    size: i64,
    text: Option<String>,
    created_at: i64,
}

impl AttachmentRow {
    fn entity(self) -> Stored<Attachment> {
        Ok(Attachment {
            id: id(self.id)?,
            conversation_id: id(self.conversation_id)?,
            name: self.name,
            kind: names::parse_kind(&self.kind)?,
            size: unsigned(self.size),
            text: self.text,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl AttachmentStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_attachment(&self, attachment: &Attachment, quota: &Quota) -> Stored<QuotaCheck> {
        let (attachment, quota) = (attachment.clone(), *quota);
        self.grow(move |c| job(async move { insert(c, &attachment, &quota).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn attachment(&self, id: &AttachmentId) -> Stored<Option<Attachment>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ID);
        let row: Option<AttachmentRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(AttachmentRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn sent_attachments(&self, conversation: &ConversationId, take: u32) -> Stored<Vec<Attachment>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(SENT);
        let rows: Vec<AttachmentRow> = query.bind(conversation.as_str()).bind(i64::from(take)).fetch_all(c).await?;
        rows.into_iter().rev().map(AttachmentRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_attachment(&self, id: &AttachmentId) -> Stored<()> {
        let id = id.clone();
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(REMOVE_UNSENT);
                execute(query.bind(id.as_str()), c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn prune_attachments(&self, before: Timestamp) -> Stored<u64> {
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(PRUNE_UNSENT);
                execute(query.bind(millis(before)), c).await
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn discarded_objects(&self, take: u32) -> Stored<Vec<String>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(DISCARDED);
        Ok(query.bind(i64::from(take)).fetch_all(c).await?)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn forget_objects(&self, keys: &[String]) -> Stored<()> {
        let keys = keys.to_vec();
        self.write(move |c| {
            job(async move {
                for key in &keys {
                    execute(sqlx::query(FORGET).bind(key), &mut *c).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

async fn insert(c: &mut Connection, attachment: &Attachment, quota: &Quota) -> Stored<QuotaCheck> {
    let conversation = attachment.conversation_id.as_str();
    let known: Option<String> = sqlx::query_scalar(LOCK).bind(conversation).fetch_optional(&mut *c).await?;
    if known.is_none() {
        return Ok(QuotaCheck::Unknown);
    }
    let since = attachment.created_at.checked_sub(quota.period).unwrap_or(Timestamp::MIN);
    let query = sqlx::query_as(BROUGHT);
    let (files, bytes, oldest): (i64, i64, Option<i64>) =
        query.bind(conversation).bind(millis(since)).fetch_one(&mut *c).await?;
    let brought = (unsigned(files), unsigned(bytes), oldest.map(time).transpose()?);
    let room = quota.room(brought, attachment.size, attachment.created_at);
    Ok(if room == QuotaCheck::Left && !write(c, attachment).await? { QuotaCheck::Known } else { room })
}

/// Returns true if there was none with its id.
async fn write(c: &mut Connection, attachment: &Attachment) -> Stored<bool> {
    let query = sqlx::query(INSERT);
    let query = query
        .bind(attachment.id.as_str())
        .bind(attachment.conversation_id.as_str())
        .bind(clean(&attachment.name))
        .bind(attachment.kind.name())
        .bind(signed(attachment.size))
        .bind(millis(attachment.created_at))
        .bind(clean_option(attachment.text.as_ref()));
    Ok(execute(query, c).await? > 0)
}

/// The fate of a message's files.
pub(super) enum Claim {
    /// They are the message's now.
    Theirs(Vec<Attached>),
    /// One is in another message.
    AlreadySent,
    /// One is not of this conversation.
    Unknown,
}

/// Gives a message its files, all or none.
pub(super) async fn claimable(c: &mut Connection, turn: &NewTurn) -> Stored<Claim> {
    let ids = match &turn.attachments {
        Takes::These(ids) => ids.clone(),
        Takes::Waiting => waiting(c, &turn.conversation_id).await?,
    };
    let mut claimed = Vec::with_capacity(ids.len());
    for id in &ids {
        let query = sqlx::query_as(TO_CLAIM);
        let row: Option<SentRow> =
            query.bind(id.as_str()).bind(turn.conversation_id.as_str()).fetch_optional(&mut *c).await?;
        match row {
            None => return Ok(Claim::Unknown),
            Some(SentRow { message_id: Some(_), .. }) => return Ok(Claim::AlreadySent),
            Some(SentRow { row, .. }) => claimed.push(row.entity()?.attached()),
        }
    }
    Ok(Claim::Theirs(claimed))
}

/// Gives a message its files.
pub(super) async fn claim(c: &mut Connection, files: &[Attached], message: &MessageId) -> Stored<()> {
    for file in files {
        let query = sqlx::query(CLAIM);
        execute(query.bind(file.id.as_str()).bind(message.as_str()), &mut *c).await?;
    }
    Ok(())
}

async fn waiting(c: &mut Connection, conversation: &ConversationId) -> Stored<Vec<AttachmentId>> {
    let query = sqlx::query_scalar(WAITING);
    let most = i64::try_from(MOST_IN_MESSAGE).unwrap_or(i64::MAX);
    let ids: Vec<String> = query.bind(conversation.as_str()).bind(most).fetch_all(c).await?;
    ids.into_iter().map(id).collect()
}

#[derive(FromRow)]
struct SentRow {
    #[sqlx(flatten)]
    row: AttachmentRow,
    message_id: Option<String>,
}
