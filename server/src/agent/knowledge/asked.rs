//! A question as a search.

use parlor_shared::widget::Role;

use super::search::Asked;
use crate::core::{
    conversation::agent_port::Question,
    owner::agent::{AgentProfile, AgentSpec},
};

/// Reads a question as a search of its agent's documents.
pub(crate) fn asked(question: &Question) -> Asked {
    let before = question.history.iter().rev().find(|said| said.role == Role::User);
    Asked { before: before.map(|said| said.text.clone()), ..asked_first(&question.profile, &question.text) }
}

/// The same for a text that begins a conversation.
pub(super) fn asked_first(profile: &AgentProfile, question: &str) -> Asked {
    let synonyms =
        if let AgentSpec::Knowledge { synonyms, .. } = &profile.spec { synonyms.clone() } else { Vec::new() };
    Asked { question: question.to_owned(), before: None, synonyms }
}
