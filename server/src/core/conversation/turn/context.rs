//! The context of a turn: the visitor, the agent and what the visitor's client shows.

use parlor_shared::ids::{ConversationId, VisitorId, WidgetId};

use crate::core::{
    conversation::blocks::ClientFeatures,
    owner::agent::AgentProfile,
    security::budget::{RequestSource, Spender},
};

/// The participants of a turn and their conversation.
#[derive(Clone, Debug)]
pub struct TurnContext {
    /// The visitor.
    pub visitor_id: VisitorId,
    /// Their conversation.
    pub conversation_id: ConversationId,
    /// The agent that answers.
    pub agent: AgentProfile,
    /// The language to answer in (BCP 47).
    pub language: String,
    /// Content their client shows besides text.
    pub shows: ClientFeatures,
    /// The visitor's name, if the owner's server supplied it.
    pub name: Option<String>,
    /// The widget their conversation began in.
    pub widget_id: WidgetId,
    /// The origin of their requests.
    pub source: RequestSource,
}

impl TurnContext {
    /// Returns the accounts that pay for their answers.
    pub fn spender(&self) -> Spender {
        Spender {
            source: self.source,
            conversation: Some(self.conversation_id.clone()),
            widget: Some(self.widget_id.clone()),
            team: self.agent.team_id.clone(),
        }
    }
}
