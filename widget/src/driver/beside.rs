//! What the loader draws for us with a script of its own, and what comes back from there. Few answers have any of it.

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

use super::App;
use crate::{
    chat::{Act, Message, State},
    transport::Json,
};

/// What that script says.
const TEXTS: [&str; 11] = [
    "suggestions",
    "previous",
    "next",
    "form_send",
    "form_sent",
    "form_missing",
    "form_invalid",
    "reasoning",
    "used_tool",
    "maximize",
    "minimize",
];

impl App {
    /// Draws what stands beside an answer, and which of its forms are sent; a view follows both.
    pub(crate) fn draw_beside(self, message: &Message, steps: &HtmlElement, blocks: &HtmlElement) {
        let list: Vec<&str> = message.blocks.iter().map(|block| block.json.as_str()).collect();
        let id = message.id.as_ref().map_or("", |id| id.as_str());
        let told = self.with_texts();
        set(&told, "steps", steps);
        set(&told, "blocks", blocks);
        set(&told, "id", &id.into());
        set(&told, "list", &["[", &list.join(","), "]"].concat().into());
        set(&told, "said", &self.said_forms().into());
        self.tell("blocks:draw", &told);
    }

    /// Shows the picture of this button large.
    pub(crate) fn enlarge(self, picture: &Element) {
        let told = self.with_texts();
        set(&told, "picture", picture);
        self.tell("blocks:enlarge", &told);
    }

    /// The visitor submits a form: `{"text", "key", "form"}`, texts all of them.
    pub(crate) fn submit(self, json: &str) {
        self.call_out("form", "", json);
        self.take_form(json);
        self.said.update(|count| *count += 1);
    }

    /// It was submitted here or in another tab.
    pub(super) fn take_form(self, json: &str) {
        let Some(json) = Json::parse(json) else { return };
        let text = |name: &str| json.text(name).unwrap_or_default();
        self.act(Act::Submit { text: text("text"), client_id: text("key"), form: text("form") });
    }

    fn with_texts(self) -> Object {
        let (told, texts) = (Object::new(), Object::new());
        for key in TEXTS {
            set(&texts, key, &self.texts.get_now(key).into());
        }
        set(&told, "texts", &texts);
        told
    }

    /// The keys of forms that are on their way or there, a line each.
    fn said_forms(self) -> String {
        let mut said = String::new();
        for row in self.rows.get().into_iter().filter_map(|key| self.row(key)) {
            let row = row.get();
            if row.client_id.starts_with("form:") && !matches!(row.state, State::Failed(_)) {
                said.push_str(&row.client_id);
                said.push('\n');
            }
        }
        said
    }
}

/// A plain object takes any property.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}
