//! The conversation, and following its end.

mod follow;

use crate::reactive::prelude::*;
use follow::End;

use super::{
    buttons::text_button,
    chips::chips,
    content::{copy_code, enlarge},
    message::{MessageProps, row},
};
use crate::{
    chat::{ContactPrompt, Phase, UserAction},
    dom::{El, button, el, icon, icons, list},
    i18n::Texts,
    state::{ConversationState, Dispatch, SettingsSignal},
};

/// Props of the transcript.
#[derive(Clone, Copy)]
pub(super) struct TranscriptProps {
    /// The rows, and the state of the chat.
    pub(super) conversation: ConversationState,
    /// The owner's texts and suggestions.
    pub(super) settings: SettingsSignal,
    /// The texts.
    pub(super) texts: Texts,
    /// Receives the visitor's actions.
    pub(super) dispatch: Dispatch,
}

/// Creates the scrolling part.
pub(super) fn transcript(props: TranscriptProps) -> El {
    let TranscriptProps { conversation, settings, texts, dispatch } = props;
    let summary = conversation.summary;
    let rows = el("div", "rows")
        .attr("role", "log")
        .attr("aria-live", "off")
        .bind_aria("aria-busy", move || summary.get().busy)
        .bind_attr("aria-label", texts.signal("conversation"));
    let items = move || conversation.rows.get().into_iter().map(|row| (row.key, row.message)).collect();
    let log = el("div", "log")
        .when(move || summary.get().has_more, move || earlier(props))
        .when(
            move || {
                let now = summary.get();
                now.phase == Phase::Opening && now.empty
            },
            move || opening(texts),
        )
        .slot(
            move || intro_of(props),
            |text| (!text.is_empty()).then(|| el("p", "intro").attr("dir", "auto").text(text)),
        )
        .child(list(rows, items, move |message| {
            row(MessageProps { message: message.into(), conversation, settings, texts, dispatch })
        }))
        .slot(move || starters_of(props), move |starters| chips(texts, dispatch, starters));
    let place = el("div", "place")
        .attr("tabindex", "0")
        .attr("role", "region")
        .bind_attr("aria-label", texts.signal("conversation"))
        .on("click", move |event| {
            copy_code(&event, texts);
            enlarge(dispatch, &event);
        })
        .child(log.clone());
    let end = End::follow(conversation, settings, &place.0, &log.0);
    let (watched, down_end) = (end.clone(), end.clone());
    el("div", "middle")
        .child(place.on("scroll", move |_| watched.scrolled()))
        .when(move || end.away.get(), move || down(texts, &down_end))
}

fn earlier(props: TranscriptProps) -> El {
    let TranscriptProps { conversation, texts, dispatch, .. } = props;
    text_button(texts, "chip earlier", "earlier", move || dispatch.act(UserAction::Earlier))
        .bind_disabled(move || conversation.summary.get().loading_earlier)
}

/// Creates grey lines in place of a conversation that is still loading.
fn opening(texts: Texts) -> El {
    let lines = (0..3).map(|_| el("span", ""));
    el("div", "skeleton").attr("role", "img").bind_attr("aria-label", texts.signal("loading")).children(lines)
}

/// Returns the owner's text above the first message.
fn intro_of(props: TranscriptProps) -> String {
    let now = props.conversation.summary.get();
    let shown = matches!(now.phase, Phase::Ready | Phase::Idle) && !now.has_more;
    if shown { props.settings.get().config.intro.clone() } else { String::new() }
}

/// Returns the suggestions for the first message; none once it is sent.
fn starters_of(props: TranscriptProps) -> Vec<String> {
    let now = props.conversation.summary.get();
    let shown = now.phase == Phase::Ready && now.empty && now.asked != ContactPrompt::InsteadOfComposer;
    if shown { props.settings.get().starters.clone() } else { Vec::new() }
}

fn down(texts: Texts, end: &End) -> El {
    let (unseen, end) = (end.unseen, end.clone());
    let name = move || texts.get(if unseen.get() { "new_messages" } else { "scroll_down" });
    button("down", move || end.go())
        .bind_class("unseen", move || unseen.get())
        .bind_attr("aria-label", name)
        .child(el("span", "downtext").bind_text(texts.signal("new_messages")))
        .child(icon(icons::DOWN))
}
