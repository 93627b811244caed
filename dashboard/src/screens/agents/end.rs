//! Deletes an agent.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    api::agents,
    hooks::submission,
    i18n::{fill, t},
    kit::{Button, Confirm, Look, Shape, toast},
    session::OwnerSession,
};

/// The button, and the question whose answer is the agent's name.
#[component]
pub(super) fn End(name: Signal<String>, id: String) -> impl IntoView {
    let asked = RwSignal::new(None);
    let submit = submission();
    let navigate = use_navigate();
    let delete = move |()| {
        let navigate = navigate.clone();
        submit.run(agents::delete(id.clone()), move |()| {
            toast(t("deleted"));
            navigate("/agents", NavigateOptions::default());
        });
    };
    OwnerSession::of_screen().is_editor().then(|| view! {
        <section class="card card-body end">
            <div><h2>{t("agents.delete")}</h2><p class="hint">{t("agents.delete.text")}</p></div>
            <Button text=t("agents.delete").to_owned() look=Look::Danger icon=Shape::Trash on_press=move |()| asked.set(Some(name.get_untracked()))/>
            <Confirm target=asked title=|name: String| fill("delete.title", &[("name", &name)]) typed=true
                consequence=t("agents.delete.text") action=t("delete") submit=submit on_confirm=delete/>
        </section>
    })
}
