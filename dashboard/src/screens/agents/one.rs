//! One agent.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{ask::Ask, end::End, knowledge::Knowledge, specification::Specification, test::Test};
use crate::{
    api::agents,
    hooks::load,
    i18n::t,
    kit::{Page, Panel, Tabs, loaded},
    session::OwnerSession,
};

/// The name of the tabs.
const NAME: &str = "agent";

/// The screen.
#[component]
pub(crate) fn Agent() -> impl IntoView {
    let params = use_params_map();
    let agent = load(move || agents::get(params.get().get("id").unwrap_or_default()));
    let saved = RwSignal::new(None::<agents::AgentItem>);
    let now = Signal::derive(move || saved.get().or_else(|| agent.value()));
    let title = Signal::derive(move || now.get().map_or_else(|| t("nav.agents").to_owned(), |agent| agent.name));
    let part = RwSignal::new("knowledge");
    let can = OwnerSession::of_screen().is_editor();
    let mut tabs = vec![("knowledge", t("agents.tab.knowledge")), ("settings", t("agents.tab.settings"))];
    if can {
        tabs.insert(1, ("ask", t("agents.tab.ask")));
    }
    let content = move |agent: agents::AgentItem| {
        saved.set(None);
        let id = agent.id.clone();
        let [of_knowledge, of_ask, of_test, of_end] = std::array::from_fn(|_| id.clone());
        let can_be_tested =
            Memo::new(move |_| can && now.with(|now| now.as_ref().is_some_and(|it| it.kind() != "knowledge")));
        view! {
            <Panel name=NAME value="knowledge" chosen=part><Knowledge agent=of_knowledge/></Panel>
            {can.then(|| view! { <Panel name=NAME value="ask" chosen=part><Ask agent=of_ask/></Panel> })}
            <Panel name=NAME value="settings" chosen=part>
                <Specification agent=agent saved=saved/>
                {move || can_be_tested.get().then(|| view! { <Test agent=of_test.clone()/> })}
                <End name=title id=of_end/>
            </Panel>
        }
    };
    view! {
        <Page title=title back=("/agents", t("nav.agents"))>
            <Tabs label=t("agents.tabs") name=NAME tabs=tabs chosen=part/>
            {loaded(agent, 6, content)}
        </Page>
    }
}
