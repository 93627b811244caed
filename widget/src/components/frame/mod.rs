//! The panel: a dialog beside the page, or one that covers it on a phone.

mod focus;

use crate::reactive::prelude::*;
use focus::{keep_focus_inside, say_modal};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent};

use super::{
    composer::{ComposerProps, composer, take_files},
    contact::{ContactProps, contact, form_of},
    header::{HeaderProps, header},
    notice::{ended, notice, notice_of},
    transcript::{TranscriptProps, transcript},
};
use crate::{
    chat::Phase,
    dom::{El, el, keep, watch},
    hooks::{Listener, follow_viewport},
    state::{Dispatch, PanelState, ViewAction, ViewState},
};

/// Creates the whole widget: it follows `state` and sends the visitor's actions to `dispatch`.
pub(crate) fn frame(state: ViewState, dispatch: Dispatch) -> El {
    let ViewState { panel, conversation, composer: draft, settings, sound, texts } = state;
    let summary = conversation.summary;
    let element = el("section", "panel")
        .bind_class("large", move || panel.large.get())
        .bind_attr("role", move || role(panel).to_owned())
        .attr("aria-labelledby", "title")
        .attr("tabindex", "-1");
    keep(follow_viewport(&element.0));
    keep(follow_modality(panel, &element.0));
    let place = element.0.clone();
    take_files(element, settings, dispatch)
        .on("keydown", move |event| on_key(panel, dispatch, &place, &event))
        .on("focusin", move |_| wake(panel, dispatch))
        .child(header(HeaderProps { settings, summary, large: panel.large, sound, texts, dispatch }))
        .child(transcript(TranscriptProps { conversation, settings, texts, dispatch }))
        .slot(
            move || notice_of(summary),
            move |failure| failure.map(|(failure, closed)| notice(texts, dispatch, failure, closed)),
        )
        .slot(
            move || form_of(summary, settings),
            move |form| form.map(|form| contact(ContactProps { form, summary, open: panel.open, dispatch })),
        )
        .when(move || summary.get().phase == Phase::Ended, move || ended(texts, dispatch))
        .child(composer(ComposerProps { composer: draft, panel, summary, settings, texts, dispatch }))
        .when(
            move || settings.get().config.powered_by,
            move || el("p", "powered").bind_text(texts.signal("powered_by")),
        )
        .child(el("p", "hidden").attr("role", "status").bind_text(move || conversation.announcement.get()))
}

/// Updates the panel's modality when the window becomes narrow or wide.
fn follow_modality(panel: PanelState, element: &HtmlElement) -> Option<Listener> {
    let (opened, resized) = (element.clone(), element.clone());
    watch(move || {
        let (open, large) = (panel.open.get(), panel.large.get());
        if open || large {
            say_modal(&opened);
        }
    });
    let window = web_sys::window()?;
    Some(Listener::new(&window, "resize", move |_| say_modal(&resized)))
}

fn role(panel: PanelState) -> &'static str {
    let (inline, large) = (panel.inline.get(), panel.large.get());
    if inline && !large { "region" } else { "dialog" }
}

/// Opens a panel that is embedded in the page when the visitor first touches it.
fn wake(panel: PanelState, dispatch: Dispatch) {
    if !panel.open.get_untracked() {
        dispatch.send(ViewAction::Open);
    }
}

fn on_key(panel: PanelState, dispatch: Dispatch, element: &HtmlElement, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    match event.key().as_str() {
        "Escape" if !event.is_composing() => {
            event.stop_propagation();
            if panel.large.get_untracked() {
                panel.large.set(false);
            } else {
                dispatch.send(ViewAction::Close);
            }
        }
        "Tab" => keep_focus_inside(element, event),
        _ => {}
    }
}
