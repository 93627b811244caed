//! Speech input and output. `widget/loader/voice.js`, which is loaded on the first use, does the work.

use crate::reactive::prelude::*;
use parlor_shared::config::Voice;
use wasm_bindgen::JsValue;

use super::buttons::tool;
use crate::{
    chat::Summary,
    dom::{El, icons},
    hooks::{has_api, object},
    i18n::Texts,
    state::{Dispatch, SettingsSignal, ViewAction},
};

/// Props of the speech buttons.
#[derive(Clone, Copy)]
pub(super) struct VoiceProps {
    /// The services for speech input and output, and the language.
    pub(super) settings: SettingsSignal,
    /// The buttons' names.
    pub(super) texts: Texts,
    /// Calls the script that listens and speaks.
    pub(super) dispatch: Dispatch,
}

/// Creates the button that starts listening.
pub(super) fn microphone(props: VoiceProps, summary: RwSignal<Summary>) -> El {
    voiced(props, "voice_start", icons::MICROPHONE, "listen", String::new())
        .bind_disabled(move || summary.get().offline)
}

/// Returns true if speech input is available.
pub(super) fn hears(settings: SettingsSignal) -> bool {
    let voice = settings.get().config.voice_in;
    is_there(voice, "SpeechRecognition") || is_there(voice, "webkitSpeechRecognition")
}

/// Returns true if speech output is available.
pub(super) fn speaks(settings: SettingsSignal) -> bool {
    is_there(settings.get().config.voice_out, "speechSynthesis")
}

/// Creates the button that reads an answer aloud, or stops it.
pub(super) fn hear(props: VoiceProps, id: &str) -> El {
    let button = voiced(props, "hear", icons::SPEAKER, "speak", id.to_owned());
    // The script finds the button by its message when all answers are read aloud.
    button.part("hear").attr("aria-pressed", "false").attr("data-id", id)
}

/// Creates the button that has every answer read aloud.
pub(super) fn hear_always(props: VoiceProps) -> El {
    voiced(props, "hear_always", icons::SPEAKER, "aloud", String::new()).attr("aria-pressed", "false")
}

fn is_there(voice: Voice, browser: &str) -> bool {
    match voice {
        Voice::None => false,
        Voice::Browser => has_api(browser),
        Voice::Server => true,
    }
}

/// `what` is `listen`, `speak` (one message) or `aloud` (all of them).
fn voiced(props: VoiceProps, name: &'static str, path: &str, what: &'static str, id: String) -> El {
    let VoiceProps { settings, texts, dispatch } = props;
    let tool = tool(texts, name, path, || {});
    let button = JsValue::from(tool.0.clone());
    tool.on("click", move |_| {
        let now = settings.get_untracked();
        let told = object(&[
            ("what", Some(what.into())),
            ("id", Some(id.as_str().into())),
            ("button", Some(button.clone())),
            ("hears", Some((now.config.voice_in == Voice::Server).into())),
            ("speaks", Some((now.config.voice_out == Voice::Server).into())),
            ("language", Some(now.language.as_str().into())),
        ]);
        dispatch.send(ViewAction::CallScript("voice:use", told));
    })
}
