//! `POST /v1/widget/messages/{id}/tools/{call}`: takes the result of a page tool that the agent called (ours). Also the
//! tools a page declares in `POST /messages/stream` and `POST /messages/{id}/regenerate`.
//!
//! The answer's stream sends `tool_call` with `origin: "page"` and waits 60 s, or 5 minutes if the visitor is asked
//! first.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A function of the page that the agent may call while it answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageTool {
    /// Name the agent uses for the tool: 1 to 64 characters from `A–Z a–z 0–9 _ -`, unique on its page.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
    pub name: String,
    /// Description for the agent: what the tool does and when to use it; 1 to 1,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000, pattern = "[^\\s\\x85]"))]
    pub description: String,
    /// JSON Schema of the arguments, an object; at most 16 KiB, without references (`$ref`, `$defs`).
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub parameters: Value,
    /// `ask` if the visitor must agree before each call; `ask` when absent.
    #[serde(default)]
    pub approval: Approval,
}

/// The visitor's consent to a tool call.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Approval {
    /// Ask the visitor before every call.
    #[default]
    Ask,
    /// Never ask.
    Never,
}

/// The body of `/messages/{id}/regenerate`; optional. Other fields of a message are ignored.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegenerateRequest {
    /// Functions of the page, as in [`super::MessageRequest`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 16))]
    pub tools: Vec<PageTool>,
}

/// The body: either `result` or `error`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolOutcome {
    /// The function's return value: any JSON except `null`. The agent reads the first 32 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Value>,
    /// The reason there is no result, for the agent; 1 to 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 1000, pattern = "[^\\s\\x85]"))]
    pub error: Option<String>,
}

/// The reply. The answer continues.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToolReply {
    /// Id of the call.
    pub call_id: String,
}
