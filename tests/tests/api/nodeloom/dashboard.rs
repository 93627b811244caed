//! Widgets as their owner sees them.

use parlor::core::owner::team::Role;
use parlor_tests::owner::read;
use reqwest::Method;
use serde_json::{Value, json};

use super::{World, refused, token};

#[tokio::test]
async fn the_pages_widget_is_made_listed_and_shown() {
    let world = World::usual().await;
    let team = &world.ours;
    let asked = json!({
        "name": "Support Chat",
        "workflowId": team.agent,
        "customization": {"primaryColor": "#6366f1", "title": "How can we help?", "position": "bottom-right"},
        "allowedDomains": ["example.com", "app.example.com"],
    });
    let (status, made) = read(team.owner.send(Method::POST, "/widgets", &asked).await.unwrap()).await.unwrap();
    assert_eq!(status, 201, "{made}");
    let expected = json!({
        "id": made["id"],
        "name": "Support Chat",
        "workflowId": team.agent,
        "active": true,
        "customization": {"primaryColor": "#6366f1", "title": "How can we help?", "position": "bottom-right"},
        "allowedDomains": ["example.com", "app.example.com"],
        "createdAt": "2027-01-15T08:00:00.000Z",
    });
    assert_eq!(made, expected);
    let list = team.list().await;
    assert_eq!((list.len(), &list[1]), (2, &expected), "oldest first");
    assert!(list[0].get("allowedDomains").is_none(), "none were named");
    assert_eq!(world.theirs.list().await.len(), 1);
}

#[tokio::test]
async fn only_provided_fields_are_updated() {
    let world = World::usual().await;
    let team = &world.ours;
    let (status, first) = team
        .put(&json!({"customization": {"primaryColor": "#6366f1", "title": "Hi", "position": "top-left",
            "avatarUrl": "https://shop.example/a.png", "bubble": {"size": 48}}, "allowedDomains": ["example.com"]}))
        .await;
    assert_eq!(status, 200, "{first}");
    assert_eq!(first["name"], "Support Chat");
    let (_, second) = team.put(&json!({"name": "Other"})).await;
    let mut expected = first.clone();
    expected["name"] = "Other".into();
    assert_eq!(second, expected);
    let (_, third) =
        team.put(&json!({"customization": {"title": null, "primaryColor": "#000000", "bubble": null}})).await;
    let looks = json!({"primaryColor": "#000000", "position": "top-left", "avatarUrl": "https://shop.example/a.png"});
    assert_eq!(third["customization"], looks);
    assert_eq!(third["allowedDomains"], json!(["example.com"]));
    let (_, fourth) = team.put(&json!({"allowedDomains": [], "name": null})).await;
    assert!(fourth.get("allowedDomains").is_none());
    assert_eq!(fourth["name"], "Other", "null is no value");
    assert_eq!(team.put(&json!({})).await, (200, fourth.clone()));
    assert_eq!(team.list().await, [fourth], "what was answered is what is kept");
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let world = World::usual().await;
    let team = &world.ours;
    let before = team.list().await;
    let long: String = "x".repeat(9 * 1024);
    let many: serde_json::Map<String, Value> = (0..33).map(|i| (format!("k{i}"), json!(1))).collect();
    let domains: Vec<_> = (0..101).map(|i| format!("d{i}.example")).collect();
    let bad = [
        json!({"name": ""}),
        json!({"name": "   "}),
        json!({"name": "n".repeat(201)}),
        json!({"name": 5}),
        json!({"workflowId": world.theirs.agent}),
        json!({"workflowId": "nobody"}),
        json!({"workflowId": "../../etc"}),
        json!({"customization": {"primaryColor": "red;background:url(x)"}}),
        json!({"customization": {"position": "middle"}}),
        json!({"customization": {"title": "t".repeat(81)}}),
        json!({"customization": {"avatarUrl": "javascript:alert(1)"}}),
        json!({"customization": {"avatarUrl": "/a.png"}}),
        json!({"customization": {"css": long}}),
        json!({"customization": many}),
        json!({"customization": "red"}),
        json!({"allowedDomains": ["exa mple.com"]}),
        json!({"allowedDomains": ["example.com/path"]}),
        json!({"allowedDomains": ["*.*.example.com"]}),
        json!({"allowedDomains": [""]}),
        json!({"allowedDomains": domains}),
        json!({"allowedDomains": "example.com"}),
        json!({"active": "yes"}),
    ];
    for body in bad {
        let change = json!({"name": "Changed"}).as_object().unwrap().clone();
        let whole: Value = change.into_iter().chain(body.as_object().unwrap().clone()).collect();
        let status = status_of(&body);
        refused(&team.put(&whole).await, status);
        let mut input = json!({"name": "New", "workflowId": team.agent});
        input.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
        let made = read(team.owner.send(Method::POST, "/widgets", &input).await.unwrap()).await.unwrap();
        refused(&made, status);
    }
    for missing in [json!({}), json!({"name": "a"}), json!({"workflowId": team.agent}), json!([]), json!(null)] {
        let made = read(team.owner.send(Method::POST, "/widgets", &missing).await.unwrap()).await.unwrap();
        refused(&made, 400);
    }
    assert_eq!(team.list().await, before);
}

