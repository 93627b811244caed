//! Where the visitor writes.

use leptos::{html, prelude::*};
use web_sys::{KeyboardEvent, SubmitEvent};

use super::icon::{self, icon};
use crate::{chat::Act, driver::App};

/// The server's limit, in characters.
const MOST: usize = 4_000;
/// From here on the visitor is told how many are left.
const TELL_FROM: usize = 3_600;

/// A text field that grows, and a button that sends or stops.
#[component]
pub(super) fn Composer(app: App) -> impl IntoView {
    let field: NodeRef<html::Textarea> = NodeRef::new();
    let draft = RwSignal::new(String::new());
    let length = Memo::new(move |_| draft.with(|text| text.trim().chars().count()));
    let busy = Memo::new(move |_| app.summary.with(|now| now.busy));
    let ready = Memo::new(move |_| (1..=MOST).contains(&length.get()));
    let over = Memo::new(move |_| length.get() > MOST);
    let send = move || {
        if !ready.get_untracked() || busy.get_untracked() {
            return;
        }
        app.say(draft.get_untracked());
        draft.set(String::new());
    };
    let on_key = move |event: KeyboardEvent| {
        // While a word is being composed, Enter belongs to the input method.
        if event.key() == "Enter" && !event.shift_key() && !event.is_composing() && event.key_code() != 229 {
            event.prevent_default();
            send();
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    Effect::new(move || {
        if app.open.get()
            && let Some(field) = field.get()
        {
            let _ = field.focus();
        }
    });
    let placeholder = move || {
        let own = app.about.with(|about| about.config.placeholder.clone());
        if own.is_empty() { app.texts.get("placeholder") } else { own }
    };
    view! { class = "p",
        <form class="composer" on:submit=on_submit>
            <div class="field" data-text=move || draft.get()>
                <textarea node_ref=field rows="1" dir="auto" enterkeyhint="send" prop:value=move || draft.get()
                    placeholder=placeholder aria-label=move || app.texts.get("message") aria-describedby="limit"
                    on:input=move |event| draft.set(event_target_value(&event)) on:keydown=on_key></textarea>
            </div>
            {move || if busy.get() { stop(app).into_any() } else { send_button(app, ready).into_any() }}
            <p class="limit" id="limit" class:over=move || over.get()>{move || limit(app, length.get())}</p>
        </form>
    }
}

fn send_button(app: App, ready: Memo<bool>) -> impl IntoView {
    view! { class = "p",
        <button type="submit" class="send" aria-disabled=move || if ready.get() { "false" } else { "true" }
            aria-label=move || app.texts.get("send") title=move || app.texts.get("send")>
            {icon(icon::SEND)}
        </button>
    }
}

fn stop(app: App) -> impl IntoView {
    view! { class = "p",
        <button type="button" class="send stop" on:click=move |_| app.act(Act::Stop)
            disabled=move || app.summary.with(|now| now.stopping)
            aria-label=move || app.texts.get("stop") title=move || app.texts.get("stop")>
            <span class="square"></span>
        </button>
    }
}

fn limit(app: App, length: usize) -> String {
    match length {
        ..TELL_FROM => String::new(),
        ..=MOST => app.texts.fill("characters_left", "count", &(MOST - length).to_string()),
        _ => app.texts.fill("characters_over", "count", &(length - MOST).to_string()),
    }
}
