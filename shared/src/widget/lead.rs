//! `POST /v1/widget/leads`: stores the visitor's contact details.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/leads`. One per agent and e-mail address (compared without case): a
//! second one from the same conversation updates the first, and the reply never contains data that others gave. 5 per
//! minute and token.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::LeadId;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadRequest {
    /// An e-mail address, at most 254 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 254))]
    pub email: String,
    /// A name, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub name: Option<String>,
    /// A telephone number, at most 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub phone: Option<String>,
    /// The visitor's request, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub message: Option<String>,
    /// Up to 20 more fields; names at most 64, values at most 2,000 characters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeadReply {
    /// Id of the lead.
    pub lead_id: LeadId,
}

/// Returns true for an e-mail address as mail servers accept it in practice: one `@`, text on both sides, a dot in the
/// domain, no white space, at most 254 characters.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let sound = |part: &str| {
        !part.is_empty()
            && !part
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '@' | '<' | '>' | ',' | ';' | '"'))
    };
    text.chars().count() <= 254
        && sound(local)
        && sound(domain)
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}
