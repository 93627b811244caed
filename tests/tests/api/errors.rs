//! Errors about a request name the field and the expected value in plain words. Bodies and queries of the wrong shape
//! are sent to every route of the description; no term of Rust may appear in a reply.

use std::sync::Arc;

use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY, TestApp},
    databases::Backend,
    owner::Owner,
    script::{Cast, Script},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};

/// Words of serde and of Rust.
const RUST: &[&str] = &[
    "invalid type",
    "invalid value",
    "invalid length",
    "expected",
    "untagged",
    "struct ",
    "enum ",
    "variant",
    "missing field",
    "unknown field",
    "duplicate field",
    "did not match",
    "::",
    "Option<",
    "tuple",
    "newtype",
    " at line ",
    "deserialize",
    "u32",
    "u64",
    "i64",
    "f64",
    "usize",
    "invalid digit",
    "ParseIntError",
    "Rejection",
];

/// Routes that read a body of their own kind, or a stream of files.
const NO_JSON: [&str; 3] = ["/attachment/", "/files", "/voice/"];

/// All credentials at once: requests must get past access control.
struct Asking {
    app: TestApp,
    owner: Owner,
    secret: String,
    jwt: String,
    session: String,
    conversation: String,
}

impl Asking {
    async fn new() -> Self {
        let limits = ["init", "leads", "events", "caty", "caty-messages", "nexon-init", "nexon-chat", "sign-ins"];
        let flags: Vec<_> = limits.iter().flat_map(|it| [format!("--{it}-per-minute"), "1000000".into()]).collect();
        let flags: Vec<_> = flags.iter().map(String::as_str).collect();
        let app =
            TestApp::with_flags(Backend::Temporary, Arc::new(Cast(Script::says(&["Yes."]))), &flags).await.unwrap();
        let owner = Owner::register(&app, "us@shop.example").await.unwrap();
        let secret = owner.secret(&app).await.unwrap();
        let visitor = app.visitor().await.unwrap();
        let opened = app.client.post(app.url("/v1/integration/widget/widget-1/session/create"));
        let opened = opened.header("Origin", parlor_tests::visitor::ORIGIN).json(&json!({})).send().await.unwrap();
        let opened: Value = opened.json().await.unwrap();
        let text = |name: &str| opened[name].as_str().unwrap().to_owned();
        let (session, conversation) = (text("token"), text("conversationId"));
        Self { owner, secret, jwt: visitor.jwt, session, conversation, app }
    }

    fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        let team = self.owner.team.as_str();
        let known = |name: &str| match name {
            "teamId" => team.to_owned(),
            "key" | "idOrAlias" => KEY.to_owned(),
            "token" => EMBED_TOKEN.to_owned(),
            "sessionId" | "conversationId" => self.conversation.clone(),
            "kind" => "key".to_owned(),
            _ => "nobody".to_owned(),
        };
        let parts = path.split('/').map(|part| match part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(name) => known(name),
            None => part.to_owned(),
        });
        let request = self.app.client.request(method.clone(), self.app.url(&parts.collect::<Vec<_>>().join("/")));
        let origin = if path.starts_with("/api/teams") || path.starts_with("/api/auth") || path.starts_with("/api/inv")
        {
            self.app.base.as_str()
        } else {
            parlor_tests::visitor::ORIGIN
        };
        let request =
            request.header("Origin", origin).header("Cookie", &self.owner.cookie).header("X-API-Key", CATY_KEY);
        if path.starts_with("/v1/widget") {
            request.bearer_auth(&self.jwt)
        } else if path.starts_with("/v1/conversation") {
            request.bearer_auth(&self.session)
        } else if path.starts_with("/v1/integration") && !path.ends_with("/session/create") {
            request.bearer_auth(&self.secret)
        } else {
            request.header("X-Widget-Token", EMBED_TOKEN)
        }
    }
}

