//! The head of a screen, and ids.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use leptos::{html, prelude::*};
use leptos_router::components::A;

use super::icon::{Icon, Shape};
use crate::api::screen;

/// An id that no other element has.
pub(super) fn unique(prefix: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    format!("{prefix}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// No screen was shown yet: at the first one the focus is where the browser has it.
static IS_FIRST: AtomicBool = AtomicBool::new(true);

/// A screen: its title, what can be done with it, its content.
#[component]
pub(crate) fn Page(
    /// The title; also of the browser's tab.
    #[prop(into)]
    title: Signal<String>,
    /// The list it belongs to: path and text of the link above the title.
    #[prop(optional)]
    back: Option<(&'static str, &'static str)>,
    /// A sentence below the title.
    #[prop(optional, into)]
    lead: Option<String>,
    /// Buttons at the end of the line.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The content.
    children: Children,
) -> impl IntoView {
    Effect::new(move |_| document().set_title(&format!("{} · Parlor", title.get())));
    let heading: NodeRef<html::H1> = NodeRef::new();
    // Screen readers go on at the focus: after a change of the screen they say which one it is.
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| !IS_FIRST.swap(false, Ordering::Relaxed)) {
            let _ = heading.focus();
        }
    });
    view! {
        <div class="page">
            <header class="page-head">
                <div class="page-title">
                    {back.map(|(path, text)| view! {
                        <A href=screen(path) attr:class="back"><Icon shape=Shape::Back/><span>{text}</span></A>
                    })}
                    <h1 tabindex="-1" node_ref=heading>{move || title.get()}</h1>
                    {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
                </div>
                {actions.map(|actions| view! { <div class="actions">{move || actions.run()}</div> })}
            </header>
            {children()}
        </div>
    }
}

/// The fault of a form as a whole; read aloud when it appears.
#[component]
pub(crate) fn Problem(
    /// The text; nothing is shown without.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! { <p class="problem" role="alert" hidden=move || text.get().is_none()>{move || text.get()}</p> }
}
