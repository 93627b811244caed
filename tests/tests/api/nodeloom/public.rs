//! Requests that pages with an embed token may make.

use std::time::Duration;

use parlor_tests::owner::read;
use reqwest::Method;
use serde_json::json;

use super::{World, refused};

#[tokio::test]
async fn init_shows_the_widget_in_the_pages_shape() {
    let world = World::usual().await;
    let team = &world.ours;
    let (status, plain) = world.init(&team.token).await;
    let usual = json!({"primaryColor": "#2f5bd8", "title": "Chat", "position": "bottom-right", "avatarUrl": null});
    assert_eq!(status, 200);
    assert_eq!(plain, json!({"widgetId": team.widget, "name": "Support Chat", "customization": usual}));
    let looks = json!({"primaryColor": "#6366f1", "title": "How can we help?", "position": "top-left",
        "avatarUrl": "https://shop.example/a.png", "rounded": true});
    team.put(&json!({"customization": looks})).await;
    assert_eq!(world.init(&team.token).await.1["customization"], looks);
}

#[tokio::test]
async fn tokens_that_are_nobodys_are_refused() {
    let world = World::usual().await;
    let session = world.session(&world.ours.token).await;
    let long = format!("wt_{}", "0".repeat(5_000));
    for odd in [
        "wt_00000000000000000000000000000000",
        "wt_",
        "nobody",
        "wk_0123456789abcdef0123456789abcdef",
        world.ours.widget.as_str(),
        "wt_%00",
        "wt_' or 1=1",
        &long,
    ] {
        let path = odd.replace(' ', "%20");
        let reply = world.public(Method::GET, &format!("/init/{path}")).send().await.unwrap();
        assert!(reply.headers().contains_key("www-authenticate"), "{odd}");
        refused(&read(reply).await.unwrap(), 401);
        refused(&world.open(&json!({"token": odd})).await, 401);
        let said = world.say(&session, &json!({"content": "Hi", "token": odd})).send().await.unwrap();
        refused(&read(said).await.unwrap(), 401);
        refused(&world.history(odd, &session).await, 401);
    }
    refused(&world.open(&json!({"token": ""})).await, 401);
    let nameless = world.public(Method::GET, &format!("/sessions/{session}/messages")).send().await.unwrap();
    refused(&read(nameless).await.unwrap(), 401);
    let in_the_address = format!("/sessions/{session}/messages?token={}", world.ours.token);
    refused(&read(world.public(Method::GET, &in_the_address).send().await.unwrap()).await.unwrap(), 401);
}

#[tokio::test]
async fn the_token_may_come_in_a_header() {
    let world = World::usual().await;
    let token = &world.ours.token;
    let open = || world.public(Method::POST, "/sessions").json(&json!({}));
    let by_name = read(open().header("X-Widget-Token", token).send().await.unwrap()).await.unwrap();
    let by_bearer = read(open().bearer_auth(token).send().await.unwrap()).await.unwrap();
    assert_eq!((by_name.0, by_bearer.0), (201, 201));
    let session = by_name.1["sessionId"].as_str().unwrap();
    let said = world.say(session, &json!({"content": "Hi"})).bearer_auth(token).send().await.unwrap();
    assert_eq!(said.status(), 200);
    refused(&read(open().send().await.unwrap()).await.unwrap(), 400);
    refused(&read(world.say(session, &json!({"content": "Hi"})).send().await.unwrap()).await.unwrap(), 400);
}

#[tokio::test]
async fn a_session_id_opens_its_session_while_that_lasts() {
    let world = World::usual().await;
    let open = async |token: &str, visitor: &str| {
        let (status, body) = world.open(&json!({"token": token, "visitorId": visitor})).await;
        assert_eq!(status, 201, "{body}");
        body
    };
    let token = &world.ours.token;
    let first = open(token, "customer-1001").await;
    assert_eq!(first["createdAt"], "2027-01-15T08:00:00.000Z");
    let session = first["sessionId"].as_str().unwrap();
    world.ask(token, session, "Hi").await;
    world.app.clock.advance(Duration::from_hours(1));
    assert_eq!(open(token, session).await, first, "the same session, and when it began");
    assert_ne!(open(token, "customer-1001").await["sessionId"], first["sessionId"], "anybody can guess it");
    assert_ne!(open(&world.theirs.token, session).await["sessionId"], first["sessionId"]);
    assert_ne!(world.session(token).await, world.session(token).await, "without a visitorId each is new");
    world.app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    assert_ne!(open(token, session).await["sessionId"], first["sessionId"], "the session has ended");
    for odd in ["", &"v".repeat(129)] {
        refused(&world.open(&json!({"token": token, "visitorId": odd})).await, 400);
    }
}

