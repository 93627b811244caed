//! Leads: ways to reach visitors. A lead is an e-mail address given to an agent.
//!
//! A visitor who gives an address has not proved that it is theirs. So each conversation keeps its own contribution and
//! can change or withdraw only that. The owner sees all contributions together: [`Contact`].

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use parlor_shared::ids::{AgentId, ConversationId, LeadId};
pub use parlor_shared::widget::is_address;

/// Regular expression, for descriptions, of the addresses [`is_address`] accepts; it does not limit the length.
pub const ADDRESS: &str =
    r#"[^\s@<>,;"\x00-\x1f\x7f-\x9f]+@[^\s@<>,;".\x00-\x1f\x7f-\x9f]+(\.[^\s@<>,;".\x00-\x1f\x7f-\x9f]+)+"#;
/// Regular expression of the numbers [`is_phone`] accepts; it does not limit the length.
pub const PHONE: &str = r"\+[ .()-]*([0-9][ .()-]*){6,15}";

/// Contact details of a visitor, as given in one conversation.
#[derive(Clone, PartialEq, Debug)]
pub struct Lead {
    /// The lead's id, used unless the address is already known.
    pub id: LeadId,
    /// The agent the lead was given to; unique together with `email` in lower case.
    pub agent_id: AgentId,
    /// The conversation that gives it.
    pub conversation_id: ConversationId,
    /// The address, as written.
    pub email: String,
    /// A name.
    pub name: Option<String>,
    /// A telephone number.
    pub phone: Option<String>,
    /// The visitor's request, in their words.
    pub message: Option<String>,
    /// More fields; an update adds to them.
    pub fields: BTreeMap<String, String>,
    /// Time of the conversation's last update.
    pub updated_at: Timestamp,
}

/// All contributions of conversations to one lead.
#[derive(Clone, PartialEq, Debug)]
pub struct Contact {
    /// The contribution of each conversation, earliest first; never empty.
    pub contributions: Vec<Lead>,
}

/// The leads that are read; all conditions together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ContactFilter {
    /// A part of what was given, in any letter case.
    pub text: Option<String>,
    /// The agent. Any text: one that is no id has no leads.
    pub agent: Option<String>,
    /// Something was given last not before.
    pub from: Option<Timestamp>,
    /// Something was given last before.
    pub to: Option<Timestamp>,
    /// Those after this place in the list.
    pub after: Option<ContactPlace>,
}

/// A place in the list: after this lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ContactPlace {
    /// Time of the last contribution.
    pub updated_at: Timestamp,
    /// The lead.
    pub id: LeadId,
}

impl Contact {
    /// Its place in the list.
    pub fn place(&self) -> Option<ContactPlace> {
        self.contributions.first().map(|lead| ContactPlace { updated_at: self.updated_at(), id: lead.id.clone() })
    }

    /// Groups contributions by lead: those to one lead must be adjacent, oldest first.
    pub fn all(contributions: &[Lead]) -> Vec<Self> {
        let same_lead = |a: &Lead, b: &Lead| a.id == b.id;
        contributions.chunk_by(same_lead).map(|one| Self { contributions: one.to_vec() }).collect()
    }

    /// Returns the distinct values of one field, in the order in which they first came: later values do not hide
    /// earlier ones.
    pub fn values<'a>(&'a self, of: impl Fn(&'a Lead) -> Option<&'a str>) -> Vec<&'a str> {
        let mut seen = BTreeSet::new();
        self.contributions.iter().filter_map(of).filter(|value| seen.insert(*value)).collect()
    }

    /// Returns the names of all fields that any conversation gave.
    pub fn field_names(&self) -> BTreeSet<&str> {
        self.contributions.iter().flat_map(|lead| lead.fields.keys().map(String::as_str)).collect()
    }

    /// Returns the time of the last contribution.
    pub fn updated_at(&self) -> Timestamp {
        self.contributions.iter().map(|lead| lead.updated_at).max().unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Returns true for a telephone number in international form: `+` and 6 to 15 digits (ITU-T E.164), with spaces, dots,
/// hyphens and brackets between them.
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
    fn the_patterns_of_descriptions_say_what_is_taken() {
        let schema = |pattern: &str| {
            jsonschema::validator_for(&serde_json::json!({"pattern": format!("^({pattern})$")})).unwrap()
        };
        let (address, phone) = (schema(ADDRESS), schema(PHONE));
        let parts = [
            "a",
            "é",
            "@",
            ".",
            "..",
            " ",
            "<",
            "\"",
            "\u{85}",
            "\u{7f}",
            "b.c",
            "@b.c",
            "+",
            "44 1234 567",
            "(0)",
            "-",
            "x",
        ];
        for one in parts {
            for two in parts {
                for three in parts {
                    let text = format!("{one}{two}{three}");
                    assert_eq!(address.is_valid(&text.as_str().into()), is_address(&text), "{text:?}");
                    assert_eq!(phone.is_valid(&text.as_str().into()), is_phone(&text), "{text:?}");
                }
            }
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
