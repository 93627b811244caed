//! Speaking instead of typing, and hearing instead of reading. What a press leads to is `widget/loader/voice.js`'s, which is
//! fetched by the first one.

use leptos::prelude::*;
use parlor_shared::config::Voice;

use super::tool;
use crate::{
    dom::{El, icons},
    driver::App,
    hooks::can,
};

/// The button that begins to listen.
pub(super) fn microphone(app: App) -> El {
    voiced(app, "voice_start", icons::MICROPHONE, "listen", String::new())
        .disabled_now(move || app.summary.get().offline)
}

/// Whether there is anybody to listen.
pub(super) fn hears(app: App) -> bool {
    let voice = app.about.get().config.voice_in;
    is_there(voice, "SpeechRecognition") || is_there(voice, "webkitSpeechRecognition")
}

/// Whether there is a voice to read aloud.
pub(super) fn speaks(app: App) -> bool {
    is_there(app.about.get().config.voice_out, "speechSynthesis")
}

/// The button that reads an answer aloud, or stops it.
pub(super) fn hear(app: App, id: &str) -> El {
    let button = voiced(app, "hear", icons::SPEAKER, "speak", id.to_owned());
    // The script finds it by its message when every answer is read.
    button.part("hear").attr("aria-pressed", "false").attr("data-id", id)
}

/// The button that has every answer read aloud.
pub(super) fn hear_always(app: App) -> El {
    voiced(app, "hear_always", icons::SPEAKER, "aloud", String::new()).attr("aria-pressed", "false")
}

fn is_there(voice: Voice, browser: &str) -> bool {
    match voice {
        Voice::None => false,
        Voice::Browser => can(browser),
        Voice::Server => true,
    }
}

fn voiced(app: App, name: &'static str, path: &str, what: &'static str, id: String) -> El {
    let tool = tool(app, name, path, || {});
    let button = tool.0.clone();
    tool.on("click", move |_| app.voice(what, &id, &button))
}
