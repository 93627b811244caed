//! Endpoints that visitors call: init, sessions, messages.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{
    super::{
        check::{Answer, Expect, expect, expect_one_of},
        kit::{FOREIGN, Kit},
        shape::{Shape, any_text, count, date, filled, has, is, may, nullable, object, open, text, uuid, word},
        stage::Failure,
    },
    DOMAIN, Made, UPDATE, refused,
};

const INIT: &str = "GET /api/widget-chat/init/:token";
const SESSIONS: &str = "POST /api/widget-chat/sessions";
const READ: &str = "GET …/sessions/:sessionId/messages";
pub(in super::super) const SEND: &str = "POST …/sessions/:sessionId/messages";

/// A session that does not exist.
const NOBODYS: &str = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

/// The credentials' widget, from no page.
pub(super) async fn run(kit: &mut Kit) {
    init(kit).await;
    let session = sessions(kit).await;
    send(kit, &session).await;
    read(kit, &session).await;
    refusals(kit, &session).await;
}

async fn init(kit: &mut Kit) {
    let customization = open([
        has("primaryColor", text()),
        has("title", text()),
        has("position", text()),
        has("avatarUrl", nullable(text())),
    ]);
    let widget = object([
        has("widgetId", is(kit.credentials.widget_id.as_str())),
        has("name", text()),
        has("customization", customization),
    ]);
    let request = from_its_page(kit, kit.get(&format!("/api/widget-chat/init/{}", kit.credentials.embed_token)));
    kit.check(INIT, "200", request, expect(200).json(widget)).await;
}

async fn sessions(kit: &mut Kit) -> String {
    let body = json!({"token": kit.credentials.embed_token});
    let first = post_session(kit, "201: only the token", &body, opened(uuid())).await.at("/sessionId");
    // A visitorId that others can guess must not open what was said under it: what the server gave out does.
    let body = json!({"token": kit.credentials.embed_token, "visitorId": format!("conformance-{first}")});
    let named = post_session(kit, "201: a visitorId", &body, opened(uuid())).await.at("/sessionId");
    let body = json!({"token": kit.credentials.embed_token, "visitorId": named});
    let same = opened(is(named.as_str()));
    post_session(kit, "201: the sessionId as visitorId, the same session", &body, same).await;
    first
}

fn opened(session: Shape) -> Expect {
    expect(201).json(object([has("sessionId", session), has("createdAt", date())]))
}

async fn post_session(kit: &mut Kit, case: &str, body: &Value, expected: Expect) -> Answer {
    let request = from_its_page(kit, kit.post("/api/widget-chat/sessions").json(body));
    kit.check(SESSIONS, case, request, expected).await
}

/// A page the credentials' widget may be used on.
fn from_its_page(kit: &Kit, request: RequestBuilder) -> RequestBuilder {
    request.header("Origin", &kit.credentials.url)
}

async fn send(kit: &mut Kit, session: &str) {
    let body = json!({"content": "I need help with billing", "token": kit.credentials.embed_token});
    let request = from_its_page(kit, kit.post(&messages(session)).json(&body));
    let answer = kit.check(SEND, "200: an event stream", request, streamed()).await;
    let events = answer.events();
    let pieces = events.iter().filter(|event| event["event"] == "token");
    let said: String = pieces.filter_map(|event| event["data"]["content"].as_str()).collect();
    let whole = events.last().is_some_and(|done| done["data"]["content"] == said.as_str());
    kit.judge_that(SEND, "200: the pieces are the whole answer", whole, &said);
    let again = json!({"content": "Hello"});
    let request = kit.post(&messages(session)).header("X-Widget-Token", &kit.credentials.embed_token).json(&again);
    kit.check(SEND, "200: the token in a header", from_its_page(kit, request), streamed()).await;
}

fn messages(session: &str) -> String {
    format!("/api/widget-chat/sessions/{session}/messages")
}

