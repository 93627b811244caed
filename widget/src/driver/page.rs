//! The page's scripts: the context and tools they provide, and the actions they can change or refuse.

use crate::reactive::prelude::*;
use parlor_shared::content::Node;
use wasm_bindgen::JsValue;

use super::{
    app::App,
    requests::{read, text},
};
use crate::{
    chat::{Event, PageCall, PageOutcome},
    hooks::Timer,
    transport::{Json, RequestError, nodes, texts, write},
};

/// Number of further attempts to send an outcome, and the milliseconds between them.
const TRIES: u32 = 10;
const AGAIN_MS: i32 = 2_000;

impl App {
    /// Asks the page's listeners, which may change the text in `detail`. Returns `None` if one of them refuses.
    pub(crate) fn ask_page(self, name: &str, detail: &[(&str, &str)]) -> Option<String> {
        let detail = texts(detail);
        let refused = self.tell(name, &detail) == JsValue::FALSE;
        if refused { None } else { Json::of(detail).text("text") }
    }

    /// Sends a suggested message of the agent's button, unless the page refuses.
    pub(crate) fn send_suggestion(self, label: &str, said: &str) {
        if let Some(said) = self.ask_page("before-action", &[("label", label), ("text", said)]) {
            self.tell("action", &texts(&[("label", label), ("text", &said)]));
            self.say(&said, false);
        }
    }

    /// Sets the context that the agent may read with the next messages.
    pub(crate) fn set_context(self, context: String) {
        self.update(|inner| inner.page.context = context);
    }

    /// Sets the list of tools that the agent may use from the next message on.
    pub(crate) fn set_tools(self, tools: Option<JsValue>) {
        self.update(|inner| inner.page.tools = tools);
    }

    /// Returns the page's context for a message's body.
    pub(super) fn page_context(self) -> Option<JsValue> {
        self.read(|inner| inner.page.context.clone()).and_then(text)
    }

    /// Returns the page's tools for a message's body.
    pub(super) fn page_tools(self) -> Option<JsValue> {
        self.read(|inner| inner.page.tools.clone()).flatten()
    }

    /// Removes the page's tools after the server refused a message with them, and tells the page. Returns false if
    /// there were none.
    pub(super) fn withdraw_tools(self) -> bool {
        let had = self.update(|inner| inner.page.tools.take().is_some()).unwrap_or_default();
        if had {
            self.tell("error", &"error_tools".into());
        }
        had
    }

    /// Shows a message in the agent's place: Markdown, which the server parses. It waits for a session.
    pub(crate) fn show_message(self, words: String) {
        let waits = self.read(|inner| inner.api.token.is_empty()).unwrap_or(true);
        if waits {
            self.update(|inner| inner.page.words.push(words));
            return;
        }
        let then = move |reply| {
            let nodes: Vec<Node> = read(reply, nodes).unwrap_or_default();
            if !nodes.is_empty() {
                self.handle(Event::Local(nodes));
            }
        };
        self.request("POST", "/render", &write(&[("text", text(words))]), Box::new(then));
    }

    /// Shows the messages that waited for a session.
    pub(super) fn show_waiting(self) {
        let words = self.update(|inner| std::mem::take(&mut inner.page.words));
        words.into_iter().flatten().for_each(|words| self.show_message(words));
    }

    /// Has the loader call the page's function; it asks the visitor first if necessary.
    pub(super) fn call_page(self, call: Option<PageCall>) {
        let Some(call) = call else {
            self.tell("page:run", &JsValue::NULL);
            return;
        };
        let PageCall { message, id, name, args, ask } = &call;
        let question =
            if *ask { untrack(|| self.view.texts.fill("tool_question", "name", name)) } else { String::new() };
        let [allow, refuse] = ["allow", "refuse"].map(|key| untrack(|| self.view.texts.get(key)));
        let detail = texts(&[
            ("message", message),
            ("call", id),
            ("name", name),
            ("args", args),
            ("question", &question),
            ("allow", &allow),
            ("refuse", &refuse),
        ]);
        self.tell("page:run", &detail);
        if *ask {
            self.view.conversation.announcement.try_set(question);
            // Scrolls the question into view.
            self.view.conversation.sent.update(|count| *count += 1);
        }
    }

    /// Sends the outcome of a call to the server.
    pub(crate) fn submit_outcome(self, outcome: PageOutcome) {
        let path = ["/messages/", &outcome.message, "/tools/", &outcome.call].concat();
        self.post_outcome(path, outcome.body, TRIES);
    }

    /// Sends an outcome; tries again if the server cannot be reached, but not if it refuses.
    fn post_outcome(self, path: String, body: String, tries: u32) {
        let (to, told) = (path.clone(), body.clone());
        let then = move |reply| {
            if let Err(RequestError::Network) = reply
                && tries > 0
            {
                let again = Timer::after(AGAIN_MS, move || self.post_outcome(path.clone(), body.clone(), tries - 1));
                self.update(|inner| inner.page.again = again);
            }
        };
        self.request("POST", &to, &told, Box::new(then));
    }
}
