//! `/api/teams/{teamId}/conversations`: what visitors and agents said to each other.

use axum::{Json as Reply, extract::State};
use jiff::Timestamp;
use parlor_shared::{
    ids::ConversationId,
    owner::{ConversationReply, ConversationStatus, ConversationsReply, OwnerMessagesReply},
    widget::FeedbackValue,
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    auth::{IdPath, Reader},
    conversation_wire as wire,
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        conversation::{
            history::HistoryPage,
            inbox::{Assignee, ConversationFilter, ConversationPlace, Rated, SearchWords},
        },
        error::Error,
    },
    http::state::AppState,
    http::{body::BodyError, query::Query},
};

/// Rows of a page, when nothing else is asked for.
const PAGE: u32 = 50;
/// Rows of a page at most.
const LARGEST_PAGE: u32 = 100;
/// Characters of a search at most.
const LONGEST_SEARCH: usize = 200;

/// The part of the list that is asked for.
#[derive(Deserialize)]
pub(super) struct ConversationsQuery {
    status: Option<ConversationStatus>,
    widget: Option<String>,
    assignee: Option<String>,
    rated: Option<RatedQuery>,
    unsure: Option<bool>,
    q: Option<String>,
    from: Option<String>,
    to: Option<String>,
    take: Option<u32>,
    cursor: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RatedQuery {
    Up,
    Down,
    Any,
}

/// A team's conversations, the one with the latest message first.
///
/// Only those in which the visitor wrote something. All conditions together; `next_cursor` of a page is the `cursor` of the
/// next one.
#[utoipa::path(get, path = "/api/teams/{teamId}/conversations", tag = "Owner: conversations",
    operation_id = "owner_list_conversations", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("status" = Option<ConversationStatus>, Query, description = "who answers"),
        ("widget" = Option<String>, Query, description = "id of a widget"),
        ("assignee" = Option<String>, Query, description = "id of an account, or `none`"),
        ("rated" = Option<String>, Query, description = "`up`, `down` or `any`"),
        ("unsure" = Option<bool>, Query, description = "`true`: with an answer the agent was not sure of"),
        ("q" = Option<String>, Query, max_length = 200, description = "words, all of them in one message; the last one may be the beginning of a word"),
        ("from" = Option<String>, Query, description = "RFC 3339: the latest message is not before"),
        ("to" = Option<String>, Query, description = "RFC 3339: the latest message is before"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 100, description = "1 to 100, default 50"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "a page of the list", body = ConversationsReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<ConversationsQuery>, BodyError>,
) -> Result<Reply<ConversationsReply>, ApiError> {
    let Query(part) = part?;
    let take = taken(part.take, PAGE, LARGEST_PAGE, "a number from 1 to 100")?;
    let after = part.cursor.as_deref().map(place).transpose()?;
    let Some(filter) = filter(part)? else {
        return Ok(Reply(ConversationsReply { conversations: Vec::new(), next_cursor: None }));
    };
    let page = state.inbox(&actor).conversations(&filter, after.as_ref(), take).await?;
    Ok(Reply(ConversationsReply {
        conversations: page.conversations.into_iter().map(wire::item).collect(),
        next_cursor: page.next.map(|place| cursor(&place)),
    }))
}

/// One conversation without its messages.
#[utoipa::path(get, path = "/api/teams/{teamId}/conversations/{id}", tag = "Owner: conversations",
    operation_id = "owner_get_conversation", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the conversation")),
    responses(
        (status = 200, description = "the conversation", body = ConversationReply),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such conversation in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<ConversationReply>, ApiError> {
    Ok(Reply(wire::detail(state.inbox(&actor).conversation(&named.id()?).await?)))
}

/// The part of a conversation that is asked for.
#[derive(Deserialize)]
pub(super) struct MessagesQuery {
    before: Option<String>,
    take: Option<u32>,
}

/// The messages of a conversation as the visitor saw them, oldest first.
#[utoipa::path(get, path = "/api/teams/{teamId}/conversations/{id}/messages", tag = "Owner: conversations",
    operation_id = "owner_list_messages", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("id" = String, Path, description = "the conversation"),
        ("before" = Option<String>, Query, description = "a message; only older ones are returned"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 100, description = "1 to 100, default 50"),
    ),
    responses(
        (status = 200, description = "the messages", body = OwnerMessagesReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such conversation in the team, or no such message in it", body = ErrorBody),
    ))]