/// The format of the stream is ours: the page refers to one it does not show.
fn streamed() -> Expect {
    let usage = object([has("input", count()), has("output", count())]);
    let start =
        [has("type", is("start")), has("sessionId", uuid()), has("messageId", uuid()), has("userMessageId", uuid())];
    let tool = |kind| open([has("type", is(kind))]);
    let done = [
        has("type", is("done")),
        has("messageId", uuid()),
        has("content", text()),
        has("tokenUsage", usage),
        has("finish", word(&["stop", "length", "stopped", "content_filter"])),
    ];
    let says = |kind| object([has("type", is(kind)), has("content", any_text())]);
    expect(200).holds("cache-control", "no-cache").events(
        "done",
        [
            ("start", open(start)),
            ("token", says("token")),
            ("thought", says("thought")),
            ("tool_call", tool("tool_call")),
            ("tool_result", tool("tool_result")),
            ("done", open(done)),
        ],
    )
}

async fn read(kit: &mut Kit, session: &str) {
    let message = [
        has("id", uuid()),
        has("role", word(&["user", "assistant"])),
        has("content", any_text()),
        has("createdAt", date()),
    ];
    let request = kit.get(&messages(session)).header("X-Widget-Token", &kit.credentials.embed_token);
    let history = expect(200).json(object([has("messages", filled(object(message)))]));
    let answer = kit.check(READ, "200", from_its_page(kit, request), history).await;
    let first =
        answer.at("/messages/0/role") == "user" && answer.at("/messages/0/content") == "I need help with billing";
    kit.judge_that(READ, "oldest first", first && answer.at("/messages/1/role") == "assistant", &answer.text);
    let request = kit.get(&messages(session)).bearer_auth(&kit.credentials.embed_token);
    kit.check(READ, "200: the token as a bearer", from_its_page(kit, request), expect(200)).await;
}

async fn refusals(kit: &mut Kit, session: &str) {
    let token = kit.credentials.embed_token.clone();
    kit.check(INIT, "401: nobody's token", kit.get("/api/widget-chat/init/nobodys"), refused(401)).await;
    let missing = expect_one_of(&[400, 401]).json(object([has("error", text())]));
    post_session(kit, "400 or 401: no token", &json!({}), missing.clone()).await;
    post_session(kit, "401: nobody's token", &json!({"token": "nobodys"}), refused(401)).await;
    post_session(kit, "400: visitorId of another type", &json!({"token": token, "visitorId": 5}), refused(400)).await;
    for (case, path, body, expected) in [
        ("400: no content", messages(session), json!({"token": token}), refused(400)),
        ("400: content is empty", messages(session), json!({"token": token, "content": ""}), refused(400)),
        ("400 or 401: no token", messages(session), json!({"content": "Hello"}), missing.clone()),
        ("401: nobody's token", messages(session), json!({"token": "nobodys", "content": "Hello"}), refused(401)),
        ("404: nobody's session", messages(NOBODYS), json!({"token": token, "content": "Hello"}), refused(404)),
    ] {
        let request = from_its_page(kit, kit.post(&path).json(&body));
        kit.check(SEND, case, request, expected).await;
    }
    kit.check(READ, "401: no token", from_its_page(kit, kit.get(&messages(session))), refused(401)).await;
    let request = kit.get(&messages(NOBODYS)).header("X-Widget-Token", &token);
    kit.check(READ, "404: nobody's session", from_its_page(kit, request), refused(404)).await;
}

