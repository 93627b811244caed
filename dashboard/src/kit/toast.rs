//! Short messages at the edge that go by themselves; read aloud.

use std::{sync::LazyLock, time::Duration};

use leptos::prelude::*;

/// Long enough to be read.
const SHOWN: Duration = Duration::from_secs(5);

static SHOWING: LazyLock<ArcRwSignal<Vec<(u32, String)>>> = LazyLock::new(|| ArcRwSignal::new(Vec::new()));

/// Shows a message.
pub(crate) fn toast(text: impl Into<String>) {
    let id = SHOWING.with_untracked(|all| all.last().map_or(0, |(id, _)| id + 1));
    SHOWING.update(|all| all.push((id, text.into())));
    set_timeout(move || SHOWING.update(|all| all.retain(|(other, _)| *other != id)), SHOWN);
}

/// The place where messages appear.
#[component]
pub(crate) fn Toasts() -> impl IntoView {
    let showing = SHOWING.clone();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || showing.get().into_iter().map(|(_, text)| view! { <p class="toast">{text}</p> }).collect_view()}
        </div>
    }
}
