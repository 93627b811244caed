//! Making, reading, changing, copying and deleting widgets.

use parlor::core::widget::{
    KeyKind,
    settings::{Feature, Settings},
};
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite},
    repertoire::Repertoire,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::bench::{AGENT, Bench, THEIR_AGENT, refuses, text};

/// Every field the SDK's types name, with values that are given back as they came.
fn everything() -> Value {
    json!({
        "name": "Customer Support Widget", "description": "Interactive support chat for our main website",
        "meta": {"client": "acme", "nested": {"a": [1, null]}}, "alias": "support", "botId": AGENT,
        "theme": "dark", "layout": "inline", "title": "How can we help you?", "intro": "Welcome", "initial": "Hi, I am **Ada**.",
        "placeholder": "Type your message here...", "origin": "https://shop.example,shop.test,*.mill.test,*",
        "sessionDuration": 1_800_000, "language": "en,de-CH", "plugins": "a,b",
        "stream": false, "verbose": true, "tools": true, "unfurl": true, "math": false, "carousel": true, "form": true,
        "attachments": true, "autoScroll": false, "startFirst": true, "contactCollection": true,
        "exportConversation": true, "restartConversation": false, "maximize": true, "messagePeek": true,
        "voiceIn": true, "voiceOut": true, "poweredBy": false
    })
}

#[rstest]
#[tokio::test]
async fn everything_set_is_given_back(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = bench.ours.widget(&everything()).await;
    let mut shown = bench.ours.fetch(&id).await;
    assert_eq!(bench.ours.fetch("support").await, shown, "by its alias");
    let fields = shown.as_object_mut().unwrap();
    assert_eq!(fields.remove("id"), Some(json!(id)));
    assert_eq!(fields.remove("createdAt"), Some(json!(1_800_000_000_000_i64)));
    assert_eq!(fields.remove("updatedAt"), Some(json!(1_800_000_000_000_i64)));
    assert_eq!(shown, everything());
}

#[tokio::test]
async fn the_sample_of_the_page_is_taken() {
    let bench = Bench::new().await;
    let theme = json!({"primaryColor": "#0066cc", "secondaryColor": "#f5f5f5", "fontFamily": "Inter, sans-serif"});
    let id = bench
        .ours
        .widget(&json!({
            "name": "Customer Support Widget", "description": "Interactive support chat for our main website",
            "botId": AGENT, "theme": theme, "title": "How can we help you?", "placeholder": "Type your message here...",
            "contactCollection": true, "attachments": true, "voiceIn": true
        }))
        .await;
    assert_eq!(bench.ours.fetch(&id).await["theme"], theme.to_string());
    let widget = bench.app.store.widget(&id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(widget.effective().config().theme.brand, "#0066cc", "the widget wears it");
}

/// The three forms of a theme, down to what a page gets.
#[tokio::test]
async fn a_theme_does_what_the_page_says_in_each_of_its_forms() {
    let bench = Bench::new().await;
    let tokens = json!({"primaryColor": "#0066cc", "fontFamily": "Inter, sans-serif", "radius": 4});
    for (theme, brand, mode, css) in [
        (json!("dark"), "#2f5bd8", "dark", ""),
        (tokens.clone(), "#0066cc", "auto", "Inter, sans-serif"),
        (json!(tokens.to_string()), "#0066cc", "auto", "--parlor-radius:4px"),
        (json!({"name": "light", "config": tokens}), "#0066cc", "light", "Inter, sans-serif"),
        (json!(".bubble { border-radius: 2px }"), "#2f5bd8", "auto", ".bubble { border-radius: 2px }"),
    ] {
        let id = bench.ours.widget(&json!({"botId": AGENT, "theme": theme})).await;
        let config = bench.app.client.get(bench.app.url(&format!("/v1/widget/config/{id}"))).send().await.unwrap();
        let config: Value = config.json().await.unwrap();
        let shown = (config["data"]["brand"].as_str().unwrap(), config["data"]["mode"].as_str().unwrap());
        assert_eq!(shown, (brand, mode), "{theme}");
        assert!(config["data"]["css"].as_str().unwrap().contains(css), "{theme}: {config}");
    }
}

#[tokio::test]
async fn nothing_is_required() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&json!({})).await;
    let shown = bench.ours.fetch(&id).await;
    for unset in ["name", "botId", "title", "origin", "sessionDuration", "theme", "alias", "blueprintId"] {
        assert!(shown.get(unset).is_none(), "{unset}: {shown}");
    }
    assert_eq!((&shown["meta"], &shown["stream"], &shown["voiceIn"]), (&json!({}), &json!(true), &json!(false)));
}

