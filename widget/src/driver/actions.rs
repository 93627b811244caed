//! Execution of the views' actions.

use wasm_bindgen::JsValue;

use super::app::App;
use crate::{
    chat::Event,
    state::{Dispatch, ViewAction},
};

impl App {
    /// Returns the receiver of the views' actions, which are executed here.
    pub(crate) fn dispatch(self) -> Dispatch {
        Dispatch::new(move |action| self.perform(action))
    }

    fn perform(self, action: ViewAction) {
        match action {
            ViewAction::Chat(act) => self.act(act),
            ViewAction::Seen(key) => self.handle(Event::Seen(key)),
            ViewAction::SendDraft => self.send_draft(),
            ViewAction::Choose(text) => self.send_suggestion(&text, &text),
            ViewAction::Regenerate => self.regenerate(),
            ViewAction::Retry(key) => self.retry(key),
            ViewAction::Open => _ = self.tell("open", &JsValue::NULL),
            ViewAction::Close => _ = self.tell("close", &JsValue::NULL),
            ViewAction::AskSession(question) => self.ask_session(question),
            ViewAction::AttachFiles(files) => self.attach_files(files),
            ViewAction::SetSound(on) => self.set_sound(on),
            ViewAction::AttachDocument(key, element) => self.attach(key, &element),
            ViewAction::DetachDocument(key) => self.detach(key),
            ViewAction::CallScript(name, arguments) => self.call_script(name, &arguments),
        }
    }
}
