//! Leads: a way to reach a visitor. One per agent and e-mail address.

use std::collections::BTreeMap;

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId, LeadId};

/// A way to reach a visitor.
#[derive(Clone, PartialEq, Debug)]
pub struct Lead {
    /// Its id: kept when a later one updates it.
    pub id: LeadId,
    /// Whose lead it is; unique together with `email` in lower case.
    pub agent_id: AgentId,
    /// The conversation that gave it last.
    pub conversation_id: ConversationId,
    /// The address, as written.
    pub email: String,
    /// A name.
    pub name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// What they want.
    pub message: Option<String>,
    /// More fields; an update adds to them.
    pub fields: BTreeMap<String, String>,
    /// When it was first or last given.
    pub updated_at: Timestamp,
}
