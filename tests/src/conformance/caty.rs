//! Caty: `/api/widget/{config,session,message,track,proactive,lead}`.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{
    check::{Expect, expect},
    kit::Kit,
    shape::{Shape, any_text, filled, has, is, list, may, number, object, open, score, seconds_date, text, word},
    stage::Failure,
};

pub(super) const PAGE: &str = "Caty";
pub(super) const CONFIG: &str = "GET /api/widget/config";
const SESSION: &str = "POST /api/widget/session";
pub(super) const MESSAGE: &str = "POST /api/widget/message";
const TRACK: &str = "POST /api/widget/track";
const PROACTIVE: &str = "POST /api/widget/proactive";
const LEAD: &str = "POST /api/widget/lead";

/// Everything but limits, failing agents and a widget that is switched off.
pub(super) async fn run(kit: &mut Kit) {
    kit.page(PAGE);
    config(kit).await;
    let session = session(kit).await;
    message(kit, &session).await;
    track(kit, &session).await;
    proactive(kit, &session).await;
    lead(kit, &session).await;
    refusals(kit, &session).await;
}

async fn config(kit: &mut Kit) {
    let rest = [
        has("business", object([has("name", text()), has("type", text())])),
        has("persona", object([has("name", text()), has("role", text()), has("tone", text())])),
        has("appearance", object([has("theme", text()), has("position", text()), has("colors", open([]))])),
        has("behavior", object([has("greeting", open([])), has("proactive", open([]))])),
    ];
    let [business, persona, appearance, behavior] = rest;
    let config =
        object([has("widget_id", is(kit.credentials.widget_id.as_str())), business, persona, appearance, behavior]);
    let request = kit.get("/api/widget/config").header("X-API-Key", &kit.credentials.api_key);
    kit.check(CONFIG, "200", request, success([has("config", config)])).await;
}

fn success<const N: usize>(fields: [super::shape::Field; N]) -> Expect {
    let Shape::Object { fields: mut all, .. } = object(fields) else { return expect(200) };
    all.push(has("success", is(true)));
    expect(200).json(Shape::Object { fields: all, open: false })
}

async fn session(kit: &mut Kit) -> String {
    let whole = |visitor, session| {
        let greeting = object([has("content", any_text()), has("timestamp", seconds_date())]);
        success([has("session_id", session), has("visitor_id", visitor), has("greeting", greeting)])
    };
    let any = || prefixed_session();
    let sent = kit.send("/api/widget/session", &json!({}));
    let first = kit.check(SESSION, "200: an empty body", sent, whole(prefixed_visitor(), any())).await;
    let visitor = first.at("/visitor_id");
    let sample = json!({
        "visitor_id": visitor,
        "page": {"url": "https://example.com/page", "title": "Page Title", "referrer": "https://google.com"}
    });
    let same = whole(is(visitor.as_str()), is(first.at("/session_id")));
    let sent = kit.send("/api/widget/session", &sample);
    kit.check(SESSION, "200: the same visitor, the same session", sent, same).await;
    let own = json!({"visitor_id": format!("conformance-{visitor}")});
    let sent = kit.send("/api/widget/session", &own);
    // As in the page's sample: one's own id goes in, one that nobody can guess comes back.
    kit.check(SESSION, "200: a visitor_id of one's own", sent, whole(prefixed_visitor(), any())).await;
    first.at("/session_id")
}

fn prefixed_session() -> Shape {
    Shape::Text { called: "sess_ and more", test: |it| it.len() > 5 && it.starts_with("sess_") }
}

fn prefixed_visitor() -> Shape {
    Shape::Text { called: "vis_ and more", test: |it| it.len() > 4 && it.starts_with("vis_") }
}

async fn message(kit: &mut Kit, session: &str) {
    let sample = json!({
        "session_id": session, "message": "What are your pricing plans?",
        "context": {"page_url": "https://example.com/pricing"}
    });
    let sent = kit.send("/api/widget/message", &sample);
    kit.check(MESSAGE, "200: the page's sample", sent, answered(is("pricing_inquiry"))).await;
    let sent = kit.send("/api/widget/message", &json!({"session_id": session, "message": "Hello"}));
    kit.check(MESSAGE, "200: without context", sent, answered(text())).await;
}

fn answered(intent: Shape) -> Expect {
    let response = object([has("content", text()), has("suggested_actions", list(action()))]);
    let metadata = object([has("intent", intent), has("confidence", number(0.0, 1.0)), has("lead_score", score())]);
    success([has("response", response), has("metadata", metadata)])
}

fn action() -> Shape {
    Shape::OneOf(vec![
        object([has("label", text()), has("action", is("link")), has("url", text())]),
        object([has("label", text()), has("action", word(&["handoff", "message", "dismiss"]))]),
    ])
}

async fn track(kit: &mut Kit, session: &str) {
    let offer = Shape::OneOf(vec![
        object([has("should_trigger", is(true)), has("message", text())]),
        object([has("should_trigger", is(false)), may("message", any_text())]),
    ]);
    let tracked = success([has("engagement_score", score()), has("proactive", offer)]);
    let sample = json!({
        "session_id": session,
        "events": [
            {"type": "scroll_depth", "data": 75, "timestamp": "2026-01-28T10:00:00Z"},
            {"type": "click", "data": {"element": "button"}, "timestamp": "2026-01-28T10:00:01Z"}
        ],
        "metrics": {"timeOnPage": 45000, "scrollDepth": 75, "clickCount": 3}
    });
    let sent = kit.send("/api/widget/track", &sample);
    kit.check(TRACK, "200: the page's sample", sent, tracked.clone()).await;
    let sent = kit.send("/api/widget/track", &json!({"session_id": session, "metrics": {"scrollDepth": 80}}));
    kit.check(TRACK, "200: metrics only", sent, tracked).await;
}

