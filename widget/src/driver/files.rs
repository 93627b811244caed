//! Files for the next message. `widget/loader/files.js` sends them to the server and shows how far they are; here is only
//! known which of them the server keeps, and whether others are still being sent.

use js_sys::Array;
use leptos::prelude::*;

use super::App;
use crate::transport::Json;

/// A file that was sent.
pub(crate) struct Shown {
    /// Where it is.
    pub(crate) address: String,
    /// What it is called.
    pub(crate) name: String,
    /// It is shown as a picture.
    pub(crate) is_picture: bool,
    /// Its bytes.
    pub(crate) size: u64,
}

impl App {
    /// What a file may be, as inputs are told, and its most bytes.
    pub(crate) fn limits_of_files(self) -> (String, u64) {
        let rules = Json::parse(&self.about.get_untracked().rules);
        let accept = rules.as_ref().and_then(|rules| rules.text("accept"));
        (accept.unwrap_or_default(), rules.and_then(|rules| rules.number("max_bytes")).unwrap_or_default())
    }

    /// The files of a message.
    pub(crate) fn shown(self, files: &str) -> Vec<Shown> {
        let options = self.options();
        let shown = |file: &Json| {
            let text = |name: &str| file.text(name).unwrap_or_default();
            Shown {
                address: options.on_server(&text("url")),
                name: text("name"),
                is_picture: text("media_type").starts_with("image/"),
                size: file.number("size").unwrap_or_default(),
            }
        };
        Json::parse(files).map(|files| files.items().iter().map(shown).collect()).unwrap_or_default()
    }

    /// The visitor has chosen, pasted or dropped these, or with none is about to.
    pub(crate) fn bring(self, files: Array) {
        if files.length() > 0 {
            // Until the script has come and says how it stands.
            self.sending.set(true);
        }
        let rules = self.about.with_untracked(|about| about.rules.clone());
        self.call_script("files:take", &[("files", Some(files.into())), ("rules", Some(rules.into()))]);
    }

    /// How the files stand: those that are `kept`, whether others are on their way (`sending`), what to announce (`said`);
    /// and a wish for a new token (`renew`) or for the present one (`ask`).
    pub(crate) fn set_files(self, told: &str) {
        let Some(told) = Json::parse(told) else { return };
        let kept = told.get("kept");
        self.files.set(if kept.items().is_empty() { String::new() } else { kept.written() });
        self.sending.set(told.flag("sending"));
        if let Some(said) = told.text("said") {
            self.announcement.set(said);
        }
        if told.flag("renew") {
            self.init(false);
        }
        if told.flag("ask") {
            self.bring(Array::new());
        }
    }

    /// Takes the files that are kept, for a message; others stay.
    pub(super) fn take_files(self) -> String {
        let files = self.files.get_untracked();
        if !files.is_empty() {
            self.files.set(String::new());
            self.tell("files", &"sent".into());
        }
        files
    }

    /// They were for a conversation that is over, or a visitor who is gone.
    pub(super) fn forget_files(self) {
        self.files.try_set(String::new());
        self.sending.try_set(false);
        self.tell("files", &"dropped".into());
    }
}

/// Files and a text as one text. JSON has no line breaks.
pub(super) fn with_files(files: &str, text: &str) -> String {
    [files, "\n", text].concat()
}

/// The reverse.
pub(super) fn of_files(text: &str) -> (String, String) {
    let (files, text) = text.split_once('\n').unwrap_or(("", text));
    (files.to_owned(), text.to_owned())
}
