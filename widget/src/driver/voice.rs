//! Having the loader hear and speak.

use leptos::prelude::*;
use parlor_shared::config::Voice;
use web_sys::HtmlElement;

use super::App;

impl App {
    /// The visitor pressed a button to speak (`listen`), to hear one message (`speak`) or all of them (`aloud`). What is
    /// told is for the loader alone, which passes it on to `voice.js`: it never becomes an event of the page.
    pub(crate) fn voice(self, what: &str, id: &str, button: &HtmlElement) {
        let about = self.about.get_untracked();
        let wish = self.lend(&[
            ("what", Some(what.into())),
            ("id", Some(id.into())),
            ("button", Some(button.into())),
            ("hears", Some((about.config.voice_in == Voice::Server).into())),
            ("speaks", Some((about.config.voice_out == Voice::Server).into())),
            ("language", Some(about.language.as_str().into())),
        ]);
        self.tell("voice:use", &wish);
    }
}
