//! Request bodies that a description allows, with ids of objects in them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::isolation::side::{Side, kind};

/// A body for the operation, and whether an object is named in it.
pub(crate) fn sample(
    document: &Value,
    operation: &Value,
    ids: &BTreeMap<String, String>,
    ours: &Side,
) -> (Option<Value>, bool) {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() {
        return (None, false);
    }
    let mut named = false;
    let body = value(document, schema, "", ids, ours, &mut named, 0);
    (Some(body), named)
}

fn value(
    document: &Value,
    schema: &Value,
    name: &str,
    ids: &BTreeMap<String, String>,
    ours: &Side,
    named: &mut bool,
    depth: usize,
) -> Value {
    let schema = resolve(document, schema);
    if let Some(known) = known(name, ids, ours, named) {
        return known;
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    for union in ["oneOf", "anyOf", "allOf"] {
        let shapes = schema[union].as_array().into_iter().flatten();
        if let Some(shape) = shapes.into_iter().find(|shape| shape["type"] != "null") {
            return value(document, shape, name, ids, ours, named, depth + 1);
        }
    }
    match type_of(schema) {
        "object" => object(document, schema, ids, ours, named, depth),
        "integer" => schema["minimum"].as_i64().unwrap_or(1).max(1).into(),
        "number" => json!(1.0),
        "boolean" => json!(true),
        "array" => json!([]),
        _ => json!("something to say"),
    }
}

/// Returns an object with the required fields and every field that names an object.
fn object(
    document: &Value,
    schema: &Value,
    ids: &BTreeMap<String, String>,
    ours: &Side,
    named: &mut bool,
    depth: usize,
) -> Value {
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut filled = Map::new();
    for (name, shape) in schema["properties"].as_object().into_iter().flatten() {
        let wanted = required.contains(&name.as_str()) || known(name, ids, ours, &mut false).is_some();
        if wanted && depth < 6 {
            filled.insert(name.clone(), value(document, shape, name, ids, ours, named, depth + 1));
        }
    }
    Value::Object(filled)
}

/// Fields with a meaning: our own credentials, and ids of objects.
fn known(name: &str, ids: &BTreeMap<String, String>, ours: &Side, named: &mut bool) -> Option<Value> {
    match name {
        "key" => return ours.ids.get("key").map(|key| json!(key)),
        "token" => return ours.ids.get("token").map(|token| json!(token)),
        "email" => return Some(json!("someone@example.com")),
        "password" => return Some(json!("a password of someone")),
        _ => {}
    }
    let object = match name {
        "conversation_id" | "session_id" | "sessionId" | "workflowId" | "botId" | "blueprintId" | "fileId"
        | "accountId" | "widgetId" | "invitation_id" => kind(name, ""),
        _ => return None,
    };
    *named = true;
    let id = ids.get(&object)?;
    Some(json!(if name == "session_id" { format!("sess_{id}") } else { id.clone() }))
}

fn type_of(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(one) => one,
        Value::Array(several) => {
            several.iter().filter_map(Value::as_str).find(|one| *one != "null").unwrap_or("string")
        }
        _ if schema["properties"].is_object() => "object",
        _ => "string",
    }
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        Some(pointer) => resolve(document, document.pointer(pointer).unwrap_or(&Value::Null)),
        None => schema,
    }
}
