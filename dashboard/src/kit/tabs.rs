//! Tabs and their panels: arrow keys move, as the ARIA practices say.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A row of tabs. Below it the caller draws a [`Panel`] for each.
#[component]
pub(crate) fn Tabs(
    /// The name of the choice.
    #[prop(into)]
    label: String,
    /// The beginning of all ids of these tabs and panels.
    name: &'static str,
    /// Value and text of each.
    tabs: Vec<(&'static str, &'static str)>,
    /// The one that is chosen.
    chosen: RwSignal<&'static str>,
) -> impl IntoView {
    let values: Vec<&'static str> = tabs.iter().map(|(value, _)| *value).collect();
    let keys = move |event: web_sys::KeyboardEvent| {
        let at = values.iter().position(|value| *value == chosen.get_untracked()).unwrap_or(0);
        let last = values.len() - 1;
        let next = match (event.key().as_str(), is_right_to_left()) {
            ("ArrowRight", false) | ("ArrowLeft", true) => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            ("ArrowLeft", false) | ("ArrowRight", true) => at.checked_sub(1).unwrap_or(last),
            ("Home", _) => 0,
            ("End", _) => last,
            _ => return,
        };
        event.prevent_default();
        chosen.set(values[next]);
        focus(&event, next);
    };
    let tab = move |(value, text): (&'static str, &'static str)| {
        let is_chosen = move || chosen.get() == value;
        view! {
            <button type="button" role="tab" class="tab" id=tab_id(name, value) aria-controls=panel_id(name, value)
                aria-selected=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" } on:click=move |_| chosen.set(value)>{text}</button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=keys>{tabs.into_iter().map(tab).collect_view()}</div>
    }
}

fn tab_id(name: &str, value: &str) -> String {
    format!("{name}-tab-{value}")
}

fn panel_id(name: &str, value: &str) -> String {
    format!("{name}-panel-{value}")
}

/// The panel of one tab. It stays on the page while another one is shown: what is typed in it stays, too.
#[component]
pub(crate) fn Panel(
    /// The name of the tabs.
    name: &'static str,
    /// The value of its tab.
    value: &'static str,
    /// The tab that is chosen.
    chosen: RwSignal<&'static str>,
    /// The content.
    children: Children,
) -> impl IntoView {
    view! {
        <div role="tabpanel" class="panel" id=panel_id(name, value) aria-labelledby=tab_id(name, value)
            hidden=move || chosen.get() != value>{children()}</div>
    }
}

/// The page is written from right to left.
fn is_right_to_left() -> bool {
    document().document_element().and_then(|root| root.get_attribute("dir")).as_deref() == Some("rtl")
}

/// Moves the focus to a tab.
fn focus(event: &web_sys::KeyboardEvent, at: usize) {
    let list = event.current_target().and_then(|list| list.dyn_into::<web_sys::Element>().ok());
    let tab = list.and_then(|list| list.children().item(u32::try_from(at).ok()?));
    if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = tab.focus();
    }
}
