//! An agent's way to answer: its name, and for a language model the model and its prompt.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::list::kind;
use crate::{
    api::agents::{self, Agent},
    hooks::submission,
    i18n::t,
    kit::{Button, Field, Kind, Look, Problem, Select, toast},
    session::Session,
};

/// Fields of the form; a refusal about another is shown below it.
const FIELDS: [&str; 6] =
    ["name", "spec.provider", "spec.model", "spec.base_url", "spec.api_key", "spec.system_prompt"];

/// The form. What it does not show of the specification stays as it is.
#[component]
pub(super) fn Specification(agent: Agent, saved: RwSignal<Option<Agent>>) -> impl IntoView {
    let name = RwSignal::new(agent.name.clone());
    let chosen = RwSignal::new(agent.kind().to_owned());
    let text = |name: &str| RwSignal::new(agent.text(name));
    let (provider, model, base_url) = (text("provider"), text("model"), text("base_url"));
    let (api_key, prompt) = (text("api_key"), text("system_prompt"));
    let uses = RwSignal::new(agent.spec["use_knowledge"].as_bool().unwrap_or(true));
    let submit = submission();
    let can = Session::of_screen().is_editor();
    let is_webhook = !matches!(agent.kind(), "knowledge" | "llm");
    let kind_text = kind(&agent);
    let was = agent.clone();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let fields = [
            ("provider", provider),
            ("model", model),
            ("base_url", base_url),
            ("api_key", api_key),
            ("system_prompt", prompt),
        ];
        let values = fields.map(|(name, value)| (name, value.get_untracked()));
        let was = saved.get_untracked().unwrap_or_else(|| was.clone());
        let spec = specification(&was.spec, &chosen.get_untracked(), &values, uses.get_untracked());
        submit.run(agents::change(was.id.clone(), name.get_untracked(), spec), move |new| {
            saved.set(Some(new));
            toast(t("saved"));
        });
    };
    let kinds = ["knowledge", "llm"].map(|value| {
        (value.to_owned(), t(if value == "llm" { "agents.kind.llm" } else { "agents.kind.knowledge" }).to_owned())
    });
    let of_model = move || {
        (chosen.get() == "llm").then(|| view! {
        <div class="columns">
            <Field label=t("agents.provider") value=provider hint=t("agents.provider.hint") problem=submit.problem_of("spec.provider")/>
            <Field label=t("agents.model") value=model problem=submit.problem_of("spec.model")/>
        </div>
        <div class="columns">
            <Field label=t("agents.base_url") value=base_url hint=t("agents.base_url.hint") problem=submit.problem_of("spec.base_url")/>
            <Field label=t("agents.api_key") value=api_key hint=t("agents.api_key.hint") problem=submit.problem_of("spec.api_key")/>
        </div>
        <Field label=t("agents.prompt") value=prompt kind=Kind::Lines rows=8 hint=t("agents.prompt.hint") problem=submit.problem_of("spec.system_prompt")/>
        <label class="check">
            <input type="checkbox" prop:checked=move || uses.get() on:change=move |event| uses.set(event_target_checked(&event))/>
            <span>{t("agents.use_knowledge")}</span>
        </label>
    })
    };
    view! {
        <section class="card card-body">
            <h2>{t("agents.tab.settings")}</h2>
            <form on:submit=send>
                <fieldset class="fields" disabled=!can>
                <div class="columns">
                    <Field label=t("agents.name") value=name problem=submit.problem_of("name") autocomplete="off"/>
                    {if is_webhook {
                        view! { <p class="hint">{kind_text}</p> }.into_any()
                    } else {
                        view! { <Select label=t("agents.kind") choices=kinds.to_vec() value=chosen on_choose=move |value| chosen.set(value)/> }.into_any()
                    }}
                </div>
                {of_model}
                <Problem text=submit.other_problem(&FIELDS)/>
                {can.then(|| view! { <Button text=t("save").to_owned() look=Look::Primary submits=true busy=submit.is_busy/> })}
                </fieldset>
            </form>
        </section>
    }
}

/// The specification with the form's values; of the same kind, all else stays.
fn specification(was: &Value, kind: &str, values: &[(&str, String)], uses_knowledge: bool) -> Value {
    let is_same = was["kind"] == kind;
    if kind != "llm" {
        return if is_same { was.clone() } else { json!({"kind": kind}) };
    }
    let mut spec = if is_same { was.clone() } else { json!({"kind": kind}) };
    for (name, value) in values {
        let is_needed = matches!(*name, "provider" | "model" | "system_prompt");
        spec[*name] = if value.trim().is_empty() && !is_needed { Value::Null } else { value.trim().into() };
    }
    spec["use_knowledge"] = uses_knowledge.into();
    if let Some(fields) = spec.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    spec
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_form_does_not_show_stays() {
        let was = json!({"kind": "llm", "provider": "openai", "model": "a", "api_key": "K", "tools": [{"name": "x"}]});
        let values = [("provider", "openai".to_owned()), ("model", "b".to_owned()), ("api_key", String::new())];
        let expected =
            json!({"kind": "llm", "provider": "openai", "model": "b", "tools": [{"name": "x"}], "use_knowledge": true});
        assert_eq!(specification(&was, "llm", &values, true), expected);
        assert_eq!(specification(&was, "knowledge", &values, true), json!({"kind": "knowledge"}));
    }
}