#[tokio::test]
async fn an_update_changes_what_is_named() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&everything()).await;
    bench.app.clock.advance(std::time::Duration::from_secs(5));
    let reply = bench.ours.done("/support/update", &json!({"title": "Ask us", "math": true})).await;
    assert_eq!(reply, json!({"id": id}));
    let shown = bench.ours.fetch(&id).await;
    let mut expected = everything();
    expected["title"] = json!("Ask us");
    expected["math"] = json!(true);
    expected["id"] = json!(id);
    expected["createdAt"] = json!(1_800_000_000_000_i64);
    expected["updatedAt"] = json!(1_800_000_005_000_i64);
    assert_eq!(shown, expected);
    bench.ours.done(&format!("/{id}/update"), &json!({})).await;
    bench.ours.done(&format!("/{id}/update"), &json!({"meta": {"only": 1}})).await;
    assert_eq!(bench.ours.fetch(&id).await["meta"], json!({"only": 1}), "meta is replaced whole");
}

#[rstest]
#[case(Value::Null)]
#[case(json!(""))]
#[tokio::test]
async fn null_and_empty_texts_take_away(#[case] nothing: Value) {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&everything()).await;
    let texts = [
        "name",
        "description",
        "alias",
        "botId",
        "theme",
        "layout",
        "title",
        "intro",
        "initial",
        "placeholder",
        "origin",
        "language",
        "plugins",
    ];
    let mut update: serde_json::Map<_, _> = texts.iter().map(|&name| (name.to_owned(), nothing.clone())).collect();
    if nothing.is_null() {
        update.extend(["meta", "sessionDuration", "stream", "poweredBy"].map(|name| (name.to_owned(), Value::Null)));
    }
    bench.ours.done(&format!("/{id}/update"), &Value::Object(update.clone())).await;
    let shown = bench.ours.fetch(&id).await;
    for name in update.keys().filter(|name| !["meta", "stream", "poweredBy"].contains(&name.as_str())) {
        assert!(shown.get(name).is_none(), "{name}: {shown}");
    }
    if nothing.is_null() {
        assert_eq!((&shown["meta"], &shown["stream"], &shown["poweredBy"]), (&json!({}), &json!(true), &json!(true)));
    }
    refuses(bench.ours.get("/support/fetch"), 404, "NOT_FOUND").await;
}

#[tokio::test]
async fn a_blueprint_stands_in_for_what_is_unset() {
    let bench = Bench::new().await;
    let mut settings = Settings { title: Some("Blue".into()), intro: Some("Print".into()), ..Settings::default() };
    settings.features.insert(Feature::VoiceIn, true);
    settings.session_seconds = Some(600);
    bench.blueprint(&bench.ours, "blue-1", settings, &["https://blue.example", "//blue.test"]).await;
    let id =
        bench.ours.widget(&json!({"blueprintId": "blue-1", "title": "Own", "origin": "https://own.example"})).await;
    let shown = bench.ours.fetch(&id).await;
    assert_eq!((&shown["title"], &shown["intro"], &shown["voiceIn"]), (&json!("Own"), &json!("Print"), &json!(true)));
    assert_eq!((&shown["origin"], &shown["sessionDuration"]), (&json!("https://own.example"), &json!(600_000)));
    bench.ours.done(&format!("/{id}/update"), &json!({"title": null, "origin": "", "voiceIn": false})).await;
    let shown = bench.ours.fetch(&id).await;
    assert_eq!((&shown["title"], &shown["voiceIn"]), (&json!("Blue"), &json!(false)));
    assert_eq!(shown["origin"], "https://blue.example,blue.test");
    bench.ours.done(&format!("/{id}/update"), &json!({"blueprintId": null})).await;
    let shown = bench.ours.fetch(&id).await;
    assert!(shown.get("title").is_none() && shown.get("intro").is_none() && shown.get("origin").is_none(), "{shown}");
}

