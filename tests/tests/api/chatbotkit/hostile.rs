//! Whatever is sent, it is refused or kept as it is; it is never our fault, and a refusal changes nothing.

use parlor_tests::{
    corpora::beside,
    databases::Backend::{self, Memory, Postgres, Sqlite},
    repertoire::Repertoire,
};
use reqwest::{RequestBuilder, Response};
use rstest::rstest;
use serde_json::{Map, Value, json};

use super::{
    bench::{AGENT, Bench, WIDGETS, refused, refuses, reply, text},
    talk::Talk,
};

/// Texts of a widget that come back as they were set, and how many characters they may have.
const TEXTS: [(&str, usize); 6] =
    [("name", 200), ("description", 2_000), ("title", 80), ("intro", 500), ("initial", 2_000), ("placeholder", 120)];

/// PostgreSQL cannot keep U+0000; nobody does, so that all are alike.
fn kept(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// The same in all texts and names of a value.
fn cleaned(value: Value) -> Value {
    match value {
        Value::String(text) => json!(kept(&text)),
        Value::Array(items) => items.into_iter().map(cleaned).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (kept(&name), cleaned(value))).collect(),
        plain => plain,
    }
}

fn naughty() -> Option<Vec<String>> {
    let file = beside("naughty-strings/blns.json")?;
    let strings: Vec<String> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert!(strings.len() > 400);
    let more = ["\0", "a\0b", "\u{202e}abc", "a\u{300}\u{301}", "\u{feff}", "\u{fffe}", "🏳️‍🌈", "\r\nSet-Cookie: a=b"];
    Some(strings.into_iter().chain(more.map(str::to_owned)).collect())
}

/// Reads the status, and for a refusal that it is one of ours.
async fn status(request: RequestBuilder) -> u16 {
    let response = request.send().await.unwrap();
    if response.status().is_success() { response.status().as_u16() } else { refused(response).await.0 }
}

#[rstest]
#[tokio::test]
async fn a_widget_keeps_naughty_strings(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let Some(strings) = naughty() else { return };
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.shop().await;
    let update = format!("/{id}/update");
    for odd in &strings {
        let length = odd.chars().count();
        let mut change: Map<String, Value> = TEXTS
            .iter()
            .filter(|(_, most)| length <= *most)
            .map(|(name, _)| ((*name).to_owned(), json!(odd)))
            .collect();
        change.insert("meta".into(), json!({"text": odd, "deep": {odd: [odd]}}));
        change.insert("theme".into(), json!({"name": "mine", "config": {"token": odd}}));
        reply(bench.ours.post(&update, &Value::Object(change.clone()))).await;
        let shown = bench.ours.fetch(&id).await;
        for name in change.keys().filter(|name| *name != "meta" && *name != "theme") {
            let expected = if odd.is_empty() { Value::Null } else { json!(kept(odd)) };
            assert_eq!(shown[name], expected, "{name} {odd:?}");
        }
        assert_eq!(shown["meta"], json!({"text": kept(odd), "deep": {kept(odd): [kept(odd)]}}), "{odd:?}");
        assert_eq!(shown["theme"]["config"]["token"], kept(odd), "{odd:?}");
        for (name, _) in TEXTS.iter().filter(|(_, most)| length > *most) {
            refuses(bench.ours.post(&update, &json!({*name: odd})), 400, "BAD_REQUEST").await;
        }
        let own = bench.ours.post(&update, &json!({"meta": {odd: 1}}));
        assert_eq!(status(own).await == 200, !odd.is_empty() && !odd.starts_with('_'), "{odd:?}");
    }
}

#[rstest]
#[tokio::test]
async fn fields_with_a_form_take_it_or_leave_it(#[values(Sqlite, Postgres)] backend: Backend) {
    let Some(strings) = naughty() else { return };
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.shop().await;
    for odd in &strings {
        for (field, refusals) in [
            ("alias", vec![400]),
            ("botId", vec![422]),
            ("blueprintId", vec![422]),
            ("layout", vec![400]),
            ("origin", vec![400]),
            ("language", vec![400]),
            ("plugins", vec![400]),
            ("theme", vec![400]),
            ("sessionDuration", vec![400]),
            ("stream", vec![400]),
        ] {
            let code = status(bench.ours.post(&format!("/{id}/update"), &json!({field: odd}))).await;
            assert!(code == 200 || refusals.contains(&code), "{field} {odd:?}: {code}");
        }
        let plain = json!({"alias": null, "botId": AGENT, "origin": null});
        bench.ours.done(&format!("/{id}/update"), &plain).await;
    }
}

