//! Invitations reveal nothing about accounts; accepting requires a token or the invited address.

use std::time::Duration;

use parlor_tests::{
    databases::Backend,
    owner::{Owner, read},
};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Pair, deleted, got, refused, sent};

async fn invited(owner: &Owner, email: &str) -> Value {
    let (status, made) = sent(owner, Method::POST, "/members", &json!({"email": email, "role": "viewer"})).await;
    assert_eq!(status, 201, "{made}");
    made
}

async fn received(owner: &Owner) -> Value {
    read(owner.request(Method::GET, "/api/invitations").send().await.unwrap()).await.unwrap().1
}

async fn accepted(owner: &Owner, body: &Value) -> (u16, Value) {
    read(owner.request(Method::POST, "/api/invitations/accept").json(body).send().await.unwrap()).await.unwrap()
}

/// The reply without what differs between any two invitations.
fn plain(mut made: Value, email: &str) -> Value {
    for (name, length) in [("id", 36), ("token", 35)] {
        assert_eq!(made[name].as_str().unwrap().len(), length, "{name}");
        made[name] = Value::Null;
    }
    assert_eq!(made["email"], email);
    made["email"] = Value::Null;
    made
}

#[tokio::test]
async fn nobody_learns_which_addresses_have_an_account() {
    let pair = Pair::usual().await;
    let known = plain(invited(&pair.us, "them@rival.example").await, "them@rival.example");
    let unknown = plain(invited(&pair.us, "nobody@rival.example").await, "nobody@rival.example");
    assert_eq!(known, unknown);
    let expected = json!({"id": null, "email": null, "role": "viewer", "token": null,
        "created_at": "2027-01-15T08:00:00.000Z", "expires_at": "2027-01-22T08:00:00.000Z"});
    assert_eq!(known, expected);
    let (_, members) = got(&pair.us, "/members").await;
    assert_eq!(members.as_array().unwrap().len(), 1, "an invitation makes nobody a member");
    let (_, open) = got(&pair.us, "/invitations").await;
    let addresses: Vec<_> = open.as_array().unwrap().iter().map(|it| it["email"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["them@rival.example", "nobody@rival.example"]);
    assert!(open.as_array().unwrap().iter().all(|it| it.get("token").is_none()));
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_accepted_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let made = invited(&pair.us, "THEM@rival.example").await;
    let team = json!({"team_id": pair.us.team, "team_name": "us@shop.example", "role": "viewer"});
    let mut shown = team.clone();
    shown["id"] = made["id"].clone();
    shown["expires_at"] = made["expires_at"].clone();
    assert_eq!(received(&pair.them).await, json!([shown]));
    assert_eq!(received(&pair.us).await, json!([]));
    let by_id = json!({"invitation_id": made["id"]});
    refused(&accepted(&pair.us, &by_id).await, 404, None);
    assert_eq!(accepted(&pair.them, &by_id).await, (200, team));
    refused(&accepted(&pair.them, &by_id).await, 404, None);
    refused(&accepted(&pair.them, &json!({"token": made["token"]})).await, 404, None);
    let them_in_us = Owner { team: pair.us.team.clone(), ..pair.them.clone() };
    assert_eq!(got(&them_in_us, "/members").await.1.as_array().unwrap().len(), 2);
    let again = json!({"email": " them@rival.example ", "role": "owner"});
    refused(&sent(&pair.us, Method::POST, "/members", &again).await, 409, None);
}

#[tokio::test]
async fn a_token_admits_any_signed_in_bearer() {
    let pair = Pair::usual().await;
    let made = invited(&pair.us, "alias@rival.example").await;
    assert_eq!(received(&pair.them).await, json!([]), "another address");
    let token = json!({"token": made["token"]});
    let nobody = Owner { cookie: String::new(), ..pair.them.clone() };
    refused(&accepted(&nobody, &token).await, 401, None);
    let (status, joined) = accepted(&pair.them, &token).await;
    assert_eq!((status, &joined["team_id"]), (200, &json!(pair.us.team)));
    assert_eq!(got(&pair.us, "/invitations").await.1, json!([]));
}

#[tokio::test]
async fn what_was_withdrawn_replaced_or_has_ended_opens_nothing() {
    let pair = Pair::usual().await;
    let token = |made: &Value| json!({"token": made["token"]});
    let replaced = invited(&pair.us, "them@rival.example").await;
    let made = invited(&pair.us, "them@rival.example").await;
    refused(&accepted(&pair.them, &token(&replaced)).await, 404, None);
    let path = format!("/invitations/{}", made["id"].as_str().unwrap());
    refused(&deleted(&pair.them, &path).await, 404, None);
    assert_eq!(deleted(&pair.us, &path).await.0, 204);
    refused(&deleted(&pair.us, &path).await, 404, None);
    refused(&accepted(&pair.them, &token(&made)).await, 404, None);
    let late = invited(&pair.us, "them@rival.example").await;
    pair.app.clock.advance(Duration::from_hours(7 * 24));
    let (us, them) = (pair.us.sign_in().await.unwrap(), pair.them.sign_in().await.unwrap());
    assert_eq!((received(&them).await, got(&us, "/invitations").await.1), (json!([]), json!([])));
    refused(&accepted(&them, &token(&late)).await, 404, None);
}

#[tokio::test]
async fn only_owners_invite_and_only_with_an_address() {
    let pair = Pair::usual().await;
    let editor =
        pair.us.colleague(&pair.app, "editor@shop.example", parlor::core::owner::team::Role::Editor).await.unwrap();
    let new = json!({"email": "x@shop.example", "role": "owner"});
    refused(&sent(&editor, Method::POST, "/members", &new).await, 403, None);
    refused(&got(&editor, "/invitations").await, 403, None);
    for (odd, field) in [
        (json!({"email": "nobody", "role": "viewer"}), "email"),
        (json!({"email": "a@b.example\r\nBcc: c@d.example", "role": "viewer"}), "email"),
        (json!({"email": "a@b.example", "role": "admin"}), "role"),
        (json!({"email": "a@b.example"}), "role"),
        (json!({"email": "a@b.example", "role": "viewer", "team_id": "x"}), "team_id"),
    ] {
        refused(&sent(&pair.us, Method::POST, "/members", &odd).await, 400, Some(field));
    }
    for odd in [json!({}), json!({"token": "a", "invitation_id": "b"})] {
        refused(&accepted(&pair.us, &odd).await, 400, Some("token"));
    }
    refused(&accepted(&pair.us, &json!({"invitation_id": "../x"})).await, 404, None);
}
