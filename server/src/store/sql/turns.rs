//! The beginning of an answer: everything is checked and written in one transaction.

use jiff::Timestamp;
use parlor_shared::{
    ids::MessageId,
    owner::ActivityKind,
    widget::{MessageStatus, Role},
};

use super::{
    Connection, activity,
    attachments::{self, Claim},
    budgets, engagement, execute, messages, millis, rendered, signed,
};
use crate::{
    core::{
        activity::{ActivityEvent, Payload},
        conversation::{
            inbox::excerpt,
            message::{Extras, Message},
        },
        owner::figures::{Figures, slot},
        security::budget::credible_tokens,
        store::{AgentMessage, Begun, Lease, MessagePlace, NewAnswer, NewTurn, Stored},
    },
    store::{clean, clean_option, names},
};

statements! {
    NOTE = "
        update conversations
        set last_activity_at = $2,
            messages = messages + $3,
            last_text = case when $4 = '' then last_text else $4 end,
            last_role = case when $4 = '' then last_role else $5 end
        where id = $1";

    START = "
        update conversations
        set started_at = $2
        where id = $1
          and started_at is null";

    COUNT_RUNS = "select count(*) from runs where conversation_id = $1";

    NEXT_SEQ = "
        select coalesce(max(seq), 0) + 1
        from messages
        where conversation_id = $1";

    SUPERSEDE = "
        update messages
        set superseded = true
        where conversation_id = $1
          and reply_to = $2
          and not superseded";

    INSERT_RUN = "
        insert into runs (answer_id, conversation_id, owner, lease_until)
        values ($1, $2, $3, $4)";

    ADD_COST = "
        update conversations
        set input_tokens = input_tokens + $2,
            output_tokens = output_tokens + $3,
            last_activity_at = $4,
            last_text = case when $5 = '' then last_text else $5 end,
            last_role = case when $5 = '' then last_role else 'agent' end,
            unsure = unsure or $6
        where id = $1";

    /// Turns of one conversation wait for each other here.
    LOCK = "select id from conversations where id = $1 and visitor_id = $2", for_update!();
}

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
        extras: Extras::of_visitor(attachments, turn.form.clone()),
        feedback: None,
        created_at: turn.at,
    };
    messages::insert(c, &user).await?;
    if let Some(rendered) = &turn.rendered {
        rendered::keep(c, &user.conversation_id, &user.id, rendered).await?;
    }
    let answer = answer(c, &user, &turn.answer_id, &turn.lease, seq + 1, turn.at).await?;
    note(c, &user, 2, turn.at).await?;
    asked(c, &user).await?;
    Ok(Begun::Started { user, answer })
}

/// Counts and records a visitor's message.
async fn asked(c: &mut Connection, user: &Message) -> Stored<()> {
    let conversation = user.conversation_id.as_str();
    let query = sqlx::query(START).bind(conversation).bind(millis(user.created_at));
    let is_first = execute(query, &mut *c).await? == 1;
    let figures = Figures { conversations: i64::from(is_first), questions: 1, ..Figures::default() };
    activity::count(c, conversation, slot(user.created_at), &figures).await?;
    let started = is_first.then(|| ActivityEvent::of(ActivityKind::ConversationStarted, conversation));
    let events: Vec<ActivityEvent> = started.into_iter().chain([said(user)]).collect();
    activity::record(c, conversation, user.created_at, &events).await
}

fn said(message: &Message) -> ActivityEvent {
    let payload = Payload { role: Some(message.role), ..Payload::default() };
    ActivityEvent { payload, ..ActivityEvent::of(ActivityKind::MessageCreated, message.id.as_str()) }
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
    note(c, &answer, 1 - replaced, again.at).await?;
    Ok(Begun::Started { user, answer })
}

pub(super) async fn add_agent_message(c: &mut Connection, agent_message: &AgentMessage) -> Stored<Option<Message>> {
    let conversation = agent_message.conversation_id.as_str();
    if !lock(c, conversation, agent_message.visitor_id.as_str()).await? || is_busy(c, conversation).await? {
        return Ok(None);
    }
    let seq = next_seq(c, conversation).await?;
    let free = match &agent_message.place {
        MessagePlace::First => seq == 1,
        MessagePlace::Last { once: None } => true,
        MessagePlace::Last { once: Some(rule) } => engagement::claim(c, conversation, &clean(rule)).await?,
    };
    if !free {
        return Ok(None);
    }
    let message = agent_message.message(seq, clean(&agent_message.text));
    messages::insert(c, &message).await?;
    if let Some(rendered) = &agent_message.rendered {
        rendered::keep(c, &message.conversation_id, &message.id, rendered).await?;
    }
    note(c, &message, 1, agent_message.at).await?;
    activity::record(c, conversation, agent_message.at, &[said(&message)]).await?;
    Ok(Some(message))
}

/// A message that was here before: its answer, or another try when that failed.
async fn again(c: &mut Connection, turn: &NewTurn, user: Message, room: Stored<()>) -> Stored<Begun> {
    let last = messages::latest_answer(c, &user).await?;
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
    note(c, &answer, 1 - replaced, turn.at).await?;
    Ok(Begun::Started { user, answer })
}

