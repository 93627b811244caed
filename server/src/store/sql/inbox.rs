//! Conversations as their team lists them.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{ConversationId, TeamId},
    widget::{FeedbackValue, MessageStatus, Usage},
};
use sqlx::FromRow;

use super::{
    Connection, Database, conversations::ConversationRow, dialect::search_query, engagement, id, leads, millis, time,
    unsigned, visitors,
};
use crate::{
    core::{
        conversation::{
            inbox::{
                Assignee, ConversationDetail, ConversationFilter, ConversationPlace, ConversationSummary, Question,
                Rated,
            },
            message::{Extras, Feedback},
            visitor::Identity,
        },
        store::{InboxStore, Meta, Stored},
    },
    store::names,
};

/// The beginning of every reading statement.
macro_rules! select_summaries {
    () => {
        "
        select c.id, c.widget_id, c.agent_id, c.visitor_id, c.page_url, c.page_title, c.referrer, c.created_at,
               c.last_activity_at, c.lead_captured, c.status, c.assignee, c.waiting_since, c.first_reply_at, c.last_text,
               c.last_role, c.messages, c.rating, c.unsure, c.input_tokens, c.output_tokens, c.meta,
               w.name as widget_name, v.locale, v.identity
        from conversations c
        join widgets w on w.id = c.widget_id
        join visitors v on v.id = c.visitor_id"
    };
}

/// The conditions of the list.
macro_rules! listed {
    () => {
        "
        where c.team_id = $1
          and c.started_at is not null
          and (c.status = $2 or $2 is null)
          and (c.widget_id = $3 or $3 is null)
          and (c.assignee = $4 or $4 is null)
          and (c.assignee is null or not $5)
          and (c.rating = $6 or $6 is null)
          and (c.rating is not null or not $7)
          and (c.unsure or not $8)
          and c.last_activity_at >= $9
          and c.last_activity_at < $10
          and (c.last_activity_at, c.id) < ($11, $12)"
    };
}

statements! {
    LIST = select_summaries!(), listed!(), "
        order by c.last_activity_at desc, c.id desc
        limit $13";

    SEARCH = select_summaries!(), listed!(), "
          and ", has_words!("$14"), "
        order by c.last_activity_at desc, c.id desc
        limit $13";

    BY_ID = select_summaries!(), "
        where c.id = $1
          and c.team_id = $2";

    AGENT_NAME = "select name from agents where id = $1";

    COUNT_OTHERS = "select count(*) from conversations where visitor_id = $1 and id <> $2 and started_at is not null";

    UNANSWERED = "
        select q.id, q.conversation_id, c.agent_id, q.text, q.created_at, a.status, a.extras, a.feedback
        from messages a
        join messages q on q.id = a.reply_to
        join conversations c on c.id = a.conversation_id
        where a.gap_team = $1
          and a.created_at >= $2
          and a.created_at < $3
          and not a.superseded
          and (c.agent_id = $4 or $4 is null)
        order by a.created_at desc, a.id desc
        limit $5";
}

#[derive(FromRow)]
struct SummaryRow {
    #[sqlx(flatten)]
    conversation: ConversationRow,
    status: String,
    assignee: Option<String>,
    waiting_since: Option<i64>,
    first_reply_at: Option<i64>,
    last_text: String,
    last_role: Option<String>,
    messages: i64,
    rating: Option<String>,
    unsure: bool,
    input_tokens: i64,
    output_tokens: i64,
    meta: Option<String>,
    widget_name: String,
    locale: Option<String>,
    identity: Option<String>,
}

impl SummaryRow {
    fn entity(self) -> Stored<ConversationSummary> {
        let identity: Option<Identity> = self.identity.as_deref().map(serde_json::from_str).transpose()?;
        Ok(ConversationSummary {
            conversation: self.conversation.entity()?,
            widget_name: self.widget_name,
            locale: self.locale,
            visitor_name: identity.and_then(|identity| identity.name),
            status: names::parse_conversation_status(&self.status)?,
            assignee: self.assignee.map(id).transpose()?,
            waiting_since: self.waiting_since.map(time).transpose()?,
            first_reply_at: self.first_reply_at.map(time).transpose()?,
            last_text: self.last_text,
            last_role: self.last_role.as_deref().map(names::parse_role).transpose()?,
            messages: unsigned(self.messages),
            rating: self.rating.as_deref().map(names::parse_rating).transpose()?,
            unsure: self.unsure,
        })
    }
}

#[derive(FromRow)]
struct QuestionRow {
    id: String,
    conversation_id: String,
    agent_id: String,
    text: String,
    created_at: i64,
    status: String,
    extras: String,
    feedback: Option<String>,
}

