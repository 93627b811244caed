//! The conditions that the types of bodies cannot express.
//!
//! Conditions between fields are said with `if`, `then`, `else`: generators of clients pass over those, validators do not.

use serde_json::{Value, json};
use utoipa::openapi::{
    Components, RefOr, Schema,
    extensions::Extensions,
    schema::{AdditionalProperties, Object},
};

/// Alternatives that take no other fields than theirs; the generator says so of whole types only.
const CLOSED: [&str; 1] = ["AgentSpec."];

/// Most entries of objects with names of the caller's own, as component and field.
const ENTRIES: [(&str, &str, usize); 5] = [
    ("LeadRequest", "fields", 20),
    ("caty.LeadRequest", "custom_fields", 20),
    ("chatbotkit.ContactRequest", "meta", 15),
    ("Settings", "extra", 32),
    ("ThemeChoice", "config", 32),
];

/// Adds all of it.
pub(super) fn add(components: &mut Components) {
    for (name, condition) in [
        ("MessageRequest", message()),
        ("EventsRequest", one_of("event", "events")),
        ("ToolOutcome", one_of("error", "result")),
        ("Document", one_of("text", "data")),
    ] {
        if let Some(object) = object(components, name)
            && let Value::Object(keywords) = condition
        {
            object.extensions = Some(Extensions::from_iter(keywords));
        }
    }
    for (name, field, most) in ENTRIES {
        if let Some(RefOr::T(Schema::Object(field))) =
            object(components, name).and_then(|object| object.properties.get_mut(field))
        {
            field.max_properties = Some(most);
        }
    }
    for (name, schema) in &mut components.schemas {
        if let RefOr::T(Schema::Object(object)) = schema
            && CLOSED.iter().any(|closed| name.starts_with(closed))
        {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
}

fn object<'c>(components: &'c mut Components, name: &str) -> Option<&'c mut Object> {
    match components.schemas.get_mut(name)? {
        RefOr::T(Schema::Object(object)) => Some(object),
        _ => None,
    }
}

/// A form and nothing else; or files, with or without words; or words.
fn message() -> Value {
    json!({
        "if": {"required": ["form"], "properties": {"form": {"type": "object"}}},
        "then": {"properties": {"message": {"maxLength": 0}, "attachments": {"maxItems": 0}}},
        "else": {
            "if": {"required": ["attachments"], "properties": {"attachments": {"minItems": 1}}},
            "else": {"required": ["message"], "properties": {"message": {"pattern": "[^\\s\\x85]"}}},
        },
    })
}

/// The first, a text, or the second: not both, not neither.
fn one_of(first: &str, second: &str) -> Value {
    json!({
        "if": {"required": [first], "properties": {first: {"type": "string"}}},
        "then": {"properties": {second: {"type": "null"}}},
        "else": {"required": [second], "properties": {second: {"not": {"type": "null"}}}},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(condition: &Value, body: &Value) -> bool {
        jsonschema::is_valid(condition, body)
    }

    #[test]
    fn a_message_has_words_files_or_a_form() {
        let form = json!({"message_id": "m", "id": "f", "values": {}});
        for (body, taken) in [
            (json!({}), false),
            (json!({"message": " "}), false),
            (json!({"message": "Hi"}), true),
            (json!({"attachments": ["a"]}), true),
            (json!({"attachments": [], "message": ""}), false),
            (json!({"form": form}), true),
            (json!({"form": form, "message": "Hi"}), false),
            (json!({"form": null, "message": "Hi"}), true),
        ] {
            assert_eq!(takes(&message(), &body), taken, "{body}");
        }
    }

    #[test]
    fn one_of_two_fields() {
        let condition = one_of("event", "events");
        for (body, taken) in [
            (json!({}), false),
            (json!({"event": "a"}), true),
            (json!({"event": null, "events": []}), true),
            (json!({"event": "a", "events": []}), false),
            (json!({"event": "a", "events": null}), true),
        ] {
            assert_eq!(takes(&condition, &body), taken, "{body}");
        }
    }
}
