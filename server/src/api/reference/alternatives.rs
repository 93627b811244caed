//! Names for alternatives: generators of clients make a type of each, and some of them stumble over a second unnamed one.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::openapi::{
    Components, Ref, RefOr, Schema,
    schema::{Object, OneOf},
};

/// Makes components of the objects that stand in a component's `oneOf`: `AgentSpec.llm`, `Node.image`.
pub(super) fn name(components: &mut Components) {
    let mut named = BTreeMap::new();
    for (name, schema) in &mut components.schemas {
        if let RefOr::T(Schema::OneOf(OneOf { items, .. })) = schema {
            for item in items {
                take_out(name, item, &mut named);
            }
        }
    }
    components.schemas.extend(named);
}

fn take_out(parent: &str, item: &mut RefOr<Schema>, named: &mut BTreeMap<String, RefOr<Schema>>) {
    let RefOr::T(Schema::Object(object)) = item else { return };
    let Some(own) = own_name(object) else { return };
    let name = format!("{parent}.{own}");
    let reference = RefOr::Ref(Ref::from_schema_name(&name));
    named.insert(name, std::mem::replace(item, reference));
}

/// The mark that tells this object from its siblings: the value of its tag, else its only field.
fn own_name(object: &Object) -> Option<String> {
    let tag = object.properties.values().find_map(only_value);
    let field = || (object.properties.len() == 1).then(|| object.properties.keys().next().cloned()).flatten();
    tag.or_else(field)
}

/// The value of a field that has one value.
fn only_value(field: &RefOr<Schema>) -> Option<String> {
    match field {
        RefOr::T(Schema::Object(Object { enum_values: Some(values), .. })) => match values.as_slice() {
            [Value::String(value)] => Some(value.clone()),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use utoipa::{ToSchema, openapi::ComponentsBuilder};

    use super::*;

    #[derive(ToSchema)]
    #[serde(tag = "kind", rename_all = "snake_case")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Shape {
        Circle { radius: u32 },
        Dot {},
    }

    #[derive(ToSchema)]
    #[serde(rename_all = "snake_case")]
    #[expect(dead_code, reason = "only its schema is used")]
    enum Piece {
        Text(String),
        Line,
    }

    #[test]
    fn objects_get_the_name_of_their_tag_or_field() {
        let mut components = ComponentsBuilder::new().schema_from::<Shape>().schema_from::<Piece>().build();
        name(&mut components);
        let names: Vec<_> = components.schemas.keys().map(String::as_str).collect();
        assert_eq!(names, ["Piece", "Piece.text", "Shape", "Shape.circle", "Shape.dot"]);
        let shape = serde_json::to_value(&components.schemas["Shape"]).unwrap();
        assert_eq!(shape["oneOf"][0]["$ref"], "#/components/schemas/Shape.circle");
    }
}
