//! Actions on the conversation as a whole: `widget/loader/session.js` asks, saves and deletes.

use crate::reactive::prelude::*;

use super::{app::App, tab_message::TabMessage};
use crate::{
    hooks::object,
    state::{ExportFormat, SessionQuestion},
};

impl App {
    /// Asks the visitor about the conversation.
    pub(crate) fn ask_session(self, question: SessionQuestion) {
        self.call_session_script("session:ask", question.name());
    }

    /// Saves the conversation as a file, or prints it.
    pub(crate) fn export(self, format: ExportFormat) {
        self.call_session_script("session:save", format.name());
    }

    /// Deletes everything of this visitor on the server.
    pub(crate) fn erase(self) {
        self.call_session_script("session:erase", "");
    }

    fn call_session_script(self, name: &'static str, what: &'static str) {
        let exports =
            self.view.settings.try_with_untracked(|about| about.config.export_conversation).unwrap_or_default();
        let conversation = self.read(|inner| inner.conversation.clone()).unwrap_or_default();
        let told = object(&[
            ("what", Some(what.into())),
            ("exports", Some(exports.into())),
            ("init", Some(self.init_request(false).into())),
            ("conversation", Some(conversation.into())),
        ]);
        self.call_script(name, &told);
    }

    /// Deletes all local data, in all tabs, after everything of this visitor was deleted on the server.
    pub(crate) fn erased(self) {
        self.broadcast(&TabMessage::Erased);
        self.forget();
        self.view.conversation.announcement.try_set(self.view.texts.get_now("erased"));
    }
}
