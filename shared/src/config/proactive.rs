//! When a widget speaks first.

use serde::{Deserialize, Serialize};

/// A rule: when its trigger is reached on a page it is for, its message is offered.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProactiveRule {
    /// The owner's name for it, unique in the widget: 1 to 64 characters from `A–Z a–z 0–9 _ -`.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
    pub id: String,
    /// What is waited for.
    pub trigger: Trigger,
    /// How much of it: seconds for `time` and `idle`, percent for `scroll`, the score (0 to 100) for `engagement`,
    /// visits for `return_visit`; not used by `exit_intent` and `url`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(maximum = 4_294_967_295_u32))]
    pub value: u32,
    /// Only on pages whose address contains this text; `url` fires on nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub url_contains: Option<String>,
    /// What is said, in Markdown, 1 to 500 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub message: String,
    /// At most once in a conversation.
    #[serde(default = "yes")]
    pub once: bool,
}

fn yes() -> bool {
    true
}

/// What a rule waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Trigger {
    /// So many seconds on the page.
    Time,
    /// So many percent of the page seen.
    Scroll,
    /// The pointer leaves the page at its top.
    ExitIntent,
    /// So many seconds without any input.
    Idle,
    /// The page's address.
    Url,
    /// The visitor has been here so often before.
    ReturnVisit,
    /// The engagement score.
    Engagement,
}
