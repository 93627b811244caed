//! Calls of the loader's own scripts, which draw parts that few answers have, and their results.

use crate::reactive::prelude::*;
use js_sys::Object;

use super::{app::App, tab_message::TabMessage};
use crate::{
    chat::{SubmittedForm, UserAction},
    hooks::set_property,
};

impl App {
    /// Submits a form.
    pub(crate) fn submit(self, form: SubmittedForm) {
        self.broadcast(&TabMessage::FormSubmitted(&form));
        self.act(UserAction::Submit(form));
        self.view.conversation.sent.update(|count| *count += 1);
    }

    /// Calls a function of a script, such as `forms:contact`, with these arguments, the token and the texts. The call
    /// is for the loader only, which passes it on: names with a colon never become events of the page.
    pub(super) fn call_script(self, name: &str, arguments: &Object) {
        self.read(|inner| {
            set_property(arguments, "token", &inner.api.token.as_str().into());
            set_property(arguments, "texts", &inner.strings);
        });
        self.tell(name, arguments);
    }
}
