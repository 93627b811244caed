//! A form that a visitor has filled in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The values a visitor entered into a form, validated. Stored with their message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FormSubmission {
    /// The answer that contained the form.
    pub message_id: String,
    /// The form's id.
    pub id: String,
    /// The fields that were filled in, by their names. A checkbox is `true` or `false`.
    pub values: BTreeMap<String, String>,
}