async fn proactive(kit: &mut Kit, session: &str) {
    let id = Shape::Text { called: "msg_ and more", test: |it| it.len() > 4 && it.starts_with("msg_") };
    let words = [has("message_id", id), has("content", text()), has("suggested_actions", filled(action()))];
    let sample = json!({
        "session_id": session, "trigger_type": "high_engagement",
        "context": {"page_url": "https://example.com/features", "engagement_score": 70}
    });
    let sent = kit.send("/api/widget/proactive", &sample);
    kit.check(PROACTIVE, "200: the page's sample", sent, success([has("message", object(words))])).await;
}

async fn lead(kit: &mut Kit, session: &str) {
    let id = Shape::Text { called: "lead_ and more", test: |it| it.len() > 5 && it.starts_with("lead_") };
    let sample = json!({
        "session_id": session, "name": "John Smith", "email": "john@example.com", "phone": "+1234567890",
        "company": "Acme Inc", "custom_fields": {"interest": "Enterprise plan"}
    });
    let sent = kit.send("/api/widget/lead", &sample);
    kit.check(LEAD, "200: the page's sample", sent, success([has("lead_id", id), has("message", text())])).await;
}

async fn refusals(kit: &mut Kit, session: &str) {
    let none = kit.get("/api/widget/config");
    kit.check(CONFIG, "401: no key", none, refused(401, "MISSING_API_KEY")).await;
    let wrong = kit.get("/api/widget/config").header("X-API-Key", "caty_xxxxxxxxxxxxxxxx");
    kit.check(CONFIG, "401: nobody's key", wrong, refused(401, "INVALID_API_KEY")).await;
    let address = format!("/api/widget/config?api_key={}", kit.credentials.api_key);
    kit.check(CONFIG, "401: a key in the address", kit.get(&address), refused(401, "MISSING_API_KEY")).await;
    let invalid = || refused(400, "VALIDATION_ERROR");
    let unknown = || refused(404, "NOT_FOUND");
    let stranger = "sess_a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    for (endpoint, short, case) in [
        (MESSAGE, json!({"session_id": session}), "400: no message"),
        (MESSAGE, json!({"message": "Hello"}), "400: no session_id"),
        (MESSAGE, json!({"session_id": session, "message": ""}), "400: message is empty"),
        (TRACK, json!({"metrics": {}}), "400: no session_id"),
        (TRACK, json!({"session_id": session, "metrics": {"scrollDepth": "far"}}), "400: a metric that is no number"),
        (PROACTIVE, json!({"session_id": session}), "400: no trigger_type"),
        (LEAD, json!({"session_id": session, "email": "not an address"}), "400: no address"),
    ] {
        let sent = kit.send(endpoint.trim_start_matches("POST "), &short);
        kit.check(endpoint, case, sent, invalid()).await;
    }
    for (endpoint, foreign) in [
        (MESSAGE, json!({"session_id": stranger, "message": "Hello"})),
        (TRACK, json!({"session_id": stranger, "metrics": {"scrollDepth": 1}})),
        (PROACTIVE, json!({"session_id": stranger, "trigger_type": "idle"})),
        (LEAD, json!({"session_id": stranger, "email": "john@example.com"})),
    ] {
        let sent = kit.send(endpoint.trim_start_matches("POST "), &foreign);
        kit.check(endpoint, "404: nobody's session", sent, unknown()).await;
    }
}

/// A refusal with this status and code.
pub(super) fn refused(status: u16, code: &str) -> Expect {
    expect(status).json(object([has("success", is(false)), has("error", text()), has("code", is(code))]))
}

/// A new session.
pub(super) async fn new_session(kit: &mut Kit) -> String {
    let opened = kit.send("/api/widget/session", &json!({}));
    kit.check(SESSION, "200: once more", opened, expect(200)).await.at("/session_id")
}

impl Kit {
    /// A body with the widget's key in its header.
    pub(super) fn send(&self, path: &str, body: &Value) -> RequestBuilder {
        self.post(path).header("X-API-Key", &self.credentials.api_key).json(body)
    }
}

/// A widget that is switched off.
pub(super) async fn switched_off(kit: &mut Kit) {
    kit.page(PAGE);
    let request = kit.get("/api/widget/config").header("X-API-Key", &kit.credentials.api_key);
    kit.check(CONFIG, "401: the widget is switched off", request, refused(401, "INVALID_API_KEY")).await;
}

/// An agent that gives no answer (ours: the page has no word for it).
pub(super) async fn no_answer(kit: &mut Kit, failure: &Failure) {
    let session = new_session(kit).await;
    let sent = kit.send("/api/widget/message", &json!({"session_id": session, "message": "Hello"}));
    let refused = object([has("success", is(false)), has("error", text()), has("code", text())]);
    kit.check(MESSAGE, failure.case, sent, expect(failure.status).json(refused)).await;
}
