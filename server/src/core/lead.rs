//! Leads: ways to reach visitors. A lead is an e-mail address given to an agent.
//!
//! Whoever gives an address has not shown that it is theirs. So each conversation keeps what it gave, changes and takes back
//! that and nothing else. The owner reads all of it together: [`Contact`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId, LeadId};
pub use parlor_shared::widget::is_address;

/// A way to reach a visitor, as one conversation gave it.
#[derive(Clone, PartialEq, Debug)]
pub struct Lead {
    /// The lead's id, unless the address is known already.
    pub id: LeadId,
    /// Whose lead it is; unique together with `email` in lower case.
    pub agent_id: AgentId,
    /// The conversation that gives it.
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
    /// When the conversation gave it last.
    pub updated_at: Timestamp,
}

/// All that conversations gave of one lead.
#[derive(Clone, PartialEq, Debug)]
pub struct Contact {
    /// What each conversation gave, the one that gave it first at the beginning; never empty.
    pub contributions: Vec<Lead>,
}

impl Contact {
    /// The contributions to many leads, put together: those to one lead must stand side by side, oldest first.
    pub fn all(contributions: &[Lead]) -> Vec<Self> {
        let same_lead = |a: &Lead, b: &Lead| a.id == b.id;
        contributions.chunk_by(same_lead).map(|one| Self { contributions: one.to_vec() }).collect()
    }

    /// Different values of one thing in the order in which they came first: no later one hides an earlier one.
    pub fn values<'a>(&'a self, of: impl Fn(&'a Lead) -> Option<&'a str>) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        self.contributions.iter().filter_map(of).filter(|value| seen.insert(*value)).collect()
    }

    /// The names of the fields any conversation gave.
    pub fn field_names(&self) -> BTreeSet<&str> {
        self.contributions.iter().flat_map(|lead| lead.fields.keys().map(String::as_str)).collect()
    }

    /// When something was given last.
    pub fn updated_at(&self) -> Timestamp {
        self.contributions.iter().map(|lead| lead.updated_at).max().unwrap_or(Timestamp::UNIX_EPOCH)
    }
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
    use super::*;

    #[test]
    fn an_owner_reads_all_that_was_said_of_an_address_and_nothing_hides_anything() {
        let lead = |id: &str, name: Option<&str>, field: Option<(&str, &str)>, at: i64| Lead {
            id: id.parse().unwrap(),
            agent_id: "agent".parse().unwrap(),
            conversation_id: format!("conversation-{at}").parse().unwrap(),
            email: "ada@shop.example".into(),
            name: name.map(Into::into),
            phone: None,
            message: None,
            fields: field.into_iter().map(|(name, value)| (name.into(), value.into())).collect(),
            updated_at: Timestamp::from_second(at).unwrap(),
        };
        let contacts = Contact::all(&[
            lead("a", Some("Ada"), Some(("order", "7")), 1),
            lead("a", Some("Not Ada"), None, 3),
            lead("a", Some("Ada"), Some(("order", "8")), 2),
            lead("b", None, None, 9),
        ]);
        assert_eq!(contacts.iter().map(|contact| contact.contributions.len()).collect::<Vec<_>>(), [3, 1]);
        let ada = &contacts[0];
        assert_eq!(ada.values(|lead| lead.name.as_deref()), ["Ada", "Not Ada"]);
        assert_eq!(ada.values(|lead| lead.fields.get("order").map(String::as_str)), ["7", "8"]);
        assert_eq!(ada.field_names().into_iter().collect::<Vec<_>>(), ["order"]);
        assert_eq!(ada.updated_at(), Timestamp::from_second(3).unwrap());
        assert!(contacts[1].values(|lead| lead.name.as_deref()).is_empty());
    }

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
