//! Who one talks to, and the ways out.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::icon::{self, icon};
use crate::{
    chat::{Act, Phase},
    driver::App,
};

/// The bar at the top.
#[component]
pub(super) fn Header(app: App) -> impl IntoView {
    let asking = RwSignal::new(false);
    let title = move || app.about.with(|about| about.config.title.clone());
    let initial = move || title().chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect::<String>());
    let can_restart = Memo::new(move |_| app.summary.with(|now| !now.empty && now.phase == Phase::Ready));
    view! { class = "p",
        <header class="header">
            <span class="avatar" aria-hidden="true">{initial}</span>
            <div class="who">
                <h2 class="title" id="title" dir="auto">{title}</h2>
                <Status app=app />
            </div>
            {move || can_restart.get().then(|| view! { class = "p",
                <button type="button" class="tool" on:click=move |_| asking.set(true)
                    aria-label=move || app.texts.get("new_conversation")
                    title=move || app.texts.get("new_conversation")>
                    {icon(icon::NEW)}
                </button>
            })}
            <button type="button" class="tool" on:click=move |_| app.tell("close", &JsValue::NULL)
                aria-label=move || app.texts.get("close") title=move || app.texts.get("close")>
                {icon(icon::CLOSE)}
            </button>
        </header>
        {move || asking.get().then(|| view! { <Question app=app asking=asking /> })}
    }
}

/// One line below the title, in words and with a dot.
#[component]
fn Status(app: App) -> impl IntoView {
    let key = Memo::new(move |_| {
        app.summary.with(|now| match now.phase {
            _ if now.offline => "status_offline",
            Phase::Ready if now.reconnecting => "status_reconnecting",
            Phase::Ready => "status_online",
            Phase::Refused(_) => "status_offline_server",
            Phase::Idle | Phase::Opening => "status_connecting",
        })
    });
    view! { class = "p",
        <p class="status" class:online=move || key.get() == "status_online">{move || app.texts.get(key.get())}</p>
    }
}

/// A new conversation closes this one: asks first.
#[component]
fn Question(app: App, asking: RwSignal<bool>) -> impl IntoView {
    let restart = move |_| {
        asking.set(false);
        app.act(Act::Restart);
    };
    view! { class = "p",
        <div class="question" role="alertdialog" aria-labelledby="question">
            <p id="question">{move || app.texts.get("new_conversation_question")}</p>
            <div class="choices">
                <button type="button" class="button primary" on:click=restart>
                    {move || app.texts.get("new_conversation_yes")}
                </button>
                <button type="button" class="button" on:click=move |_| asking.set(false)>
                    {move || app.texts.get("cancel")}
                </button>
            </div>
        </div>
    }
}
