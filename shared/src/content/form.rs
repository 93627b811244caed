//! Forms and the values visitors enter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A form that can be submitted once. Its submission is the visitor's next message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Form {
    /// Identifies the form within its answer: 1 to 64 characters from `A–Z a–z 0–9 _ -`.
    pub id: String,
    /// Title of the form: plain text, at most 120 characters; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// 1 to 12 fields.
    pub fields: Vec<Field>,
    /// Label of the submit button: at most 80 characters; empty for "Send" in the chat's language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub submit: String,
}

/// One field of a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Field {
    /// Identifies the field within its form: 1 to 64 characters from `A–Z a–z 0–9 _ -`.
    pub name: String,
    /// Label of the field: plain text, at most 120 characters.
    pub label: String,
    /// Kind of input.
    #[serde(rename = "type", default)]
    pub kind: FieldKind,
    /// True if the field must not be empty; a checkbox must then be checked.
    #[serde(default)]
    pub required: bool,
    /// Maximum number of characters, 1 to 2,000; when absent 200, or 2,000 for a `textarea`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// The options to choose from, for `select` only: 1 to 50 different texts of at most 120 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// Kind of input of a form field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldKind {
    /// A line of text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A number.
    Number,
    /// One of the options.
    Select,
    /// Yes or no: `true` or `false`.
    Checkbox,
    /// Several lines of text.
    Textarea,
}

/// A submitted form, in the body of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormRequest {
    /// Id of the answer that contains the form.
    pub message_id: String,
    /// The form's id.
    pub id: String,
    /// The entered values by field name; fields left empty may be absent. A checkbox is `"true"` or `"false"`.
    pub values: BTreeMap<String, String>,
}

impl Form {
    /// Maximum number of fields.
    pub const MOST: usize = 12;
    /// Maximum length of a form's id or a field's name, in characters.
    pub const LONGEST_ID: usize = 64;
    /// Maximum length of titles and labels, in characters.
    pub const LONGEST_LABEL: usize = 120;

    /// Returns the `Idempotency-Key` of the submission: a form is submitted once.
    pub fn key(message_id: &str, id: &str) -> String {
        ["form:", message_id, ":", id].concat()
    }

    /// Returns the submitted values as message text: one line for each field that was filled in.
    pub fn said(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let mut said = String::new();
        for field in &self.fields {
            let Some(value) = value(&field.name).filter(|value| !value.is_empty()) else { continue };
            let shown = match (field.kind, value.as_str()) {
                (FieldKind::Checkbox, "true") => "✓",
                (FieldKind::Checkbox, _) => "–",
                _ => value.trim(),
            };
            for piece in [if said.is_empty() { "" } else { "\n" }, &field.label, ": ", shown] {
                said.push_str(piece);
            }
        }
        said
    }
}

impl Field {
    /// Upper limit of `max_length`.
    pub const LONGEST: u32 = 2_000;
    /// Maximum number of options.
    pub const MOST_OPTIONS: usize = 50;

    /// Returns the maximum number of characters the field accepts.
    pub fn longest(&self) -> u32 {
        let usual = if self.kind == FieldKind::Textarea { Self::LONGEST } else { 200 };
        self.max_length.unwrap_or(usual)
    }
}
