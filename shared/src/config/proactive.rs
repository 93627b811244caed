//! Rules that let a widget speak first.

use serde::{Deserialize, Serialize};

/// A proactive rule: when its trigger fires on a matching page, the widget offers its message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProactiveRule {
    /// The owner's name for it, unique in the widget: 1 to 64 characters from `A–Z a–z 0–9 _ -`.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_-]+$"))]
    pub id: String,
    /// The condition that fires the rule.
    pub trigger: Trigger,
    /// Threshold of the trigger: seconds for `time` and `idle`, percent for `scroll`, the score (0 to 100) for
    /// `engagement`, visits for `return_visit`; not used by `exit_intent` and `url`.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(maximum = 4_294_967_295_u32))]
    pub value: u32,
    /// Text that the page's address must contain; absent: any page. The trigger `url` needs nothing else to fire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub url_contains: Option<String>,
    /// The message, in Markdown, 1 to 500 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 500))]
    pub message: String,
    /// Offer the message at most once per conversation; `true` when absent.
    #[serde(default = "yes")]
    pub once: bool,
}

fn yes() -> bool {
    true
}

/// The condition that fires a rule.
// A closed vocabulary: the API, the domain and rows share this enum, for there is nothing to it but its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Trigger {
    /// The visitor has been on the page for `value` seconds.
    Time,
    /// The visitor has seen `value` percent of the page.
    Scroll,
    /// The pointer leaves the page at its top edge.
    ExitIntent,
    /// The visitor has made no input for `value` seconds.
    Idle,
    /// The page's address contains `url_contains`.
    Url,
    /// The visitor has been here at least `value` times before.
    ReturnVisit,
    /// The engagement score has reached `value`.
    Engagement,
}
