//! The activity log, as members and programs read it.

use parlor_shared::owner::{ActivityKind, ActivityReply};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;

use super::{Pair, deleted, got, refused, sent};

async fn read(pair: &Pair, query: &str) -> ActivityReply {
    let (status, body) = got(&pair.us, &format!("/activity{query}")).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_value(body).unwrap()
}

#[rstest]
#[tokio::test]
async fn deeds_of_visitors_and_members_are_told(#[values(Sqlite, Postgres)] backend: Backend) {
    use ActivityKind::{ConversationStarted, KeyCreated, KeyReplaced, KeyRevoked, MemberInvited, MessageCreated};

    let pair = Pair::new(backend, &[]).await;
    let (visitor, widget, _) = pair.visited().await;
    visitor.ask("Hello").await.unwrap();
    let (_, made) = sent(&pair.us, Method::POST, "/secrets", &json!({"name": "CI"})).await;
    deleted(&pair.us, &format!("/secrets/{}", made["id"].as_str().unwrap())).await;
    let (status, _) = sent(&pair.us, Method::POST, &format!("/widgets/{widget}/keys/key/regenerate"), &json!({})).await;
    assert_eq!(status, 200);
    let body = json!({"email": "new@shop.example", "role": "viewer"});
    assert_eq!(sent(&pair.us, Method::POST, "/members", &body).await.0, 201);
    let all = read(&pair, "?after=0").await;
    let kinds: Vec<_> = all.activity.iter().map(|record| record.kind).collect();
    let expected =
        [ConversationStarted, MessageCreated, MessageCreated, KeyCreated, KeyRevoked, KeyReplaced, MemberInvited];
    assert_eq!((kinds.as_slice(), all.latest, all.has_more), (&expected[..], 7, false));
    assert_eq!(all.activity[0].conversation.as_ref(), Some(&visitor.conversation));
    assert_eq!(all.activity[5].subject.as_deref(), Some(widget.as_str()));
    let newest = read(&pair, "?take=1").await;
    assert_eq!((newest.activity[0].seq, newest.has_more), (7, true));
    assert_eq!(read(&pair, "?kind=key.created").await.activity.len(), 1);
    assert_eq!(read(&pair, &format!("?conversation={}", visitor.conversation)).await.activity.len(), 3);
    assert_eq!(read(&pair, "?before=2").await.activity.len(), 1);
    for (query, field) in
        [("?after=1&before=2", "after"), ("?take=0", "take"), ("?after=-1", "after"), ("?kind=odd", "kind")]
    {
        refused(&got(&pair.us, &format!("/activity{query}")).await, 400, Some(field));
    }
    assert_eq!(got(&pair.them, "/activity").await.1["activity"], json!([]), "another team's");
}