pub(super) async fn messages(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
    part: Result<Query<MessagesQuery>, BodyError>,
) -> Result<Reply<OwnerMessagesReply<Box<RawValue>>>, ApiError> {
    let Query(part) = part?;
    let take = taken(part.take, PAGE, LARGEST_PAGE, "a number from 1 to 100")?;
    let id: ConversationId = named.id()?;
    state.inbox(&actor).check(&id).await?;
    let history = state.history(&id);
    let before = match part.before {
        None => None,
        Some(before) => Some(history.named(&before).await?.id),
    };
    let HistoryPage { messages, has_more } = history.before(before.as_ref(), take).await?;
    let rendered = state.rendered.of(&id, &messages).await?;
    let messages = messages.into_iter().zip(rendered).map(|(message, nodes)| wire::message(message, nodes, &state));
    Ok(Reply(OwnerMessagesReply { messages: messages.collect(), has_more }))
}

/// The number of rows that are asked for.
pub(super) fn taken(take: Option<u32>, usual: u32, most: u32, reason: &'static str) -> Result<u32, Error> {
    let take = take.unwrap_or(usual);
    if (1..=most).contains(&take) { Ok(take) } else { Err(Error::Invalid { field: "take", reason }) }
}

/// A time in the query.
pub(super) fn time(text: Option<&str>, field: &'static str) -> Result<Option<Timestamp>, Error> {
    let invalid = Error::Invalid { field, reason: "a time such as 2027-01-15T08:00:00Z" };
    text.map(|text| text.parse().map_err(|_| invalid)).transpose()
}

/// The filter; `None` when words are asked for and there are none in them, which nothing has.
fn filter(part: ConversationsQuery) -> Result<Option<ConversationFilter>, Error> {
    let words = match searched(part.q.as_deref())? {
        None => None,
        Some(text) => match SearchWords::of(text) {
            None => return Ok(None),
            words => words,
        },
    };
    let assignee = part.assignee.map(|who| if who == "none" { Assignee::None } else { Assignee::Account(who) });
    let rated = part.rated.map(|rated| match rated {
        RatedQuery::Up => Rated::As(FeedbackValue::Up),
        RatedQuery::Down => Rated::As(FeedbackValue::Down),
        RatedQuery::Any => Rated::Any,
    });
    Ok(Some(ConversationFilter {
        status: part.status,
        widget: part.widget,
        assignee,
        rated,
        unsure: part.unsure.unwrap_or_default(),
        words,
        from: time(part.from.as_deref(), "from")?,
        to: time(part.to.as_deref(), "to")?,
    }))
}

/// The text to search for; an empty one is none.
pub(super) fn searched(text: Option<&str>) -> Result<Option<&str>, Error> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    if text.is_some_and(|text| text.chars().count() > LONGEST_SEARCH) {
        return Err(Error::Invalid { field: "q", reason: "at most 200 characters" });
    }
    Ok(text)
}

/// A place in the list as text: the time of the latest message in milliseconds, and the conversation.
fn cursor(place: &ConversationPlace) -> String {
    format!("{}.{}", place.last_activity_at.as_millisecond(), place.id)
}

fn place(cursor: &str) -> Result<ConversationPlace, Error> {
    let invalid = Error::Invalid { field: "cursor", reason: "a next_cursor of this list" };
    let (millis, id) = cursor.split_once('.').ok_or(invalid.clone())?;
    let millis = millis.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    match (millis, id.parse()) {
        (Some(last_activity_at), Ok(id)) => Ok(ConversationPlace { last_activity_at, id }),
        _ => Err(invalid),
    }
}
