//! Team: members, roles and invitations.

mod invite;
mod members;
mod roles;

use leptos::prelude::*;

use invite::Invitations;
use members::Members;

use crate::{i18n::t, kit::Page};

/// The screen.
#[component]
pub(crate) fn Team() -> impl IntoView {
    view! { <Page title=t("nav.team").to_owned() lead=t("team.lead")><Members/><Invitations/></Page> }
}
