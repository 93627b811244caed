//! A dialog that makes a widget.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::{
    api::{agents::AgentItem, widgets},
    hooks::{Load, submission},
    i18n::t,
    kit::{Button, Dialog, Field, Look, Problem, Select},
};

/// The dialog. A team without an agent is told to make one first.
#[component]
pub(super) fn NewWidget(
    /// It is open.
    open: RwSignal<bool>,
    /// Agents to choose from.
    agents: Load<Vec<AgentItem>>,
) -> impl IntoView {
    view! {
        <Dialog title=t("widgets.new").to_owned() open=open>
            {move || match agents.value() {
                Some(list) if list.is_empty() => view! {
                    <p>{t("widgets.needs_agent")}</p>
                    <div class="dialog-actions"><a class="button button-primary" href=crate::api::screen("/agents")>{t("nav.agents")}</a></div>
                }.into_any(),
                list => view! { <Form agents=list.unwrap_or_default()/> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn Form(agents: Vec<AgentItem>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let agent = RwSignal::new(agents.first().map(|agent| agent.id.clone()).unwrap_or_default());
    let submit = submission();
    let navigate = use_navigate();
    let choices: Vec<_> = agents.into_iter().map(|agent| (agent.id, agent.name)).collect();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        let made = widgets::create(name.get_untracked(), agent.get_untracked());
        submit.run(made, move |widget| {
            navigate(&format!("/widgets/{}", widget.id), leptos_router::NavigateOptions::default());
        });
    };
    view! {
        <form on:submit=send>
            <Field label=t("widgets.name") value=name hint=t("widgets.name.hint") problem=submit.problem_of("name") autocomplete="off"/>
            <Select label=t("widgets.agent") choices=choices value=agent on_choose=move |id| agent.set(id)/>
            <Problem text=submit.other_problem(&["name"])/>
            <div class="dialog-actions">
                <Button text=t("create").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
            </div>
        </form>
    }
}
