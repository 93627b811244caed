//! `/api/teams/{teamId}/leads`: who wants to hear from the team.

use axum::{Json as Reply, extract::State};
use jiff::Timestamp;
use parlor_shared::owner::{LeadContact, LeadsReply};
use serde::Deserialize;

use super::{
    auth::Reader,
    conversation_wire::contribution,
    conversations::{searched, taken, time},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        clock::rfc3339,
        engagement::lead::{Contact, ContactFilter, ContactPlace},
        error::Error,
    },
    http::state::AppState,
    http::{body::BodyError, query::Query},
};

/// Contacts of one page, when nothing else is asked for.
const PAGE: u32 = 100;
/// Contacts of one page at most.
pub(super) const LARGEST_PAGE: u32 = 500;

/// The leads that are asked for.
#[derive(Deserialize)]
pub(super) struct LeadsQuery {
    q: Option<String>,
    agent: Option<String>,
    from: Option<String>,
    to: Option<String>,
    skip: Option<u32>,
    take: Option<u32>,
    cursor: Option<String>,
}

/// A team's leads, put together by agent and e-mail address.
#[utoipa::path(get, path = "/api/teams/{teamId}/leads", tag = "Owner: team", operation_id = "owner_list_leads",
    security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("q" = Option<String>, Query, max_length = 200, description = "a part of what was given, in any letter case"),
        ("agent" = Option<String>, Query, description = "id of one agent"),
        ("from" = Option<String>, Query, description = "RFC 3339: something was given last not before"),
        ("to" = Option<String>, Query, description = "RFC 3339: something was given last before"),
        ("skip" = Option<u32>, Query, description = "leave out so many from the beginning, default 0"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 500, description = "1 to 500, default 100"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "the contacts", body = LeadsReply),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<LeadsQuery>, BodyError>,
) -> Result<Reply<LeadsReply>, ApiError> {
    let Query(part) = part?;
    let take = taken(part.take, PAGE, LARGEST_PAGE, "a number from 1 to 500")?;
    let only = filter(&part)?;
    let (contacts, has_more) = state.team_admin(&actor).contacts(&only, part.skip.unwrap_or_default(), take).await?;
    let next = contacts.last().filter(|_| has_more).and_then(Contact::place);
    let next_cursor = next.map(|place| format!("{}.{}", place.updated_at.as_millisecond(), place.id));
    Ok(Reply(LeadsReply { contacts: contacts.into_iter().filter_map(contact).collect(), has_more, next_cursor }))
}

/// The conditions in a query.
pub(super) fn filter(part: &LeadsQuery) -> Result<ContactFilter, Error> {
    Ok(ContactFilter {
        text: searched(part.q.as_deref())?.map(str::to_owned),
        agent: part.agent.clone(),
        from: time(part.from.as_deref(), "from")?,
        to: time(part.to.as_deref(), "to")?,
        after: part.cursor.as_deref().map(place).transpose()?,
    })
}

fn place(cursor: &str) -> Result<ContactPlace, Error> {
    let invalid = Error::Invalid { field: "cursor", reason: "a next_cursor of this list" };
    let (millis, id) = cursor.split_once('.').ok_or(invalid.clone())?;
    let millis = millis.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok());
    match (millis, id.parse()) {
        (Some(updated_at), Ok(id)) => Ok(ContactPlace { updated_at, id }),
        _ => Err(invalid),
    }
}

fn contact(contact: Contact) -> Option<LeadContact> {
    let first = contact.contributions.first()?;
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let field = |name: &str| owned(contact.values(|lead| lead.fields.get(name).map(String::as_str)));
    Some(LeadContact {
        id: first.id.clone(),
        email: first.email.clone(),
        agent_id: first.agent_id.clone(),
        names: owned(contact.values(|lead| lead.name.as_deref())),
        phones: owned(contact.values(|lead| lead.phone.as_deref())),
        messages: owned(contact.values(|lead| lead.message.as_deref())),
        fields: contact.field_names().into_iter().map(|name| (name.to_owned(), field(name))).collect(),
        updated_at: rfc3339(contact.updated_at()),
        contributions: contact.contributions.into_iter().map(contribution).collect(),
    })
}
