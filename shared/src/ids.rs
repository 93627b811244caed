//! Opaque identifiers.
//!
//! On the wire an id is a string of 1 to 64 characters from `A–Z a–z 0–9 _ -`. Any other text cannot name an object, so
//! the server answers it like an unknown id.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Error: the text is not an id. It is empty, longer than 64 characters, or has a character outside `A–Z a–z 0–9 _ -`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InvalidId;

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 1 to 64 characters from A-Z a-z 0-9 _ -")
    }
}

impl std::error::Error for InvalidId {}

fn checked(text: String) -> Result<String, InvalidId> {
    let sound =
        (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if sound { Ok(text) } else { Err(InvalidId) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String, min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
        pub struct $name(String);

        impl $name {
            /// Returns the id as written on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                checked(text).map(Self)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.to_owned().try_into()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// Id of an agent, which answers visitors.
    AgentId;
    /// Id of a widget, which shows an agent on pages.
    WidgetId;
    /// Id of a visitor of one widget.
    VisitorId;
    /// Id of a conversation between one visitor and one agent.
    ConversationId;
    /// Id of a message. The id of an answer also names the run that produces it.
    MessageId;
    /// Id of a captured lead.
    LeadId;
    /// Id of an owner's account.
    AccountId;
    /// Id of a sign-in of an account.
    SignInId;
    /// Id of a team, which owns agents, widgets, blueprints and files.
    TeamId;
    /// Id of a team's API secret; not the secret itself.
    SecretId;
    /// Id of an invitation to a team.
    InvitationId;
    /// Id of a blueprint: settings shared by widgets.
    BlueprintId;
    /// Id of a file an owner uploaded.
    FileId;
    /// Id of a file a visitor attached.
    AttachmentId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_the_documented_alphabet_and_length() {
        assert!("018f-A_z".parse::<MessageId>().is_ok());
        let long = "a".repeat(65);
        for odd in ["", "a b", "a/b", "é", "\0", "a\n", long.as_str()] {
            assert_eq!(odd.parse::<MessageId>(), Err(InvalidId), "{odd:?}");
        }
    }

    #[test]
    fn json_is_a_plain_string_and_is_checked() {
        let id: MessageId = serde_json::from_str("\"m1\"").unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), "\"m1\"");
        assert!(serde_json::from_str::<MessageId>("\"../x\"").is_err());
    }
}
