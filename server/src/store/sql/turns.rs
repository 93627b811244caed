//! The beginning of an answer: everything is checked and written in one transaction.

use jiff::Timestamp;
use parlor_shared::{
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Role, Usage},
};

use super::{
    Connection,
    attachments::{self, Claim},
    budgets, engagement, execute,
    messages::{self, MessageRow},
    millis, rendered, signed,
};
use crate::{
    core::{
        message::{Extras, Message},
        security::budget::credible_tokens,
        store::{Begun, Lease, NewAnswer, NewTurn, Place, Stored, Unasked},
    },
    store::{clean, clean_option, json, names},
};

/// `room`: whether anything new is taken.
pub(super) async fn begin(c: &mut Connection, turn: &NewTurn, room: Stored<()>) -> Stored<Begun> {
    if !lock(c, turn.conversation_id.as_str(), turn.visitor_id.as_str()).await? {
        return Ok(Begun::Unknown);
    }
    let text = clean(&turn.text);
    if let Some(user) = known(c, turn).await? {
        if user.text != text || !turn.attachments.are(&user.extras.attachments) {
            return Ok(Begun::Mismatch);
        }
        return again(c, turn, user, room).await;
    }
    room?;
    if is_busy(c, turn.conversation_id.as_str()).await? {
        return Ok(Begun::Busy);
    }
    let attachments = match attachments::claimable(c, turn).await? {
        Claim::Theirs(attachments) => attachments,
        Claim::AlreadySent => return Ok(Begun::AlreadySent),
        Claim::Unknown => return Ok(Begun::Unknown),
    };
    if let Err(refusal) = budgets::count(c, &turn.charge).await? {
        return Ok(Begun::Spent(refusal));
    }
    attachments::claim(c, &attachments, &turn.user_message_id).await?;
    let seq = next_seq(c, turn.conversation_id.as_str()).await?;
    let user = Message {
        id: turn.user_message_id.clone(),
        conversation_id: turn.conversation_id.clone(),
        seq,
        role: Role::User,
        status: MessageStatus::Complete,
        text,
        client_id: clean_option(turn.client_id.as_ref()),
        reply_to: None,
        extras: Extras { attachments, form: turn.form.clone(), ..Extras::default() },
        feedback: None,
        created_at: turn.at,
    };
    insert(c, &user).await?;
    if let Some(rendered) = &turn.rendered {
        rendered::keep(c, &user.conversation_id, &user.id, rendered).await?;
    }
    let answer = answer(c, &user, &turn.answer_id, &turn.lease, seq + 1, turn.at).await?;
    note(c, &turn.conversation_id, 2, turn.at).await?;
    Ok(Begun::Started { user, answer })
}

pub(super) async fn begin_again(c: &mut Connection, again: &NewAnswer) -> Stored<Begun> {
    let conversation = again.conversation_id.as_str();
    if !lock(c, conversation, again.visitor_id.as_str()).await? {
        return Ok(Begun::Unknown);
    }
    let Some(old) = messages::find(c, conversation, again.supersedes.as_str()).await? else {
        return Ok(Begun::Unknown);
    };
    let Some(user) = old.reply_to.as_ref() else { return Ok(Begun::Unknown) };
    let Some(user) = messages::find(c, conversation, user.as_str()).await? else { return Ok(Begun::Unknown) };
    if is_busy(c, conversation).await? {
        return Ok(Begun::Busy);
    }
    let seq = next_seq(c, conversation).await?;
    if old.seq + 1 != seq {
        return Ok(Begun::NotLast);
    }
    if let Err(refusal) = budgets::count(c, &again.charge).await? {
        return Ok(Begun::Spent(refusal));
    }
    let replaced = supersede(c, &user).await?;
    let answer = answer(c, &user, &again.answer_id, &again.lease, seq, again.at).await?;
    note(c, &again.conversation_id, 1 - replaced, again.at).await?;
    Ok(Begun::Started { user, answer })
}

pub(super) async fn say_unasked(c: &mut Connection, unasked: &Unasked) -> Stored<Option<Message>> {
    let conversation = unasked.conversation_id.as_str();
    if !lock(c, conversation, unasked.visitor_id.as_str()).await? || is_busy(c, conversation).await? {
        return Ok(None);
    }
    let seq = next_seq(c, conversation).await?;
    let free = match &unasked.place {
        Place::First => seq == 1,
        Place::Last { once: None } => true,
        Place::Last { once: Some(rule) } => engagement::claim(c, conversation, &clean(rule)).await?,
    };
    if !free {
        return Ok(None);
    }
    let message = unasked.message(seq, clean(&unasked.text));
    insert(c, &message).await?;
    if let Some(rendered) = &unasked.rendered {
        rendered::keep(c, &message.conversation_id, &message.id, rendered).await?;
    }
    let query = sqlx::query("update conversations set last_activity_at = $2, messages = messages + 1 where id = $1");
    execute(query.bind(conversation).bind(millis(unasked.at)), c).await?;
    Ok(Some(message))
}