/// Counts the messages that are shown now and were not before; the last of them has this text, unless it is still empty.
async fn note(c: &mut Connection, last: &Message, more: i64, at: Timestamp) -> Stored<()> {
    let query = sqlx::query(NOTE)
        .bind(last.conversation_id.as_str())
        .bind(millis(at))
        .bind(more)
        .bind(excerpt(&last.text))
        .bind(names::role(last.role));
    execute(query, c).await.map(|_| ())
}

/// Returns true if the conversation is the visitor's; from now on its turns wait for this one.
async fn lock(c: &mut Connection, conversation: &str, visitor: &str) -> Stored<bool> {
    let query = sqlx::query_scalar(LOCK);
    let found: Option<String> = query.bind(conversation).bind(visitor).fetch_optional(c).await?;
    Ok(found.is_some())
}

async fn known(c: &mut Connection, turn: &NewTurn) -> Stored<Option<Message>> {
    let Some(client_id) = &turn.client_id else { return Ok(None) };
    messages::by_client_id(c, &turn.conversation_id, client_id).await
}

async fn is_busy(c: &mut Connection, conversation: &str) -> Stored<bool> {
    let query = sqlx::query_scalar(COUNT_RUNS);
    let running: i64 = query.bind(conversation).fetch_one(c).await?;
    Ok(running > 0)
}

async fn next_seq(c: &mut Connection, conversation: &str) -> Stored<i64> {
    let query = sqlx::query_scalar(NEXT_SEQ);
    Ok(query.bind(conversation).fetch_one(c).await?)
}

/// Returns the number of answers that are no longer shown.
async fn supersede(c: &mut Connection, user: &Message) -> Stored<i64> {
    let query = sqlx::query(SUPERSEDE);
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
    messages::insert(c, &answer).await?;
    let query = sqlx::query(INSERT_RUN);
    let query =
        query.bind(id.as_str()).bind(user.conversation_id.as_str()).bind(&lease.owner).bind(millis(lease.until));
    execute(query, c).await?;
    Ok(answer)
}

/// An answer that has ended.
pub(super) struct Finished<'a> {
    pub(super) answer: &'a str,
    pub(super) conversation: &'a str,
    /// Time it began: its counts belong to that time, as its rating will.
    pub(super) began: Timestamp,
    pub(super) status: MessageStatus,
    pub(super) text: &'a str,
    pub(super) extras: &'a Extras,
    pub(super) at: Timestamp,
}

/// Adds what an answer cost to its conversation, with its text as the last one.
pub(super) async fn add_cost(c: &mut Connection, finished: &Finished<'_>) -> Stored<()> {
    let usage = finished.extras.usage;
    let (input, output) = (credible_tokens(usage.input), credible_tokens(usage.output));
    let query = sqlx::query(ADD_COST)
        .bind(finished.conversation)
        .bind(signed(input))
        .bind(signed(output))
        .bind(millis(finished.at))
        .bind(excerpt(&clean(finished.text)))
        .bind(finished.is_unsure());
    execute(query, c).await.map(|_| ())
}

/// Counts how an answer ended.
pub(super) async fn count_answer(c: &mut Connection, finished: &Finished<'_>) -> Stored<()> {
    activity::count(c, finished.conversation, slot(finished.began), &finished.figures()).await
}

/// Records how an answer ended.
pub(super) async fn record_answer(c: &mut Connection, finished: &Finished<'_>) -> Stored<()> {
    activity::record(c, finished.conversation, finished.at, &finished.events()).await
}

impl Finished<'_> {
    fn is_well(&self) -> bool {
        matches!(self.status, MessageStatus::Complete | MessageStatus::Stopped)
    }

    fn is_unsure(&self) -> bool {
        self.is_well() && self.extras.low_confidence
    }

    fn figures(&self) -> Figures {
        Figures {
            answers: i64::from(self.is_well()),
            unsure: i64::from(self.is_unsure()),
            failed: i64::from(!self.is_well()),
            input_tokens: signed(credible_tokens(self.extras.usage.input)),
            output_tokens: signed(credible_tokens(self.extras.usage.output)),
            ..Figures::default()
        }
    }

    fn events(&self) -> Vec<ActivityEvent> {
        if !self.is_well() {
            let failure = self.extras.failure.as_ref().map(|failure| failure.code.as_str().to_owned());
            let payload = Payload { failure, ..Payload::default() };
            return vec![ActivityEvent { payload, ..ActivityEvent::of(ActivityKind::AnswerFailed, self.answer) }];
        }
        let payload = Payload { role: Some(Role::Agent), ..Payload::default() };
        let mut events =
            vec![ActivityEvent { payload, ..ActivityEvent::of(ActivityKind::MessageCreated, self.answer) }];
        if self.is_unsure() {
            events.push(ActivityEvent::of(ActivityKind::AnswerUnsure, self.answer));
        }
        events
    }
}
