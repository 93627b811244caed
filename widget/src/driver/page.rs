//! What the page's scripts lend to the chat, and what they may have a say in.

use leptos::{prelude::*, task::spawn_local};
use parlor_shared::content::Node;
use wasm_bindgen::JsValue;

use super::{App, requests::text};
use crate::{
    chat::{Event, PageCall},
    hooks::Timer,
    transport::{Json, Trouble, nodes, texts, write},
};

/// An outcome that could not be handed in is tried again so often, so many milliseconds later.
const TRIES: u32 = 10;
const AGAIN_MS: i32 = 2_000;

/// What the page lends.
#[derive(Default)]
pub(super) struct Lent {
    /// What it knows, for the agent.
    context: String,
    /// Its tools, as the wire has them.
    tools: Option<JsValue>,
    /// Words in the agent's place that wait for a session.
    words: Vec<String>,
    /// Waits to hand in an outcome once more.
    again: Option<Timer>,
}

impl App {
    /// Asks the page's listeners; they may change the text in `detail`. `None` when one of them says no.
    pub(crate) fn permit(self, name: &str, detail: &[(&str, &str)]) -> Option<String> {
        let detail = texts(detail);
        let refused = self.tell(name, &detail) == JsValue::FALSE;
        if refused { None } else { Json::of(detail).text("text") }
    }

    /// The visitor says what a button of the agent's offers, unless the page does not let them.
    pub(crate) fn choose(self, label: &str, said: &str) {
        if let Some(said) = self.permit("before-action", &[("label", label), ("text", said)]) {
            self.tell("action", &texts(&[("label", label), ("text", &said)]));
            self.say(&said);
        }
    }

    /// What the agent may read with the next messages.
    pub(crate) fn set_context(self, context: &str) {
        self.update(|inner| context.clone_into(&mut inner.lent.context));
    }

    /// What the agent may use from the next message on: JSON, a list; nothing when empty.
    pub(crate) fn set_tools(self, tools: &str) {
        let tools = Json::parse(tools).map(|tools| tools.value());
        self.update(|inner| inner.lent.tools = tools);
    }

    /// For a message's body.
    pub(super) fn context(self) -> Option<JsValue> {
        self.read(|inner| inner.lent.context.clone()).and_then(text)
    }

    /// The same.
    pub(super) fn tools(self) -> Option<JsValue> {
        self.read(|inner| inner.lent.tools.clone()).flatten()
    }

    /// The server understands the page's tools or the message, not both: says so to the page. `false` without tools.
    pub(super) fn take_tools_back(self) -> bool {
        let had = self.update(|inner| inner.lent.tools.take().is_some()).unwrap_or_default();
        if had {
            self.tell("error", &"error_tools".into());
        }
        had
    }

    /// Words in the agent's place: Markdown, which the server reads. They wait for a session.
    pub(crate) fn show_message(self, words: String) {
        let waits = self.read(|inner| inner.api.token.is_empty()).unwrap_or(true);
        if waits {
            self.update(|inner| inner.lent.words.push(words));
            return;
        }
        let Some(call) = self.call("POST", "/render") else { return };
        let call = call.json(&write(&[("text", text(words))]));
        spawn_local(async move {
            let nodes: Vec<Node> = call.fetch(nodes).await.unwrap_or_default();
            if !nodes.is_empty() {
                self.handle(Event::Local(nodes));
            }
        });
    }

    /// What waited for a session.
    pub(super) fn show_waiting(self) {
        let words = self.update(|inner| std::mem::take(&mut inner.lent.words));
        words.into_iter().flatten().for_each(|words| self.show_message(words));
    }

    /// The loader has the page's functions, and asks the visitor where it has to.
    pub(super) fn call_page(self, call: Option<PageCall>) {
        let Some(call) = call else {
            self.tell("page:run", &JsValue::NULL);
            return;
        };
        let PageCall { message, id, name, args, ask } = &call;
        let question = if *ask { untrack(|| self.texts.fill("tool_question", "name", name)) } else { String::new() };
        let [allow, refuse] = ["allow", "refuse"].map(|key| untrack(|| self.texts.get(key)));
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
            self.announcement.try_set(question);
            // The visitor should see it.
            self.said.update(|count| *count += 1);
        }
    }

    /// What came of it: the answer's id, the call's, and the body, with a space between each.
    pub(crate) fn outcome(self, told: &str) {
        if let Some((message, rest)) = told.split_once(' ')
            && let Some((id, body)) = rest.split_once(' ')
        {
            self.hand_in(["/messages/", message, "/tools/", id].concat(), body.to_owned(), TRIES);
        }
    }

    /// A server that says no has its reasons; one that is not there may be back soon.
    fn hand_in(self, path: String, body: String, tries: u32) {
        let Some(call) = self.call("POST", &path) else { return };
        let call = call.json(&body);
        spawn_local(async move {
            if let Err(Trouble::Network) = call.send().await
                && tries > 0
            {
                let again = Timer::after(AGAIN_MS, move || self.hand_in(path.clone(), body.clone(), tries - 1));
                self.update(|inner| inner.lent.again = again);
            }
        });
    }
}
