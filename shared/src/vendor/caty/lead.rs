//! `POST /api/widget/lead`: stores the visitor's contact details.
//!
//! Source: Caty, "Capture Lead". One per agent and e-mail address (compared without case): a second one from the same
//! session updates the first, and the reply never contains data that others gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{always::Always, prefixed_id::LeadId};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::LeadRequest))]
pub struct LeadRequest {
    /// Id of the session.
    pub session_id: String,
    /// A name, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub name: Option<String>,
    /// An e-mail address, at most 254 characters. The page does not say that it is required; it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(required = true, nullable = false, max_length = 254))]
    pub email: Option<String>,
    /// A telephone number, at most 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 40))]
    pub phone: Option<String>,
    /// A company, at most 200 characters; stored as the field `company`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub company: Option<String>,
    /// More fields, at most 20 with the company; names at most 64, values at most 2,000 characters as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(schema_with = custom_fields_schema))]
    pub custom_fields: Option<CustomFields>,
}

/// More fields of a lead. `[]` counts as an empty object, because some languages write it that way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "must be an object")]
pub enum CustomFields {
    /// Values by name.
    Named(BTreeMap<String, FieldValue>),
    /// No fields.
    Empty([FieldValue; 0]),
}

/// An object, an empty list, or `null`.
#[cfg(feature = "openapi")]
fn custom_fields_schema() -> utoipa::openapi::Schema {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, SchemaType, Type};

    let short = ObjectBuilder::new().schema_type(SchemaType::AnyValue).max_length(Some(2_000));
    let name = ObjectBuilder::new().schema_type(Type::String).max_length(Some(64));
    OneOfBuilder::new()
        .description(Some(
            "More fields, at most 20 with the company; names at most 64, values at most 2,000 characters as text.",
        ))
        .item(
            ObjectBuilder::new()
                .schema_type(Type::Object)
                .property_names(Some(name))
                .additional_properties(Some(short)),
        )
        .item(ArrayBuilder::new().max_items(Some(0)))
        .item(ObjectBuilder::new().schema_type(Type::Null))
        .build()
        .into()
}

impl CustomFields {
    /// Returns the fields as texts, without empty ones.
    pub fn into_texts(self) -> BTreeMap<String, String> {
        match self {
            Self::Named(fields) => {
                fields.into_iter().filter_map(|(name, value)| Some((name, value.into_text()?))).collect()
            }
            Self::Empty([]) => BTreeMap::new(),
        }
    }
}

/// A field's value: any JSON, stored as text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldValue(pub Value);

impl FieldValue {
    /// Returns a text, a number or a boolean as it is, a list of such values joined with commas, and anything else as
    /// JSON. `None` for `null` and for a list without values.
    pub fn into_text(self) -> Option<String> {
        match self.0 {
            Value::Null => None,
            Value::Array(items) if items.iter().all(|item| !item.is_array() && !item.is_object()) => {
                let texts: Vec<_> = items.into_iter().filter_map(|item| Self(item).into_text()).collect();
                (!texts.is_empty()).then(|| texts.join(", "))
            }
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        }
    }
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::LeadReply))]
pub struct LeadReply {
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<true>,
    /// Id of the lead, with the prefix `lead_`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lead_id: LeadId,
    /// A sentence that thanks the visitor.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vendor::caty::golden;

    #[test]
    fn the_request_of_the_page() {
        let body = concat!(
            r#"{"session_id":"sess_xxx","name":"John Smith","email":"john@example.com","phone":"+1234567890","#,
            r#""company":"Acme Inc","custom_fields":{"interest":"Enterprise plan"}}"#,
        );
        let interest = FieldValue("Enterprise plan".into());
        let request = LeadRequest {
            session_id: "sess_xxx".into(),
            name: Some("John Smith".into()),
            email: Some("john@example.com".into()),
            phone: Some("+1234567890".into()),
            company: Some("Acme Inc".into()),
            custom_fields: Some(CustomFields::Named(BTreeMap::from([("interest".into(), interest)]))),
        };
        golden(body, &request);
    }

    #[test]
    fn every_value_becomes_a_text() {
        for (value, text) in [
            (r#""x""#, Some("x")),
            ("2.5", Some("2.5")),
            ("true", Some("true")),
            ("null", None),
            ("[]", None),
            ("[null]", None),
            (r#"["red","blue",3]"#, Some("red, blue, 3")),
            (r#"{"a":1}"#, Some(r#"{"a":1}"#)),
            (r#"[{"a":1}]"#, Some(r#"[{"a":1}]"#)),
        ] {
            let body = format!(r#"{{"session_id":"s","custom_fields":{{"a":{value}}}}}"#);
            let fields = serde_json::from_str::<LeadRequest>(&body).unwrap().custom_fields.unwrap().into_texts();
            assert_eq!(fields.get("a").map(String::as_str), text, "{value}");
        }
    }

    #[test]
    fn an_empty_list_is_no_field() {
        let fields = |value| {
            let body = format!(r#"{{"session_id":"s","custom_fields":{value}}}"#);
            serde_json::from_str::<LeadRequest>(&body).map(|lead| lead.custom_fields.map(CustomFields::into_texts))
        };
        assert_eq!(fields("[]").unwrap(), Some(BTreeMap::new()));
        assert_eq!(fields("null").unwrap(), None);
        for odd in ["[1]", "1", "\"x\""] {
            assert!(fields(odd).unwrap_err().to_string().starts_with("must be an object"), "{odd}");
        }
    }

    #[test]
    fn the_reply_of_the_page() {
        let body = r#"{"success":true,"lead_id":"lead_xxx","message":"Thanks! Someone will be in touch soon."}"#;
        let reply = LeadReply {
            success: Always,
            lead_id: LeadId("xxx".parse().unwrap()),
            message: "Thanks! Someone will be in touch soon.".into(),
        };
        golden(body, &reply);
    }
}
