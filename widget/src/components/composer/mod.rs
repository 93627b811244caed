//! The composer, where the visitor writes.

mod files;

use crate::reactive::prelude::*;
use files::PickerProps;
pub(super) use files::take_files;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

use super::voice::{self, VoiceProps};
use crate::{
    chat::{ContactPrompt, Phase, Summary, UserAction},
    dom::{El, el, icon, icons, watch},
    hooks::local_number,
    i18n::Texts,
    state::{ComposerState, Dispatch, PanelState, SettingsSignal, ViewAction},
};

/// The server's limit, in characters.
const MOST: usize = 4_000;
/// Number of characters from which on the visitor is told how many are left.
const TELL_FROM: usize = 3_600;

/// Props of the composer.
#[derive(Clone, Copy)]
pub(super) struct ComposerProps {
    /// The draft, and the files of the next message.
    pub(super) composer: ComposerState,
    /// The panel: the field takes the focus when it opens, unless it is embedded in the page.
    pub(super) panel: PanelState,
    /// State of the chat.
    pub(super) summary: RwSignal<Summary>,
    /// The placeholder, and the available tools.
    pub(super) settings: SettingsSignal,
    /// The texts.
    pub(super) texts: Texts,
    /// Receives the visitor's actions.
    pub(super) dispatch: Dispatch,
}

/// Creates a text field that grows, and a button that sends or stops.
pub(super) fn composer(props: ComposerProps) -> El {
    let ComposerProps { composer, summary, settings, texts, dispatch, .. } = props;
    let length = move || composer.draft.get().trim().chars().count();
    let busy = move || is_busy(summary.get());
    el("form", "composer")
        .bind_class("waiting", move || is_waiting(summary))
        .on("submit", move |event| {
            event.prevent_default();
            if busy() {
                dispatch.act(UserAction::Stop);
            } else {
                send(props);
            }
        })
        .when(move || files::takes(settings), move || files::picker(PickerProps { settings, texts, dispatch }))
        .child(el("div", "field").bind_attr("data-text", move || measured(props)).child(field(props)))
        .when(
            move || voice::hears(settings),
            move || voice::microphone(VoiceProps { settings, texts, dispatch }, summary),
        )
        .child(send_or_stop(props))
        .child(
            el("p", "limit")
                .attr("id", "limit")
                .bind_class("over", move || length() > MOST)
                .bind_text(move || limit(props, length())),
        )
}

fn field(props: ComposerProps) -> El {
    let ComposerProps { composer: ComposerState { draft, .. }, panel, summary, texts, .. } = props;
    let field = el("textarea", "")
        .attr("rows", "1")
        // An empty field would count as left-to-right, and its placeholder with it.
        .bind_attr("dir", move || if draft.get().is_empty() { "" } else { "auto" }.to_owned())
        .attr("enterkeyhint", "send")
        .attr("aria-describedby", "limit")
        .bind_attr("placeholder", move || placeholder(props))
        .bind_attr("aria-label", texts.signal("message"));
    let area: HtmlTextAreaElement = field.0.clone().unchecked_into();
    let (shown, typed) = (area.clone(), area.clone());
    watch(move || {
        let text = draft.get();
        if shown.value() != text {
            shown.set_value(&text);
        }
    });
    let mut ready = false;
    watch(move || {
        let before = std::mem::replace(&mut ready, panel.open.get() && !is_waiting(summary));
        // Embedded in a page, the field does not take the focus by itself.
        if ready && !before && !panel.inline.get_untracked() {
            let _ = area.focus();
        }
    });
    field.on("input", move |_| draft.set(typed.value())).on("keydown", move |event| on_key(props, &event))
}

/// Returns true if the visitor must first fill in the contact form, or if the conversation has ended.
fn is_waiting(summary: RwSignal<Summary>) -> bool {
    let now = summary.get();
    now.asked == ContactPrompt::InsteadOfComposer || now.phase == Phase::Ended
}

/// Sends on Enter; with Shift it breaks the line. While a word is being composed, Enter belongs to the input method.
fn on_key(props: ComposerProps, event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
    if key.key() == "Enter" && !key.shift_key() && !key.is_composing() && key.key_code() != 229 {
        event.prevent_default();
        send(props);
    }
}

/// Returns the placeholder of the empty field.
fn placeholder(props: ComposerProps) -> String {
    let own = props.settings.get().config.placeholder.clone();
    if own.is_empty() { props.texts.get("placeholder") } else { own }
}

/// Returns the text that determines the field's height: the draft, or else the placeholder.
fn measured(props: ComposerProps) -> String {
    let draft = props.composer.draft.get();
    if draft.is_empty() { placeholder(props) } else { draft }
}

/// Returns true if there is something to send and all files are uploaded.
fn sendable(composer: ComposerState) -> bool {
    let length = composer.draft.get().trim().chars().count();
    !composer.uploading.get() && length <= MOST && (length > 0 || composer.has_files.get())
}

/// Returns true while an answer can be stopped. Offline there is nothing to stop, and the visitor can continue to
/// write.
const fn is_busy(now: Summary) -> bool {
    now.busy && !now.offline
}

fn send(props: ComposerProps) {
    if untrack(|| sendable(props.composer)) && !is_busy(props.summary.get_untracked()) {
        props.dispatch.send(ViewAction::SendDraft);
    }
}

/// Creates one button for both actions, so that it keeps the focus when an answer begins or ends.
fn send_or_stop(props: ComposerProps) -> El {
    let ComposerProps { composer, summary, texts, .. } = props;
    let now = move || summary.get();
    let busy = move || is_busy(now());
    let useless = move || if busy() { now().stopping } else { !sendable(composer) };
    el("button", "send")
        .attr("type", "submit")
        .bind_class("stop", busy)
        .bind_aria("aria-disabled", useless)
        .named(move || texts.get(if busy() { "stop" } else { "send" }))
        .slot(busy, |busy| Some(if *busy { el("span", "square") } else { icon(icons::SEND) }))
}

fn limit(props: ComposerProps, length: usize) -> String {
    let count = |key: &'static str, count: usize| {
        props.texts.fill(key, "count", &local_number(count, &props.settings.get().language))
    };
    match length {
        ..TELL_FROM => String::new(),
        TELL_FROM..=MOST => count("characters_left", MOST - length),
        _ => count("characters_over", length - MOST),
    }
}
