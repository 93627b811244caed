//! The body of every failure of the owner's API.

use serde::{Deserialize, Serialize};

/// A failure. The HTTP status says which kind; `Retry-After` says when to try again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnerErrorBody {
    /// The reason, as an English sentence without a full stop.
    pub error: String,
    /// The field or query parameter that is not acceptable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}
