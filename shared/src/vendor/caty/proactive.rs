//! `POST /api/widget/proactive`: returns a message for a visitor who has not asked anything.
//!
//! Source: Caty, "Get Proactive Message". The message is not part of the conversation.

use serde::{Deserialize, Serialize};

use super::{always::Always, message::SuggestedAction, prefixed_id::ProactiveId};

/// The body.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ProactiveRequest))]
pub struct ProactiveRequest {
    /// Id of the session.
    pub session_id: String,
    /// Reason for the message, 1 to 64 characters: `high_engagement`, `time_on_page`, `scroll_depth`, `exit_intent`,
    /// `idle`, `page_visit`, `return_visit`, the trigger of a rule, or a name of the caller's choice.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
    pub trigger_type: String,
    /// Information about the page and the visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<ProactiveContext>,
}

/// Information about the page and the visitor.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ProactiveContext))]
pub struct ProactiveContext {
    /// The page the visitor is on, at most 2,048 characters; when absent, the last known page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
    /// Engagement score, 0 to 100; when absent, the score from `track`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(maximum = 100))]
    pub engagement_score: Option<u8>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ProactiveReply))]
pub struct ProactiveReply {
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<true>,
    /// The proactive message.
    pub message: ProactiveMessage,
}

/// A proactive message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::ProactiveMessage))]
pub struct ProactiveMessage {
    /// A new id, with the prefix `msg_`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub message_id: ProactiveId,
    /// The text, in Markdown.
    pub content: String,
    /// Suggested next steps for the visitor.
    pub suggested_actions: Vec<SuggestedAction>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::caty::{Action, golden};

    #[test]
    fn the_request_of_the_page() {
        let body = concat!(
            r#"{"session_id":"sess_xxx","trigger_type":"high_engagement","#,
            r#""context":{"page_url":"https://example.com/features","engagement_score":70}}"#,
        );
        let context =
            ProactiveContext { page_url: Some("https://example.com/features".into()), engagement_score: Some(70) };
        let request = ProactiveRequest {
            session_id: "sess_xxx".into(),
            trigger_type: "high_engagement".into(),
            context: Some(context),
        };
        golden(body, &request);
    }

    #[test]
    fn the_reply_of_the_page() {
        let body = concat!(
            r#"{"success":true,"message":{"message_id":"msg_xxx","#,
            r#""content":"I noticed you're exploring our features. Can I help explain anything?","#,
            r#""suggested_actions":[{"label":"Tell me more","action":"message"},{"label":"No thanks","action":"dismiss"}]}}"#,
        );
        let message = ProactiveMessage {
            message_id: ProactiveId("xxx".parse().unwrap()),
            content: "I noticed you're exploring our features. Can I help explain anything?".into(),
            suggested_actions: vec![
                SuggestedAction { label: "Tell me more".into(), action: Action::Message },
                SuggestedAction { label: "No thanks".into(), action: Action::Dismiss },
            ],
        };
        golden(body, &ProactiveReply { success: Always, message });
    }
}
