//! `POST /api/widget/lead`: stores a way to reach the visitor.
//!
//! Source: Caty, "Capture Lead". One per agent and e-mail address (compared without case): a second one of the
//! same session updates the first, and the reply never shows what others gave.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Always, LeadId};

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::LeadRequest))]
pub struct LeadRequest {
    /// The session.
    pub session_id: String,
    /// A name, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// An e-mail address, at most 254 characters. The page does not say that it is required; it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A telephone number, at most 40 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// A company, at most 200 characters; kept as the field `company`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// More fields, at most 20 with the company; names at most 64, values at most 2,000 characters. `null` is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<BTreeMap<String, FieldValue>>,
}

/// A field's value. Kept as text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::FieldValue))]
pub enum FieldValue {
    /// A text.
    Text(String),
    /// A number.
    #[cfg_attr(feature = "openapi", schema(value_type = f64))]
    Number(serde_json::Number),
    /// Yes or no.
    Flag(bool),
    /// `null`: nothing.
    Absent,
}

impl FieldValue {
    /// As text.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(number) => Some(number.to_string()),
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Absent => None,
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
    /// The record: `lead_` and its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lead_id: LeadId,
    /// Thanks.
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
        let interest = FieldValue::Text("Enterprise plan".into());
        let request = LeadRequest {
            session_id: "sess_xxx".into(),
            name: Some("John Smith".into()),
            email: Some("john@example.com".into()),
            phone: Some("+1234567890".into()),
            company: Some("Acme Inc".into()),
            custom_fields: Some(BTreeMap::from([("interest".into(), interest)])),
        };
        golden(body, &request);
    }

    #[test]
    fn fields_are_texts_numbers_or_flags() {
        let body = r#"{"session_id":"s","custom_fields":{"a":"x","b":2.5,"c":true,"d":null}}"#;
        let fields = serde_json::from_str::<LeadRequest>(body).unwrap().custom_fields.unwrap();
        let texts: Vec<_> = fields.into_values().map(FieldValue::into_text).collect();
        assert_eq!(texts, [Some("x".into()), Some("2.5".into()), Some("true".into()), None]);
        for odd in ["[]", "{}", "[1]"] {
            let body = format!(r#"{{"session_id":"s","custom_fields":{{"a":{odd}}}}}"#);
            assert!(serde_json::from_str::<LeadRequest>(&body).is_err(), "{odd}");
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
