//! Tabs: arrow keys move, as the ARIA practices say.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A row of tabs. The panel below is the caller's.
#[component]
pub(crate) fn Tabs(
    /// The name of the choice.
    #[prop(into)]
    label: String,
    /// Value and text of each.
    tabs: Vec<(&'static str, &'static str)>,
    /// The one that is chosen.
    chosen: RwSignal<&'static str>,
) -> impl IntoView {
    let values: Vec<&'static str> = tabs.iter().map(|(value, _)| *value).collect();
    let keys = move |event: web_sys::KeyboardEvent| {
        let at = values.iter().position(|value| *value == chosen.get_untracked()).unwrap_or(0);
        let last = values.len() - 1;
        let next = match event.key().as_str() {
            "ArrowRight" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        chosen.set(values[next]);
        focus(&event, next);
    };
    let tab = move |(value, text): (&'static str, &'static str)| {
        let is_chosen = move || chosen.get() == value;
        view! {
            <button type="button" role="tab" class="tab" aria-selected=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" } on:click=move |_| chosen.set(value)>{text}</button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=keys>{tabs.into_iter().map(tab).collect_view()}</div>
    }
}

/// Moves the focus to a tab.
fn focus(event: &web_sys::KeyboardEvent, at: usize) {
    let list = event.current_target().and_then(|list| list.dyn_into::<web_sys::Element>().ok());
    let tab = list.and_then(|list| list.children().item(u32::try_from(at).ok()?));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = tab.focus();
    }
}
