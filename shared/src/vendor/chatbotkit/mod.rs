//! ChatBotKit's widget integrations, `/v1/integration/widget/*`, and the calls that a session's token permits at
//! `/v1/conversation/*` (both also under `/api/v1`): one file per endpoint.
//!
//! Source: ChatBotKit, "Widget Integration", and the vendor's published Node SDK, whose requests these types accept
//! unchanged. GET reads, POST does everything else, success is always 200. Names are camelCase, times are milliseconds
//! since 1970. Failures are [`ErrorBody`].

mod attachment;
mod conversation;
mod error;
mod file;
mod given;
mod list;
mod session;
mod setup;
mod widget;

pub use attachment::{AnnouncedFile, AttachmentFile, AttachmentReply, AttachmentRequest, UploadRequest};
pub use conversation::{
    CompleteEvent, CompleteReply, CompleteRequest, CompletionRequest, ContactRequest, Conversation,
    ConversationSessionReply, ConversationSessionRequest, End, EndReason, ErrorLine, MessageItem, MessageType,
    PromptMessage, SpokenMessage, TokenLine, Usage, UsageLine, VoteRequest,
};
pub use error::{Code, ErrorBody};
pub use file::{FileReply, FileRequest, Slot};
pub use given::Given;
pub use list::{Line, Order, Page};
use serde::{Deserialize, Serialize};
pub use session::{Contact, SessionMessage, SessionReply, SessionRequest, UserOnly};
pub use setup::{DEFAULT, LanguageMap, Texts};
pub use widget::{Theme, Widget, WidgetInput};

/// The reply to a write: the id of the object that was created, changed or deleted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::IdReply))]
pub struct IdReply {
    /// The id.
    pub id: String,
}

/// The body of a call without parameters: `{}`. Any field in it is an error.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = chatbotkit::Nothing))]
pub struct Nothing {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_write_answers_with_an_id() {
        let reply = IdReply { id: "w1".into() };
        assert_eq!(serde_json::to_value(&reply).unwrap(), json!({"id": "w1"}));
    }

    #[test]
    fn nothing_is_an_empty_object() {
        assert!(serde_json::from_str::<Nothing>("{}").is_ok());
        assert!(serde_json::from_str::<Nothing>(r#"{"id":"w1"}"#).is_err());
    }
}
