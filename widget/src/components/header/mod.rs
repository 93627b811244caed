//! The header: the agent's name, and buttons for the conversation and the panel.

use crate::reactive::prelude::*;

use super::{
    buttons::tool,
    voice::{self, VoiceProps},
};
use crate::{
    chat::{Phase, Summary},
    dom::{El, button, el, icon, icons},
    i18n::Texts,
    state::{Dispatch, SessionQuestion, SettingsSignal, ViewAction},
};

/// Props of the header.
#[derive(Clone, Copy)]
pub(super) struct HeaderProps {
    /// The title, and the available tools.
    pub(super) settings: SettingsSignal,
    /// State of the chat.
    pub(super) summary: RwSignal<Summary>,
    /// The panel is large.
    pub(super) large: RwSignal<bool>,
    /// The sound is on.
    pub(super) sound: RwSignal<bool>,
    /// The tools' names.
    pub(super) texts: Texts,
    /// Receives the visitor's actions.
    pub(super) dispatch: Dispatch,
}

/// Creates the bar at the top.
pub(super) fn header(props: HeaderProps) -> El {
    let HeaderProps { settings, summary, large, sound, texts, dispatch } = props;
    let title = move || settings.get().config.title.clone();
    let initial = move || initial(&title());
    let can = move || {
        let now = summary.get();
        !now.empty && matches!(now.phase, Phase::Ready | Phase::Ended)
    };
    let can_restart = move || can() && settings.get().config.restart_conversation;
    el("div", "header")
        .child(el("span", "avatar").attr("aria-hidden", "true").bind_text(initial))
        .child(
            el("div", "who")
                .child(el("h2", "title").attr("id", "title").attr("dir", "auto").bind_text(title))
                .child(status(summary, texts)),
        )
        .when(can_restart, move || {
            tool(texts, "new_conversation", icons::NEW, move || {
                dispatch.send(ViewAction::AskSession(SessionQuestion::Restart));
            })
        })
        .when(move || voice::speaks(settings), move || voice::hear_always(VoiceProps { settings, texts, dispatch }))
        .when(move || settings.get().config.sound, move || sound_switch(sound, texts, dispatch))
        .when(can, move || {
            tool(texts, "more", icons::MORE, move || dispatch.send(ViewAction::AskSession(SessionQuestion::More)))
                .part("more")
        })
        .when(move || settings.get().config.maximize, move || size_switch(large, texts))
        .child(tool(texts, "close", icons::CLOSE, move || dispatch.send(ViewAction::Close)).part("close"))
}

/// Returns the first letter or digit. The browser's own tables save bytes in the bundle. The style makes it a capital.
fn initial(title: &str) -> String {
    let found = js_sys::RegExp::new(r"[\p{Alphabetic}\p{N}]", "u").exec(title);
    found.and_then(|found| found.get(0).as_string()).unwrap_or_default()
}

/// Creates one button that makes the panel large or small again, so that the focus stays on it.
fn size_switch(large: RwSignal<bool>, texts: Texts) -> El {
    let is_large = move || large.get();
    button("tool", move || large.update(|large| *large = !*large))
        .part("size")
        .named(move || texts.get(if is_large() { "minimize" } else { "maximize" }))
        .slot(is_large, |large| Some(icon(if *large { icons::SMALL } else { icons::LARGE })))
}

/// Creates the switch for the sound of unseen answers. Its name describes the effect of pressing it.
fn sound_switch(sound: RwSignal<bool>, texts: Texts, dispatch: Dispatch) -> El {
    let on = move || sound.get();
    button("tool", move || dispatch.send(ViewAction::SetSound(!sound.get_untracked())))
        .part("sound")
        .named(move || texts.get(if on() { "sound_off" } else { "sound_on" }))
        .slot(on, |on| Some(icon(if *on { icons::SOUND } else { icons::SILENT })))
}

/// Creates the status line below the title, with words and a dot.
fn status(summary: RwSignal<Summary>, texts: Texts) -> El {
    let key = move || {
        let now = summary.get();
        match now.phase {
            _ if now.offline => "status_offline",
            Phase::Ready if now.reconnecting => "status_reconnecting",
            Phase::Ended => "status_ended",
            Phase::Ready => "status_online",
            Phase::Refused(_) => "status_unavailable",
            Phase::Opening => "status_connecting",
            // Nothing has been requested from the server yet.
            Phase::Idle => "",
        }
    };
    el("p", "status").bind_class("online", move || key() == "status_online").bind_text(move || texts.get(key()))
}
