//! Data the page's scripts provide to the chat.

use wasm_bindgen::JsValue;

use crate::hooks::Timer;

/// Data the page provides.
#[derive(Default)]
pub(super) struct PageBridge {
    /// Context for the agent.
    pub(super) context: String,
    /// The page's tools, in the API's format.
    pub(super) tools: Option<JsValue>,
    /// Messages in the agent's place that wait for a session.
    pub(super) words: Vec<String>,
    /// Timer for another attempt to send an outcome.
    pub(super) again: Option<Timer>,
}
