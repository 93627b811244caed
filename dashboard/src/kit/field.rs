//! A labelled text field that says what is wrong where it is wrong.

use leptos::prelude::*;

use super::page::unique;

/// Kind of a text field.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A password.
    Password,
    /// Words to search for.
    Search,
    /// Several lines.
    Lines,
}

impl FieldKind {
    const fn input_type(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Password => "password",
            Self::Search => "search",
            Self::Text | Self::Lines => "text",
        }
    }
}

/// A text field.
#[component]
pub(crate) fn Field(
    /// The name of the field.
    #[prop(into)]
    label: String,
    /// The text as it is typed. It stays when the server refuses it.
    value: RwSignal<String>,
    /// Kind of the field.
    #[prop(optional)]
    kind: FieldKind,
    /// A sentence below it.
    #[prop(optional, into)]
    hint: Option<String>,
    /// The fault; read aloud when it appears.
    #[prop(optional, into)]
    problem: Signal<Option<String>>,
    /// Shown while it is empty.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// The browser's `autocomplete`.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// The label is only for screen readers.
    #[prop(optional)]
    label_hidden: bool,
    /// Rows of a field of several lines.
    #[prop(default = 4)]
    rows: u32,
) -> impl IntoView {
    let id = unique("field");
    let (hint_id, problem_id) = (format!("{id}-hint"), format!("{id}-problem"));
    let described = described_by(hint.is_some().then(|| hint_id.clone()), problem_id.clone(), problem);
    let invalid = move || problem.with(Option::is_some).then_some("true");
    let input = if kind == FieldKind::Lines {
        view! {
            <textarea id=id.clone() class="input" rows=rows.to_string() placeholder=placeholder aria-invalid=invalid
                aria-describedby=described prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))></textarea>
        }
        .into_any()
    } else {
        view! {
            <input id=id.clone() class="input" type=kind.input_type() placeholder=placeholder autocomplete=autocomplete
                aria-invalid=invalid aria-describedby=described prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))/>
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id.clone() class=if label_hidden { "visually-hidden" } else { "label" }>{label}</label>
            {input}
            <p id=problem_id class="field-problem" role="alert" hidden=move || problem.get().is_none()>{move || problem.get()}</p>
            {hint.map(|hint| view! { <p id=hint_id class="hint">{hint}</p> })}
        </div>
    }
}

/// The id of what describes a field: its fault while there is one, else its hint.
fn described_by(hint: Option<String>, fault: String, problem: Signal<Option<String>>) -> impl Fn() -> Option<String> {
    move || if problem.get().is_some() { Some(fault.clone()) } else { hint.clone() }
}
