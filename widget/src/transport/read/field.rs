//! Fields used in several replies.

use crate::transport::json::Json;

/// Parses an id and checks its characters.
pub(super) fn id<T: TryFrom<String>>(json: &Json, name: &str) -> Option<T> {
    T::try_from(json.text(name)?).ok()
}