#[rstest]
#[tokio::test]
async fn a_conversation_keeps_naughty_strings(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let Some(strings) = naughty() else { return };
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.widget(&json!({"botId": AGENT, "contactCollection": true})).await;
    for odd in &strings {
        let session = json!({
            "meta": {"text": odd, odd: 1}, "contact": {"name": odd}, "messages": [{"type": "user", "text": odd}]
        });
        let silent = odd.trim().is_empty();
        let sound = !silent && odd.chars().count() <= 200 && !odd.starts_with('_');
        let request = bench.ours.post(&format!("/{id}/session/create"), &session);
        if !sound {
            refuses(request, 400, "BAD_REQUEST").await;
            continue;
        }
        let session = reply(request).await;
        let said = kept(odd);
        assert_eq!(session["messages"], json!([{"type": "user", "text": said}, {"type": "bot", "text": said}]));
        let talk = Talk::of(&bench, &session);
        let meta = &reply(talk.get("/fetch")).await["meta"];
        assert_eq!((&meta["text"], &meta["contact"]["name"]), (&json!(said), &json!(said)));
        let answer = talk.said(odd).await;
        assert_eq!(answer["text"], said);
        let history = talk.history().await;
        assert!(history.len() == 4 && history.iter().all(|(_, text)| *text == said), "{odd:?}");
        let vote = json!({"reason": odd});
        reply(talk.post(&format!("/message/{}/downvote", text(&answer["id"])), &vote)).await;
        for contact in [
            json!({"email": odd}),
            json!({"email": "a@shop.example", "phone": odd}),
            json!({"email": "a@shop.example", "name": odd, "nick": odd, "description": odd, "fingerprint": odd}),
            json!({"email": "a@shop.example", "meta": {"field": odd}}),
            json!({"email": "a@shop.example", "meta": {odd: "field"}}),
        ] {
            assert!(matches!(status(talk.post("/contact/upsert", &contact)).await, 200 | 400 | 422), "{contact}");
        }
    }
}

#[tokio::test]
async fn naughty_places_and_cursors_are_not_our_fault() {
    let Some(strings) = naughty() else { return };
    let bench = Bench::with(Postgres, Repertoire::default().agents()).await;
    let talk = Talk::open(&bench, &bench.ours.shop().await).await;
    for odd in &strings {
        let encoded: String = odd.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for name in ["cursor", "order", "take", "blueprintId", "meta.x", "meta[x]"] {
            let query = format!("{}={encoded}", name.replace('[', "%5B").replace(']', "%5D"));
            assert!(matches!(status(bench.ours.get(&format!("/list?{query}"))).await, 200 | 400), "{name} {odd:?}");
            assert!(matches!(status(talk.get(&format!("/message/list?{query}"))).await, 200 | 400), "{name} {odd:?}");
        }
        let named = bench.ours.get(&format!("/list?meta.{encoded}=x&meta%5B{encoded}%5D=x"));
        assert_eq!(status(named).await, 200, "{odd:?}");
        for path in [format!("/{encoded}/fetch"), format!("/widget-1/file/{encoded}/fetch")] {
            let response = bench.ours.get(&path).send().await.unwrap();
            assert!(matches!(response.status().as_u16(), 404 | 405), "{odd:?}: {}", response.status());
        }
        let foreign = bench.get(&talk.token, &format!("/v1/conversation/{encoded}/fetch"));
        assert_eq!(foreign.send().await.unwrap().status(), 404, "{odd:?}");
    }
    for raw in ["%", "%FF", "cursor=%FF", "cursor=%", "meta.%FF=x", "&&&", "=", "take=1&take=2", "meta.=x", "meta[=x"] {
        assert!(matches!(status(bench.ours.get(&format!("/list?{raw}"))).await, 200 | 400), "{raw}");
    }
}

