//! `POST /v1/widget/messages/{id}/tools/{call}`: what came of a call of a page's tool (ours); and how a page tells of its
//! tools in `POST /messages/stream` and `POST /messages/{id}/regenerate`.
//!
//! The answer's stream says `tool_call` with `origin: "page"` and waits: 60 s, or 5 minutes when the visitor is asked first.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A function of the page that the agent may ask for while it answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageTool {
    /// What the agent calls it: 1 to 64 of `A–Z a–z 0–9 _ -`, unique on its page.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
    pub name: String,
    /// What it does and when to use it, for the agent; 1 to 1,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000, pattern = "\\S"))]
    pub description: String,
    /// JSON Schema of the arguments, an object; at most 16 KiB, without references (`$ref`, `$defs`).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub parameters: Value,
    /// Whether the visitor is asked before it is called; `ask` when absent.
    #[serde(default)]
    pub approval: Approval,
}

/// Whether the visitor is asked before a tool is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Approval {
    /// Every time.
    #[default]
    Ask,
    /// Never.
    Never,
}

/// The body of `/messages/{id}/regenerate`; it may be left out. Other fields of a message are ignored.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegenerateRequest {
    /// As in [`super::MessageRequest`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub tools: Vec<PageTool>,
}

/// The body: one of the two.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolOutcome {
    /// What the function returned: any JSON but `null`. The agent reads the first 32 KiB of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// Why there is nothing, for the agent; 1 to 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000, pattern = "\\S"))]
    pub error: Option<String>,
}

/// The reply: the answer goes on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolReply {
    /// The call.
    pub call_id: String,
}
