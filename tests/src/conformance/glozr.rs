//! Glozr: `/v1/widget/{init,messages,messages/stream,leads,events}`. It is the native API: more names than the page has
//! are ours.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{
    check::{Answer, Expect, expect},
    kit::{FOREIGN, Kit},
    shape::{Shape, any_text, count, date, has, is, jwt, list, may, object, open, text, word},
    stage::Failure,
    token,
};

pub(super) const PAGE: &str = "Glozr";
pub(super) const INIT: &str = "POST /v1/widget/init";
pub(super) const MESSAGES: &str = "POST /v1/widget/messages";
pub(super) const STREAM: &str = "POST /v1/widget/messages/stream";
pub(super) const LEADS: &str = "POST /v1/widget/leads";
pub(super) const EVENTS: &str = "POST /v1/widget/events";

/// Everything but limits, failing agents and a widget that is switched off.
pub(super) async fn run(kit: &mut Kit) {
    kit.page(PAGE);
    let opened = init(kit).await;
    let jwt = opened.at("/data/jwt");
    token_of(kit, &jwt);
    stream(kit, &jwt).await;
    messages(kit, &jwt).await;
    resume(kit, &opened).await;
    leads(kit, &jwt).await;
    events(kit, &jwt).await;
    refusals(kit, &jwt).await;
    cors(kit).await;
}

impl Kit {
    /// A call of the credentials' page, with a visitor's token.
    pub(super) fn visitor(&self, path: &str, jwt: &str, body: &Value) -> RequestBuilder {
        self.post(&format!("/v1/widget{path}")).bearer_auth(jwt).header("Origin", &self.credentials.url).json(body)
    }

    fn init(&self, origin: &str, body: &Value) -> RequestBuilder {
        self.post("/v1/widget/init").header("Origin", origin).json(body)
    }
}

/// A new visitor's token.
pub(super) async fn arrive(kit: &mut Kit, case: &str) -> String {
    let request = kit.init(&kit.credentials.url, &json!({"agent_id": kit.credentials.widget_key}));
    kit.check(INIT, case, request, expect(200)).await.at("/data/jwt")
}

async fn init(kit: &mut Kit) -> Answer {
    let opened = expect(200).json(opened(is(json!([]))));
    let opened = opened.header("access-control-allow-origin", kit.credentials.url.clone());
    let body = json!({"agent_id": kit.credentials.widget_id});
    let request = kit.init(&kit.credentials.url, &body);
    kit.check(INIT, "200: the widget's id", request, opened.clone()).await;
    let body = json!({
        "agent_id": kit.credentials.widget_key, "page_url": format!("{}/pricing", kit.credentials.url), "locale": "en-GB"
    });
    let request = kit.init(&kit.credentials.url, &body);
    kit.check(INIT, "200: its key; no earlier messages", request, opened).await
}

fn opened(messages: Shape) -> Shape {
    let agent =
        open([has("id", text()), has("name", text()), has("theme", text()), has("starter_prompts", list(text()))]);
    let data = open([
        has("conversation_id", text()),
        has("visitor_id", text()),
        has("anonymous_id", text()),
        has("jwt", jwt()),
        has("expires_at", date()),
        has("agent", agent),
        has("branding", open([])),
        has("behavior_rules", list(Shape::Any)),
        has("lead_captured", Shape::Flag),
        has("messages", messages),
        has("config", open([])),
    ]);
    object([has("data", data)])
}

fn token_of(kit: &mut Kit, jwt: &str) {
    let algorithm = token::algorithm(jwt).unwrap_or_default();
    kit.judge_that(INIT, "the token is signed with HS256", algorithm == "HS256", &algorithm);
    let life = token::life(jwt).unwrap_or_default();
    kit.judge_that(INIT, "the token lasts 60 minutes", life == 3600, &format!("{life} s"));
    let claims = token::claims(jwt).unwrap_or_default();
    let scoped = claims["conversation_id"].is_string();
    kit.judge_that(INIT, "the token is of one conversation", scoped, &claims.to_string());
}

