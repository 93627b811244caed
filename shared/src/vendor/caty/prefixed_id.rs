//! Ids with a prefix that names their type.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids;

macro_rules! prefixed {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal $id:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub ids::$id);

        impl $name {
            /// Reads an id from a text that begins with the prefix; returns `None` for any other text, which cannot
            /// name an object.
            pub fn parse(text: &str) -> Option<Self> {
                text.strip_prefix($prefix)?.parse().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, self.0)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = ids::InvalidId;

            fn try_from(text: String) -> Result<Self, ids::InvalidId> {
                Self::parse(&text).ok_or(ids::InvalidId)
            }
        }
    )*};
}

prefixed! {
    /// Id of a session, which is a conversation, with the prefix `sess_`.
    SessionId = "sess_" ConversationId;
    /// Id of a proactive message, with the prefix `msg_`.
    ProactiveId = "msg_" MessageId;
    /// Id of a lead, with the prefix `lead_`.
    LeadId = "lead_" LeadId;
}

#[cfg(test)]
mod tests {
    use super::{super::golden, *};

    #[test]
    fn ids_carry_their_prefix_and_nothing_else() {
        golden("\"sess_xxx\"", &SessionId("xxx".parse().unwrap()));
        golden("\"msg_xxx\"", &ProactiveId("xxx".parse().unwrap()));
        golden("\"lead_xxx\"", &LeadId("xxx".parse().unwrap()));
        for odd in ["", "xxx", "sess_", "SESS_xxx", "msg_xxx", " sess_xxx", "sess_x x"] {
            assert_eq!(SessionId::parse(odd), None, "{odd:?}");
        }
    }
}