#[tokio::test]
async fn nobody_assigns_what_is_not_theirs() {
    let world = World::usual().await;
    let (team, other) = (&world.ours, &world.theirs);
    let before = (team.list().await, other.list().await, token(&team.owner, &team.widget).await);
    let theirs = json!(other.owner.team);
    for (name, value) in [
        ("teamId", theirs.clone()),
        ("team_id", theirs),
        ("token", json!("wt_mine")),
        ("embed_token", json!("wt_mine")),
        ("role", json!("owner")),
        ("generation", json!(0)),
        ("deleted", json!(false)),
        ("settings", json!({"title": "x"})),
        ("__proto__", json!({"active": false})),
    ] {
        refused(&team.put(&json!({"name": "Changed", name: value})).await, 400);
        let make = json!({"name": "New", "workflowId": team.agent, name: value});
        refused(&read(team.owner.send(Method::POST, "/widgets", &make).await.unwrap()).await.unwrap(), 400);
    }
    assert_eq!((team.list().await, other.list().await, token(&team.owner, &team.widget).await), before);
}

#[tokio::test]
async fn what_was_read_can_be_written_back() {
    let world = World::usual().await;
    let (team, other) = (&world.ours, &world.theirs);
    let settings = json!({"customization": {"title": "Ours"}, "allowedDomains": ["shop.example"], "active": false});
    assert_eq!(team.put(&settings).await.0, 200);
    let before = (team.list().await, other.list().await);
    let read_before = before.0[0].clone();
    assert_eq!(team.put(&read_before).await, (200, read_before.clone()));
    let fixed = json!({"id": other.widget, "createdAt": "2020-01-01T00:00:00.000Z"});
    assert_eq!(team.put(&fixed).await, (200, read_before.clone()), "nobody sets what the server sets");
    assert_eq!((team.list().await, other.list().await), before);
    let copied = read(team.owner.send(Method::POST, "/widgets", &read_before).await.unwrap()).await.unwrap();
    assert_eq!(
        (copied.0, &copied.1["customization"], &copied.1["active"]),
        (201, &json!({"title": "Ours"}), &json!(false))
    );
    assert_ne!(copied.1["id"], read_before["id"]);
}

#[tokio::test]
async fn the_embed_code_names_the_address_asked() {
    let world = World::usual().await;
    let team = &world.ours;
    let (_, body) = read(team.owner.get(&team.path("/embed-code")).await.unwrap()).await.unwrap();
    let expected = format!("<script src=\"{}/widget.js\" data-token=\"{}\"></script>", world.app.base, team.token);
    assert_eq!(body, json!({"embedCode": expected}));
    let asked = team.owner.team_request(Method::GET, &team.path("/embed-code"));
    let forwarded = asked.header("X-Forwarded-Host", "evil.example").header("X-Forwarded-Proto", "https");
    assert_eq!(read(forwarded.send().await.unwrap()).await.unwrap().1, body, "nobody we trust says so");
}

#[tokio::test]
async fn a_deleted_widget_is_gone() {
    let world = World::usual().await;
    let team = &world.ours;
    let session = world.session(&team.token).await;
    assert_eq!(team.owner.call(Method::DELETE, &team.path("")).await.unwrap().status(), 204);
    assert!(team.list().await.is_empty());
    for (method, path) in [(Method::GET, "/embed-code"), (Method::GET, "/stats"), (Method::POST, "/regenerate-token")] {
        refused(&read(team.owner.call(method, &team.path(path)).await.unwrap()).await.unwrap(), 404);
    }
    refused(&read(team.owner.call(Method::DELETE, &team.path("")).await.unwrap()).await.unwrap(), 404);
    refused(&team.put(&json!({"active": true})).await, 404);
    refused(&world.init(&team.token).await, 410);
    refused(&world.open(&json!({"token": team.token})).await, 410);
    refused(&world.history(&team.token, &session).await, 410);
    let said = world.say(&session, &json!({"content": "Hi", "token": team.token})).send().await.unwrap();
    refused(&read(said).await.unwrap(), 410);
    assert_eq!(world.init(&world.theirs.token).await.0, 200);
}