#[tokio::test]
async fn an_alias_is_one_widget_s_of_a_team() {
    let bench = Bench::new().await;
    let first = bench.ours.widget(&json!({"alias": "shop"})).await;
    refuses(bench.ours.post("/create", &json!({"alias": "shop"})), 409, "CONFLICT").await;
    let second = bench.ours.shop().await;
    refuses(bench.ours.post(&format!("/{second}/update"), &json!({"alias": "shop"})), 409, "CONFLICT").await;
    let theirs = bench.theirs.widget(&json!({"alias": "shop"})).await;
    assert_eq!(bench.theirs.fetch("shop").await["id"], json!(theirs), "each team has its own");
    assert_eq!(bench.ours.fetch("shop").await["id"], json!(first));
    for odd in ["a b", "../x", "é", &"a".repeat(65)] {
        refuses(bench.ours.post("/create", &json!({"alias": odd})), 400, "BAD_REQUEST").await;
    }
    refuses(bench.ours.post("/create", &json!({"alias": second})), 422, "UNPROCESSABLE_ENTITY").await;
    bench.ours.done("/shop/delete", &json!({})).await;
    bench.ours.widget(&json!({"alias": "shop"})).await;
}

#[tokio::test]
async fn agents_and_blueprints_must_be_the_team_s() {
    let bench = Bench::new().await;
    bench.blueprint(&bench.theirs, "blue-2", Settings::default(), &[]).await;
    let id = bench.ours.shop().await;
    for odd in [THEIR_AGENT, "nobody", "../../etc", "a b"] {
        let message = refuses(bench.ours.post("/create", &json!({"botId": odd})), 422, "UNPROCESSABLE_ENTITY").await;
        assert!(message.starts_with("botId"), "{message}");
        let update = bench.ours.post(&format!("/{id}/update"), &json!({"botId": odd}));
        refuses(update, 422, "UNPROCESSABLE_ENTITY").await;
    }
    for odd in ["blue-2", "nothing", "/"] {
        let message =
            refuses(bench.ours.post("/create", &json!({"blueprintId": odd})), 422, "UNPROCESSABLE_ENTITY").await;
        assert!(message.starts_with("blueprintId"), "{message}");
    }
    assert_eq!(bench.ours.fetch(&id).await["botId"], AGENT, "nothing was written");
}

#[tokio::test]
async fn what_is_not_acceptable_is_named_and_nothing_is_written() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    for (field, value) in [
        ("teamId", json!("team-2")),
        ("active", json!(false)),
        ("role", json!("owner")),
        ("name", json!("n".repeat(201))),
        ("description", json!("n".repeat(2_001))),
        ("title", json!("t".repeat(81))),
        ("intro", json!("t".repeat(501))),
        ("initial", json!("t".repeat(2_001))),
        ("placeholder", json!("t".repeat(121))),
        ("layout", json!("sideways")),
        ("theme", json!(7)),
        ("theme", json!("n".repeat(65))),
        ("theme", json!({"name": "x", "config": {"token": "v".repeat(9_000)}})),
        ("origin", json!("https://shop.example/path")),
        ("origin", json!("shop.example, javascript:alert(1)")),
        ("origin", json!("shop.example:8080")),
        ("language", json!("en,not a tag")),
        ("plugins", json!("p".repeat(65))),
        ("sessionDuration", json!(3_600_001)),
        ("sessionDuration", json!(59_999)),
        ("sessionDuration", json!(-1)),
        ("sessionDuration", json!("60000")),
        ("stream", json!("yes")),
        ("stream", json!(1)),
        ("meta", json!({"_private": 1})),
        ("meta", json!({"big": "v".repeat(17_000)})),
        ("meta", json!("text")),
    ] {
        let cannot_be = matches!(field, "origin" | "language" | "plugins")
            || field == "theme" && value != json!(7)
            || field == "meta" && value.get("big").is_some();
        let (status, code) = if cannot_be { (422, "UNPROCESSABLE_ENTITY") } else { (400, "BAD_REQUEST") };
        let body = json!({field: value});
        for path in ["/create".to_owned(), format!("/{id}/update")] {
            let message = refuses(bench.ours.post(&path, &body), status, code).await;
            assert!(message.contains(field), "{path} {field}: {message}");
        }
    }
    let list = bench.ours.read("/list").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 2, "the one every server has, and ours");
    for body in ["", "[]", "null", "{", "{\"name\":\"a\"} x"] {
        let request = bench.ours.post("/create", &json!({})).body(body.to_owned());
        refuses(request, 400, "BAD_REQUEST").await;
    }
    let large = bench.ours.post("/create", &json!({"meta": {"a": "v".repeat(70_000)}}));
    refuses(large, 413, "CONTENT_TOO_LARGE").await;
    let create = bench.app.url("/v1/integration/widget/create");
    let form =
        bench.app.client.post(create).bearer_auth(&bench.ours.secret).header("Content-Type", "text/plain").body("{}");
    refuses(form, 415, "UNSUPPORTED_MEDIA_TYPE").await;
}

