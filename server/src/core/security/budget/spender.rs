//! Whose accounts a call is counted in.

use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, TeamId, WidgetId};

use super::{
    charge::{Amount, BudgetKey, Charge, Claim, Scope},
    limits::{BudgetLimits, ends_at},
};
use crate::core::{
    conversation::Conversation,
    entropy::hex,
    policy::{credential::Signer, limits::AddressKey},
    widget::Widget,
};

/// Where a call comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// Somebody at this address.
    Address(AddressKey),
    /// The team itself: a program with one of its secrets, which speaks for many visitors, or the server for the team.
    Team,
}

/// Whose accounts a call is counted in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spender {
    /// Where it comes from.
    pub source: Source,
    /// The conversation it belongs to, if it belongs to one.
    pub conversation: Option<ConversationId>,
    /// The widget, if it belongs to one.
    pub widget: Option<WidgetId>,
    /// The team.
    pub team: TeamId,
}

impl Spender {
    /// Somebody in a conversation of this widget.
    pub fn new(source: Source, widget: &Widget, conversation: &Conversation) -> Self {
        Self {
            source,
            conversation: Some(conversation.id.clone()),
            widget: Some(widget.id.clone()),
            team: widget.team_id.clone(),
        }
    }

    /// The server, for the team whose widget it is.
    pub fn of_widget(widget: &Widget) -> Self {
        Self { source: Source::Team, conversation: None, widget: Some(widget.id.clone()), team: widget.team_id.clone() }
    }

    /// The team itself, about no widget of its own.
    pub const fn of_team(team: TeamId) -> Self {
        Self { source: Source::Team, conversation: None, widget: None, team }
    }

    /// What a cost is charged to. `signer` makes pseudonyms: no address is stored.
    pub(super) fn charge(&self, limits: &BudgetLimits, signer: &Signer, cost: Amount, at: Timestamp) -> Charge {
        let address = match self.source {
            Source::Address(key) => Some(hex(&signer.seal(&["budget", &key.to_string()])[..16])),
            Source::Team => None,
        };
        let subjects = [
            (Scope::Conversation, self.conversation.as_ref().map(ToString::to_string)),
            (Scope::Address, address),
            (Scope::Widget, self.widget.as_ref().map(ToString::to_string)),
            (Scope::Team, Some(self.team.to_string())),
        ];
        let claims = subjects.into_iter().filter_map(|(scope, subject)| {
            let account = BudgetKey { scope, subject: subject? };
            Some(Claim { account, most: limits.most(scope), ends_at: ends_at(scope, at) })
        });
        Charge::new(claims.collect(), cost, at)
    }
}
