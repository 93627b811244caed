//! Taking leads.

use std::collections::BTreeMap;

use parlor_shared::ids::{LeadId, VisitorId};

use super::lead::Lead;
use crate::core::{
    clock::Clock,
    conversation::Conversation,
    entropy::{Entropy, new_id},
    error::Error,
    store::Store,
};

/// Takes leads from conversations.
#[derive(Clone, Copy)]
pub struct LeadService<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids.
    pub entropy: &'a dyn Entropy,
}

/// Contact details of a visitor, already validated.
#[derive(Clone, PartialEq, Debug)]
pub struct NewLead {
    /// The e-mail address, as written.
    pub email: String,
    /// A name.
    pub name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The visitor's request, in their words.
    pub message: Option<String>,
    /// More fields.
    pub fields: BTreeMap<String, String>,
}

impl LeadService<'_> {
    /// Stores a conversation's contribution. Given fields replace those the same conversation gave before; absent
    /// fields and other conversations' contributions stay. Returns the id of the agent's lead with this address.
    #[tracing::instrument(skip_all)]
    pub async fn capture(&self, conversation: &Conversation, new: NewLead) -> Result<LeadId, Error> {
        let now = self.clock.now();
        let NewLead { email, name, phone, message, fields } = new;
        let lead = Lead {
            id: new_id(now, self.entropy),
            agent_id: conversation.agent_id.clone(),
            conversation_id: conversation.id.clone(),
            email,
            name,
            phone,
            message,
            fields,
            updated_at: now,
        };
        Ok(self.store.upsert_lead(&lead).await?)
    }

    /// `true` when a lead came from any conversation of the visitor.
    #[tracing::instrument(skip_all)]
    pub async fn has_lead(&self, visitor: &VisitorId) -> Result<bool, Error> {
        Ok(self.store.has_lead(visitor).await?)
    }
}
