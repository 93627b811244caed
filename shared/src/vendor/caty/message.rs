//! `POST /api/widget/message`: sends a message and waits for the complete answer.
//!
//! Source: Caty, "Send Message". The header `Idempotency-Key` (1 to 255 visible ASCII characters, optional) is ours:
//! requests with the same key and text in the same session get the same answer.

use serde::{Deserialize, Serialize};

use super::always::Always;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::MessageRequest))]
pub struct MessageRequest {
    /// Id of the session.
    pub session_id: String,
    /// The visitor's message: 1 to 4,000 characters, not only white space.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 4000, pattern = "[^\\s\\x85]"))]
    pub message: String,
    /// Information about the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<MessageContext>,
}

/// Information about the page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::MessageContext))]
pub struct MessageContext {
    /// The page the visitor is on, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
}

/// The reply.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::MessageReply))]
pub struct MessageReply {
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<true>,
    /// The answer.
    pub response: Answer,
    /// Analysis of the visitor's message.
    pub metadata: Metadata,
}

/// An answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Answer))]
pub struct Answer {
    /// The answer, in Markdown.
    pub content: String,
    /// Suggested next steps for the visitor; empty when there are none.
    pub suggested_actions: Vec<SuggestedAction>,
}

/// A suggested next step for the visitor.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::SuggestedAction))]
pub struct SuggestedAction {
    /// The button's label.
    pub label: String,
    /// The button's action.
    #[serde(flatten)]
    pub action: Action,
}

/// Action of a button.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Action))]
pub enum Action {
    /// Opens a page.
    Link {
        /// An `http`, `https`, `mailto` or `tel` address, a path on the same site (begins with `/`) or a part of the
        /// page (`#`).
        url: String,
    },
    /// Asks for a person to take over.
    Handoff,
    /// Sends the label as the visitor's next message.
    Message,
    /// Closes the suggestions.
    Dismiss,
}

/// Analysis of the visitor's message.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Metadata))]
pub struct Metadata {
    /// The visitor's intent.
    pub intent: Intent,
    /// Confidence in the intent, 0 to 1.
    pub confidence: f64,
    /// Lead score, 0 to 100.
    pub lead_score: u8,
}

/// A visitor's intent. The vendor's page names `pricing_inquiry`; the others are ours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Intent))]
pub enum Intent {
    /// A question about prices.
    PricingInquiry,
    /// A request to see or try the product.
    DemoRequest,
    /// A request for a person.
    HumanRequest,
    /// A complaint.
    Complaint,
    /// A return or a refund.
    ReturnsRefund,
    /// A question about the status of an order.
    OrderStatus,
    /// Help with sign-in, password or profile.
    AccountHelp,
    /// A problem, or a question about how something works.
    SupportRequest,
    /// Only a greeting.
    Greeting,
    /// Anything else.
    GeneralInquiry,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::caty::golden;

    #[test]
    fn the_request_of_the_page() {
        let body = concat!(
            r#"{"session_id":"sess_xxx","message":"What are your pricing plans?","#,
            r#""context":{"page_url":"https://example.com/pricing"}}"#,
        );
        let request = MessageRequest {
            session_id: "sess_xxx".into(),
            message: "What are your pricing plans?".into(),
            context: Some(MessageContext { page_url: Some("https://example.com/pricing".into()) }),
        };
        golden(body, &request);
        golden(
            r#"{"session_id":"sess_xxx","message":"Hi"}"#,
            &MessageRequest { message: "Hi".into(), context: None, ..request },
        );
    }

    #[test]
    fn the_reply_of_the_page() {
        let body = concat!(
            r#"{"success":true,"response":{"content":"We have three pricing plans...","suggested_actions":["#,
            r#"{"label":"View Pricing","action":"link","url":"/pricing"},{"label":"Talk to Sales","action":"handoff"}]},"#,
            r#""metadata":{"intent":"pricing_inquiry","confidence":0.95,"lead_score":65}}"#,
        );
        let pricing = Action::Link { url: "/pricing".into() };
        let reply = MessageReply {
            success: Always,
            response: Answer {
                content: "We have three pricing plans...".into(),
                suggested_actions: vec![
                    SuggestedAction { label: "View Pricing".into(), action: pricing },
                    SuggestedAction { label: "Talk to Sales".into(), action: Action::Handoff },
                ],
            },
            metadata: Metadata { intent: Intent::PricingInquiry, confidence: 0.95, lead_score: 65 },
        };
        golden(body, &reply);
    }

    #[test]
    fn nothing_to_suggest_is_an_empty_list() {
        golden(
            r#"{"content":"Yes.","suggested_actions":[]}"#,
            &Answer { content: "Yes.".into(), suggested_actions: Vec::new() },
        );
    }
}
