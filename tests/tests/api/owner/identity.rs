//! The secret with which an owner's server says who its visitors are.

use parlor::core::owner::team::Role;
use parlor_tests::databases::Backend;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Pair, deleted, got, refused, sent};

/// A widget of ours.
async fn widget(pair: &Pair) -> String {
    let agent = json!({"name": "Ada", "spec": {"kind": "knowledge"}});
    let (_, agent) = sent(&pair.us, Method::POST, "/agents", &agent).await;
    let (_, widget) =
        sent(&pair.us, Method::POST, "/widgets", &json!({"name": "Shop", "workflowId": agent["id"]})).await;
    widget["id"].as_str().unwrap().to_owned()
}

#[rstest]
#[tokio::test]
async fn an_identity_secret_is_shown_once_and_replaced(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let widget = widget(&pair).await;
    let id = widget.as_str();
    let path = format!("/widgets/{id}/identity");
    assert_eq!(got(&pair.us, &path).await, (200, json!({"audience": id})));
    refused(&deleted(&pair.us, &path).await, 404, None);
    let (status, first) = sent(&pair.us, Method::POST, &path, &Value::Null).await;
    let secret = first["secret"].as_str().unwrap();
    assert!(status == 201 && secret.len() == 68 && secret.starts_with("wis_"), "{first}");
    assert_eq!(first["audience"], id);
    let kept = json!({"audience": id, "created_at": "2027-01-15T08:00:00.000Z"});
    assert_eq!(got(&pair.us, &path).await, (200, kept), "shown once");
    let (_, second) = sent(&pair.us, Method::POST, &path, &Value::Null).await;
    assert_ne!(second["secret"], first["secret"]);
    assert_eq!(deleted(&pair.us, &path).await.0, 204);
    assert_eq!(got(&pair.us, &path).await, (200, json!({"audience": id})));
}

#[tokio::test]
async fn only_an_owner_of_the_team_may() {
    let pair = Pair::usual().await;
    let path = format!("/widgets/{}/identity", widget(&pair).await);
    for role in [Role::Viewer, Role::Editor] {
        let colleague = pair.us.colleague(&pair.app, &format!("{role:?}@shop.example"), role).await.unwrap();
        refused(&got(&colleague, &path).await, 403, None);
        refused(&sent(&colleague, Method::POST, &path, &Value::Null).await, 403, None);
        refused(&deleted(&colleague, &path).await, 403, None);
    }
    for answer in [
        got(&pair.them, &path).await,
        sent(&pair.them, Method::POST, &path, &Value::Null).await,
        deleted(&pair.them, &path).await,
        got(&pair.us, "/widgets/nobodys/identity").await,
    ] {
        refused(&answer, 404, None);
    }
}
