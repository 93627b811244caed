//! Another team's widgets are answered like widgets that do not exist.

use parlor_tests::owner::read;
use reqwest::Method;
use serde_json::{Value, json};

use super::{World, refused, token};

fn calls(widget: &str, agent: &str) -> Vec<(Method, String, Value)> {
    let named = |rest: &str| format!("/widgets/{widget}{rest}");
    vec![
        (Method::PUT, named(""), json!({"name": "Changed"})),
        (Method::PUT, named(""), json!({"workflowId": agent})),
        (Method::DELETE, named(""), json!({})),
        (Method::DELETE, named("?conversations=delete"), json!({})),
        (Method::GET, named("/embed-code"), json!({})),
        (Method::POST, named("/regenerate-token"), json!({})),
        (Method::GET, named("/stats"), json!({})),
    ]
}

#[tokio::test]
async fn foreign_and_random_are_answered_alike() {
    let world = World::usual().await;
    let (us, them) = (&world.ours, &world.theirs);
    let before = (them.list().await, token(&them.owner, &them.widget).await);
    let mut answers = Vec::new();
    for widget in [them.widget.as_str(), "0198f7a2-0000-7000-8000-000000000000", "nobody", "%00", "a%2Fb", "%FF"] {
        let mut answer = Vec::new();
        for (method, path, body) in calls(widget, &us.agent) {
            let reply = read(us.owner.send(method, &path, &body).await.unwrap()).await.unwrap();
            refused(&reply, 404);
            answer.push(reply);
        }
        answers.push(answer);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "byte for byte");
    // In their team, with our cookie.
    let all = calls(&them.widget, &them.agent);
    let list = (Method::GET, "/widgets".to_owned(), json!({}));
    let create = (Method::POST, "/widgets".to_owned(), json!({"name": "New", "workflowId": them.agent}));
    for team in [them.owner.team.as_str(), "0198f7a2-0000-7000-8000-000000000000", "%00", "x%20y", "%FF"] {
        for (method, path, body) in all.iter().chain([&list, &create]) {
            let request = us.owner.request(method.clone(), &format!("/api/teams/{team}{path}")).json(body);
            refused(&read(request.send().await.unwrap()).await.unwrap(), 404);
        }
    }
    assert_eq!((them.list().await, token(&them.owner, &them.widget).await), before);
}

#[tokio::test]
async fn without_a_sign_in_nothing_is_known() {
    let world = World::usual().await;
    let us = &world.ours;
    let visitor = world.app.visitor().await.unwrap();
    for (method, path, body) in calls(&us.widget, &us.agent) {
        let url = world.app.url(&format!("/api/teams/{}{path}", us.owner.team));
        let request = || world.app.client.request(method.clone(), &url).json(&body);
        for request in [
            request(),
            request().bearer_auth(&visitor.jwt),
            request().header("Cookie", format!("parlor-sign-in={}", visitor.jwt)),
            request().header("Cookie", "parlor-sign-in="),
            request().header("Cookie", us.owner.cookie.replace("parlor-sign-in", "__Host-parlor-sign-in")),
            request().header("X-Widget-Token", &us.token),
        ] {
            let reply = request.send().await.unwrap();
            assert!(reply.headers().contains_key("www-authenticate"));
            refused(&read(reply).await.unwrap(), 401);
        }
    }
    let cookie = us.owner.cookie.split_once('=').unwrap().1;
    let as_visitor = world.app.client.get(world.app.url("/v1/widget/messages")).bearer_auth(cookie);
    assert_eq!(as_visitor.send().await.unwrap().status(), 401, "a sign-in is no visitor");
}

#[tokio::test]
async fn sessions_belong_to_their_widget() {
    let world = World::usual().await;
    let theirs = world.session(&world.theirs.token).await;
    world.ask(&world.theirs.token, &theirs, "Secret question").await;
    for session in [theirs.as_str(), "00000000000000000000000000000000", "nobody", "%00", "a%2Fb", "%FF"] {
        refused(&world.history(&world.ours.token, session).await, 404);
        let body = json!({"content": "Hi", "token": world.ours.token});
        refused(&read(world.say(session, &body).send().await.unwrap()).await.unwrap(), 404);
    }
    let (_, history) = world.history(&world.theirs.token, &theirs).await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 2);
}
