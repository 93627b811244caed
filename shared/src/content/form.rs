//! Forms, and what a visitor writes into them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A form that is filled in once. Its submission is the visitor's next message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Form {
    /// Names it within its answer: 1 to 64 of `A–Z a–z 0–9 _ -`.
    pub id: String,
    /// What it is about: plain text, at most 120 characters; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// 1 to 12 of them.
    pub fields: Vec<Field>,
    /// What its button says: at most 80 characters; empty for the language's own "Send".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub submit: String,
}

/// One field of a form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Field {
    /// Names it within its form: 1 to 64 of `A–Z a–z 0–9 _ -`.
    pub name: String,
    /// What to write into it: plain text, at most 120 characters.
    pub label: String,
    /// What it takes.
    #[serde(rename = "type", default)]
    pub kind: FieldKind,
    /// It must not stay empty; a checkbox must be checked.
    #[serde(default)]
    pub required: bool,
    /// The most characters it takes, 1 to 2,000; 200 when absent, 2,000 for a `textarea`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// What can be chosen, for `select` only: 1 to 50 different texts of at most 120 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
}

/// What a field takes.
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

/// A filled-in form, in the body of a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FormRequest {
    /// The answer the form stands in.
    pub message_id: String,
    /// The form's id.
    pub id: String,
    /// What was written, by the fields' names; fields that were left empty may be absent. A checkbox is `"true"` or
    /// `"false"`.
    pub values: BTreeMap<String, String>,
}

impl Form {
    /// The most fields.
    pub const MOST: usize = 12;
    /// The longest id of a form or name of a field, in characters.
    pub const LONGEST_ID: usize = 64;
    /// The longest title and label, in characters.
    pub const LONGEST_LABEL: usize = 120;

    /// The `Idempotency-Key` of its submission: it is submitted once.
    pub fn key(message_id: &str, id: &str) -> String {
        ["form:", message_id, ":", id].concat()
    }

    /// What the visitor says by submitting these values: a line per field that was filled in.
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
    /// The longest `max_length`.
    pub const LONGEST: u32 = 2_000;
    /// The most options.
    pub const MOST_OPTIONS: usize = 50;

    /// The most characters it takes.
    pub fn longest(&self) -> u32 {
        let usual = if self.kind == FieldKind::Textarea { Self::LONGEST } else { 200 };
        self.max_length.unwrap_or(usual)
    }
}