async fn stream(kit: &mut Kit, jwt: &str) {
    let start = open([has("conversation_id", text()), has("message_id", text()), has("user_message_id", text())]);
    let done = open([has("finish", word(&["stop", "length", "stopped", "content_filter"])), has("text", text())]);
    let streamed = expect(200).holds("cache-control", "no-cache").events(
        "done",
        [
            ("start", start),
            ("stage", open([has("s", text())])),
            ("token", object([has("t", text())])),
            ("block", open([])),
            ("tool_call", open([])),
            ("done", done),
        ],
    );
    let request = kit.visitor("/messages/stream", jwt, &json!({"message": "What do you sell?"}));
    let answer = kit.check(STREAM, "200: an event stream", request, streamed).await;
    let events = answer.events();
    let pieces = events.iter().filter(|event| event["event"] == "token");
    let said: String = pieces.filter_map(|event| event["data"]["t"].as_str()).collect();
    let whole = events.last().is_some_and(|done| done["data"]["text"] == said.as_str());
    kit.judge_that(STREAM, "200: the pieces are the whole answer", whole, &said);
}

async fn messages(kit: &mut Kit, jwt: &str) {
    let request = kit.visitor("/messages", jwt, &json!({"message": "Hello", "page_context": "Pricing"}));
    kit.check(MESSAGES, "200: the whole answer as JSON", request, answered()).await;
}

fn answered() -> Expect {
    let data = open([
        has("message_id", text()),
        has("conversation_id", text()),
        has("content", text()),
        has("citations", list(Shape::Any)),
        has("low_confidence", Shape::Flag),
    ]);
    expect(200).json(object([has("data", data)]))
}

async fn resume(kit: &mut Kit, first: &Answer) {
    let message = open([
        has("id", text()),
        has("role", word(&["user", "agent"])),
        has("status", text()),
        has("text", any_text()),
        has("created_at", date()),
    ]);
    let body = json!({"agent_id": kit.credentials.widget_key, "anon_id": first.at("/data/anonymous_id")});
    let request = kit.init(&kit.credentials.url, &body);
    let resumed = expect(200).json(opened(Shape::Filled(Box::new(message))));
    let answer = kit.check(INIT, "200: a returning visitor gets the last messages", request, resumed).await;
    let id = answer.at("/data/conversation_id");
    let same = !id.is_empty() && id == first.at("/data/conversation_id");
    let messages = answer.json.pointer("/data/messages").and_then(Value::as_array).map_or(0, Vec::len);
    let few = (1..=30).contains(&messages);
    kit.judge_that(INIT, "the same conversation, at most 30 messages", same && few, &answer.text);
}

async fn leads(kit: &mut Kit, jwt: &str) {
    let stored = |id| expect(200).json(object([has("data", open([has("lead_id", id)]))]));
    let body = json!({"email": "john@example.com", "name": "John Smith", "phone": "+1234567890", "message": "A demo"});
    let request = kit.visitor("/leads", jwt, &body);
    let first = kit.check(LEADS, "200", request, stored(text())).await.at("/data/lead_id");
    let request = kit.visitor("/leads", jwt, &json!({"email": "John@Example.com"}));
    kit.check(LEADS, "200: the same address updates the same lead", request, stored(is(first))).await;
    let request = kit.visitor("/leads", jwt, &json!({"email": "not an address"}));
    kit.check(LEADS, "400: no address", request, refused(400)).await;
}

async fn events(kit: &mut Kit, jwt: &str) {
    let accepted = |n: u32| expect(200).json(object([has("data", object([has("accepted", is(n))]))]));
    let batch = json!({"events": [{"kind": "launcher_open"}, {"kind": "cta_click", "payload": {"cta": "demo"}}]});
    let request = kit.visitor("/events", jwt, &batch);
    kit.check(EVENTS, "200: a batch", request, accepted(2)).await;
    let one = json!({"event": "scroll_trigger", "rule_id": "r1", "metadata": {"depth": 75}});
    kit.check(EVENTS, "200: one event", kit.visitor("/events", jwt, &one), accepted(1)).await;
    kit.check(EVENTS, "400: neither", kit.visitor("/events", jwt, &json!({})), refused(400)).await;
}

