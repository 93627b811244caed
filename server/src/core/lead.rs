//! Leads: a way to reach a visitor. One per agent and e-mail address.

use std::collections::BTreeMap;

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId, LeadId};
pub use parlor_shared::widget::is_address;

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

/// A telephone number in international form: `+` and 6 to 15 digits (ITU-T E.164), with spaces, dots, hyphens and brackets
/// between them.
pub fn is_phone(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('+') else { return false };
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= 40
        && (6..=15).contains(&digits)
        && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'.' | b'-' | b'(' | b')'))
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_phone};

    #[test]
    fn phones() {
        assert!(is_phone("+41 44 123 45 67") && is_phone("+1 (555) 010-1234") && is_phone("+442071234567"));
        for odd in ["", "+", "044 123 45 67", "+12", "+1234567890123456", "+41 44 x", "+41\n441234567"] {
            assert!(!is_phone(odd), "{odd:?}");
        }
    }

    #[test]
    fn addresses() {
        assert!(is_address("a.b+c@shop.example") && is_address("ü@bücher.example"));
        for odd in ["", "a", "a@b", "@b.c", "a@.c", "a b@c.d", "a@b@c.d", "a@b.c\r\nBcc: x@y.z", "a@b..c"] {
            assert!(!is_address(odd), "{odd:?}");
        }
    }
}
