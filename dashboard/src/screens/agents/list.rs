//! The team's agents.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, components::A, hooks::use_navigate};
use serde_json::json;

use crate::{
    api::agents::{self, AgentItem},
    hooks::{load, submission},
    i18n::{date, t},
    kit::{Button, Dialog, Empty, Field, Look, Page, Problem, Shape, loaded},
    session::OwnerSession,
};

/// The text of a kind.
pub(super) fn kind(agent: &AgentItem) -> &'static str {
    match agent.kind() {
        "knowledge" => t("agents.kind.knowledge"),
        "llm" => t("agents.kind.llm"),
        "webhook" => t("agents.kind.webhook"),
        _ => t("agents.kind.other"),
    }
}

/// The list.
#[component]
pub(crate) fn Agents() -> impl IntoView {
    let all = load(agents::list);
    let open = RwSignal::new(false);
    let can = OwnerSession::of_screen().is_editor();
    let add = move || {
        can.then(|| view! {
            <Button text=t("agents.new").to_owned() look=Look::Primary icon=Shape::Plus on_press=move |()| open.set(true)/>
        })
    };
    let row = |agent: AgentItem| {
        let (model, of_kind) = (agent.text("model"), kind(&agent));
        let AgentItem { id, name, created_at, .. } = agent;
        view! {
            <tr>
                <th scope="row"><A href=crate::api::screen(&format!("/agents/{id}")) attr:class="row-link">{name}</A></th>
                <td>{of_kind}</td>
                <td class="optional">{if model.is_empty() { "–".to_owned() } else { model }}</td>
                <td class="optional muted">{date(&created_at)}</td>
            </tr>
        }
    };
    let table = move |list: Vec<AgentItem>| {
        if list.is_empty() {
            return view! {
                <div class="card"><Empty shape=Shape::Spark title=t("agents.none.title") text=t("agents.none.text")>{add()}</Empty></div>
            }.into_any();
        }
        view! {
            <div class="card table-card">
                <table class="table">
                    <thead><tr>
                        <th scope="col">{t("agents.name")}</th><th scope="col">{t("agents.kind")}</th>
                        <th scope="col" class="optional">{t("agents.model")}</th><th scope="col" class="optional">{t("created")}</th>
                    </tr></thead>
                    <tbody>{list.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }.into_any()
    };
    view! {
        <Page title=t("nav.agents").to_owned() lead=t("agents.lead") actions=add>
            {loaded(all, 5, table)}
            <Dialog title=t("agents.new").to_owned() open=open><NewAgent/></Dialog>
        </Page>
    }
}

/// A new agent answers from documents; a model can be connected afterwards.
#[component]
fn NewAgent() -> impl IntoView {
    let name = RwSignal::new(String::new());
    let submit = submission();
    let navigate = use_navigate();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let navigate = navigate.clone();
        let made = agents::create(name.get_untracked(), json!({"kind": "knowledge"}));
        submit.run(made, move |agent| navigate(&format!("/agents/{}", agent.id), NavigateOptions::default()));
    };
    view! {
        <form on:submit=send>
            <Field label=t("agents.name") value=name hint=t("agents.new.hint") problem=submit.problem_of("name") autocomplete="off"/>
            <Problem text=submit.other_problem(&["name"])/>
            <div class="dialog-actions">
                <Button text=t("create").to_owned() look=Look::Primary submits=true busy=submit.is_busy/>
            </div>
        </form>
    }
}
