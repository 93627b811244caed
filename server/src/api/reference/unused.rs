//! Components nothing refers to: the generator also lists what it has written in place.

use std::collections::BTreeSet;

use serde_json::Value;
use utoipa::openapi::{Components, OpenApi};

const SCHEMAS: &str = "#/components/schemas/";

/// Removes schemas that no operation refers to, directly or through other schemas.
pub(super) fn remove(document: &mut OpenApi) {
    let Some(components) = &mut document.components else { return };
    let paths = serde_json::to_value(&document.paths).unwrap_or_default();
    let used = used(&paths, components);
    components.schemas.retain(|name, _| used.contains(name));
}

fn used(paths: &Value, components: &Components) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut open = named_in(paths);
    while let Some(name) = open.pop() {
        let schema = components.schemas.get(&name).and_then(|schema| serde_json::to_value(schema).ok());
        if used.insert(name) {
            open.extend(schema.iter().flat_map(named_in));
        }
    }
    used
}

/// Names of schemas that `value` refers to.
fn named_in(value: &Value) -> Vec<String> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).and_then(|to| to.strip_prefix(SCHEMAS));
            own.map(str::to_owned).into_iter().chain(fields.values().flat_map(named_in)).collect()
        }
        Value::Array(items) => items.iter().flat_map(named_in).collect(),
        _ => Vec::new(),
    }
}
