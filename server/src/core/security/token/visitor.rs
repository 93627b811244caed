//! Visitors' tokens, audience `widget`.

use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, VisitorId, WidgetId};
use serde::{Deserialize, Serialize};

use super::keys::Timed;
use crate::core::{conversation::Conversation, widget::Widget};

/// Lifetime of a visitor's token, in seconds.
pub const LIFETIME: i64 = 3600;

/// The claims of a visitor's token.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    iat: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    exp: i64,
    /// The widget, which the vendor's API calls the agent.
    #[serde(alias = "wid")]
    pub agent_id: WidgetId,
    /// The visitor.
    #[serde(alias = "sub")]
    pub visitor_id: VisitorId,
    /// The conversation.
    #[serde(alias = "conv")]
    pub conversation_id: ConversationId,
    /// The widget's generation when the token was made.
    #[serde(default, rename = "gen")]
    pub generation: u32,
}

impl Claims {
    /// Claims from `now` on.
    pub(super) fn new(issuer: &str, pass: &Pass, now: Timestamp) -> Self {
        let iat = now.as_second();
        let Pass { widget_id, generation, visitor_id, conversation_id } = pass.clone();
        Self {
            iss: issuer.to_owned(),
            aud: Self::AUDIENCE.to_owned(),
            iat,
            nbf: None,
            exp: iat + LIFETIME,
            agent_id: widget_id,
            visitor_id,
            conversation_id,
            generation,
        }
    }
}

impl Timed for Claims {
    const AUDIENCE: &'static str = "widget";
    const LIFETIME: i64 = LIFETIME;

    fn times(&self) -> (i64, Option<i64>, i64) {
        (self.iat, self.nbf, self.exp)
    }
}

/// Whom a visitor's token lets in, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    /// The widget.
    pub widget_id: WidgetId,
    /// Its generation.
    pub generation: u32,
    /// The visitor.
    pub visitor_id: VisitorId,
    /// The conversation.
    pub conversation_id: ConversationId,
}

impl Pass {
    /// For a conversation of this widget.
    pub fn new(widget: &Widget, conversation: &Conversation) -> Self {
        Self {
            widget_id: widget.id.clone(),
            generation: widget.generation,
            visitor_id: conversation.visitor_id.clone(),
            conversation_id: conversation.id.clone(),
        }
    }
}
