//! A token that was replaced, a widget that is gone, an owner who may no longer act.

use std::time::Duration;

use parlor::core::owner::account::Account;
use parlor_tests::{databases::Backend, owner::read, script::Script};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{World, events, refused, token};

#[rstest]
#[tokio::test]
async fn a_replaced_token_is_refused_at_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let world = World::new(backend, &Script::says(&["Hello"]), &[]).await;
    let team = &world.ours;
    let session = world.session(&team.token).await;
    let reply = team.owner.call(Method::POST, &team.path("/regenerate-token")).await.unwrap();
    let (status, body) = read(reply).await.unwrap();
    assert_eq!(status, 200);
    let new = body["token"].as_str().unwrap();
    assert_eq!(body, json!({"token": new, "message": "Token regenerated. Update your embed code."}));
    assert_ne!(new, team.token);
    assert_eq!(token(&team.owner, &team.widget).await, new);
    refused(&world.init(&team.token).await, 401);
    refused(&world.open(&json!({"token": team.token})).await, 401);
    refused(&world.history(&team.token, &session).await, 401);
    let said = world.say(&session, &json!({"content": "Hi", "token": team.token})).send().await.unwrap();
    refused(&read(said).await.unwrap(), 401);
    assert_eq!(world.history(new, &session).await.0, 200, "sessions go on with the new one");
    assert_eq!(world.init(&world.theirs.token).await.0, 200);
}

#[rstest]
#[case::replaced(Method::POST, "/regenerate-token")]
#[case::deleted(Method::DELETE, "")]
#[tokio::test]
async fn open_streams_end(#[case] method: Method, #[case] rest: &str) {
    let script = Script::held(&["Hello"]);
    let world = World::new(Backend::Temporary, &script, &["--recheck-seconds", "1"]).await;
    let (us, them) = (&world.ours, &world.theirs);
    let (session, other) = (world.session(&us.token).await, world.session(&them.token).await);
    let ours = world.say(&session, &json!({"content": "Hi", "token": us.token})).send().await.unwrap();
    let theirs = world.say(&other, &json!({"content": "Hi", "token": them.token})).send().await.unwrap();
    assert!(us.owner.call(method, &us.path(rest)).await.unwrap().status().is_success());
    let told = tokio::time::timeout(Duration::from_secs(10), events(ours)).await.unwrap();
    let last = &told.last().unwrap().data;
    assert_eq!(
        (&last["type"], &last["code"], &last["retryable"]),
        (&json!("error"), &json!("widget_inactive"), &json!(false))
    );
    script.release();
    assert_eq!(events(theirs).await.last().unwrap().name, "done", "others go on");
}

#[tokio::test]
async fn owners_who_are_out_are_out_at_once() {
    let world = World::usual().await;
    let owner = &world.ours.owner;
    let status = async || owner.get("/widgets").await.unwrap().status().as_u16();
    assert_eq!(status().await, 200);
    let account = world.app.store.account(&owner.account).await.unwrap().unwrap();
    assert!(world.app.store.save_account(&Account { active: false, ..account.clone() }).await.unwrap());
    assert_eq!(status().await, 401, "the account was switched off");
    assert!(owner.sign_in().await.is_err());
    assert!(world.app.store.save_account(&account).await.unwrap());
    assert_eq!(status().await, 200);
    let other = owner.sign_in().await.unwrap();
    let out = other.request(Method::POST, "/api/auth/logout").send().await.unwrap();
    assert_eq!(out.status(), 204);
    assert_eq!(other.get("/widgets").await.unwrap().status(), 401, "that sign-in ended");
    assert_eq!(status().await, 200, "this one did not");
    world.app.clock.advance(Duration::from_hours(12));
    assert_eq!(status().await, 401, "twelve hours are over");
}
