//! `GET /api/teams/{teamId}/leads` and `GET /api/teams/{teamId}/leads.csv`: who wants to hear from the team (ours).
//!
//! Query parameters of both, all optional: `q` (a part of an e-mail address, name, number, message or field, 1 to 200
//! characters), `agent` (id), `from` and `to` (RFC 3339, time of the latest contribution). The list also takes `take` (1 to
//! 500, default 100) and `cursor`, or `skip`.
//!
//! The CSV file has all rows that the filters let through: UTF-8 with a byte order mark, RFC 4180. A cell that a
//! spreadsheet would take for a formula begins with an apostrophe.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, ConversationId, LeadId};

/// The reply: one page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerContacts))]
pub struct LeadsReply {
    /// The leads, the one heard of last first.
    pub contacts: Vec<LeadContact>,
    /// True if there are more after these.
    pub has_more: bool,
    /// Gets the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// All that is known of one e-mail address, by what conversations gave. Nobody has shown that the address is theirs, so
/// nothing replaces what another conversation gave: different values stand side by side, the first one first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerContact))]
pub struct LeadContact {
    /// Id of the lead.
    pub id: LeadId,
    /// The address, as it was written first.
    pub email: String,
    /// The agent it was given to.
    pub agent_id: AgentId,
    /// Names.
    pub names: Vec<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Their messages.
    pub messages: Vec<String>,
    /// More fields.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Time something was given last: RFC 3339 with milliseconds, UTC.
    pub updated_at: String,
    /// The contribution of each conversation, oldest first.
    pub contributions: Vec<LeadContribution>,
}

/// The details that one conversation contributed to a lead.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerLeadContribution))]
pub struct LeadContribution {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The address, as it was written.
    pub email: String,
    /// A name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Their message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// More fields.
    pub fields: BTreeMap<String, String>,
    /// Time it was given last: RFC 3339 with milliseconds, UTC.
    pub updated_at: String,
}
