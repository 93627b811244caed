//! Runs and their logs.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    error::ErrorCode,
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Usage},
};

use super::{Connection, Database, budgets, execute, id, job, millis, rendered, signed, turns, unsigned};
use crate::{
    core::{
        message::{Extras, Failure, Message},
        run::{LogChunk, RunEvent, compact},
        store::{Begun, Ended, Lease, NewAnswer, NewTurn, RunStore, StoreError, Stored, Unasked, Wish},
        tool::page::Outcome,
    },
    store::{clean, following, json, names},
};

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
    async fn say_unasked(&self, unasked: &Unasked) -> Stored<Option<Message>> {
        let unasked = unasked.clone();
        self.grow(|c| job(async move { turns::say_unasked(c, &unasked).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn append(&self, answer: &MessageId, owner: &str, chunk: &LogChunk) -> Stored<Wish> {
        let (answer, owner, chunk) = (answer.clone(), owner.to_owned(), chunk.clone());
        self.write(|c| {
            job(async move {
                // Writing to the run's row is what makes an ending by another node wait, or us see it.
                let query = sqlx::query_scalar(
                    "update runs set owner = owner where answer_id = $1 and owner = $2 returning stop_requested",
                );
                let stop: Option<bool> = query.bind(answer.as_str()).bind(owner).fetch_optional(&mut *c).await?;
                let stop = stop.ok_or(StoreError::LeaseLost)?;
                log(c, answer.as_str(), &chunk).await?;
                Ok(wish(stop))
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
        let query = sqlx::query_as(
            "select l.first_seq, l.events, l.compact from run_log l join messages m on m.id = l.answer_id \
             where m.conversation_id = $1 and l.answer_id = $2 and l.last_seq > $3 order by l.first_seq",
        );
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
    async fn renew(&self, lease: &Lease) -> Stored<Vec<(MessageId, Wish)>> {
        let (owner, until) = (lease.owner.clone(), millis(lease.until));
        self.write(move |c| {
            job(async move {
                let query = sqlx::query_as(
                    "update runs set lease_until = $2 where owner = $1 returning answer_id, stop_requested",
                );
                let renewed: Vec<(String, bool)> = query.bind(owner).bind(until).fetch_all(c).await?;
                renewed.into_iter().map(|(answer, stop)| Ok((id(answer)?, wish(stop)))).collect()
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn request_stop(&self, conversation: &ConversationId, answer: &MessageId) -> Stored<bool> {
        let (conversation, answer) = (conversation.clone(), answer.clone());
        self.write(move |c| {
            job(async move {
                let query =
                    sqlx::query("update runs set stop_requested = true where conversation_id = $1 and answer_id = $2");
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
                let query = sqlx::query(
                    "insert into page_calls (answer_id, call, outcome) select answer_id, $3, $4 from runs \
                     where conversation_id = $1 and answer_id = $2 on conflict do nothing",
                );
                let query = query.bind(conversation.as_str()).bind(answer.as_str()).bind(call).bind(outcome);
                Ok(execute(query, c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn handed_in(&self, answer: &MessageId, call: &str) -> Stored<Option<Outcome>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar("select outcome from page_calls where answer_id = $1 and call = $2");
        let outcome: Option<String> = query.bind(answer.as_str()).bind(call).fetch_optional(c).await?;
        Ok(outcome.map(|json| serde_json::from_str(&json)).transpose()?)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn interrupt(&self, now: Timestamp, every: bool) -> Stored<Vec<MessageId>> {
        self.write(move |c| job(async move { interrupt(c, now, every).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn prune_logs(&self, before: Timestamp) -> Stored<u64> {
        self.write(move |c| job(async move {
            // From the logs, which are few, to their messages, which are all there ever were.
            let query = sqlx::query_scalar(
                "select distinct l.answer_id from run_log l join messages m on m.id = l.answer_id where m.ended_at < $1 limit 1000",
            );
            let old: Vec<String> = query.bind(millis(before)).fetch_all(&mut *c).await?;
            for answer in &old {
                execute(sqlx::query("delete from run_log where answer_id = $1").bind(answer), c).await?;
            }
            Ok(old.len() as u64)
        }))
        .await
    }
}

fn wish(stop_requested: bool) -> Wish {
    if stop_requested { Wish::Stop } else { Wish::More }
}

fn held(rows: u64) -> Stored<()> {
    if rows == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// Appends what the log does not have yet; the run's row is ours, so nobody else appends.
async fn log(c: &mut Connection, answer: &str, chunk: &LogChunk) -> Stored<()> {
    let query = sqlx::query_scalar("select coalesce(max(last_seq), 0) from run_log where answer_id = $1");
    let last = unsigned(query.bind(answer).fetch_one(&mut *c).await?);
    let events = following(last, chunk)?;
    if events.is_empty() {
        return Ok(());
    }
    let query = sqlx::query("insert into run_log (answer_id, first_seq, last_seq, events) values ($1, $2, $3, $4)");
    let query =
        query.bind(answer).bind(signed(last + 1)).bind(signed(last + events.len() as u64)).bind(json::text(&events)?);
    execute(query, c).await.map(|_| ())
}

async fn end(c: &mut Connection, ended: &Ended) -> Stored<()> {
    let answer = ended.answer_id.as_str();
    let query = sqlx::query("delete from runs where answer_id = $1 and owner = $2");
    held(execute(query.bind(answer).bind(&ended.owner), c).await?)?;
    log(c, answer, &ended.log).await?;
    close(c, answer, ended.status, &ended.text, &ended.extras, ended.at).await?;
    shrink(c, answer, &ended.text, &ended.extras).await?;
    let conversation: String = sqlx::query_scalar("select conversation_id from messages where id = $1")
        .bind(answer)
        .fetch_one(&mut *c)
        .await?;
    if let Some(rendered) = &ended.rendered {
        rendered::keep(c, &id(conversation.clone())?, &ended.answer_id, rendered).await?;
    }
    turns::add_cost(c, &conversation, ended.extras.usage, ended.at).await?;
    budgets::correct(c, &ended.settlement).await
}

async fn close(
    c: &mut Connection,
    answer: &str,
    status: MessageStatus,
    text: &str,
    extras: &Extras,
    at: Timestamp,
) -> Stored<()> {
    let query = sqlx::query("update messages set status = $2, text = $3, extras = $4, ended_at = $5 where id = $1");
    let query =
        query.bind(answer).bind(names::status(status)).bind(clean(text)).bind(json::text(extras)?).bind(millis(at));
    held(execute(query, c).await?)
}

/// Writes the log of an ended answer anew, without what its message holds: readers get the same events.
async fn shrink(c: &mut Connection, answer: &str, text: &str, extras: &Extras) -> Stored<()> {
    let query = sqlx::query_scalar("select events from run_log where answer_id = $1 order by first_seq");
    let chunks: Vec<String> = query.bind(answer).fetch_all(&mut *c).await?;
    let mut events: Vec<RunEvent> = Vec::new();
    for json in chunks {
        events.extend(serde_json::from_str::<Vec<_>>(&json)?);
    }
    let Some(short) = compact::compact(&events, &clean(text), &json::cleaned(extras)?) else { return Ok(()) };
    execute(sqlx::query("delete from run_log where answer_id = $1").bind(answer), c).await?;
    let query = sqlx::query(
        "insert into run_log (answer_id, first_seq, last_seq, events, compact) values ($1, 1, $2, $3, true)",
    );
    execute(query.bind(answer).bind(signed(events.len() as u64)).bind(json::text(&short)?), c).await.map(|_| ())
}

/// The events of a compact log.
async fn whole(c: &mut Connection, answer: &MessageId, json: &str) -> Stored<Vec<RunEvent>> {
    let query = sqlx::query_as("select text, extras from messages where id = $1");
    let (text, extras): (String, String) = query.bind(answer.as_str()).fetch_one(c).await?;
    let events = compact::expand(&serde_json::from_str::<Vec<_>>(json)?, &text, &serde_json::from_str(&extras)?);
    events.ok_or_else(|| StoreError::Broken("the log of an answer does not belong to its message".into()))
}

async fn interrupt(c: &mut Connection, now: Timestamp, every: bool) -> Stored<Vec<MessageId>> {
    let query = sqlx::query_as(super::super::dialect::ORPHANS);
    let orphans: Vec<(String, String)> = query.bind(millis(now)).bind(every).fetch_all(&mut *c).await?;
    let mut ended = Vec::with_capacity(orphans.len());
    for (answer, conversation) in orphans {
        let Some(logged) = logged(c, &answer).await? else { continue };
        let failure = Failure { code: ErrorCode::Interrupted, retry_after: None };
        let chunk = LogChunk { first_seq: logged.last_seq + 1, events: vec![RunEvent::Failed(failure.clone())] };
        log(c, &answer, &chunk).await?;
        let extras = Extras { failure: Some(failure), blocks: logged.blocks, ..Extras::default() };
        close(c, &answer, MessageStatus::Interrupted, &logged.text, &extras, now).await?;
        shrink(c, &answer, &logged.text, &extras).await?;
        execute(sqlx::query("delete from runs where answer_id = $1").bind(&answer), c).await?;
        turns::add_cost(c, &conversation, Usage::default(), now).await?;
        ended.push(id(answer)?);
    }
    Ok(ended)
}

/// The text and blocks of a log so far.
pub(super) struct Logged {
    pub(super) text: String,
    blocks: Vec<parlor_shared::content::Block>,
    last_seq: u64,
}

/// Nothing once the log is compact: the answer has ended since, and its message holds all of it.
pub(super) async fn logged(c: &mut Connection, answer: &str) -> Stored<Option<Logged>> {
    let query = sqlx::query_as("select last_seq, events, compact from run_log where answer_id = $1 order by first_seq");
    let chunks: Vec<(i64, String, bool)> = query.bind(answer).fetch_all(c).await?;
    let mut logged = Logged { text: String::new(), blocks: Vec::new(), last_seq: 0 };
    for (last, json, compact) in chunks {
        if compact {
            return Ok(None);
        }
        logged.last_seq = unsigned(last);
        for event in serde_json::from_str::<Vec<RunEvent>>(&json)? {
            match event {
                RunEvent::Text(text) => logged.text.push_str(&text),
                RunEvent::Block(block) => logged.blocks.push(block),
                RunEvent::ToolCall { .. } | RunEvent::PageCall(_) | RunEvent::Done(_) | RunEvent::Failed(_) => {}
            }
        }
    }
    Ok(Some(logged))
}
