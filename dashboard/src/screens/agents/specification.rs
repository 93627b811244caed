//! An agent's way to answer: its name, and for a language model the model and its prompt.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::list::kind;
use crate::{
    api::agents::{self, AgentItem},
    hooks::{Submit, submission},
    i18n::t,
    kit::{Button, Field, FieldKind, Look, Problem, Select, toast},
    session::OwnerSession,
};

/// The fields of a language model in the form.
#[derive(Clone, Copy)]
struct ModelFields {
    provider: RwSignal<String>,
    model: RwSignal<String>,
    base_url: RwSignal<String>,
    api_key: RwSignal<String>,
    prompt: RwSignal<String>,
    uses_knowledge: RwSignal<bool>,
}

impl ModelFields {
    fn of(agent: &AgentItem) -> Self {
        let text = |name: &str| RwSignal::new(agent.text(name));
        Self {
            provider: text("provider"),
            model: text("model"),
            base_url: text("base_url"),
            api_key: text("api_key"),
            prompt: text("system_prompt"),
            uses_knowledge: RwSignal::new(agent.spec["use_knowledge"].as_bool().unwrap_or(true)),
        }
    }

    /// The texts by their names in the specification.
    fn values(self) -> [(&'static str, String); 5] {
        let fields = [
            ("provider", self.provider),
            ("model", self.model),
            ("base_url", self.base_url),
            ("api_key", self.api_key),
            ("system_prompt", self.prompt),
        ];
        fields.map(|(name, value)| (name, value.get_untracked()))
    }
}

/// Fields of the form; a refusal about another is shown below it.
const FIELDS: [&str; 6] =
    ["name", "spec.provider", "spec.model", "spec.base_url", "spec.api_key", "spec.system_prompt"];

/// The form. What it does not show of the specification stays as it is.
#[component]
pub(super) fn Specification(agent: AgentItem, saved: RwSignal<Option<AgentItem>>) -> impl IntoView {
    let name = RwSignal::new(agent.name.clone());
    let chosen = RwSignal::new(agent.kind().to_owned());
    let fields = ModelFields::of(&agent);
    let submit = submission();
    let can = OwnerSession::of_screen().is_editor();
    let is_webhook = !matches!(agent.kind(), "knowledge" | "llm");
    let kind_text = kind(&agent);
    let was = agent.clone();
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let was = saved.get_untracked().unwrap_or_else(|| was.clone());
        let uses_knowledge = fields.uses_knowledge.get_untracked();
        let spec = specification(&was.spec, &chosen.get_untracked(), &fields.values(), uses_knowledge);
        submit.run(agents::change(was.id.clone(), name.get_untracked(), spec), move |new| {
            saved.set(Some(new));
            toast(t("saved"));
        });
    };
    let kinds = ["knowledge", "llm"].map(|value| {
        (value.to_owned(), t(if value == "llm" { "agents.kind.llm" } else { "agents.kind.knowledge" }).to_owned())
    });
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
                {move || (chosen.get() == "llm").then(|| view! { <OfModel fields=fields submit=submit/> })}
                <Problem text=submit.other_problem(&FIELDS)/>
                {can.then(|| view! { <Button text=t("save").to_owned() look=Look::Primary submits=true busy=submit.is_busy/> })}
                </fieldset>
            </form>
        </section>
    }
}

/// The fields of a language model.
#[component]
fn OfModel(fields: ModelFields, submit: Submit) -> impl IntoView {
    let ModelFields { provider, model, base_url, api_key, prompt, uses_knowledge } = fields;
    view! {
        <div class="columns">
            <Field label=t("agents.provider") value=provider hint=t("agents.provider.hint") problem=submit.problem_of("spec.provider")/>
            <Field label=t("agents.model") value=model problem=submit.problem_of("spec.model")/>
        </div>
        <div class="columns">
            <Field label=t("agents.base_url") value=base_url hint=t("agents.base_url.hint") problem=submit.problem_of("spec.base_url")/>
            <Field label=t("agents.api_key") value=api_key hint=t("agents.api_key.hint") problem=submit.problem_of("spec.api_key")/>
        </div>
        <Field label=t("agents.prompt") value=prompt kind=FieldKind::Lines rows=8 hint=t("agents.prompt.hint") problem=submit.problem_of("spec.system_prompt")/>
        <label class="check">
            <input type="checkbox" prop:checked=move || uses_knowledge.get()
                on:change=move |event| uses_knowledge.set(event_target_checked(&event))/>
            <span>{t("agents.use_knowledge")}</span>
        </label>
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
