//! Whatever is sent, it is refused or kept as it is; it is never our fault, and a refusal changes nothing.

use parlor_tests::{
    corpora::beside,
    databases::Backend::{self, Postgres, Sqlite},
    repertoire::Repertoire,
};
use reqwest::RequestBuilder;
use rstest::rstest;
use serde_json::{Map, Value, json};

use super::{
    bench::{AGENT, Bench, refused, refuses, reply, text},
    talk::Talk,
};

/// Texts of a widget that come back as they were set, and how many characters they may have.
const TEXTS: [(&str, usize); 6] =
    [("name", 200), ("description", 2_000), ("title", 80), ("intro", 500), ("initial", 2_000), ("placeholder", 120)];

/// PostgreSQL cannot store U+0000; no database stores it, so that all behave alike.
pub(super) fn kept(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
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
async fn a_widget_keeps_naughty_strings(#[values(Sqlite, Postgres)] backend: Backend) {
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
        let theme: Value = serde_json::from_str(shown["theme"].as_str().unwrap()).unwrap();
        assert_eq!(theme["config"]["token"], kept(odd), "{odd:?}");
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
        for (field, refusal) in [
            ("alias", 400),
            ("botId", 422),
            ("blueprintId", 422),
            ("layout", 400),
            ("origin", 422),
            ("language", 422),
            ("plugins", 422),
            ("theme", 422),
            ("sessionDuration", 400),
            ("stream", 400),
        ] {
            let code = status(bench.ours.post(&format!("/{id}/update"), &json!({field: odd}))).await;
            assert!(code == 200 || code == refusal, "{field} {odd:?}: {code}");
        }
        let plain = json!({"alias": null, "botId": AGENT, "origin": null});
        bench.ours.done(&format!("/{id}/update"), &plain).await;
    }
}

#[rstest]
#[tokio::test]
async fn a_conversation_keeps_naughty_strings(#[values(Sqlite, Postgres)] backend: Backend) {
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
        let encoded = odd.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
        for name in ["cursor", "order", "take", "blueprintId", "meta.x", "meta[x]"] {
            let query = format!("{}={encoded}", name.replace('[', "%5B").replace(']', "%5D"));
            assert!(
                matches!(status(bench.ours.get(&format!("/list?{query}"))).await, 200 | 400 | 422),
                "{name} {odd:?}"
            );
            assert!(
                matches!(status(talk.get(&format!("/message/list?{query}"))).await, 200 | 400 | 422),
                "{name} {odd:?}"
            );
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
        assert!(matches!(status(bench.ours.get(&format!("/list?{raw}"))).await, 200 | 400 | 422), "{raw}");
    }
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
async fn metadata_has_limits() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let update = format!("/{id}/update");
    // {"a":"…"} is eight bytes more than the text.
    let sized = |size: usize| json!({"meta": {"a": "v".repeat(size - 8)}});
    reply(bench.ours.post(&update, &sized(16 * 1024))).await;
    refuses(bench.ours.post(&update, &sized(16 * 1024 + 1)), 422, "UNPROCESSABLE_ENTITY").await;
    let session = format!("/{id}/session/create");
    reply(bench.ours.post(&session, &sized(4 * 1024))).await;
    refuses(bench.ours.post(&session, &sized(4 * 1024 + 1)), 422, "UNPROCESSABLE_ENTITY").await;
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
async fn writes_at_once_lose_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
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
