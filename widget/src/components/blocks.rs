//! What comes beside the text of an answer: drawn by `widget/loader/blocks.js`, for few answers have any.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    chat::Message,
    dom::{El, el, watch},
    driver::App,
};

/// Two places: for what the agent thought and did, before what it says, and for everything else, after it.
pub(super) fn blocks(app: App, message: RwSignal<Arc<Message>>) -> [El; 2] {
    let (steps, blocks) = (el("div", "steps"), el("div", "blocks"));
    let places = [steps.0.clone(), blocks.0.clone()];
    watch(move || {
        let message = message.get();
        if !message.blocks.is_empty() {
            app.draw_beside(&message, &places[0], &places[1]);
        }
    });
    [steps, blocks]
}