#[tokio::test]
async fn only_allowed_domains_may_use_a_widget() {
    let world = World::usual().await;
    let team = &world.ours;
    let (session, token) = (world.session(&team.token).await, &team.token);
    team.put(&json!({"allowedDomains": ["example.com", "*.shop.example"]})).await;
    let statuses = async |name: &str, value: &str| {
        let requests = [
            world.public(Method::GET, &format!("/init/{token}")),
            world.public(Method::POST, "/sessions").json(&json!({"token": token})),
            world.public(Method::GET, &format!("/sessions/{session}/messages")).bearer_auth(token),
            world.say(&session, &json!({"content": "Hi", "token": token})),
        ];
        let mut statuses = Vec::new();
        for request in requests {
            let request = if name.is_empty() { request } else { request.header(name, value) };
            let reply = request.send().await.unwrap();
            let shared = reply.headers().get("access-control-allow-origin").map(|v| v.to_str().unwrap().to_owned());
            statuses.push((reply.status().as_u16(), shared));
        }
        statuses
    };
    for good in ["https://example.com", "http://example.com:8080", "https://a.shop.example"] {
        let expected = [200, 201, 200, 200].map(|status| (status, Some(good.to_owned())));
        assert_eq!(statuses("Origin", good).await, expected, "{good}");
    }
    for bad in [
        "https://evil.example",
        "https://example.com.evil.example",
        "https://a.example.com",
        "https://shop.example",
        "null",
        "",
    ] {
        let refused = (403, Some(bad.to_owned()));
        assert!(statuses("Origin", bad).await.iter().all(|it| *it == refused), "{bad}: it may read why");
    }
    let only = async |name, value| statuses(name, value).await.into_iter().map(|it| it.0).collect::<Vec<_>>();
    assert_eq!(only("Referer", "https://example.com/a/page?q#f").await, [200, 201, 200, 200]);
    assert_eq!(only("Referer", "https://evil.example/example.com").await, [403; 4]);
    assert_eq!(only("Referer", "not an address").await, [403; 4]);
    assert_eq!(only("", "").await, [200, 201, 200, 200], "a program says neither");
    assert_eq!(world.init(&world.theirs.token).await.0, 200);
}

#[tokio::test]
async fn a_deactivated_widget_answers_nobody_until_it_is_active_again() {
    let world = World::usual().await;
    let team = &world.ours;
    let session = world.session(&team.token).await;
    assert_eq!(team.put(&json!({"active": false})).await.1["active"], false);
    refused(&world.init(&team.token).await, 410);
    refused(&world.open(&json!({"token": team.token})).await, 410);
    refused(&world.history(&team.token, &session).await, 410);
    team.put(&json!({"active": true})).await;
    assert_eq!(world.init(&team.token).await.0, 200);
}

#[tokio::test]
async fn without_an_agent_there_is_nobody_to_talk_to() {
    let world = World::usual().await;
    let team = &world.ours;
    let gone = team.owner.call(Method::DELETE, &format!("/agents/{}", team.agent)).await.unwrap();
    assert_eq!(gone.status(), 204);
    assert_eq!(team.list().await[0]["workflowId"], json!(null));
    refused(&world.open(&json!({"token": team.token})).await, 410);
}

#[tokio::test]
async fn sixty_a_minute_and_address() {
    let world = World::usual().await;
    let open = json!({"token": world.ours.token});
    for _ in 0..60 {
        assert_eq!(world.init(&world.ours.token).await.0, 200);
        assert_eq!(world.open(&open).await.0, 201);
    }
    let one_more = world.public(Method::GET, &format!("/init/{}", world.ours.token));
    let one_more = one_more.header("X-Forwarded-For", "203.0.113.9").send().await.unwrap();
    let wait: u64 = one_more.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    refused(&read(one_more).await.unwrap(), 429);
    refused(&world.open(&open).await, 429);
    assert!((1..=60).contains(&wait));
    world.app.clock.advance(Duration::from_secs(wait));
    assert_eq!(world.init(&world.ours.token).await.0, 200);
    assert_eq!(world.open(&open).await.0, 201);
}

#[tokio::test]
async fn history_comes_oldest_first_and_in_parts() {
    let world = World::usual().await;
    let token = &world.ours.token;
    let session = world.session(token).await;
    assert_eq!(world.history(token, &session).await, (200, json!({"messages": []})));
    for question in ["one", "two", "three"] {
        world.app.clock.advance(Duration::from_secs(1));
        world.ask(token, &session, question).await;
    }
    let (_, whole) = world.history(token, &session).await;
    let messages = whole["messages"].as_array().unwrap();
    let told: Vec<_> = messages.iter().map(|m| (m["role"].as_str().unwrap(), m["content"].as_str().unwrap())).collect();
    let hello = ("assistant", "Hello there");
    assert_eq!(told, [("user", "one"), hello, ("user", "two"), hello, ("user", "three"), hello]);
    assert_eq!(messages[0].as_object().unwrap().len(), 4, "the page's four fields");
    assert_eq!(messages[0]["createdAt"], "2027-01-15T08:00:01.000Z");
    let part = async |query: &str| {
        let request = world.public(Method::GET, &format!("/sessions/{session}/messages?{query}")).bearer_auth(token);
        read(request.send().await.unwrap()).await.unwrap()
    };
    assert_eq!(part("take=2").await.1["messages"].as_array().unwrap()[..], messages[4..]);
    let before = format!("take=2&before={}", messages[4]["id"].as_str().unwrap());
    assert_eq!(part(&before).await.1["messages"].as_array().unwrap()[..], messages[2..4]);
    for odd in ["take=0", "take=201", "take=x", "take=-1"] {
        refused(&part(odd).await, 400);
    }
    refused(&part("before=nobody").await, 404);
}
