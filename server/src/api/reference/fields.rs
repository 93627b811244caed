//! Rules of single fields that the types of bodies cannot express: patterns that stand beside the checks they describe,
//! and rules of what a list or an object holds.

use serde_json::{Value, json};
use utoipa::openapi::{
    Components, RefOr, Schema,
    extensions::Extensions,
    schema::{AdditionalProperties, ArrayItems},
};

use crate::core::{
    engagement::lead::{ADDRESS, PHONE},
    knowledge::document,
    security::origin,
};

/// Whatever is not white space alone. U+0085 is white space, though not to JavaScript.
const SAYS_SOMETHING: &str = "[^\\s\\x85]";
/// Names that are not the server's own.
const META_NAME: &str = "^[^_]";

/// Adds all of it.
pub(super) fn add(components: &mut Components) {
    for (place, keywords) in rules() {
        let found = find(components, place).is_some_and(|schema| extend(schema, keywords));
        debug_assert!(found, "{place} is not described");
    }
}

/// Places (a component, its field, `[]` for what a list holds, `{}` for what an object holds) and keywords.
fn rules() -> Vec<(&'static str, Value)> {
    let padded_address = json!({"pattern": format!("^[\\s\\x85]*{ADDRESS}[\\s\\x85]*$")});
    let address_or_empty = json!({"pattern": format!("^({ADDRESS})?$")});
    let phone_or_empty = json!({"pattern": format!("^({PHONE})?$"), "maxLength": 40});
    let text = |most: u32| json!({"minLength": 1, "maxLength": most, "pattern": SAYS_SOMETHING});
    let meta = json!({"propertyNames": {"type": "string", "pattern": META_NAME}});
    let origin = json!({"maxLength": origin::LONGEST, "pattern": origin::PATTERN});
    // Other names cannot stand in the head of a part.
    let parts = json!({"propertyNames": {"type": "string", "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]*$"}});
    vec![
        ("AttachmentForm", parts.clone()),
        ("chatbotkit.AttachmentForm", parts),
        ("LeadRequest email", padded_address.clone()),
        ("LeadRequest fields", json!({"propertyNames": {"type": "string", "maxLength": 64}})),
        ("LeadRequest fields{}", json!({"maxLength": 2_000})),
        ("caty.LeadRequest email", padded_address.clone()),
        ("NewInvitation email", padded_address),
        ("MessageRequest attachments", json!({"uniqueItems": true})),
        ("chatbotkit.Contact email", address_or_empty.clone()),
        ("chatbotkit.Contact phone", phone_or_empty.clone()),
        ("chatbotkit.SessionRequest meta", meta.clone()),
        ("chatbotkit.ContactRequest email", address_or_empty),
        ("chatbotkit.ContactRequest phone", phone_or_empty),
        (
            "chatbotkit.ContactRequest meta",
            json!({"propertyNames": {"type": "string", "pattern": META_NAME, "maxLength": 64}}),
        ),
        ("chatbotkit.ContactRequest meta{}", json!({"maxLength": 2_000})),
        ("chatbotkit.WidgetInput meta", meta),
        ("chatbotkit.WidgetInput sessionDuration", json!({"anyOf": [{"maximum": 0}, {"minimum": 60_000}]})),
        ("NewAgent starter_prompts[]", text(120)),
        ("AgentChange starter_prompts[]", text(120)),
        ("AgentSpec.knowledge synonyms[]", json!({"minItems": 2, "maxItems": 20})),
        ("AgentSpec.knowledge synonyms[][]", text(60)),
        ("ModelOptions stop[]", json!({"minLength": 1, "maxLength": 100})),
        ("Document name", json!({"pattern": document::NAME})),
        ("NewBlueprint allowed_origins[]", origin.clone()),
        ("BlueprintChange allowed_origins[]", origin.clone()),
        ("SettingsChange allowed_origins[]", origin),
    ]
}

fn find<'c>(components: &'c mut Components, place: &str) -> Option<&'c mut Schema> {
    let (component, path) = place.split_once(' ').unwrap_or((place, ""));
    let field = path.trim_end_matches(['[', ']', '{', '}']);
    let component = components.schemas.get_mut(component)?;
    let mut at = if field.is_empty() { component } else { property(component, field)? };
    let mut inside = &path[field.len()..];
    while let Some(mark) = inside.get(..2) {
        at = held(at, mark)?;
        inside = &inside[2..];
    }
    written(at)
}

fn property<'s>(schema: &'s mut RefOr<Schema>, name: &str) -> Option<&'s mut RefOr<Schema>> {
    match written(schema)? {
        Schema::Object(object) => object.properties.get_mut(name),
        _ => None,
    }
}

/// The schema of what a list (`[]`) or an object (`{}`) holds.
fn held<'s>(schema: &'s mut RefOr<Schema>, mark: &str) -> Option<&'s mut RefOr<Schema>> {
    match (written(schema)?, mark) {
        (Schema::Array(list), "[]") => match &mut list.items {
            ArrayItems::RefOrSchema(items) => Some(items),
            ArrayItems::False => None,
        },
        (Schema::Object(object), "{}") => {
            let values =
                object.additional_properties.get_or_insert_with(|| Box::new(AdditionalProperties::FreeForm(true)));
            if let AdditionalProperties::FreeForm(true) = **values {
                **values = AdditionalProperties::RefOr(RefOr::T(anything()));
            }
            match &mut **values {
                AdditionalProperties::RefOr(values) => Some(values),
                AdditionalProperties::FreeForm(_) => None,
            }
        }
        _ => None,
    }
}

fn anything() -> Schema {
    let mut anything = utoipa::openapi::Object::new();
    anything.schema_type = utoipa::openapi::schema::SchemaType::AnyValue;
    Schema::Object(anything)
}

fn written(schema: &mut RefOr<Schema>) -> Option<&mut Schema> {
    match schema {
        RefOr::T(schema) => Some(schema),
        RefOr::Ref(_) => None,
    }
}

/// Adds keywords that are not there yet: what the types have said already would stand there twice.
fn extend(schema: &mut Schema, keywords: Value) -> bool {
    let Value::Object(mut keywords) = keywords else { return false };
    if let (Schema::Object(object), Some(names)) = (&mut *schema, keywords.remove("propertyNames")) {
        object.property_names = serde_json::from_value(names).ok().map(Box::new);
    }
    let said = json!(schema);
    debug_assert!(keywords.keys().all(|name| said.get(name).is_none()), "{said} has one of {keywords:?}");
    let extensions = match schema {
        Schema::Object(object) => &mut object.extensions,
        Schema::Array(list) => &mut list.extensions,
        _ => return false,
    };
    extensions.get_or_insert_default().merge(Extensions::from_iter(keywords));
    true
}