/// Every call that takes a body, and whether it may come without one.
async fn calls(bench: &Bench) -> Vec<(RequestBuilder, bool)> {
    let id = bench.ours.shop().await;
    let talk = Talk::open(bench, &id).await;
    let post = |token: &str, path: String| bench.app.client.post(bench.app.url(&path)).bearer_auth(token);
    let owner = |path: &str| post(&bench.ours.secret, format!("{WIDGETS}{path}"));
    let visitor = |path: &str| post(&talk.token, format!("/v1/conversation/{}{path}", talk.id));
    vec![
        (owner("/create"), false),
        (owner(&format!("/{id}/update")), false),
        (owner(&format!("/{id}/clone")), true),
        (owner(&format!("/{id}/setup")), true),
        (owner(&format!("/{id}/session/create")), false),
        (owner(&format!("/{id}/file/f1/attach")), false),
        (owner(&format!("/{id}/file/f1/detach")), true),
        (visitor("/complete"), false),
        (visitor("/contact/upsert"), false),
        (visitor("/message/m1/upvote"), true),
        (visitor("/message/m1/downvote"), true),
    ]
}

async fn with(call: &RequestBuilder, kind: &str, body: impl Into<reqwest::Body>) -> Response {
    call.try_clone().unwrap().header("Content-Type", kind).body(body).send().await.unwrap()
}

#[tokio::test]
async fn json_of_every_kind() {
    let Some(folder) = beside("json/test_parsing") else { return };
    let bench = Bench::new().await;
    let calls = calls(&bench).await;
    let mut judged = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let body = std::fs::read(&path).unwrap();
        for (call, bodiless) in &calls {
            let code = with(call, "application/json", body.clone()).await.status().as_u16();
            let sound = match (name.starts_with("n_"), body.is_empty() && *bodiless) {
                (true, false) => matches!(code, 400 | 413),
                _ => matches!(code, 200 | 400 | 404 | 422),
            };
            assert!(sound, "{name} {call:?}: {code}");
        }
        judged += 1;
    }
    assert!(judged > 300, "{judged}");
}

#[rstest]
#[tokio::test]
async fn json_in_metadata_is_kept(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let Some(folder) = beside("json/test_parsing") else { return };
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.shop().await;
    let mut taken = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let value = std::fs::read(&path).unwrap();
        let body = [br#"{"meta":{"x":"#.as_slice(), &value, b"}}"].concat();
        let response = with(&bench.ours.post(&format!("/{id}/update"), &json!({})), "application/json", body).await;
        match response.status().as_u16() {
            200 => {
                let expected: Value = serde_json::from_slice(&value).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(bench.ours.fetch(&id).await["meta"]["x"], cleaned(expected), "{name}");
                assert!(!name.starts_with("n_"), "{name}");
                taken += 1;
            }
            code => assert!(matches!(code, 400 | 413) && !name.starts_with("y_"), "{name}: {code}"),
        }
    }
    assert!(taken > 90, "{taken}");
}

#[tokio::test]
async fn an_unknown_field_changes_nothing() {
    let bench = Bench::new().await;
    let id =
        bench.ours.widget(&json!({"botId": AGENT, "title": "Tea", "meta": {"a": 1}, "contactCollection": true})).await;
    let talk = Talk::open(&bench, &id).await;
    let answer = text(&talk.said("Hi").await["id"]);
    let (before, list) = (bench.ours.fetch(&id).await, bench.ours.read("/list").await);
    for unknown in ["teamId", "team_id", "key", "embedToken", "active", "deleted", "revision", "Title", "__proto__", ""]
    {
        let change = json!({"title": "Coffee", "meta": {}, unknown: "x"});
        for path in [format!("/{id}/update"), "/create".to_owned()] {
            refuses(bench.ours.post(&path, &change), 400, "BAD_REQUEST").await;
        }
        for body in [
            json!({unknown: 1}),
            json!({"contact": {"email": "a@shop.example", unknown: 1}}),
            json!({"messages": [{"type": "user", "text": "Hi", unknown: 1}]}),
        ] {
            refuses(bench.ours.post(&format!("/{id}/session/create"), &body), 400, "BAD_REQUEST").await;
        }
        refuses(talk.post("/complete", &json!({"text": "Hi", unknown: 1})), 400, "BAD_REQUEST").await;
        refuses(talk.post("/contact/upsert", &json!({"email": "a@shop.example", unknown: 1})), 400, "BAD_REQUEST")
            .await;
        refuses(talk.post(&format!("/message/{answer}/upvote"), &json!({unknown: 1})), 400, "BAD_REQUEST").await;
        for path in ["clone", "setup", "delete"] {
            refuses(bench.ours.post(&format!("/{id}/{path}"), &json!({unknown: 1})), 400, "BAD_REQUEST").await;
        }
    }
    assert_eq!((bench.ours.fetch(&id).await, bench.ours.read("/list").await), (before, list));
    assert_eq!(talk.history().await.len(), 2);
}

