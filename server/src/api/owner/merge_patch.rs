//! The schema of a JSON Merge Patch (RFC 7396): what may be set may also be `null`, which takes it away, at every depth.

use std::borrow::Cow;

use parlor_shared::owner::settings::SettingsBody;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

const SCHEMAS: &str = "#/components/schemas/";

/// A change of [`SettingsBody`].
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct SettingsPatch(pub(super) Map<String, Value>);

impl PartialSchema for SettingsPatch {
    fn schema() -> RefOr<Schema> {
        let whole = SettingsBody::schema();
        let mut all = json!(whole);
        // Every setting may be absent from a change, and taken away.
        if let Some(fields) = all.as_object_mut() {
            fields.remove("required");
        }
        let patch = patch(all, &parts());
        serde_json::from_value(patch).unwrap_or(whole)
    }
}

impl ToSchema for SettingsPatch {
    fn name() -> Cow<'static, str> {
        "SettingsPatch".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        SettingsBody::schemas(schemas);
    }
}

fn parts() -> Map<String, Value> {
    let mut parts = Vec::new();
    SettingsBody::schemas(&mut parts);
    parts.into_iter().map(|(name, schema)| (name, json!(schema))).collect()
}

/// A patch of what `schema` describes. Objects are patched; everything else is replaced.
fn patch(schema: Value, parts: &Map<String, Value>) -> Value {
    let Value::Object(mut fields) = schema else { return schema };
    if let Some(part) = fields.get("$ref").and_then(|to| parts.get(to.as_str()?.strip_prefix(SCHEMAS)?)) {
        return if part["type"] == "object" { patch(part.clone(), parts) } else { Value::Object(fields) };
    }
    if let Some(Value::Array(alternatives)) = fields.remove("oneOf") {
        let alternatives: Vec<_> = alternatives.into_iter().map(|one| patch(one, parts)).collect();
        fields.insert("oneOf".into(), alternatives.into());
    }
    fields.remove("default");
    let required = fields.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| required.as_array().is_some_and(|names| names.iter().any(|one| one == name));
    if let Some(Value::Object(properties)) = fields.get_mut("properties") {
        for (name, property) in properties {
            let inner = patch(property.take(), parts);
            *property = if is_required(name) { inner } else { or_null(inner) };
        }
    }
    if let Some(others) = fields.get_mut("additionalProperties").filter(|others| others.is_object()) {
        // "Anything at all": read back by utoipa as a boolean only.
        *others = if *others == json!({}) { true.into() } else { or_null(patch(others.take(), parts)) };
    }
    Value::Object(fields)
}

fn or_null(schema: Value) -> Value {
    match &schema {
        Value::Object(fields) if fields.get("type").is_some_and(Value::is_string) => {
            let kind = fields["type"].clone();
            let mut fields = fields.clone();
            fields.insert("type".into(), json!([kind, "null"]));
            Value::Object(fields)
        }
        Value::Object(fields) if fields.get("type").is_some_and(Value::is_array) || is_null_allowed(fields) => schema,
        _ => json!({"oneOf": [schema, {"type": "null"}]}),
    }
}

fn is_null_allowed(fields: &Map<String, Value>) -> bool {
    let alternatives = fields.get("oneOf").and_then(Value::as_array);
    alternatives.is_some_and(|all| all.iter().any(|one| one["type"] == "null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_set_may_be_taken_away_at_every_depth() {
        let schema = json!(SettingsPatch::schema());
        let of = |path: &str| schema.pointer(path).cloned().unwrap_or_default();
        assert_eq!(of("/properties/title/type"), json!(["string", "null"]));
        assert_eq!(of("/properties/features/type"), json!(["object", "null"]));
        assert_eq!(of("/properties/extra/additionalProperties"), json!(true));
        assert_eq!(of("/properties/features/additionalProperties/type"), json!(["boolean", "null"]));
        assert_eq!(of("/properties/persona/oneOf/0/properties/role/type"), json!(["string", "null"]));
        // A theme without a name is none.
        assert_eq!(of("/properties/theme/oneOf/0/properties/name/type"), json!("string"));
        assert_eq!(of("/properties/layout/oneOf/0/$ref"), json!("#/components/schemas/Layout"));
    }
}
