//! Runs and their logs.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    error::ErrorCode,
    ids::{ConversationId, MessageId},
    widget::MessageStatus,
};
use sqlx::FromRow;

use super::{
    Connection, Database, budgets, execute, id,
    inbox::is_failed,
    job, millis, rendered,
    run_log::logged,
    signed, time,
    turns::{self, Finished},
    unsigned,
};
use crate::{
    core::{
        conversation::{
            message::{AnswerFailure, Extras, Message},
            run::{LogChunk, RunEvent, compact},
            tool::page_tools::Outcome,
        },
        store::{AgentMessage, Begun, Ended, Lease, NewAnswer, NewTurn, RunSignal, RunStore, StoreError, Stored},
    },
    store::{clean, following, json, names},
};

statements! {
    /// Writing to the run's row is what makes an ending by another node wait, or us see it.
    CONTINUE = "
        update runs
        set owner = owner
        where answer_id = $1
          and owner = $2
        returning stop_requested";

    LOG = "
        select l.first_seq, l.events, l.compact
        from run_log l
        join messages m on m.id = l.answer_id
        where m.conversation_id = $1
          and l.answer_id = $2
          and l.last_seq > $3
        order by l.first_seq";

    RENEW = "
        update runs
        set lease_until = $2
        where owner = $1
        returning answer_id, stop_requested";

    REQUEST_STOP = "
        update runs
        set stop_requested = true
        where conversation_id = $1
          and answer_id = $2";

    HAND_IN = "
        insert into page_calls (answer_id, call, outcome)
        select answer_id, $3, $4
        from runs
        where conversation_id = $1
          and answer_id = $2
        on conflict do nothing";

    HANDED_IN = "select outcome from page_calls where answer_id = $1 and call = $2";

    /// From the logs, which are few, to their messages, which are all there ever were.
    OLD_LOGS = "
        select distinct l.answer_id
        from run_log l
        join messages m on m.id = l.answer_id
        where m.ended_at < $1 limit 1000";

    REMOVE_LOG = "delete from run_log where answer_id = $1";

    LAST_SEQ = "select coalesce(max(last_seq), 0) from run_log where answer_id = $1";

    APPEND = "
        insert into run_log (answer_id, first_seq, last_seq, events)
        values ($1, $2, $3, $4)";

    END = "delete from runs where answer_id = $1 and owner = $2";

    PLACE_OF = "
        select m.conversation_id, m.created_at, c.team_id, c.widget_id
        from messages m
        join conversations c on c.id = m.conversation_id
        where m.id = $1";

    CLOSE = "
        update messages
        set status = $2,
            text = $3,
            extras = $4,
            ended_at = $5,
            gap_team = case
                when $6 then (select c.team_id from conversations c where c.id = messages.conversation_id)
            end
        where id = $1";

    EVENTS = "select events from run_log where answer_id = $1 order by first_seq";

    INSERT_COMPACT = "
        insert into run_log (answer_id, first_seq, last_seq, events, compact)
        values ($1, 1, $2, $3, true)";

    MESSAGE = "select text, extras from messages where id = $1";

    REMOVE = "delete from runs where answer_id = $1";

    /// Another node may be ending the same ones.
    ORPHANS = "
        select answer_id
        from runs
        where $2
           or lease_until < $1
        order by answer_id", skip_locked!();
}