#[tokio::test]
async fn other_ways_to_say_the_same() {
    let bench = Bench::new().await;
    for (field, said, shown) in [
        ("layout", json!("popover"), json!("bubble")),
        ("layout", json!("popout"), json!("fullscreen")),
        ("origin", json!(" https://shop.example/ , Shop.Example ,, "), json!("https://shop.example,shop.example")),
        ("language", json!("en , de"), json!("en,de")),
        ("theme", json!({"name": "light"}), json!("light")),
        (
            "theme",
            json!({"name": "light", "config": {"radius": 4}}),
            json!(r#"{"config":{"radius":4},"name":"light"}"#),
        ),
        ("theme", json!({"config": {"radius": 4}}), json!(r#"{"radius":4}"#)),
        ("theme", json!(r#" {"radius": 4}"#), json!(r#"{"radius":4}"#)),
        ("theme", json!(".title { color: red }"), json!(".title { color: red }")),
        ("origin", json!("https://shop.example\r\nmill.test\n"), json!("https://shop.example,mill.test")),
        ("language", json!("en\nde"), json!("en,de")),
        ("sessionDuration", json!(60_000.0), json!(60_000)),
        ("sessionDuration", json!(61_999), json!(61_000)),
    ] {
        let id = bench.ours.widget(&json!({field: said})).await;
        let got = &bench.ours.fetch(&id).await[field];
        // JSON in a text may have its names in any order.
        let read = |value: &Value| value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
        assert!(*got == shown || (read(got).is_some() && read(got) == read(&shown)), "{said}: {got}");
    }
    let id = bench.ours.widget(&json!({"sessionDuration": 60_000, "theme": "dark"})).await;
    bench.ours.done(&format!("/{id}/update"), &json!({"sessionDuration": 0, "theme": {}})).await;
    let shown = bench.ours.fetch(&id).await;
    assert!(shown.get("sessionDuration").is_none() && shown.get("theme").is_none(), "{shown}");
}

#[tokio::test]
async fn a_deleted_widget_is_gone_and_its_conversations_are_not() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    let (conversation, token) = bench.session(&id).await;
    let path = format!("/v1/conversation/{conversation}");
    super::bench::reply(bench.post(&token, &format!("{path}/complete"), &json!({"text": "Hi"}))).await;
    assert_eq!(bench.ours.done(&format!("/{id}/delete"), &json!({})).await, json!({"id": id}));
    for path in ["/fetch", "/language/fetch"] {
        refuses(bench.ours.get(&format!("/{id}{path}")), 404, "NOT_FOUND").await;
    }
    for path in ["/update", "/delete", "/clone", "/setup", "/session/create"] {
        refuses(bench.ours.post(&format!("/{id}{path}"), &json!({})), 404, "NOT_FOUND").await;
    }
    let public = bench.anybody(&format!("/v1/integration/widget/{id}/session/create"), &json!({}));
    refuses(public, 404, "NOT_FOUND").await;
    refuses(bench.post(&token, &format!("{path}/complete"), &json!({"text": "Hi"})), 404, "NOT_FOUND").await;
    let kept = super::bench::reply(bench.get(&bench.ours.secret, &format!("{path}/message/list"))).await;
    assert_eq!(kept["items"].as_array().unwrap().len(), 2);
    refuses(bench.post(&bench.ours.secret, &format!("{path}/complete"), &json!({"text": "Hi"})), 404, "NOT_FOUND")
        .await;
    assert!(bench.app.store.agent(&AGENT.parse().unwrap()).await.unwrap().is_some());
}

#[tokio::test]
async fn writes_without_a_body_are_fine_where_nothing_is_said() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    for path in ["setup", "clone", "delete"] {
        let url = bench.app.url(&format!("/api/v1/integration/widget/{id}/{path}"));
        let reply = super::bench::reply(bench.app.client.post(url).bearer_auth(&bench.ours.secret)).await;
        assert_eq!(reply["id"] == json!(id), path != "clone", "{path}: {reply}");
    }
    let odd = bench.ours.post(&format!("/{id}/clone"), &json!({"name": "other"}));
    refuses(odd, 400, "BAD_REQUEST").await;
}

#[tokio::test]
async fn a_clone_is_the_same_with_its_own_keys_and_life() {
    let bench = Bench::new().await;
    let id = bench.ours.widget(&everything()).await;
    let copy = text(&bench.ours.done(&format!("/{id}/clone"), &json!({})).await["id"]);
    assert_ne!(copy, id);
    let mut expected = bench.ours.fetch(&id).await;
    expected["id"] = json!(copy);
    expected.as_object_mut().unwrap().remove("alias");
    assert_eq!(bench.ours.fetch(&copy).await, expected);
    let widget = async |id: &str| bench.app.store.widget(&id.parse().unwrap()).await.unwrap().unwrap();
    let (ours, other) = (widget(&id).await.keys, widget(&copy).await.keys);
    assert!(ours.key != other.key && ours.embed_token != other.embed_token && ours.caty_key != other.caty_key);
    assert!(bench.app.store.widget_by_key(KeyKind::Key, &other.key).await.unwrap().is_some());
    bench.ours.done(&format!("/{copy}/update"), &json!({"title": "Other"})).await;
    bench.ours.done(&format!("/{copy}/delete"), &json!({})).await;
    assert_eq!(bench.ours.fetch(&id).await["title"], "How can we help you?");
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there() {
    let bench = Bench::new().await;
    let id = bench.ours.shop().await;
    for prefix in ["", "/api"] {
        let url = |path: &str| bench.app.url(&format!("{prefix}/v1{path}"));
        let client = &bench.app.client;
        for path in [
            format!("/integration/widget/{id}"),
            "/integration/widget/a/b/c".into(),
            "/conversation/c/nothing".into(),
            "/conversation".into(),
        ] {
            assert_eq!(client.get(url(&path)).send().await.unwrap().status(), 404, "{path}");
        }
        refuses(client.get(url("/integration/widget/x/y/z")), 404, "NOT_FOUND").await;
        refuses(client.get(url("/conversation/x/y/z")), 404, "NOT_FOUND").await;
        refuses(client.get(url("/integration/widget/create")), 405, "METHOD_NOT_ALLOWED").await;
        refuses(client.post(url("/integration/widget/list")), 405, "METHOD_NOT_ALLOWED").await;
        refuses(client.put(url(&format!("/integration/widget/{id}/update"))), 405, "METHOD_NOT_ALLOWED").await;
        refuses(client.delete(url(&format!("/integration/widget/{id}/session/create"))), 405, "METHOD_NOT_ALLOWED")
            .await;
        refuses(client.get(url("/conversation/c/complete")), 405, "METHOD_NOT_ALLOWED").await;
    }
}
