//! `POST /api/widget/track`: reports the visitor's activity on the page.
//!
//! Source: Caty, "Track Behavior". Only the names inside `metrics` are in camel case.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::always::Always;

/// The body.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::TrackRequest))]
pub struct TrackRequest {
    /// Id of the session.
    pub session_id: String,
    /// Events on the page, at most 100; either all are stored or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub events: Vec<TrackEvent>,
    /// Measurements of the visitor's activity on this page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metrics: Option<Metrics>,
}

/// An event on the page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::TrackEvent))]
pub struct TrackEvent {
    /// Kind of event: 1 to 64 characters of `A–Z a–z 0–9 _ - . :`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9_.:-]+$"))]
    pub kind: String,
    /// Additional data, at most 4 KiB as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// Time of the event by the client's clock, at most 64 characters. Stored unchanged; the server decides the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 64))]
    pub timestamp: Option<String>,
}

/// Measurements of the visitor's activity. The largest value of each counts.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Metrics))]
pub struct Metrics {
    /// Milliseconds on the page, 0 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub time_on_page: Option<f64>,
    /// Part of the page the visitor has seen, in percent, 0 or more; more than 100 counts as 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub scroll_depth: Option<f64>,
    /// Number of clicks, 0 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub click_count: Option<f64>,
}

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::TrackReply))]
pub struct TrackReply {
    /// Always `true`.
    #[cfg_attr(feature = "openapi", schema(value_type = bool))]
    pub success: Always<true>,
    /// Engagement score, 0 to 100.
    pub engagement_score: u8,
    /// The message to show now, if any.
    #[cfg_attr(feature = "openapi", schema(value_type = OfferJson))]
    pub proactive: Offer,
}

/// A message to show now, or none: `{"should_trigger": true, "message": "…"}` or `{"should_trigger": false}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "OfferJson", into = "OfferJson")]
pub enum Offer {
    /// Show this message, in Markdown: a rule of the widget fired.
    Speak(String),
    /// No rule fired.
    Wait,
}

/// JSON form of an [`Offer`].
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = caty::Offer))]
struct OfferJson {
    /// True if there is a message to show.
    should_trigger: bool,
    /// The message, in Markdown; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl From<OfferJson> for Offer {
    fn from(json: OfferJson) -> Self {
        match json {
            OfferJson { should_trigger: true, message: Some(message) } => Self::Speak(message),
            OfferJson { .. } => Self::Wait,
        }
    }
}

impl From<Offer> for OfferJson {
    fn from(offer: Offer) -> Self {
        match offer {
            Offer::Speak(message) => Self { should_trigger: true, message: Some(message) },
            Offer::Wait => Self { should_trigger: false, message: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::vendor::caty::golden;

    #[test]
    fn the_request_of_the_page() {
        let body = r#"{
            "session_id": "sess_xxx",
            "events": [
                { "type": "scroll_depth", "data": 75, "timestamp": "..." },
                { "type": "click", "data": { "element": "button" }, "timestamp": "..." }
            ],
            "metrics": { "timeOnPage": 45000, "scrollDepth": 75, "clickCount": 3 }
        }"#;
        let event =
            |kind: &str, data: Value| TrackEvent { kind: kind.into(), data: Some(data), timestamp: Some("...".into()) };
        let request = TrackRequest {
            session_id: "sess_xxx".into(),
            events: vec![event("scroll_depth", json!(75)), event("click", json!({"element": "button"}))],
            metrics: Some(Metrics { time_on_page: Some(45_000.0), scroll_depth: Some(75.0), click_count: Some(3.0) }),
        };
        assert_eq!(serde_json::from_str::<TrackRequest>(body).unwrap(), request);
        assert_eq!(
            serde_json::to_value(request.metrics).unwrap(),
            json!({"timeOnPage": 45_000.0, "scrollDepth": 75.0, "clickCount": 3.0})
        );
        golden(r#"{"session_id":"sess_xxx"}"#, &TrackRequest { events: Vec::new(), metrics: None, ..request });
        golden(r#"{"type":"click"}"#, &TrackEvent { kind: "click".into(), data: None, timestamp: None });
    }

    #[test]
    fn the_reply_of_the_page() {
        let body = concat!(
            r#"{"success":true,"engagement_score":65,"proactive":{"should_trigger":true,"#,
            r#""message":"I see you're interested in our features..."}}"#,
        );
        let offer = Offer::Speak("I see you're interested in our features...".into());
        golden(body, &TrackReply { success: Always, engagement_score: 65, proactive: offer });
    }

    #[test]
    fn no_message_without_a_reason_to_speak() {
        golden(
            r#"{"success":true,"engagement_score":0,"proactive":{"should_trigger":false}}"#,
            &TrackReply { success: Always, engagement_score: 0, proactive: Offer::Wait },
        );
    }
}
