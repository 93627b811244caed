//! The activity log, and the counts that go with it.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{ConversationId, TeamId},
    owner::ActivityKind,
};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, signed, time, unsigned};
use crate::{
    core::{
        activity::{ActivityEvent, Record, RecordFilter},
        owner::figures::Figures,
        store::{ActivityStore, StoreError, Stored},
    },
    store::json,
};

/// The content of a record.
macro_rules! columns {
    () => {
        "seq, kind, conversation_id, subject, payload, at"
    };
}

/// The counts.
macro_rules! counts {
    () => {
        "conversations, questions, answers, unsure, failed, thumbs_up, thumbs_down, leads, input_tokens, output_tokens"
    };
}

statements! {
    /// The row is locked until the commit, so records are numbered in the order of commits.
    TAKE_NUMBERS = "
        insert into activity_heads (team_id, seq)
        select team_id, $2
        from conversations
        where id = $1
          and team_id is not null
        on conflict (team_id) do update set seq = activity_heads.seq + excluded.seq
        returning team_id, seq";

    TAKE_TEAM_NUMBERS = "
        insert into activity_heads (team_id, seq)
        values ($1, $2)
        on conflict (team_id) do update set seq = activity_heads.seq + excluded.seq
        returning team_id, seq";

    INSERT = "
        insert into activity (team_id, ", columns!(), ")
        values ($1, $2, $3, $4, $5, $6, $7)";

    AFTER = "
        select ", columns!(), "
        from activity
        where team_id = $1
          and seq > $2
          and (kind = $3 or $3 is null)
          and (conversation_id = $4 or $4 is null)
        order by seq limit $5";

    BEFORE = "
        select ", columns!(), "
        from activity
        where team_id = $1
          and seq < $2
          and (kind = $3 or $3 is null)
          and (conversation_id = $4 or $4 is null)
        order by seq desc limit $5";

    LATEST = "select seq from activity_heads where team_id = $1";

    PRUNE = "delete from activity where at < $1";

    COUNT = "
        insert into figures (team_id, slot, widget_id, ", counts!(), ")
        select team_id, $2, widget_id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12
        from conversations
        where id = $1
          and team_id is not null
        on conflict (team_id, slot, widget_id) do update set
            conversations = figures.conversations + excluded.conversations,
            questions = figures.questions + excluded.questions,
            answers = figures.answers + excluded.answers,
            unsure = figures.unsure + excluded.unsure,
            failed = figures.failed + excluded.failed,
            thumbs_up = figures.thumbs_up + excluded.thumbs_up,
            thumbs_down = figures.thumbs_down + excluded.thumbs_down,
            leads = figures.leads + excluded.leads,
            input_tokens = figures.input_tokens + excluded.input_tokens,
            output_tokens = figures.output_tokens + excluded.output_tokens";

    FIGURES = "
        select slot, ", counts!(), "
        from figures
        where team_id = $1
          and slot >= $2
          and slot < $3
          and (widget_id = $4 or $4 is null)
        order by slot";
}

#[derive(FromRow)]
struct RecordRow {
    seq: i64,
    kind: String,
    conversation_id: Option<String>,
    subject: Option<String>,
    payload: String,
    at: i64,
}

impl RecordRow {
    fn entity(self) -> Stored<Record> {
        let event = ActivityEvent {
            kind: parse_kind(&self.kind)?,
            subject: self.subject,
            payload: serde_json::from_str(&self.payload)?,
        };
        Ok(Record {
            seq: unsigned(self.seq),
            event,
            conversation_id: self.conversation_id.map(id).transpose()?,
            at: time(self.at)?,
        })
    }
}

#[derive(FromRow)]
struct FiguresRow {
    slot: i64,
    conversations: i64,
    questions: i64,
    answers: i64,
    unsure: i64,
    failed: i64,
    thumbs_up: i64,
    thumbs_down: i64,
    leads: i64,
    input_tokens: i64,
    output_tokens: i64,
}

impl FiguresRow {
    fn entity(self) -> (i64, Figures) {
        let figures = Figures {
            conversations: self.conversations,
            questions: self.questions,
            answers: self.answers,
            unsure: self.unsure,
            failed: self.failed,
            thumbs_up: self.thumbs_up,
            thumbs_down: self.thumbs_down,
            leads: self.leads,
            input_tokens: self.input_tokens,
            output_tokens: self.output_tokens,
        };
        (self.slot, figures)
    }
}

