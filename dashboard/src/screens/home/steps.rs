//! The first steps of a new team; gone once they are done.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    api::{agents, widgets},
    hooks::load,
    i18n::t,
    session::OwnerSession,
};

/// An agent, then a widget; nothing once both are there.
#[component]
pub(super) fn Steps() -> impl IntoView {
    let (agents, widgets) = (load(agents::list), load(widgets::list));
    let can = OwnerSession::of_screen().is_editor();
    move || {
        let (agents, widgets) = (agents.value()?, widgets.value()?);
        if !can || (!agents.is_empty() && !widgets.is_empty()) {
            return None;
        }
        let (path, title, text) = if agents.is_empty() {
            ("/agents", "steps.agent.title", "steps.agent.text")
        } else {
            ("/widgets", "steps.widget.title", "steps.widget.text")
        };
        Some(view! {
            <section class="card card-body end steps">
                <div><h2>{t(title)}</h2><p class="hint">{t(text)}</p></div>
                <A href=crate::api::screen(path) attr:class="button button-primary">{t("steps.go")}</A>
            </section>
        })
    }
}
