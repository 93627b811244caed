//! One agent.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{ask::Ask, end::End, knowledge::Knowledge, specification::Specification, test::Test};
use crate::{
    api::agents,
    hooks::load,
    i18n::t,
    kit::{Page, Tabs, loaded},
    session::Session,
};

/// The screen.
#[component]
pub(crate) fn Agent() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let agent = {
        let id = id.clone();
        load(move || agents::get(id.clone()))
    };
    let title = Signal::derive(move || agent.value().map_or_else(|| t("nav.agents").to_owned(), |agent| agent.name));
    let part = RwSignal::new("knowledge");
    let can = Session::of_screen().is_editor();
    let mut tabs = vec![("knowledge", t("agents.tab.knowledge")), ("settings", t("agents.tab.settings"))];
    if can {
        tabs.insert(1, ("ask", t("agents.tab.ask")));
    }
    let content = move |now: agents::Agent| {
        move || match part.get() {
            "ask" => view! { <Ask agent=now.id.clone()/> }.into_any(),
            "settings" => {
                let test = (can && now.kind() != "knowledge").then(|| view! { <Test agent=now.id.clone()/> });
                view! { <Specification agent=now.clone() shown=agent/> {test} <End agent=now.clone()/> }.into_any()
            }
            _ => view! { <Knowledge agent=now.id.clone()/> }.into_any(),
        }
    };
    view! {
        <Page title=title back=("/agents", t("nav.agents"))>
            <Tabs label=t("agents.tabs") tabs=tabs chosen=part/>
            {loaded(agent, 6, content)}
        </Page>
    }
}
