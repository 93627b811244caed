//! The conversation, and following its end.

mod follow;

use follow::End;
use leptos::{html, prelude::*};

use super::{
    copy_code,
    icon::{self, icon},
    message::Row,
};
use crate::{
    chat::{Act, Phase},
    driver::App,
};

/// The scrolling part.
#[component]
pub(super) fn Transcript(app: App) -> impl IntoView {
    let place: NodeRef<html::Div> = NodeRef::new();
    let log: NodeRef<html::Div> = NodeRef::new();
    let end = End::follow(app, place, log);
    let busy = move || if app.summary.with(|now| now.busy) { "true" } else { "false" };
    view! { class = "p",
        <div class="middle">
            <div node_ref=place class="place" tabindex="0" role="region" on:scroll=move |_| end.scrolled()
                aria-label=move || app.texts.get("conversation") on:click=move |event| copy_code(&event, app.texts)>
                <div node_ref=log class="log">
                    <Earlier app=app />
                    <Opening app=app />
                    <Intro app=app />
                    <div class="rows" role="log" aria-live="off" aria-busy=busy
                        aria-label=move || app.texts.get("conversation")>
                        <For each=move || app.rows.get() key=|key| *key children=move |key| view! { <Row app=app row=key /> } />
                    </div>
                    <Starters app=app />
                </div>
            </div>
            <Down app=app end=end />
        </div>
    }
}

#[component]
fn Earlier(app: App) -> impl IntoView {
    let more = Memo::new(move |_| app.summary.with(|now| now.has_more));
    move || {
        more.get().then(|| {
            view! { class = "p",
                <button type="button" class="chip earlier" on:click=move |_| app.act(Act::Earlier)
                    disabled=move || app.summary.with(|now| now.loading_earlier)>
                    {move || app.texts.get("earlier")}
                </button>
            }
        })
    }
}

/// Grey lines in place of a conversation that is on its way.
#[component]
fn Opening(app: App) -> impl IntoView {
    let opening = Memo::new(move |_| app.summary.with(|now| matches!(now.phase, Phase::Idle | Phase::Opening) && now.empty));
    move || {
        opening.get().then(|| {
            view! { class = "p",
                <div class="skeleton" role="img" aria-label=move || app.texts.get("loading")>
                    <span /><span /><span />
                </div>
            }
        })
    }
}

/// The owner's words above the first message.
#[component]
fn Intro(app: App) -> impl IntoView {
    let words = Memo::new(move |_| {
        let shown = app.summary.with(|now| now.phase == Phase::Ready && !now.has_more);
        app.about.with(|about| if shown { about.config.intro.clone() } else { String::new() })
    });
    move || Some(words.get()).filter(|text| !text.is_empty()).map(|text| view! { class = "p", <p class="intro" dir="auto">{text}</p> })
}

/// Suggestions for the first message; gone once it is sent.
#[component]
fn Starters(app: App) -> impl IntoView {
    let starters = Memo::new(move |_| {
        let shown = app.summary.with(|now| now.phase == Phase::Ready && now.empty);
        app.about.with(|about| if shown { about.starters.clone() } else { Vec::new() })
    });
    move || Some(starters.get()).filter(|texts| !texts.is_empty()).map(|texts| view! { <Chips app=app texts=texts /> })
}

/// Texts that are sent when pressed.
#[component]
pub(super) fn Chips(app: App, texts: Vec<String>) -> impl IntoView {
    let chips: Vec<_> = texts
        .into_iter()
        .map(|text| {
            let said = text.clone();
            view! { class = "p",
                <button type="button" class="chip" dir="auto" on:click=move |_| app.say(said.clone())>{text}</button>
            }
        })
        .collect();
    view! { class = "p",
        <div class="chips" role="group" aria-label=move || app.texts.get("suggestions")>{chips}</div>
    }
}

#[component]
fn Down(app: App, end: End) -> impl IntoView {
    let label = move || app.texts.get(if end.unseen.get() { "new_messages" } else { "scroll_down" });
    move || {
        end.away.get().then(|| {
            view! { class = "p",
                <button type="button" class="down" class:unseen=move || end.unseen.get() aria-label=label
                    on:click=move |_| end.go()>
                    <span class="downtext">{move || app.texts.get("new_messages")}</span>
                    {icon(icon::DOWN)}
                </button>
            }
        })
    }
}