/// Bodies with one field wrong, for every field that is described.
fn bodies(document: &Value, schema: &Value) -> Vec<(Option<String>, Value)> {
    let schema = resolve(document, schema);
    let mut all = vec![
        (None, json!(null)),
        (None, json!([])),
        (None, json!("text")),
        (None, json!({})),
        (Some("surprise".into()), json!({"surprise": {}})),
    ];
    let required: Map<_, _> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(|name| (name.to_owned(), json!("x")))
        .collect();
    for name in schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name) {
        for wrong in [
            json!(null),
            json!(7),
            json!(-1.5),
            json!(1e300),
            json!(true),
            json!("x"),
            json!("ro-RO"),
            json!([]),
            json!([7]),
            json!([{"surprise": {}}]),
            json!({}),
            json!({"surprise": {}}),
            json!({"surprise": [null]}),
        ] {
            let mut body = required.clone();
            body.insert(name.clone(), wrong);
            all.push((Some(name.clone()), Value::Object(body)));
        }
    }
    all
}

fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        Some(pointer) => resolve(document, document.pointer(pointer).unwrap()),
        None => schema,
    }
}

/// Returns the fault in the refusal of a request; `None` if there is none.
async fn judged(request: RequestBuilder, about: &str) -> Option<String> {
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    if status < 400 {
        return None;
    }
    let text = reply.text().await.unwrap();
    if status >= 500 && status != 502 && status != 503 {
        return Some(format!("{about}: {status} {text}"));
    }
    let words = without_request_id(&text);
    let said = RUST.iter().find(|word| words.contains(**word));
    said.map(|word| format!("{about}: {status} says {word:?}: {text}"))
}

/// A request's id is made by chance, and may spell anything.
fn without_request_id(text: &str) -> String {
    let Ok(mut body) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    for place in ["", "/error"] {
        if let Some(object) = body.pointer_mut(place).and_then(Value::as_object_mut) {
            object.remove("request_id");
        }
    }
    body.to_string()
}

