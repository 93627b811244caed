//! The signed-in account, and the team it acts for.

use leptos::prelude::*;
use parlor_shared::owner::{Me, MyTeam, TeamRole};

use crate::{api, hooks};

/// The signed-in account and the team of everything shown.
#[derive(Clone, Copy)]
pub(crate) struct OwnerSession {
    /// The account.
    pub(crate) me: StoredValue<Me>,
    /// The team.
    pub(crate) team: StoredValue<MyTeam>,
}

impl OwnerSession {
    /// For the team chosen last in this browser, else the oldest; `None` for somebody without a team.
    pub(crate) fn new(me: Me) -> Option<Self> {
        let chosen = hooks::read("team");
        let team =
            me.teams.iter().find(|team| Some(team.id.as_str()) == chosen.as_deref()).or(me.teams.first())?.clone();
        api::account::act_for(&team);
        Some(Self { me: StoredValue::new(me), team: StoredValue::new(team) })
    }

    /// The session of whoever looks at this screen.
    pub(crate) fn of_screen() -> Self {
        expect_context()
    }

    /// May change agents and widgets.
    pub(crate) fn is_editor(self) -> bool {
        self.team.with_value(|team| team.role != TeamRole::Viewer)
    }

    /// May change members and secrets.
    pub(crate) fn is_owner(self) -> bool {
        self.team.with_value(|team| team.role == TeamRole::Owner)
    }
}
