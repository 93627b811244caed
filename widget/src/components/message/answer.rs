//! What the agent said.

use std::sync::Arc;

use leptos::prelude::*;
use parlor_shared::content::{Citation, QuickReply};

use super::{
    super::{blocks::blocks, feedback::thumbs, preview::card, text_button, tool, transcript::chips, voice},
    Key,
};
use crate::{
    chat::{Event, Message, State},
    dom::{El, button, el, icon, icons, keep, watch},
    driver::App,
    hooks::{Seen, copy},
};

/// The answer's document, its sources and what can be done with it.
pub(super) fn answer(app: App, message: RwSignal<Arc<Message>>) -> El {
    let key = message.get_untracked().key;
    let state = move || message.get().state;
    let last = move || app.rows.get().last() == Some(&key);
    let content = el("div", "content").attr("dir", "auto").class_now("live", move || state() == State::Streaming);
    app.attach(key, &content.0);
    keep(Detach(app, key));
    let row = el("div", "row theirs");
    look_when_seen(app, message, &row);
    let [steps, beside] = blocks(app, message);
    row.child(el("span", "hidden").text_now(move || app.texts.fill("agent_said", "name", &app.agent_name())))
        .slot(move || stage_of(&message.get()), move |stage| stage.as_deref().map(|stage| thinking(app, stage)))
        .child(steps)
        .child(content)
        .slot(move || message.get().preview.clone(), move |preview| preview.as_ref().map(|preview| card(app, preview)))
        .slot(move || message.get().citations.clone(), move |list| sources(app, list))
        .child(beside)
        .slot(
            move || ending_of(state(), last()),
            move |told| told.map(|(text, retryable)| ending(app, key, text, retryable)),
        )
        .slot(
            move || (is_whole(&message.get()), last()),
            move |(whole, last)| whole.then(|| tools(app, message, *last)),
        )
        .slot(move || if last() { replies_of(app, &message.get()) } else { Vec::new() }, move |texts| chips(app, texts))
}

/// Looks at the link of a whole answer, once it comes into view.
fn look_when_seen(app: App, message: RwSignal<Arc<Message>>, row: &El) {
    let (key, element, mut waiting) = (message.get_untracked().key, row.0.clone(), None);
    watch(move || {
        if waiting.is_none() && is_whole(&message.get()) && app.about.get().config.unfurl {
            waiting = Seen::new(&element, move || app.handle(Event::Seen(key)));
        }
    });
}

/// Takes the canvas out of the driver with the row.
struct Detach(App, Key);

impl Drop for Detach {
    fn drop(&mut self) {
        self.0.detach(self.1);
    }
}

/// What the agent is doing, as long as it has said nothing.
fn stage_of(message: &Message) -> Option<String> {
    (message.blank && message.state == State::Streaming).then(|| message.stage.clone())
}

fn is_whole(message: &Message) -> bool {
    matches!(message.state, State::Complete | State::Short | State::Stopped) && message.id.is_some() && !message.blank
}

/// What the visitor may want to say next. An answer that ran out of room can go on.
fn replies_of(app: App, message: &Message) -> Vec<String> {
    if message.state == State::Short && message.quick_replies.is_empty() {
        return vec![app.texts.get("continue")];
    }
    message.quick_replies.iter().map(|QuickReply(text)| text.clone()).collect()
}

/// How it ended, when it did not end well: the text's key, and whether to offer another try.
fn ending_of(state: State, last: bool) -> Option<(&'static str, bool)> {
    match state {
        State::Stopped => Some(("stopped", false)),
        State::Interrupted => Some(("interrupted", last)),
        State::Failed(failure) => Some((failure.problem.text_key(), last && failure.retryable)),
        _ => None,
    }
}

/// Three dots, and what the agent says it is doing.
fn thinking(app: App, stage: &str) -> El {
    let key = match stage {
        "" => None,
        "searching" => Some("searching"),
        _ => Some("thinking"),
    };
    let text = move || key.map(|key| app.texts.get(key)).unwrap_or_default();
    let dots = el("span", "dots").attr("aria-hidden", "true").children((0..3).map(|_| el("i", "")));
    el("div", "thinking").child(dots).child(el("span", "").text_now(text))
}

fn sources(app: App, list: &[Citation]) -> Option<El> {
    let items = list.iter().enumerate().map(|(at, citation)| el("li", "").child(source(at + 1, citation)));
    (!list.is_empty()).then(|| {
        el("div", "sources").child(el("p", "label").text_now(app.t("sources"))).child(el("ol", "").children(items))
    })
}

fn source(number: usize, citation: &Citation) -> El {
    let url = citation.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let source = match url {
        Some(url) => {
            el("a", "source").attr("href", url).attr("target", "_blank").attr("rel", "noopener noreferrer nofollow ugc")
        }
        None => el("span", "source"),
    };
    source
        .attr("title", &citation.snippet)
        .child(el("span", "number").text(&number.to_string()))
        .child(el("span", "name").attr("dir", "auto").text(&citation.title))
}

fn ending(app: App, key: Key, text: &'static str, retryable: bool) -> El {
    let ending = match text {
        "stopped" => el("p", "fate"),
        _ => el("p", "fate failed").child(icon(icons::WARNING)),
    };
    let ending = ending.child(el("span", "").text_now(app.t(text)));
    if retryable { ending.child(text_button(app, "link", "try_again", move || app.retry(key))) } else { ending }
}

/// Copy, thumbs, another answer.
fn tools(app: App, message: RwSignal<Arc<Message>>, last: bool) -> El {
    let id =
        message.with_untracked(|message| message.id.as_ref().map_or_else(String::new, |id| id.as_str().to_owned()));
    let copy = el("div", "tools").child(copy_button(app, message));
    let copy = copy.when(move || voice::speaks(app), move || voice::hear(app, &id));
    let tools = thumbs(app, message, copy);
    if !last {
        return tools;
    }
    tools.class_now("lasting", || true).child(tool(app, "regenerate", icons::AGAIN, move || app.regenerate()))
}

fn copy_button(app: App, message: RwSignal<Arc<Message>>) -> El {
    let copied = RwSignal::new(false);
    let press = move || {
        let text = message.get_untracked().text.clone();
        leptos::task::spawn_local(async move {
            let done = copy(&text).await;
            copied.try_set(done);
        });
    };
    button("tool", press)
        .named(move || app.texts.get(if copied.get() { "copied" } else { "copy" }))
        .slot(move || copied.get(), |done| Some(icon(if *done { icons::CHECK } else { icons::COPY })))
}
