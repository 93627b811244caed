//! Actions on the conversation as a whole: `widget/loader/session.js` asks, saves and deletes.

use crate::reactive::prelude::*;

use super::{app::App, tab_message::TabMessage};
use crate::hooks::object;

impl App {
    /// Calls the script's function `ask` (`restart`, `more`, `erase`), `save` (`md`, `html`, `json`, `print`) or
    /// `erase`.
    pub(crate) fn session(self, act: &str, what: &str) {
        let exports =
            self.view.settings.try_with_untracked(|about| about.config.export_conversation).unwrap_or_default();
        let conversation = self.read(|inner| inner.conversation.clone()).unwrap_or_default();
        let told = object(&[
            ("what", Some(what.into())),
            ("exports", Some(exports.into())),
            ("init", Some(self.init_request(false).into())),
            ("conversation", Some(conversation.into())),
        ]);
        self.call_script(&["session:", act].concat(), &told);
    }

    /// Deletes all local data, in all tabs, after everything of this visitor was deleted on the server.
    pub(crate) fn erased(self) {
        self.broadcast(&TabMessage::Erased);
        self.forget();
        self.view.conversation.announcement.try_set(self.view.texts.get_now("erased"));
    }
}
