//! An answer of the agent.

use crate::reactive::{prelude::*, spawn_local};
use parlor_shared::content::{Citation, QuickReply};

use super::{
    super::{
        buttons::{text_button, tool},
        chips::chips,
        preview::card,
        voice::{self, VoiceProps},
    },
    blocks::blocks,
    feedback::thumbs,
    props::MessageProps,
};
use crate::{
    chat::{Key, ShownMessage, State},
    dom::{El, button, el, icon, icons, keep, watch},
    hooks::{VisibilityObserver, copy_to_clipboard},
    i18n::Texts,
    state::{Dispatch, ViewAction},
};

/// Creates the answer's document, its sources and its tools.
pub(super) fn answer(props: MessageProps) -> El {
    let MessageProps { message, conversation, settings, texts, dispatch } = props;
    let key = message.get_untracked().key;
    let state = move || message.get().state;
    let last = move || conversation.is_last(key);
    let content = el("div", "content").attr("dir", "auto").bind_class("live", move || state() == State::Streaming);
    dispatch.send(ViewAction::AttachDocument(key, content.0.clone()));
    keep(Detach(dispatch, key));
    let row = el("div", "row theirs");
    look_when_seen(props, &row);
    let [steps, beside] = blocks(props);
    row.child(el("span", "hidden").bind_text(move || texts.fill("agent_said", "name", &settings.get().agent_name())))
        .slot(move || stage_of(&message.get()), move |stage| stage.as_deref().map(|stage| thinking(texts, stage)))
        .child(steps)
        .child(content)
        .slot(
            move || message.get().preview.clone(),
            move |preview| preview.as_ref().map(|preview| card(&settings.get_untracked(), preview)),
        )
        .slot(move || message.get().citations.clone(), move |list| sources(texts, list))
        .child(beside)
        .slot(
            move || ending_of(state(), last()),
            move |told| told.map(|(text, retryable)| ending(props, key, text, retryable)),
        )
        .slot(move || (is_whole(&message.get()), last()), move |(whole, last)| whole.then(|| tools(props, *last)))
        .slot(
            move || if last() { replies_of(texts, &message.get()) } else { Vec::new() },
            move |replies| chips(texts, dispatch, replies),
        )
}

/// Requests the preview of a complete answer's link once the answer comes into view.
fn look_when_seen(props: MessageProps, row: &El) {
    let MessageProps { message, settings, dispatch, .. } = props;
    let (key, element, mut waiting) = (message.get_untracked().key, row.0.clone(), None);
    watch(move || {
        if waiting.is_none() && is_whole(&message.get()) && settings.get().config.unfurl {
            waiting = VisibilityObserver::new(&element, move || dispatch.send(ViewAction::Seen(key)));
        }
    });
}

/// Stops drawing the document when the row is removed.
struct Detach(Dispatch, Key);

impl Drop for Detach {
    fn drop(&mut self) {
        self.0.send(ViewAction::DetachDocument(self.1));
    }
}

/// Returns the agent's activity, as long as the answer is empty.
fn stage_of(message: &ShownMessage) -> Option<String> {
    (message.blank && message.state == State::Streaming).then(|| message.stage.clone())
}

fn is_whole(message: &ShownMessage) -> bool {
    matches!(message.state, State::Complete | State::Short | State::Stopped) && message.id.is_some() && !message.blank
}

/// Returns the suggestions for the next message. An answer that reached its maximum length can be continued.
fn replies_of(texts: Texts, message: &ShownMessage) -> Vec<String> {
    if message.state == State::Short && message.quick_replies.is_empty() {
        return vec![texts.get("continue")];
    }
    message.quick_replies.iter().map(|QuickReply(text)| text.clone()).collect()
}

/// Returns the key of the text for an answer that did not end well, and true if another try is offered.
fn ending_of(state: State, last: bool) -> Option<(&'static str, bool)> {
    match state {
        State::Stopped => Some(("stopped", false)),
        State::Interrupted => Some(("interrupted", last)),
        State::Failed(failure) => Some((failure.problem.text_key(), last && failure.retryable)),
        _ => None,
    }
}

/// Creates three dots and the agent's activity.
fn thinking(texts: Texts, stage: &str) -> El {
    let key = match stage {
        "" => None,
        "searching" => Some("searching"),
        _ => Some("thinking"),
    };
    let text = move || key.map(|key| texts.get(key)).unwrap_or_default();
    let dots = el("span", "dots").attr("aria-hidden", "true").children((0..3).map(|_| el("i", "")));
    el("div", "thinking").child(dots).child(el("span", "").bind_text(text))
}

fn sources(texts: Texts, list: &[Citation]) -> Option<El> {
    let items = list.iter().enumerate().map(|(at, citation)| el("li", "").child(source(at + 1, citation)));
    (!list.is_empty()).then(|| {
        el("div", "sources")
            .child(el("p", "label").bind_text(texts.signal("sources")))
            .child(el("ol", "").children(items))
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

fn ending(props: MessageProps, key: Key, text: &'static str, retryable: bool) -> El {
    let MessageProps { texts, dispatch, .. } = props;
    let ending = match text {
        "stopped" => el("p", "fate"),
        _ => el("p", "fate failed").child(icon(icons::WARNING)),
    };
    let ending = ending.child(el("span", "").bind_text(texts.signal(text)));
    if !retryable {
        return ending;
    }
    ending.child(text_button(texts, "link", "try_again", move || dispatch.send(ViewAction::Retry(key))))
}

/// Creates the tools: copy, thumbs, another answer.
fn tools(props: MessageProps, last: bool) -> El {
    let MessageProps { message, settings, texts, dispatch, .. } = props;
    let id =
        message.with_untracked(|message| message.id.as_ref().map_or_else(String::new, |id| id.as_str().to_owned()));
    let copy = el("div", "tools").child(copy_button(props));
    let copy =
        copy.when(move || voice::speaks(settings), move || voice::hear(VoiceProps { settings, texts, dispatch }, &id));
    let tools = thumbs(props, copy);
    if !last {
        return tools;
    }
    tools
        .bind_class("lasting", || true)
        .child(tool(texts, "regenerate", icons::AGAIN, move || dispatch.send(ViewAction::Regenerate)))
}

fn copy_button(props: MessageProps) -> El {
    let MessageProps { message, texts, .. } = props;
    let copied = RwSignal::new(false);
    let press = move || {
        let text = message.get_untracked().text.clone();
        spawn_local(async move {
            let done = copy_to_clipboard(&text).await;
            copied.try_set(done);
        });
    };
    button("tool", press)
        .named(move || texts.get(if copied.get() { "copied" } else { "copy" }))
        .slot(move || copied.get(), |done| Some(icon(if *done { icons::CHECK } else { icons::COPY })))
}
