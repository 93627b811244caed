//! Whose accounts a call is counted in.

use parlor_shared::ids::{ConversationId, TeamId, WidgetId};

use crate::core::{conversation::Conversation, security::address_key::AddressKey, widget::Widget};

/// The source of a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RequestSource {
    /// Somebody at this address.
    Address(AddressKey),
    /// The team itself: a program with one of its secrets, which speaks for many visitors, or the server for the team.
    Team,
}

/// Whose accounts a call is counted in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spender {
    /// The source of the call.
    pub source: RequestSource,
    /// The conversation it belongs to, if it belongs to one.
    pub conversation: Option<ConversationId>,
    /// The widget, if it belongs to one.
    pub widget: Option<WidgetId>,
    /// The team.
    pub team: TeamId,
}

impl Spender {
    /// Somebody in a conversation of this widget.
    pub fn new(source: RequestSource, widget: &Widget, conversation: &Conversation) -> Self {
        Self {
            source,
            conversation: Some(conversation.id.clone()),
            widget: Some(widget.id.clone()),
            team: widget.team_id.clone(),
        }
    }

    /// The server, for the team whose widget it is.
    pub fn of_widget(widget: &Widget) -> Self {
        Self {
            source: RequestSource::Team,
            conversation: None,
            widget: Some(widget.id.clone()),
            team: widget.team_id.clone(),
        }
    }

    /// The team itself, about no widget of its own.
    pub const fn of_team(team: TeamId) -> Self {
        Self { source: RequestSource::Team, conversation: None, widget: None, team }
    }
}