#[tokio::test]
async fn conversations_go_with_the_widget_only_when_asked() {
    let world = World::usual().await;
    let (kept, gone) = (world.session(&world.ours.token).await, world.session(&world.theirs.token).await);
    let there = async |id: &str, team: &super::Team| {
        let widget = team.widget.parse().unwrap();
        world.app.store.widget_conversation(&widget, &id.parse().unwrap()).await.unwrap().is_some()
    };
    let odd = world.ours.owner.call(Method::DELETE, &world.ours.path("?conversations=some")).await.unwrap();
    refused(&read(odd).await.unwrap(), 400);
    assert!(there(&kept, &world.ours).await && !world.ours.list().await.is_empty());
    let plain = world.ours.owner.call(Method::DELETE, &world.ours.path("")).await.unwrap();
    let whole = world.theirs.owner.call(Method::DELETE, &world.theirs.path("?conversations=delete")).await.unwrap();
    assert_eq!((plain.status().as_u16(), whole.status().as_u16()), (204, 204));
    assert!(there(&kept, &world.ours).await);
    assert!(!there(&gone, &world.theirs).await);
}

#[tokio::test]
async fn viewers_look_and_editors_change() {
    let world = World::usual().await;
    let team = &world.ours;
    let viewer = team.owner.colleague(&world.app, "viewer@shop.example", Role::Viewer).await.unwrap();
    let editor = team.owner.colleague(&world.app, "editor@shop.example", Role::Editor).await.unwrap();
    for path in ["/widgets".to_owned(), team.path("/embed-code"), team.path("/stats")] {
        assert_eq!(viewer.get(&path).await.unwrap().status(), 200, "{path}");
    }
    let before = (team.list().await, token(&team.owner, &team.widget).await);
    let make = json!({"name": "New", "workflowId": team.agent});
    for (method, path, body) in [
        (Method::POST, "/widgets".to_owned(), make.clone()),
        (Method::POST, "/widgets".to_owned(), json!("not even a widget")),
        (Method::PUT, team.path(""), json!({"name": "Changed"})),
        (Method::POST, team.path("/regenerate-token"), json!({})),
        (Method::DELETE, team.path(""), json!({})),
    ] {
        refused(&read(viewer.send(method, &path, &body).await.unwrap()).await.unwrap(), 403);
    }
    assert_eq!((team.list().await, token(&team.owner, &team.widget).await), before);
    assert_eq!(editor.send(Method::POST, "/widgets", &make).await.unwrap().status(), 201);
    assert_eq!(editor.send(Method::PUT, &team.path(""), &json!({"name": "Changed"})).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_teams_secret_does_what_an_editor_does() {
    let world = World::usual().await;
    let team = &world.ours;
    let secret = team.owner.secret(&world.app).await.unwrap();
    let with = |method: Method, owner: &parlor_tests::owner::Owner, path: &str, secret: &str| {
        let url = world.app.url(&format!("/api/teams/{}{path}", owner.team));
        world.app.client.request(method, url).bearer_auth(secret)
    };
    let list = with(Method::GET, &team.owner, "/widgets", &secret).send().await.unwrap();
    assert_eq!(read(list).await.unwrap(), (200, Value::Array(team.list().await)));
    let put = with(Method::PUT, &team.owner, &team.path(""), &secret).json(&json!({"name": "By a program"}));
    assert_eq!(read(put.send().await.unwrap()).await.unwrap().1["name"], "By a program");
    let foreign = with(Method::GET, &world.theirs.owner, "/widgets", &secret).send().await.unwrap();
    refused(&read(foreign).await.unwrap(), 404);
    for odd in ["", "ps_00000000000000000000000000000000", "\u{ff}", team.token.as_str()] {
        let request = with(Method::GET, &team.owner, "/widgets", odd).header("Cookie", &team.owner.cookie);
        refused(&read(request.send().await.unwrap()).await.unwrap(), 401);
    }
}

/// The status of a refusal: 404 for a workflow that does not exist, 422 for well-formed values that are not acceptable.
fn status_of(body: &Value) -> u16 {
    let domains = body["allowedDomains"].as_array().is_some_and(|domains| domains.len() == 1);
    let looks = body["customization"].as_object();
    let bag =
        looks.is_some_and(|looks| looks.len() > 32 || looks.contains_key("avatarUrl") || looks.contains_key("css"));
    if body["workflowId"].is_string() {
        404
    } else if domains || bag {
        422
    } else {
        400
    }
}
