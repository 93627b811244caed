//! `/api/teams/{teamId}/leads`: who wants to hear from the team.

use std::collections::BTreeMap;

use axum::{Json as Reply, extract::State};
use parlor_shared::ids::{AgentId, ConversationId, LeadId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::Reader,
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        clock::rfc3339,
        error::Error,
        lead::{self, Lead},
    },
    http::{body::BodyError, query::Query},
    state::AppState,
};

/// Contacts of one page, when nothing else is asked for.
const PAGE: u32 = 100;
/// Contacts of one page at most.
const LARGEST_PAGE: u32 = 500;

/// Which part of the list.
#[derive(Deserialize)]
pub(super) struct Part {
    skip: Option<u32>,
    take: Option<u32>,
}

/// A part of a team's contacts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnerContacts)]
pub(super) struct Contacts {
    /// The one heard of last comes first.
    contacts: Vec<Contact>,
    /// There are more after these.
    has_more: bool,
}

/// All that is known of one e-mail address, by what conversations gave. Nobody has shown that the address is theirs, so
/// nothing replaces what another conversation gave: different values stand side by side, the first one first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnerContact)]
pub(super) struct Contact {
    /// The lead's id.
    id: LeadId,
    /// The address, as it was written first.
    email: String,
    /// The agent it was given to.
    agent_id: AgentId,
    /// Names.
    names: Vec<String>,
    /// Telephone numbers.
    phones: Vec<String>,
    /// What they want.
    messages: Vec<String>,
    /// More fields.
    fields: BTreeMap<String, Vec<String>>,
    /// When something was given last: RFC 3339 with milliseconds, UTC.
    updated_at: String,
    /// What each conversation gave, the first one first.
    contributions: Vec<Contribution>,
}

/// What one conversation gave.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnerLeadContribution)]
pub(super) struct Contribution {
    /// The conversation.
    conversation_id: ConversationId,
    /// The address, as it was written.
    email: String,
    /// A name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// A telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    /// What they want.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// More fields.
    fields: BTreeMap<String, String>,
    /// When it was given last: RFC 3339 with milliseconds, UTC.
    updated_at: String,
}

/// A team's leads, put together by agent and e-mail address.
#[utoipa::path(get, path = "/api/teams/{teamId}/leads", tag = "Owner: team", operation_id = "owner_list_leads",
    security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("skip" = Option<u32>, Query, description = "leave out so many from the beginning, default 0"),
        ("take" = Option<u32>, Query, minimum = 1, maximum = 500, description = "1 to 500, default 100"),
    ),
    responses(
        (status = 200, description = "the contacts", body = Contacts),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    part: Result<Query<Part>, BodyError>,
) -> Result<Reply<Contacts>, ApiError> {
    let Query(part) = part?;
    let take = part.take.unwrap_or(PAGE);
    if !(1..=LARGEST_PAGE).contains(&take) {
        return Err(Error::Invalid { field: "take", reason: "a number from 1 to 500" }.into());
    }
    // One more than asked for tells whether there are more.
    let mut contacts = state.store.contacts(&actor.team_id, part.skip.unwrap_or_default(), take + 1).await?;
    let has_more = contacts.len() > take as usize;
    contacts.truncate(take as usize);
    Ok(Reply(Contacts { contacts: contacts.into_iter().filter_map(contact).collect(), has_more }))
}

fn contact(contact: lead::Contact) -> Option<Contact> {
    let first = contact.contributions.first()?;
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let field = |name: &str| owned(contact.values(|lead| lead.fields.get(name).map(String::as_str)));
    Some(Contact {
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

fn contribution(lead: Lead) -> Contribution {
    Contribution {
        conversation_id: lead.conversation_id,
        email: lead.email,
        name: lead.name,
        phone: lead.phone,
        message: lead.message,
        fields: lead.fields,
        updated_at: rfc3339(lead.updated_at),
    }
}
