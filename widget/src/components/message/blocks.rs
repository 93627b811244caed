//! Parts of an answer other than its text. `widget/loader/blocks.js` draws them, because few answers have any.

use js_sys::Array;
use wasm_bindgen::JsValue;

use crate::reactive::prelude::*;

use super::props::MessageProps;
use crate::{
    chat::State,
    dom::{El, el, watch},
    hooks::object,
    state::{ConversationState, ViewAction},
};

/// Creates two elements: one before the answer for reasoning and tool use, one after it for everything else. The script
/// learns which blocks to draw there and which forms have been submitted; it follows changes of both.
pub(super) fn blocks(props: MessageProps) -> [El; 2] {
    let (steps, blocks) = (el("div", "steps"), el("div", "blocks"));
    let places = [steps.0.clone(), blocks.0.clone()];
    watch(move || {
        let message = props.message.get();
        if message.blocks.is_empty() {
            return;
        }
        let list: Array = message.blocks.iter().map(|block| JsValue::from(block.json.as_str())).collect();
        let id = message.id.as_ref().map_or("", |id| id.as_str());
        props.dispatch.send(ViewAction::CallScript(
            "blocks:draw",
            object(&[
                ("steps", Some(places[0].clone().into())),
                ("blocks", Some(places[1].clone().into())),
                ("id", Some(id.into())),
                ("list", Some(list.into())),
                ("said", Some(submitted_forms(props.conversation).into())),
            ]),
        ));
    });
    [steps, blocks]
}

/// Returns the keys of submitted forms, one per line.
fn submitted_forms(conversation: ConversationState) -> String {
    let mut keys = String::new();
    for row in conversation.rows.get() {
        let message = row.message.get();
        if message.client_id.starts_with("form:") && !matches!(message.state, State::Failed(_)) {
            keys.push_str(&message.client_id);
            keys.push('\n');
        }
    }
    keys
}
