//! `POST /v1/widget/init`: opens a conversation, or resumes the visitor's last one.
//!
//! Source: Glozr, "Endpoints", `POST /v1/widget/init`. No token; the request's `Origin` must be on the widget's list.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{attachment::AttachmentRules, message::Message};
use crate::{
    config::{ProactiveRule, WidgetConfig},
    content::Node,
    ids::{AgentId, ConversationId, VisitorId},
};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitRequest {
    /// The widget's id or its `wk_` key.
    #[cfg_attr(feature = "openapi", schema(min_length = 1))]
    pub agent_id: String,
    /// The page the visitor is on, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub page_url: Option<String>,
    /// Title of the page, at most 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 300))]
    pub page_title: Option<String>,
    /// Address of the page the visitor came from, at most 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2048))]
    pub referrer: Option<String>,
    /// The page's language, else the browser's, as a BCP 47 tag; for an unknown one the widget's language is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 35, pattern = "^[A-Za-z0-9-]+$"))]
    pub locale: Option<String>,
    /// The language the page chose for the chat (BCP 47): it overrides the widget's languages. (ours)
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 35, pattern = "^[A-Za-z0-9-]+$"))]
    pub language: Option<String>,
    /// The `anonymous_id` of an earlier reply. An unknown value starts a new visitor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 128))]
    pub anon_id: Option<String>,
    /// The visitor's identity, confirmed by the owner's server: a JWT (HS256) signed with the widget's identity secret,
    /// with the claims `sub`, `aud` (the widget's id), `exp` (at most 24 hours ahead) and optionally `name` and
    /// `email`. The same `sub` is the same visitor on every device; `anon_id` is then ignored. An invalid token is
    /// refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Begin a new conversation even if one could be resumed.
    #[serde(default)]
    pub fresh: bool,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InitReply<N = Vec<Node>> {
    /// Id of the conversation; the token is valid for this one only.
    pub conversation_id: ConversationId,
    /// The visitor's public id.
    pub visitor_id: VisitorId,
    /// The visitor's secret (128 bits, hex). A client that sends it back as `anon_id` is this visitor. Empty for a
    /// visitor with an `identity`: only another identity token brings them back.
    pub anonymous_id: String,
    /// Bearer token: HS256, 60 minutes, for this conversation only.
    pub jwt: String,
    /// Time at which the token expires, RFC 3339 with milliseconds, UTC.
    pub expires_at: String,
    /// Time until the conversation ends if no further message is sent, in seconds.
    #[serde(default)]
    pub session_seconds_left: u64,
    /// The agent that answers.
    pub agent: AgentInfo,
    /// Branding to show in the chat.
    pub branding: Branding,
    /// Rules for speaking first; empty when there are none.
    #[serde(default)]
    pub behavior_rules: Vec<ProactiveRule>,
    /// True if the visitor has left a lead, in this conversation or an earlier one.
    pub lead_captured: bool,
    /// The last messages, at most 30, oldest first.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Message>))]
    pub messages: Vec<Message<N>>,
    /// The agent's first words, parsed from `config.initial`; empty if the owner wrote none. They are not a message:
    /// show them before the oldest one. They cannot be rated, and the agent does not see them. Also empty with
    /// `config.start_first`: they are then the conversation's first message.
    #[serde(default)]
    pub greeting: Vec<Node>,
    /// Limits on files; absent if visitors may not attach files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attachments: Option<AttachmentRules>,
    /// The widget's configuration.
    pub config: WidgetConfig,
    /// The language in use (BCP 47), with the visitor's region if known: for dates and numbers. (ours)
    #[serde(default)]
    pub language: String,
    /// The widget's texts in the language in use, by key.
    pub strings: BTreeMap<String, String>,
}

/// The agent, as shown to visitors.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentInfo {
    /// Id of the agent.
    pub id: AgentId,
    /// Name of the agent.
    pub name: String,
    /// `light`, `dark` or `auto`, as in [`WidgetConfig::theme`].
    pub theme: String,
    /// Suggestions for the first message.
    pub starter_prompts: Vec<String>,
    /// The agent's language if the visitor's is not known (BCP 47).
    pub language_default: String,
    /// True if the visitor must leave a lead first: the client asks for it before it sends the first message.
    pub require_lead_before_chat: bool,
    /// Names of the fields to ask for.
    pub lead_form_fields: Vec<String>,
}

/// Branding to show in the chat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Branding {
    /// Show "Powered by Parlor".
    pub powered_by: bool,
}
