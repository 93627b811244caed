//! What the visitor said.

use leptos::prelude::*;

use crate::{
    chat::{Message, State},
    driver::App,
};

/// A bubble in the brand's colour, and what became of it.
#[component]
pub(super) fn Question(app: App, message: RwSignal<Message>) -> impl IntoView {
    let text = message.with_untracked(|message| message.text.clone());
    let pending = move || message.with(|message| message.state != State::Sent);
    view! { class = "p",
        <div class="row mine" class:pending=pending>
            <span class="hidden">{move || app.texts.get("you_said")}</span>
            <div class="bubble" dir="auto">{text}</div>
            <Fate app=app message=message />
        </div>
    }
}

#[component]
fn Fate(app: App, message: RwSignal<Message>) -> impl IntoView {
    let state = Memo::new(move |_| message.with(|message| message.state));
    let key = message.with_untracked(|message| message.key);
    let waits = Memo::new(move |_| app.summary.with(|now| now.offline));
    move || match state.get() {
        State::Sending => {
            let text = if waits.get() { "waiting_for_network" } else { "sending" };
            view! { class = "p", <p class="fate" class:late=move || !waits.get()>{move || app.texts.get(text)}</p> }.into_any()
        }
        State::Failed(failure) => view! { class = "p",
            <p class="fate failed">
                {move || app.texts.get("not_sent")} " " {move || app.texts.get(failure.problem.text_key())} " "
                <button type="button" class="link" on:click=move |_| app.retry(key)>
                    {move || app.texts.get("try_again")}
                </button>
            </p>
        }
        .into_any(),
        _ => ().into_any(),
    }
}
