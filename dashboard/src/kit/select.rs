//! A labelled choice of one of several.

use leptos::prelude::*;

use super::page::unique;

/// A choice of one.
#[component]
pub(crate) fn Select(
    /// The name of the choice.
    #[prop(into)]
    label: String,
    /// The choices: value and text.
    #[prop(into)]
    choices: Signal<Vec<(String, String)>>,
    /// The value that is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// Called with another value.
    #[prop(into)]
    on_choose: Callback<String>,
    /// The label is only for screen readers.
    #[prop(optional)]
    label_hidden: bool,
    /// It cannot be changed.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = unique("select");
    let option = move |(name, text): (String, String)| {
        let own = name.clone();
        view! { <option value=name selected=move || value.get() == own>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=id.clone() class=if label_hidden { "visually-hidden" } else { "label" }>{label}</label>
            <select id=id class="input select" disabled=move || disabled.get() prop:value=move || value.get()
                on:change=move |event| on_choose.run(event_target_value(&event))>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}