/// A message that was here before: its answer, or another try when that failed.
async fn again(c: &mut Connection, turn: &NewTurn, user: Message, room: Stored<()>) -> Stored<Begun> {
    let last = latest_answer(c, &user).await?;
    if let Some(answer) = last
        && !matches!(answer.status, MessageStatus::Failed | MessageStatus::Interrupted)
    {
        return Ok(Begun::Replayed { user, answer });
    }
    room?;
    if is_busy(c, turn.conversation_id.as_str()).await? {
        return Ok(Begun::Busy);
    }
    if let Err(refusal) = budgets::count(c, &turn.charge).await? {
        return Ok(Begun::Spent(refusal));
    }
    let replaced = supersede(c, &user).await?;
    let seq = next_seq(c, turn.conversation_id.as_str()).await?;
    let answer = answer(c, &user, &turn.answer_id, &turn.lease, seq, turn.at).await?;
    note(c, &turn.conversation_id, 1 - replaced, turn.at).await?;
    Ok(Begun::Started { user, answer })
}

/// Counts the messages that are shown now and were not before.
async fn note(c: &mut Connection, conversation: &ConversationId, more: i64, at: Timestamp) -> Stored<()> {
    let query = sqlx::query("update conversations set last_activity_at = $2, messages = messages + $3 where id = $1");
    execute(query.bind(conversation.as_str()).bind(millis(at)).bind(more), c).await.map(|_| ())
}

/// Whether the conversation is the visitor's; from now on its turns wait for this one.
async fn lock(c: &mut Connection, conversation: &str, visitor: &str) -> Stored<bool> {
    let query = sqlx::query_scalar(super::super::dialect::LOCK_CONVERSATION);
    let found: Option<String> = query.bind(conversation).bind(visitor).fetch_optional(c).await?;
    Ok(found.is_some())
}

async fn known(c: &mut Connection, turn: &NewTurn) -> Stored<Option<Message>> {
    let Some(client_id) = &turn.client_id else { return Ok(None) };
    let query = sqlx::query_as(
        "select id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at \
         from messages where conversation_id = $1 and client_id = $2",
    );
    let row: Option<MessageRow> =
        query.bind(turn.conversation_id.as_str()).bind(clean(client_id)).fetch_optional(c).await?;
    row.map(MessageRow::entity).transpose()
}

async fn latest_answer(c: &mut Connection, user: &Message) -> Stored<Option<Message>> {
    let query = sqlx::query_as(
        "select id, conversation_id, seq, role, status, text, client_id, reply_to, extras, feedback, created_at \
         from messages where conversation_id = $1 and reply_to = $2 and not superseded order by seq desc limit 1",
    );
    let row: Option<MessageRow> =
        query.bind(user.conversation_id.as_str()).bind(user.id.as_str()).fetch_optional(c).await?;
    row.map(MessageRow::entity).transpose()
}

async fn is_busy(c: &mut Connection, conversation: &str) -> Stored<bool> {
    let query = sqlx::query_scalar("select count(*) from runs where conversation_id = $1");
    let running: i64 = query.bind(conversation).fetch_one(c).await?;
    Ok(running > 0)
}

async fn next_seq(c: &mut Connection, conversation: &str) -> Stored<i64> {
    let query = sqlx::query_scalar("select coalesce(max(seq), 0) + 1 from messages where conversation_id = $1");
    Ok(query.bind(conversation).fetch_one(c).await?)
}

/// How many answers are no longer shown.
async fn supersede(c: &mut Connection, user: &Message) -> Stored<i64> {
    let query = sqlx::query(
        "update messages set superseded = true where conversation_id = $1 and reply_to = $2 and not superseded",
    );
    let replaced = execute(query.bind(user.conversation_id.as_str()).bind(user.id.as_str()), c).await?;
    Ok(i64::try_from(replaced).unwrap_or(i64::MAX))
}

/// An empty answer, and its run.
async fn answer(
    c: &mut Connection,
    user: &Message,
    id: &MessageId,
    lease: &Lease,
    seq: i64,
    at: Timestamp,
) -> Stored<Message> {
    let answer = Message {
        id: id.clone(),
        conversation_id: user.conversation_id.clone(),
        seq,
        role: Role::Agent,
        status: MessageStatus::Streaming,
        text: String::new(),
        client_id: None,
        reply_to: Some(user.id.clone()),
        extras: Extras::default(),
        feedback: None,
        created_at: at,
    };
    insert(c, &answer).await?;
    let query =
        sqlx::query("insert into runs (answer_id, conversation_id, owner, lease_until) values ($1, $2, $3, $4)");
    let query =
        query.bind(id.as_str()).bind(user.conversation_id.as_str()).bind(&lease.owner).bind(millis(lease.until));
    execute(query, c).await?;
    Ok(answer)
}

async fn insert(c: &mut Connection, message: &Message) -> Stored<()> {
    let query = sqlx::query(
        "insert into messages (id, conversation_id, seq, role, status, text, client_id, reply_to, extras, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    );
    let query = query
        .bind(message.id.as_str())
        .bind(message.conversation_id.as_str())
        .bind(message.seq)
        .bind(names::role(message.role))
        .bind(names::status(message.status))
        .bind(&message.text)
        .bind(&message.client_id)
        .bind(message.reply_to.as_ref().map(MessageId::as_str))
        .bind(json::text(&message.extras)?)
        .bind(millis(message.created_at));
    execute(query, c).await.map(|_| ())
}

/// Adds what an answer cost.
pub(super) async fn add_cost(c: &mut Connection, conversation: &str, usage: Usage, at: Timestamp) -> Stored<()> {
    let (input, output) = (credible_tokens(usage.input), credible_tokens(usage.output));
    let query = sqlx::query(
        "update conversations set input_tokens = input_tokens + $2, \
         output_tokens = output_tokens + $3, last_activity_at = $4 where id = $1",
    );
    execute(query.bind(conversation).bind(signed(input)).bind(signed(output)).bind(millis(at)), c).await.map(|_| ())
}