#[async_trait]
impl RunStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn begin(&self, turn: &NewTurn) -> Stored<Begun> {
        // A message that was here before gets its answer, room or not.
        let (turn, room) = (turn.clone(), self.has_room());
        self.write(|c| job(async move { turns::begin(c, &turn, room).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn begin_again(&self, answer: &NewAnswer) -> Stored<Begun> {
        let answer = answer.clone();
        self.grow(|c| job(async move { turns::begin_again(c, &answer).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_agent_message(&self, agent_message: &AgentMessage) -> Stored<Option<Message>> {
        let agent_message = agent_message.clone();
        self.grow(|c| job(async move { turns::add_agent_message(c, &agent_message).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn append(&self, answer: &MessageId, owner: &str, chunk: &LogChunk) -> Stored<RunSignal> {
        let (answer, owner, chunk) = (answer.clone(), owner.to_owned(), chunk.clone());
        self.write(|c| {
            job(async move {
                let query = sqlx::query_scalar(CONTINUE);
                let stop: Option<bool> = query.bind(answer.as_str()).bind(owner).fetch_optional(&mut *c).await?;
                let stop = stop.ok_or(StoreError::LeaseLost)?;
                log(c, answer.as_str(), &chunk).await?;
                Ok(signal(stop))
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn end(&self, ended: &Ended) -> Stored<()> {
        let ended = ended.clone();
        self.write(|c| job(async move { end(c, &ended).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn log(&self, conversation: &ConversationId, answer: &MessageId, after: u64) -> Stored<Vec<(u64, RunEvent)>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(LOG);
        let chunks: Vec<(i64, String, bool)> =
            query.bind(conversation.as_str()).bind(answer.as_str()).bind(signed(after)).fetch_all(&mut *c).await?;
        let mut events = Vec::new();
        for (first, json, compact) in chunks {
            let chunk = if compact { whole(c, answer, &json).await? } else { serde_json::from_str(&json)? };
            events.extend((unsigned(first)..).zip(chunk).filter(|(seq, _)| *seq > after));
        }
        Ok(events)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn renew(&self, lease: &Lease) -> Stored<Vec<(MessageId, RunSignal)>> {
        let (owner, until) = (lease.owner.clone(), millis(lease.until));
        self.write(move |c| {
            job(async move {
                let query = sqlx::query_as(RENEW);
                let renewed: Vec<(String, bool)> = query.bind(owner).bind(until).fetch_all(c).await?;
                renewed.into_iter().map(|(answer, stop)| Ok((id(answer)?, signal(stop)))).collect()
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn request_stop(&self, conversation: &ConversationId, answer: &MessageId) -> Stored<bool> {
        let (conversation, answer) = (conversation.clone(), answer.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(REQUEST_STOP);
                Ok(execute(query.bind(conversation.as_str()).bind(answer.as_str()), c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn hand_in(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
        call: &str,
        outcome: &Outcome,
    ) -> Stored<bool> {
        let (conversation, answer, call) = (conversation.clone(), answer.clone(), call.to_owned());
        let outcome = json::text(outcome)?;
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(HAND_IN);
                let query = query.bind(conversation.as_str()).bind(answer.as_str()).bind(call).bind(outcome);
                Ok(execute(query, c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn handed_in(&self, answer: &MessageId, call: &str) -> Stored<Option<Outcome>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(HANDED_IN);
        let outcome: Option<String> = query.bind(answer.as_str()).bind(call).fetch_optional(c).await?;
        Ok(outcome.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn interrupt(&self, now: Timestamp, every: bool) -> Stored<Vec<MessageId>> {
        self.write(move |c| job(async move { interrupt(c, now, every).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn prune_logs(&self, before: Timestamp) -> Stored<u64> {
        self.write(move |c| {
            job(async move {
                let query = sqlx::query_scalar(OLD_LOGS);
                let old: Vec<String> = query.bind(millis(before)).fetch_all(&mut *c).await?;
                for answer in &old {
                    execute(sqlx::query(REMOVE_LOG).bind(answer), c).await?;
                }
                Ok(old.len() as u64)
            })
        })
        .await
    }
}

fn signal(stop_requested: bool) -> RunSignal {
    if stop_requested { RunSignal::Stop } else { RunSignal::More }
}

fn held(rows: u64) -> Stored<()> {
    if rows == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// Appends what the log does not have yet; the run's row is ours, so nobody else appends.
async fn log(c: &mut Connection, answer: &str, chunk: &LogChunk) -> Stored<()> {
    let query = sqlx::query_scalar(LAST_SEQ);
    let last = unsigned(query.bind(answer).fetch_one(&mut *c).await?);
    let events = following(last, chunk)?;
    if events.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(APPEND);
    let query =
        query.bind(answer).bind(signed(last + 1)).bind(signed(last + events.len() as u64)).bind(json::text(&events)?);
    execute(query, c).await.map(|_| ())
}

async fn end(c: &mut Connection, ended: &Ended) -> Stored<()> {
    let answer = ended.answer_id.as_str();
    let query = sqlx::query(END);
    held(execute(query.bind(answer).bind(&ended.owner), c).await?)?;
    log(c, answer, &ended.log).await?;
    close(c, answer, ended.status, &ended.text, &ended.extras, ended.at).await?;
    shrink(c, answer, &ended.text, &ended.extras).await?;
    let Place { conversation_id: conversation, created_at: began, .. } = place_of(c, answer).await?;
    if let Some(rendered) = &ended.rendered {
        rendered::keep(c, &id(conversation.clone())?, &ended.answer_id, rendered).await?;
    }
    let finished = Finished {
        answer,
        conversation: &conversation,
        began: time(began)?,
        status: ended.status,
        text: &ended.text,
        extras: &ended.extras,
        at: ended.at,
    };
    turns::add_cost(c, &finished).await?;
    budgets::correct(c, &ended.settlement).await?;
    turns::count_answer(c, &finished).await?;
    turns::record_answer(c, &finished).await
}

async fn close(
    c: &mut Connection,
    answer: &str,
    status: MessageStatus,
    text: &str,
    extras: &Extras,
    at: Timestamp,
) -> Stored<()> {
    let query = sqlx::query(CLOSE);
    let query =
        query.bind(answer).bind(names::status(status)).bind(clean(text)).bind(json::text(extras)?).bind(millis(at));
    held(execute(query.bind(is_failed(status) || extras.low_confidence), c).await?)
}

/// Writes the log of an ended answer anew, without what its message holds: readers get the same events.
async fn shrink(c: &mut Connection, answer: &str, text: &str, extras: &Extras) -> Stored<()> {
    let query = sqlx::query_scalar(EVENTS);
    let chunks: Vec<String> = query.bind(answer).fetch_all(&mut *c).await?;
    let mut events: Vec<RunEvent> = Vec::new();
    for json in chunks {
        events.extend(serde_json::from_str::<Vec<_>>(&json)?);
    }
    let Some(short) = compact::compact(&events, &clean(text), &json::cleaned(extras)?) else { return Ok(()) };
    execute(sqlx::query(REMOVE_LOG).bind(answer), c).await?;
    let query = sqlx::query(INSERT_COMPACT);
    execute(query.bind(answer).bind(signed(events.len() as u64)).bind(json::text(&short)?), c).await.map(|_| ())
}

/// The events of a compact log.
async fn whole(c: &mut Connection, answer: &MessageId, json: &str) -> Stored<Vec<RunEvent>> {
    let query = sqlx::query_as(MESSAGE);
    let (text, extras): (String, String) = query.bind(answer.as_str()).fetch_one(c).await?;
    let events = compact::expand(&serde_json::from_str::<Vec<_>>(json)?, &text, &serde_json::from_str(&extras)?);
    events.ok_or_else(|| StoreError::Broken("the log of an answer does not belong to its message".into()))
}

/// The place an answer belongs to. Sorts as the counts' key does.
#[derive(FromRow, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    team_id: Option<String>,
    created_at: i64,
    widget_id: String,
    conversation_id: String,
}

async fn place_of(c: &mut Connection, answer: &str) -> Stored<Place> {
    Ok(sqlx::query_as(PLACE_OF).bind(answer).fetch_one(c).await?)
}

/// An answer whose node died.
struct Lost {
    answer: String,
    place: Place,
    began: Timestamp,
    text: String,
    extras: Extras,
}

impl Lost {
    fn finished(&self, at: Timestamp) -> Finished<'_> {
        Finished {
            answer: &self.answer,
            conversation: &self.place.conversation_id,
            began: self.began,
            status: MessageStatus::Interrupted,
            text: &self.text,
            extras: &self.extras,
            at,
        }
    }
}

async fn interrupt(c: &mut Connection, now: Timestamp, every: bool) -> Stored<Vec<MessageId>> {
    let query = sqlx::query_as(ORPHANS);
    let orphans: Vec<(String,)> = query.bind(millis(now)).bind(every).fetch_all(&mut *c).await?;
    let mut ended = Vec::with_capacity(orphans.len());
    for (answer,) in orphans {
        let Some(logged) = logged(c, &answer).await? else { continue };
        let failure = AnswerFailure { code: ErrorCode::Interrupted, retry_after: None };
        let chunk = LogChunk { first_seq: logged.last_seq + 1, events: vec![RunEvent::Failed(failure.clone())] };
        log(c, &answer, &chunk).await?;
        let extras = Extras::of_failure(failure, logged.blocks);
        close(c, &answer, MessageStatus::Interrupted, &logged.text, &extras, now).await?;
        shrink(c, &answer, &logged.text, &extras).await?;
        execute(sqlx::query(REMOVE).bind(&answer), c).await?;
        let place = place_of(c, &answer).await?;
        let lost = Lost { answer, began: time(place.created_at)?, place, text: logged.text, extras };
        turns::add_cost(c, &lost.finished(now)).await?;
        ended.push(lost);
    }
    // Rows that all of a team write come last and in one order: two who lock them wait, and never for each other.
    ended.sort_by(|a, b| a.place.cmp(&b.place));
    for lost in &ended {
        turns::count_answer(c, &lost.finished(now)).await?;
    }
    for lost in &ended {
        turns::record_answer(c, &lost.finished(now)).await?;
    }
    ended.into_iter().map(|lost| id(lost.answer)).collect()
}
