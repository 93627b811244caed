//! One widget: what to paste, who answers, where it may be, its keys, its end.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

use super::{embed::Embed, keys::Keys, preview::Preview};
use crate::{
    api::{
        Failure, agents,
        widgets::{self, WidgetChange, WidgetItem},
    },
    hooks::{load, submission},
    i18n::{fill, t},
    kit::{Button, Confirm, Field, FieldKind, Look, Page, Problem, Select, Shape, loaded, toast},
    session::OwnerSession,
};

/// The screen.
#[component]
pub(crate) fn Widget() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.get().get("id").unwrap_or_default();
    let widget = load(move || one(id()));
    let keys = load(move || widgets::keys(id()));
    let replaced = RwSignal::new(0);
    let renamed = RwSignal::new(None::<String>);
    let title = Signal::derive(move || {
        let name = renamed.get().or_else(|| widget.value().map(|widget| widget.name));
        name.unwrap_or_else(|| t("nav.widgets").to_owned())
    });
    let content = move |widget: WidgetItem| {
        renamed.set(None);
        view! {
            <Embed id=widget.id.clone() replaced=replaced/>
            <Preview keys=keys/>
            <Options widget=widget.clone() renamed=renamed/>
            <Keys id=widget.id.clone() keys=keys replaced=replaced/>
            <End name=title id=widget.id/>
        }
    };
    view! {
        <Page title=title back=("/widgets", t("nav.widgets"))>
            {loaded(widget, 6, content)}
        </Page>
    }
}

/// The API lists widgets; there is no route for one.
async fn one(id: String) -> Result<WidgetItem, Failure> {
    let gone = Failure::Refused { status: 404, reason: String::new(), field: None };
    widgets::list().await?.into_iter().find(|widget| widget.id == id).ok_or(gone)
}

/// Name, agent, pages, state.
#[component]
fn Options(widget: WidgetItem, renamed: RwSignal<Option<String>>) -> impl IntoView {
    let answering = load(agents::list);
    let name = RwSignal::new(widget.name.clone());
    let agent = RwSignal::new(widget.workflow_id.clone().unwrap_or_default());
    let choices = Signal::derive(move || {
        let known = answering.value().unwrap_or_default().into_iter().map(|agent| (agent.id, agent.name));
        let mut choices: Vec<_> = known.collect();
        let chosen = agent.get();
        if answering.value().is_some() && choices.iter().all(|(id, _)| *id != chosen) {
            // The browser would show the first one instead.
            choices.insert(0, (chosen, t("widgets.no_agent").to_owned()));
        }
        choices
    });
    let domains = RwSignal::new(widget.allowed_domains.join("\n"));
    let active = RwSignal::new(widget.active);
    let submit = submission();
    let can = OwnerSession::of_screen().is_editor();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let lines = domains.get_untracked();
        let change = WidgetChange {
            name: Some(name.get_untracked()),
            workflow_id: Some(agent.get_untracked()).filter(|id| !id.is_empty()),
            active: Some(active.get_untracked()),
            allowed_domains: Some(lines.split_whitespace().map(str::to_owned).collect()),
        };
        submit.run(widgets::change(widget.id.clone(), change), move |new| {
            renamed.set(Some(new.name));
            toast(t("saved"));
        });
    };
    view! {
        <section class="card card-body">
            <h2>{t("widgets.options")}</h2>
            <form on:submit=send>
                <fieldset class="fields" disabled=!can>
                <div class="columns">
                    <Field label=t("widgets.name") value=name problem=submit.problem_of("name") autocomplete="off"/>
                    <Select label=t("widgets.agent") choices=choices value=agent on_choose=move |id| agent.set(id)/>
                </div>
                <Field label=t("widgets.domains") value=domains kind=FieldKind::Lines rows=3 hint=t("widgets.domains.hint")
                    problem=submit.problem_of("allowedDomains")/>
                <label class="check">
                    <input type="checkbox" prop:checked=move || active.get() on:change=move |event| active.set(event_target_checked(&event))/>
                    <span>{t("widgets.active")}</span>
                </label>
                <Problem text=submit.other_problem(&["name", "allowedDomains"])/>
                {can.then(|| view! { <Button text=t("save").to_owned() look=Look::Primary submits=true busy=submit.is_busy/> })}
                </fieldset>
            </form>
        </section>
    }
}

/// Deletes the widget.
#[component]
fn End(name: Signal<String>, id: String) -> impl IntoView {
    let asked = RwSignal::new(None);
    let submit = submission();
    let navigate = use_navigate();
    let delete = move |()| {
        let navigate = navigate.clone();
        submit.run(widgets::delete(id.clone()), move |()| {
            toast(t("deleted"));
            navigate("/widgets", NavigateOptions::default());
        });
    };
    OwnerSession::of_screen().is_editor().then(|| view! {
        <section class="card card-body end">
            <div><h2>{t("widgets.delete")}</h2><p class="hint">{t("widgets.delete.text")}</p></div>
            <Button text=t("widgets.delete").to_owned() look=Look::Danger icon=Shape::Trash on_press=move |()| asked.set(Some(name.get_untracked()))/>
            <Confirm target=asked title=|name: String| fill("delete.title", &[("name", &name)]) typed=true
                consequence=t("widgets.delete.text") action=t("delete") submit=submit on_confirm=delete/>
        </section>
    })
}