#[tokio::test]
async fn the_first_wrong_field_undoes_all_the_right_ones() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&json!({"botId": AGENT, "title": "Tea"})).await;
    let before = bench.ours.fetch(&id).await;
    for wrong in [
        json!({"layout": "sideways"}),
        json!({"botId": "nobody"}),
        json!({"origin": "not an origin"}),
        json!({"meta": {"_a": 1}}),
        json!({"sessionDuration": 1}),
        json!({"intro": "i".repeat(501)}),
    ] {
        let mut change = wrong;
        change["title"] = json!("Coffee");
        let code = status(bench.ours.post(&format!("/{id}/update"), &change)).await;
        assert!(matches!(code, 400 | 422), "{change}: {code}");
        assert_eq!(bench.ours.fetch(&id).await, before, "{change}");
    }
}

#[tokio::test]
async fn bodies_of_the_wrong_size_or_type() {
    let bench = Bench::new().await;
    for (call, bodiless) in calls(&bench).await {
        let large = format!("{{\"text\": \"{}\"}}", "a".repeat(64 * 1024));
        assert_eq!(refused(with(&call, "application/json", large).await).await.1, "CONTENT_TOO_LARGE", "{call:?}");
        for deep in ["[".repeat(60_000), format!("{{\"meta\":{}{}}}", "{\"a\":".repeat(9_000), "1")] {
            assert_eq!(refused(with(&call, "application/json", deep).await).await.0, 400, "{call:?}");
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/jsonl",
            "application/json-patch+json",
            "",
        ] {
            let refusal = refused(with(&call, kind, "{}").await).await;
            assert_eq!((refusal.0, refusal.1.as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{kind} {call:?}");
        }
        let packed = call.try_clone().unwrap().header("Content-Encoding", "gzip");
        assert_eq!(refused(with(&packed, "application/json", "{}").await).await.0, 415, "{call:?}");
        let charset = with(&call, "Application/JSON; charset=utf-8", "{}").await.status().as_u16();
        assert_ne!(charset, 415, "{call:?}");
        let none = call.send().await.unwrap().status().as_u16();
        assert_eq!(none == 415, !bodiless, "{none}");
    }
}

#[tokio::test]
async fn metadata_has_limits() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let update = format!("/{id}/update");
    // {"a":"…"} is eight bytes more than the text.
    let sized = |size: usize| json!({"meta": {"a": "v".repeat(size - 8)}});
    reply(bench.ours.post(&update, &sized(16 * 1024))).await;
    refuses(bench.ours.post(&update, &sized(16 * 1024 + 1)), 400, "BAD_REQUEST").await;
    let session = format!("/{id}/session/create");
    reply(bench.ours.post(&session, &sized(4 * 1024))).await;
    refuses(bench.ours.post(&session, &sized(4 * 1024 + 1)), 400, "BAD_REQUEST").await;
    for (meta, sound) in [
        (json!({"_a": 1}), false),
        (json!({"": 1}), false),
        (json!({"a_": {"_b": 1}}), true),
        (json!({"a.b": 1, "a[b]": 2, "größe": null}), true),
    ] {
        for path in [&update, &session] {
            let code = status(bench.ours.post(path, &json!({"meta": meta}))).await;
            assert_eq!(code, if sound { 200 } else { 400 }, "{path} {meta}");
        }
    }
    assert_eq!(bench.ours.fetch(&id).await["meta"], json!({"a.b": 1, "a[b]": 2, "größe": null}));
}

#[rstest]
#[tokio::test]
async fn writes_at_once_lose_nothing(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.shop().await;
    let fields = ["title", "intro", "initial", "placeholder", "description", "plugins"];
    let writes = fields.map(|field| reply(bench.ours.post(&format!("/{id}/update"), &json!({field: field}))));
    futures_util::future::join_all(writes).await;
    let shown = bench.ours.fetch(&id).await;
    assert!(fields.iter().all(|field| shown[field] == *field), "{shown}");

    let makes = (0..10).map(|_| status(bench.ours.post("/create", &json!({"alias": "one"}))));
    let mut codes = futures_util::future::join_all(makes).await;
    codes.sort_unstable();
    assert_eq!((codes[0], &codes[1..]), (200, [409; 9].as_slice()), "an alias is one widget's");
}