/// A widget of the kit's own: its list of domains, and what is left when it is switched off.
pub(super) async fn of_a_widget(kit: &mut Kit, made: &Made) {
    let init = format!("/api/widget-chat/init/{}", made.token);
    let page = format!("https://{DOMAIN}");
    let request = kit.get(&init).header("Origin", &page);
    let allowed = expect(200).header("access-control-allow-origin", page.clone());
    kit.check(INIT, "200: a domain on the list", request, allowed.clone().without("access-control-allow-credentials"))
        .await;
    let preflight = kit.preflight("/api/widget-chat/sessions", &page);
    let allows = expect(204).header("access-control-allow-origin", page.clone());
    kit.check_soon(SESSIONS, "CORS: a preflight from a domain on a list", preflight, allows).await;
    let request = kit.get(&init).header("Referer", format!("{page}/pricing"));
    kit.check(INIT, "200: by Referer, without Origin", request, expect(200)).await;
    let refused = refused(403).header("access-control-allow-origin", FOREIGN);
    let request = kit.get(&init).header("Origin", FOREIGN);
    kit.check(INIT, "403: a domain not on the list", request, refused.clone()).await;
    let body = json!({"token": made.token});
    let open = kit.post("/api/widget-chat/sessions").header("Origin", &page).json(&body);
    let session = kit.check(SESSIONS, "201: a domain on the list", open, opened(uuid())).await.at("/sessionId");
    let elsewhere = kit.post("/api/widget-chat/sessions").header("Origin", FOREIGN).json(&body);
    kit.check(SESSIONS, "403: a domain not on the list", elsewhere, refused.clone()).await;
    let request = kit.get(&messages(&session)).header("X-Widget-Token", &made.token).header("Origin", FOREIGN);
    kit.check(READ, "403: a domain not on the list", request, refused).await;
    foreign(kit, made, &session).await;
    gone(kit, made, &session).await;
}

/// Another widget's token opens nothing.
async fn foreign(kit: &mut Kit, made: &Made, session: &str) {
    let request = kit.get(&messages(session)).header("X-Widget-Token", &kit.credentials.embed_token);
    let request = from_its_page(kit, request);
    kit.check(READ, "404: a session of another widget", request, refused(404)).await;
    let body = json!({"token": kit.credentials.embed_token, "content": "Hello"});
    let request = from_its_page(kit, kit.post(&messages(session)).json(&body));
    kit.check(SEND, "404: a session of another widget", request, refused(404)).await;
    let request = kit.get(&messages(session)).header("X-Widget-Token", &made.token);
    let request = request.header("Origin", format!("https://{DOMAIN}"));
    let none = expect(200).json(object([has("messages", is(json!([])))]));
    kit.check(READ, "200: nothing said yet", request, none).await;
}

async fn gone(kit: &mut Kit, made: &Made, session: &str) {
    let request = kit.dashboard_with(Method::PUT, &format!("/{}", made.id), &json!({"active": false}));
    let off = expect(200).json(open([has("active", is(false)), may("name", any_text())]));
    kit.check(UPDATE, "200: deactivated", request, off).await;
    let page = format!("https://{DOMAIN}");
    let request = kit.get(&format!("/api/widget-chat/init/{}", made.token)).header("Origin", &page);
    kit.check(INIT, "410: the widget is deactivated", request, refused(410)).await;
    let request = kit.post("/api/widget-chat/sessions").header("Origin", &page).json(&json!({"token": made.token}));
    kit.check(SESSIONS, "410: the widget is deactivated", request, refused(410)).await;
    let request = kit.get(&messages(session)).header("X-Widget-Token", &made.token).header("Origin", &page);
    kit.check(READ, "410: the widget is deactivated", request, refused(410)).await;
    let body = json!({"token": made.token, "content": "Hello"});
    let request = kit.post(&messages(session)).header("Origin", &page).json(&body);
    kit.check(SEND, "410: the widget is deactivated", request, refused(410)).await;
}

/// An agent that gives no answer (ours: the page has no word for it).
pub(in super::super) async fn no_answer(kit: &mut Kit, failure: &Failure) {
    let body = json!({"token": kit.credentials.embed_token});
    let session = post_session(kit, "201: before an agent that gives no answer", &body, opened(uuid())).await;
    let body = json!({"content": "Hello", "token": kit.credentials.embed_token});
    let request = from_its_page(kit, kit.post(&messages(&session.at("/sessionId"))).json(&body));
    let told =
        object([has("type", is("error")), has("error", text()), has("code", text()), has("retryable", Shape::Flag)]);
    let streamed =
        expect(200).events("error", [("start", open([])), ("thought", open([])), ("token", open([])), ("error", told)]);
    kit.check(SEND, &format!("error in the stream, {}", failure.case), request, streamed).await;
}