#[tokio::test]
async fn no_refusal_speaks_rust() {
    let asking = Asking::new().await;
    let document: Value =
        asking.app.client.get(asking.app.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    let (mut cases, mut bad) = (0, Vec::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            for parameter in parameters.filter(|it| it["in"] == "query") {
                let name = parameter["name"].as_str().unwrap();
                for wrong in ["", "x", "-1", "1.5", "99999999999999999999", "%FF", "null"] {
                    let about = format!("{method} {path}?{name}={wrong}");
                    let request = asking.request(&method, path);
                    let (client, request) = request.build_split();
                    let mut request = request.unwrap();
                    request.url_mut().set_query(Some(&format!("{name}={wrong}")));
                    bad.extend(judged(RequestBuilder::from_parts(client, request), &about).await);
                    cases += 1;
                }
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_null() || NO_JSON.iter().any(|part| path.contains(part)) {
                continue;
            }
            for (field, body) in bodies(&document, schema) {
                let about = format!("{method} {path} {field:?} {body}");
                bad.extend(judged(asking.request(&method, path).json(&body), &about).await);
                cases += 1;
            }
            for broken in ["", "{", "{\"a\":1e999}", "{\"a\" 1}", "\u{0}", "{\"a\":\"\\ud800\"}"] {
                let request = asking.request(&method, path).header("Content-Type", "application/json").body(broken);
                bad.extend(judged(request, &format!("{method} {path} {broken:?}")).await);
                cases += 1;
            }
        }
    }
    assert!(bad.is_empty(), "{} of {cases}:\n{}", bad.len(), bad.join("\n"));
    assert!(cases > 1_000, "only {cases} cases");
}

/// The sentence of a refusal, whatever the envelope, and with the field before it when it stands beside.
async fn told(request: RequestBuilder) -> String {
    let reply = request.send().await.unwrap();
    assert_eq!(reply.status(), 400);
    let body: Value = reply.json().await.unwrap();
    let sentence = body.pointer("/error/message").or_else(|| body.get("message")).or_else(|| body.get("error"));
    let sentence = sentence.and_then(Value::as_str).unwrap();
    match body.pointer("/error/field").or_else(|| body.get("field")).and_then(Value::as_str) {
        Some(field) => format!("{field}: {sentence}"),
        None => sentence.to_owned(),
    }
}

#[tokio::test]
async fn the_field_and_what_it_must_be_are_named_in_every_dialect() {
    let asking = Asking::new().await;
    for (path, body, expected) in [
        ("/v1/widget/init", json!({"agent_id": 7}), "agent_id: must be text"),
        ("/v1/widget/init", json!({}), "agent_id: is required"),
        ("/v1/widget/messages", json!({"message": null}), "message: must be text"),
        (
            "/api/widget/chat",
            json!({"key": KEY, "conversation_id": "c", "text": "x", "lang": "ro-RO"}),
            "lang: must be one of: en, ro, ru",
        ),
        ("/api/widget/init", json!({"key": ""}), "key: is required"),
        ("/api/widget/init", json!({"key": "  "}), "key: is required"),
        ("/api/widget/chat", json!({"key": KEY, "conversation_id": "", "text": "x"}), "conversation_id: is required"),
        (
            "/api/widget/track",
            json!({"session_id": "s", "metrics": {"clickCount": "x"}}),
            "metrics.clickCount: must be a number",
        ),
        (
            "/api/widget/lead",
            json!({"session_id": "s", "email": "a@b.example", "custom_fields": [1]}),
            "custom_fields: must be an object",
        ),
        ("/api/widget-chat/sessions", json!({"token": EMBED_TOKEN, "visitorId": 5}), "visitorId: must be text"),
        (
            "/v1/integration/widget/widget-1/session/create",
            json!({"durationInSeconds": "x"}),
            "durationInSeconds: must be a whole number, 0 or more",
        ),
        ("/api/teams/{teamId}/secrets", json!({"name": "x", "more": 1}), "more: is not known here"),
    ] {
        assert_eq!(told(asking.request(&Method::POST, path).json(&body)).await, expected, "{path} {body}");
    }
    assert_eq!(
        told(asking.request(&Method::GET, "/v1/widget/messages?take=x")).await,
        "take: must be a number in the allowed range"
    );
}

/// A slash at the end changes nothing, and what is not there may be read by the page that asked.
#[tokio::test]
async fn a_slash_at_the_end_says_nothing() {
    let asking = Asking::new().await;
    for (method, path, expected) in [
        (Method::POST, "/v1/widget/init/", 400),
        (Method::GET, "/v1/widget/messages/", 200),
        (Method::GET, "/v1/widget/messages//?take=1", 200),
        (Method::POST, "/api/widget/init/", 400),
        (Method::POST, "/api/widget/session/", 200),
        (Method::GET, "/v1/conversation/{conversationId}/message/list/", 200),
        (Method::GET, "/v1/widget/nowhere", 404),
        (Method::GET, "/v1/widget/nowhere/", 404),
        (Method::GET, "/api/widget/nowhere", 404),
    ] {
        let reply = asking.request(&method, path).json(&json!({})).send().await.unwrap();
        assert_eq!(reply.status(), expected, "{method} {path}");
        assert!(reply.headers().contains_key("access-control-allow-origin"), "{method} {path}");
        let preflight = asking.request(&Method::OPTIONS, path).header("Access-Control-Request-Method", method.as_str());
        let preflight = preflight.send().await.unwrap();
        assert_eq!(preflight.status(), 204, "{path}");
        assert!(preflight.headers().contains_key("access-control-allow-origin"), "{path}");
    }
    let nothing = asking.request(&Method::GET, "/api/teams/{teamId}/nowhere/").send().await.unwrap();
    assert_eq!(nothing.status(), 404);
    assert!(!nothing.headers().contains_key("access-control-allow-origin"), "pages of other sites learn nothing here");
}
