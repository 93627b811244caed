//! Settings: looks of the dashboard, and the team's API secrets.

mod looks;
mod secrets;

use leptos::prelude::*;

use looks::Looks;
use secrets::Secrets;

use crate::{i18n::t, kit::Page, session::OwnerSession};

/// The screen.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let is_owner = OwnerSession::of_screen().is_owner();
    view! {
        <Page title=t("nav.settings").to_owned()>
            <Looks/>
            {is_owner.then(|| view! { <Secrets/> })}
        </Page>
    }
}