#[async_trait]
impl ActivityStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn activity_after(&self, team: &TeamId, after: u64, only: &RecordFilter, take: u32) -> Stored<Vec<Record>> {
        records(&mut *self.reader().await?, AFTER, team, after, only, take).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn activity_before(&self, team: &TeamId, before: u64, only: &RecordFilter, take: u32) -> Stored<Vec<Record>> {
        records(&mut *self.reader().await?, BEFORE, team, before, only, take).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn latest_activity(&self, team: &TeamId) -> Stored<u64> {
        let c = &mut *self.reader().await?;
        let latest: Option<i64> = sqlx::query_scalar(LATEST).bind(team.as_str()).fetch_optional(c).await?;
        Ok(latest.map(unsigned).unwrap_or_default())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn prune_activity(&self, before: Timestamp) -> Stored<u64> {
        self.write(move |c| job(async move { execute(sqlx::query(PRUNE).bind(millis(before)), c).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn figures(
        &self,
        team: &TeamId,
        widget: Option<&str>,
        from_slot: i64,
        to_slot: i64,
    ) -> Stored<Vec<(i64, Figures)>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(FIGURES).bind(team.as_str()).bind(from_slot).bind(to_slot).bind(widget);
        let rows: Vec<FiguresRow> = query.fetch_all(c).await?;
        Ok(rows.into_iter().map(FiguresRow::entity).collect())
    }
}

async fn records(
    c: &mut Connection,
    statement: &'static str,
    team: &TeamId,
    from: u64,
    only: &RecordFilter,
    take: u32,
) -> Stored<Vec<Record>> {
    let query = sqlx::query_as(statement)
        .bind(team.as_str())
        .bind(signed(from))
        .bind(only.kind.map(ActivityKind::as_str))
        .bind(only.conversation_id.as_ref().map(ConversationId::as_str))
        .bind(i64::from(take));
    let rows: Vec<RecordRow> = query.fetch_all(c).await?;
    rows.into_iter().map(RecordRow::entity).collect()
}

/// Records what happened in a conversation. The last thing of a transaction, since others of the team wait from here on.
pub(super) async fn record(
    c: &mut Connection,
    conversation: &str,
    at: Timestamp,
    events: &[ActivityEvent],
) -> Stored<()> {
    if events.is_empty() {
        return Ok(());
    }
    let query = sqlx::query_as(TAKE_NUMBERS).bind(conversation).bind(signed(events.len() as u64));
    let Some(numbers): Option<(String, i64)> = query.fetch_optional(&mut *c).await? else { return Ok(()) };
    insert(c, numbers, Some(conversation), at, events).await
}

/// Records what happened in a team.
pub(super) async fn record_of_team(
    c: &mut Connection,
    team: &str,
    at: Timestamp,
    events: &[ActivityEvent],
) -> Stored<()> {
    if events.is_empty() {
        return Ok(());
    }
    let query = sqlx::query_as(TAKE_TEAM_NUMBERS).bind(team).bind(signed(events.len() as u64));
    let numbers: (String, i64) = query.fetch_one(&mut *c).await?;
    insert(c, numbers, None, at, events).await
}

async fn insert(
    c: &mut Connection,
    (team, last): (String, i64),
    conversation: Option<&str>,
    at: Timestamp,
    events: &[ActivityEvent],
) -> Stored<()> {
    let first = last - signed(events.len() as u64) + 1;
    for (seq, event) in (first..).zip(events) {
        let query = sqlx::query(INSERT)
            .bind(&team)
            .bind(seq)
            .bind(event.kind.as_str())
            .bind(conversation)
            .bind(&event.subject)
            .bind(json::text(&event.payload)?)
            .bind(millis(at));
        execute(query, &mut *c).await?;
    }
    Ok(())
}

/// Adds to the counts of a conversation's widget.
pub(super) async fn count(c: &mut Connection, conversation: &str, slot: i64, more: &Figures) -> Stored<()> {
    if *more == Figures::default() {
        return Ok(());
    }
    let query = sqlx::query(COUNT)
        .bind(conversation)
        .bind(slot)
        .bind(more.conversations)
        .bind(more.questions)
        .bind(more.answers)
        .bind(more.unsure)
        .bind(more.failed)
        .bind(more.thumbs_up)
        .bind(more.thumbs_down)
        .bind(more.leads)
        .bind(more.input_tokens)
        .bind(more.output_tokens);
    execute(query, c).await.map(|_| ())
}

fn parse_kind(name: &str) -> Stored<ActivityKind> {
    ActivityKind::named(name).ok_or_else(|| StoreError::Broken(format!("no kind of activity is called {name}")))
}
