//! A key that was replaced at one node, a widget deleted at one node: the other node says so too, open streams included.

use std::sync::Arc;

use parlor::core::owner::team::Role;
use parlor_tests::{
    app::{KEY, TEAM, TestApp, WIDGET},
    databases::Backend,
    owner::Owner,
    script::{Cast, Script},
    visitor::{Transcript, Visitor},
};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::caller::{init, refusal};

#[rstest]
#[case::replaced(Method::POST, "/keys/key/regenerate", 404, 401)]
#[case::deleted(Method::DELETE, "", 410, 410)]
#[tokio::test]
async fn the_other_node_knows(
    #[case] method: Method,
    #[case] action: &str,
    #[case] key_now: u16,
    #[case] token_now: u16,
) {
    let script = Script::held(&["one ", "two "]);
    let agents = Arc::new(Cast(script.clone()));
    let first = TestApp::start(Backend::Postgres, agents.clone()).await.unwrap();
    let second = first.another_node(agents, &["--recheck-seconds", "1"]).await.unwrap();
    let visitor = first.visitor().await.unwrap();
    let elsewhere = Visitor { base: second.base.clone(), ..visitor.clone() };
    let stream = elsewhere.say("Hi", "", "text").send().await.unwrap();

    let owner = Owner::register(&first, "owner@example.com").await.unwrap();
    first
        .store
        .set_member(&TEAM.parse().unwrap(), &owner.account, Role::Owner, jiff::Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    let owner = Owner { team: TEAM.parse().unwrap(), ..owner };
    let done = owner.call(method, &format!("/widgets/{WIDGET}{action}")).await.unwrap();
    assert!(done.status().is_success(), "{}", done.status());

    let (status, ..) = refusal(init(&second, &json!({"agent_id": KEY})).send().await.unwrap()).await;
    assert_eq!(status, key_now);
    let (status, ..) = refusal(elsewhere.get("/messages").send().await.unwrap()).await;
    assert_eq!(status, token_now);
    let mut told = Transcript::new("text");
    told.read(stream, None).await.unwrap();
    let (name, data) = told.end.unwrap();
    assert_eq!((name.as_str(), &data["code"]), ("error", &json!("widget_inactive")));
    script.release();
}
