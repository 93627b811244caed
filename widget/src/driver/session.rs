//! What a visitor does with a conversation apart from talking: `widget/loader/session.js` asks, saves and deletes.

use leptos::prelude::*;

use super::App;
use crate::{
    chat::{Event, Failure},
    transport::{Json, failure},
};

impl App {
    /// Has the script `ask` (`restart`, `more`, `erase`), `save` (`md`, `html`, `json`, `print`) or `erase`.
    pub(crate) fn session(self, act: &str, what: &str) {
        let exports = self.about.try_with_untracked(|about| about.config.export_conversation).unwrap_or_default();
        let conversation = self.read(|inner| inner.conversation.clone()).unwrap_or_default();
        let told = [
            ("what", Some(what.into())),
            ("exports", Some(exports.into())),
            ("init", Some(self.init_request(false).into())),
            ("conversation", Some(conversation.into())),
        ];
        self.call_script(&["session:", act].concat(), &told);
    }

    /// Everything of this visitor was deleted on the server: nothing of it stays here, in any tab.
    pub(crate) fn erased(self) {
        self.call_out("gone", "", "");
        self.forget();
        self.announcement.try_set(self.texts.get_now("erased"));
    }

    /// The script met this: a refusal's body; the network when it is none.
    pub(crate) fn trouble(self, body: &str) {
        let refused = Json::parse(body).and_then(|body| failure(&body));
        self.handle(Event::NoHistory(refused.unwrap_or(Failure::NETWORK)));
    }
}
