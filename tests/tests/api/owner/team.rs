//! Members and secrets.

use parlor::core::owner::team::Role;
use parlor_tests::{databases::Backend, owner::Owner};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Pair, deleted, got, refusal, refused, sent};

#[rstest]
#[tokio::test]
async fn members_come_change_and_go(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let them_in_us = Owner { team: pair.us.team.clone(), ..pair.them.clone() };
    refused(&got(&them_in_us, "/members").await, 404, None);
    pair.app
        .store
        .set_member(&pair.us.team, &pair.them.account, Role::Viewer, jiff::Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let expected =
        json!({"account_id": pair.them.account, "email": "them@rival.example", "name": "Someone", "role": "viewer"});
    let (_, list) = got(&them_in_us, "/members").await;
    assert_eq!((list.as_array().unwrap().len(), &list[0]), (2, &expected));

    let path = format!("/members/{}", pair.them.account);
    refused(&sent(&them_in_us, Method::PUT, &path, &json!({"role": "owner"})).await, 403, None);
    let (status, member) = sent(&pair.us, Method::PUT, &path, &json!({"role": "editor"})).await;
    assert_eq!((status, &member["role"]), (200, &json!("editor")));
    assert_eq!(sent(&them_in_us, Method::POST, "/blueprints", &json!({"name": "By an editor"})).await.0, 201);

    let own = format!("/members/{}", pair.us.account);
    refused(&sent(&pair.us, Method::PUT, &own, &json!({"role": "viewer"})).await, 409, None);
    refused(&deleted(&pair.us, &own).await, 409, None);
    assert_eq!(deleted(&pair.us, &path).await.0, 204);
    refused(&got(&them_in_us, "/members").await, 404, None);
    refused(&deleted(&pair.us, &path).await, 404, None);
    refused(&sent(&pair.us, Method::PUT, &path, &json!({"role": "owner"})).await, 404, None);
}

#[tokio::test]
async fn a_secret_is_shown_once_and_good_until_it_is_revoked() {
    let pair = Pair::usual().await;
    let (status, made) = sent(&pair.us, Method::POST, "/secrets", &json!({"name": "Build"})).await;
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(status == 201 && secret.starts_with("ps_") && secret.ends_with(made["last_four"].as_str().unwrap()));
    let (_, list) = got(&pair.us, "/secrets").await;
    let expected = json!([{"id": made["id"], "name": "Build", "last_four": made["last_four"], "created_at": "2027-01-15T08:00:00.000Z"}]);
    assert_eq!(list, expected);
    let with = |method: Method, path: &str| {
        let url = pair.app.url(&format!("/api/teams/{}{path}", pair.us.team));
        pair.app.client.request(method, url).bearer_auth(&secret)
    };
    assert_eq!(with(Method::GET, "/agents").send().await.unwrap().status(), 200);
    for (method, path) in [(Method::GET, "/secrets"), (Method::POST, "/secrets"), (Method::POST, "/members")] {
        refusal(with(method, path).json(&json!({"name": "More"})).send().await.unwrap(), 403).await;
    }
    let path = format!("/secrets/{}", made["id"].as_str().unwrap());
    refused(&deleted(&pair.them, &path).await, 404, None);
    assert_eq!(with(Method::GET, "/agents").send().await.unwrap().status(), 200);
    assert_eq!(deleted(&pair.us, &path).await.0, 204);
    refusal(with(Method::GET, "/agents").send().await.unwrap(), 401).await;
    refused(&deleted(&pair.us, &path).await, 404, None);
    refused(&sent(&pair.us, Method::POST, "/secrets", &json!({"name": " "})).await, 400, Some("name"));
}

#[tokio::test]
async fn viewers_change_nothing() {
    let pair = Pair::usual().await;
    let agent = pair.us.new_agent().await.unwrap();
    let widget = pair.us.new_widget(&agent).await.unwrap();
    let viewer = pair.us.colleague(&pair.app, "viewer@shop.example", Role::Viewer).await.unwrap();
    let editor = pair.us.colleague(&pair.app, "editor@shop.example", Role::Editor).await.unwrap();
    for path in ["/agents", "/members", "/blueprints", "/files"] {
        assert_eq!(got(&viewer, path).await.0, 200, "{path}");
    }
    assert_eq!(got(&viewer, &format!("/widgets/{widget}/settings")).await.0, 200);
    for (method, path) in [
        (Method::POST, "/agents".to_owned()),
        (Method::PUT, format!("/agents/{agent}")),
        (Method::DELETE, format!("/agents/{agent}")),
        (Method::PUT, format!("/agents/{agent}/documents")),
        (Method::POST, "/blueprints".to_owned()),
        (Method::PATCH, format!("/widgets/{widget}/settings")),
        (Method::POST, format!("/widgets/{widget}/keys/key/regenerate")),
        (Method::POST, "/files".to_owned()),
    ] {
        refused(&sent(&viewer, method, &path, &json!({})).await, 403, None);
    }
    for someone in [&viewer, &editor] {
        for (method, path) in [
            (Method::GET, "/secrets".to_owned()),
            (Method::POST, "/secrets".to_owned()),
            (Method::POST, "/members".to_owned()),
            (Method::PUT, format!("/members/{}", someone.account)),
            (Method::DELETE, format!("/members/{}", pair.us.account)),
        ] {
            refused(&sent(someone, method, &path, &json!({"role": "owner"})).await, 403, None);
        }
    }
}