impl QuestionRow {
    fn entity(self) -> Stored<Question> {
        let extras: Extras = serde_json::from_str(&self.extras)?;
        let feedback: Option<Feedback> = self.feedback.as_deref().map(serde_json::from_str).transpose()?;
        Ok(Question {
            message_id: id(self.id)?,
            conversation_id: id(self.conversation_id)?,
            agent_id: id(self.agent_id)?,
            text: self.text,
            at: time(self.created_at)?,
            unsure: extras.low_confidence,
            failed: is_failed(names::parse_status(&self.status)?),
            rated_down: feedback.is_some_and(|feedback| feedback.value == FeedbackValue::Down),
        })
    }
}

/// True for an answer that did not come to its end.
pub(super) fn is_failed(status: MessageStatus) -> bool {
    matches!(status, MessageStatus::Failed | MessageStatus::Interrupted)
}

#[async_trait]
impl InboxStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn conversation_list(
        &self,
        team: &TeamId,
        filter: &ConversationFilter,
        after: Option<&ConversationPlace>,
        take: u32,
    ) -> Stored<Vec<ConversationSummary>> {
        let c = &mut *self.reader().await?;
        let rows = list(c, team, filter, after, take).await?;
        rows.into_iter().map(SummaryRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn conversation_detail(&self, team: &TeamId, id: &ConversationId) -> Stored<Option<ConversationDetail>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ID).bind(id.as_str()).bind(team.as_str());
        let row: Option<SummaryRow> = query.fetch_optional(&mut *c).await?;
        match row {
            Some(row) => detail(c, row).await,
            None => Ok(None),
        }
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn unanswered(
        &self,
        team: &TeamId,
        agent: Option<&str>,
        from: Timestamp,
        to: Timestamp,
        take: u32,
    ) -> Stored<Vec<Question>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(UNANSWERED).bind(team.as_str()).bind(millis(from)).bind(millis(to));
        let rows: Vec<QuestionRow> = query.bind(agent).bind(i64::from(take)).fetch_all(c).await?;
        rows.into_iter().map(QuestionRow::entity).collect()
    }
}

async fn list(
    c: &mut Connection,
    team: &TeamId,
    filter: &ConversationFilter,
    after: Option<&ConversationPlace>,
    take: u32,
) -> Stored<Vec<SummaryRow>> {
    let assignee = match &filter.assignee {
        Some(Assignee::Account(id)) => Some(id.as_str()),
        _ => None,
    };
    let rating = match filter.rated {
        Some(Rated::As(value)) => Some(names::rating(value)),
        _ => None,
    };
    // Later than every conversation, when the list is read from its beginning.
    let place = after.map_or((i64::MAX, ""), |after| (millis(after.last_activity_at), after.id.as_str()));
    let query = sqlx::query_as(if filter.words.is_some() { SEARCH } else { LIST })
        .bind(team.as_str())
        .bind(filter.status.map(names::conversation_status))
        .bind(filter.widget.as_deref())
        .bind(assignee)
        .bind(filter.assignee == Some(Assignee::None))
        .bind(rating)
        .bind(filter.rated == Some(Rated::Any))
        .bind(filter.unsure)
        .bind(filter.from.map_or(i64::MIN, millis))
        .bind(filter.to.map_or(i64::MAX, millis))
        .bind(place.0)
        .bind(place.1)
        .bind(i64::from(take));
    let query = match &filter.words {
        Some(words) => query.bind(search_query(team, words)),
        None => query,
    };
    Ok(query.fetch_all(c).await?)
}

async fn detail(c: &mut Connection, row: SummaryRow) -> Stored<Option<ConversationDetail>> {
    let usage = Usage { input: unsigned(row.input_tokens), output: unsigned(row.output_tokens) };
    let meta: Option<Meta> = row.meta.as_deref().map(serde_json::from_str).transpose()?;
    let summary = row.entity()?;
    let conversation = &summary.conversation;
    let Some(visitor) = visitors::find(c, &conversation.widget_id, &conversation.visitor_id).await? else {
        // Erased between the two queries.
        return Ok(None);
    };
    let name = sqlx::query_scalar(AGENT_NAME).bind(conversation.agent_id.as_str()).fetch_optional(&mut *c).await?;
    let others = sqlx::query_scalar(COUNT_OTHERS);
    let others: i64 =
        others.bind(conversation.visitor_id.as_str()).bind(conversation.id.as_str()).fetch_one(&mut *c).await?;
    Ok(Some(ConversationDetail {
        agent_name: name.unwrap_or_default(),
        visitor,
        other_conversations: unsigned(others),
        engagement: engagement::find(c, &conversation.id).await?,
        meta: meta.unwrap_or_default(),
        leads: leads::of_conversation(c, &conversation.id).await?,
        usage,
        summary,
    }))
}
