//! How a visitor can be reached: checked and kept in one way, whichever call it came with.

use std::collections::BTreeMap;

use parlor_shared::{ids::LeadId, vendor::chatbotkit::Contact};

use super::error::ApiError;
use crate::{
    core::{
        conversation::Conversation,
        entropy::new_id,
        lead::{self, Lead},
    },
    state::AppState,
};

/// What is checked.
pub(super) struct Reached<'a> {
    pub(super) email: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) phone: Option<&'a str>,
}

/// Refuses what is no address or number, and what is too long. Empty texts are like absent ones.
pub(super) fn check(reached: &Reached<'_>) -> Result<(), ApiError> {
    let given = |text: Option<&'_ str>| text.is_some_and(|text| !text.is_empty());
    if given(reached.email) && !reached.email.is_some_and(lead::is_address) {
        return Err(ApiError::field("email", "an e-mail address, at most 254 characters"));
    }
    if given(reached.phone) && !reached.phone.is_some_and(lead::is_phone) {
        return Err(ApiError::field("phone", "a number like +41 44 123 45 67"));
    }
    at_most("name", reached.name, 200)
}

/// Refuses a text that is too long.
pub(super) fn at_most(field: &str, text: Option<&str>, characters: usize) -> Result<(), ApiError> {
    if text.is_some_and(|text| text.chars().count() > characters) {
        return Err(ApiError::field(field, &format!("at most {characters} characters")));
    }
    Ok(())
}

/// Keeps the contact of a session.
pub(super) async fn from_session(
    state: &AppState,
    conversation: &Conversation,
    email: &str,
    contact: &Contact,
) -> Result<(), ApiError> {
    let lead = Lead {
        name: given(contact.name.clone()),
        phone: given(contact.phone.clone()),
        ..lead(state, conversation, email)
    };
    keep(state, &lead).await.map(|_| ())
}

/// A contact with nothing but an address.
pub(super) fn lead(state: &AppState, conversation: &Conversation, email: &str) -> Lead {
    let now = state.clock.now();
    Lead {
        id: new_id(now, state.entropy.as_ref()),
        agent_id: conversation.agent_id.clone(),
        conversation_id: conversation.id.clone(),
        email: email.to_owned(),
        name: None,
        phone: None,
        message: None,
        fields: BTreeMap::new(),
        updated_at: now,
    }
}

/// Stores it, or adds to the one with this address. Returns the id in use.
pub(super) async fn keep(state: &AppState, lead: &Lead) -> Result<LeadId, ApiError> {
    state.limits.contacts.take(&lead.conversation_id, 1)?;
    Ok(state.store.upsert_lead(lead).await?)
}

/// A text that is there and not empty.
pub(super) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
