//! A visitor's contact details: validated and stored in the same way for every call.

use std::collections::BTreeMap;

use parlor_shared::{ids::LeadId, vendor::chatbotkit::Contact};

use super::error::ApiError;
use crate::{
    core::{
        conversation::Conversation,
        engagement::{lead, leads::NewLead},
    },
    http::state::AppState,
};

/// The contact details to validate.
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
    let lead = NewLead {
        email: email.to_owned(),
        name: given(contact.name.clone()),
        phone: given(contact.phone.clone()),
        message: None,
        fields: BTreeMap::new(),
    };
    keep(state, conversation, lead).await.map(|_| ())
}

/// Stores it, or adds to the one with this address. Returns the id in use.
pub(super) async fn keep(state: &AppState, conversation: &Conversation, lead: NewLead) -> Result<LeadId, ApiError> {
    state.limits.contacts.take(&conversation.id, 1)?;
    Ok(state.leads().capture(conversation, lead).await?)
}

/// A text that is there and not empty.
pub(super) fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}