/// An error (ours: the page shows none).
pub(super) fn refused(status: u16) -> Expect {
    let error = object([
        has("code", text()),
        has("message", text()),
        has("retryable", Shape::Flag),
        has("request_id", text()),
        may("field", text()),
        may("retry_after", count()),
        may("budget", object([has("scope", text()), has("kind", text()), has("resets_at", text())])),
    ]);
    expect(status).json(object([has("error", error)])).header("cache-control", "no-store")
}

async fn refusals(kit: &mut Kit, jwt: &str) {
    let body = json!({"agent_id": kit.credentials.widget_key});
    let forbidden = refused(403).header("access-control-allow-origin", FOREIGN);
    kit.check(INIT, "403: a foreign Origin", kit.init(FOREIGN, &body), forbidden).await;
    let request = kit.post("/v1/widget/init").json(&body);
    kit.check(INIT, "403: no Origin", request, refused(403)).await;
    let request = kit.init(&kit.credentials.url, &json!({"agent_id": super::nexon::NOBODY}));
    kit.check(INIT, "404: nobody's key", request, refused(404)).await;
    kit.check(
        INIT,
        "400: agent_id of another type",
        kit.init(&kit.credentials.url, &json!({"agent_id": 5})),
        refused(400),
    )
    .await;
    for (endpoint, path, body) in [
        (STREAM, "/messages/stream", json!({"message": "Hello"})),
        (MESSAGES, "/messages", json!({"message": "Hello"})),
        (LEADS, "/leads", json!({"email": "john@example.com"})),
        (EVENTS, "/events", json!({"event": "launcher_open"})),
    ] {
        let request = kit.post(&format!("/v1/widget{path}")).header("Origin", &kit.credentials.url).json(&body);
        kit.check(endpoint, "401: no token", request, refused(401)).await;
        let address = kit.post(&format!("/v1/widget{path}?token={jwt}")).header("Origin", &kit.credentials.url);
        kit.check(endpoint, "401: a token in the address", address.json(&body), refused(401)).await;
    }
    for (endpoint, path) in [(STREAM, "/messages/stream"), (MESSAGES, "/messages")] {
        let empty = kit.visitor(path, jwt, &json!({"message": ""}));
        kit.check(endpoint, "400: message is empty", empty, refused(400)).await;
    }
}

async fn cors(kit: &mut Kit) {
    for (endpoint, path) in [(INIT, "/v1/widget/init"), (STREAM, "/v1/widget/messages/stream")] {
        let own = kit.credentials.url.clone();
        let request = kit.preflight(path, &own);
        let allows = expect(204).header("access-control-allow-origin", own).without("access-control-allow-credentials");
        let allows = allows.holds("access-control-allow-headers", "authorization");
        kit.check(endpoint, "CORS: a preflight from an allowed origin", request, allows).await;
    }
}

/// A widget that is switched off (ours: the page has no word for it).
pub(super) async fn switched_off(kit: &mut Kit) {
    kit.page(PAGE);
    let request = kit.init(&kit.credentials.url, &json!({"agent_id": kit.credentials.widget_key}));
    kit.check(INIT, "410: the widget is switched off", request, refused(410)).await;
}

/// An agent that gives no answer (ours: the page has no word for it).
pub(super) async fn no_answer(kit: &mut Kit, failure: &Failure) {
    let jwt = arrive(kit, "200: before an agent that gives no answer").await;
    let request = kit.visitor("/messages", &jwt, &json!({"message": "Hello"}));
    kit.check(MESSAGES, failure.case, request, refused(failure.status)).await;
    let failed = open([has("code", text()), has("message", text()), has("retryable", Shape::Flag)]);
    let streamed =
        expect(200).events("error", [("start", open([])), ("stage", open([])), ("token", open([])), ("error", failed)]);
    let request = kit.visitor("/messages/stream", &jwt, &json!({"message": "Hello"}));
    kit.check(STREAM, &format!("error in the stream, {}", failure.case), request, streamed).await;
}
