//! Conversations, as members and programs of a team read them.

use parlor_shared::owner::{ConversationReply, ConversationsReply, GapsReply, OwnerMessagesReply};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Pair, got, refused, sent};

/// Reads a list, in the type both ends use.
async fn listed(pair: &Pair, query: &str) -> ConversationsReply {
    let (status, body) = got(&pair.us, &format!("/conversations{query}")).await;
    assert_eq!(status, 200, "{query}: {body}");
    serde_json::from_value(body).unwrap()
}

#[rstest]
#[tokio::test]
async fn a_team_reads_what_was_said(#[values(Sqlite, Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let (visitor, widget, agent) = pair.visited().await;
    assert!(listed(&pair, "").await.conversations.is_empty(), "nobody has said anything");
    visitor.ask("Where is my **order**?").await.unwrap();
    let [row] = &listed(&pair, "").await.conversations[..] else { panic!("one conversation") };
    assert_eq!((row.id.as_str(), row.widget_id.as_str()), (visitor.conversation.as_str(), widget.as_str()));
    assert_eq!((row.last_text.as_str(), row.messages, row.agent_id.as_str()), ("Hello", 2, agent.as_str()));
    let (status, body) = got(&pair.us, &format!("/conversations/{}", row.id)).await;
    assert_eq!(status, 200, "{body}");
    let detail: ConversationReply = serde_json::from_value(body).unwrap();
    assert_eq!((&detail.conversation, detail.agent_name.as_str()), (row, "Ada"));
    let (status, body) = got(&pair.us, &format!("/conversations/{}/messages", row.id)).await;
    assert_eq!(status, 200, "{body}");
    let page: OwnerMessagesReply = serde_json::from_value(body).unwrap();
    let texts: Vec<_> = page.messages.iter().map(|it| it.message.text.as_str()).collect();
    assert_eq!((texts, page.has_more), (vec!["Where is my **order**?", "Hello"], false));
    assert!(page.messages.iter().all(|it| !it.message.nodes.is_empty()), "as the visitor saw them");
    let last = &page.messages[1].message.id;
    let (_, body) = got(&pair.us, &format!("/conversations/{}/messages?before={last}&take=1", row.id)).await;
    assert_eq!((&body["messages"][0]["text"], &body["has_more"]), (&json!("Where is my **order**?"), &json!(false)));
}

#[tokio::test]
async fn another_teams_conversation_is_none() {
    let pair = Pair::usual().await;
    let (visitor, ..) = pair.visited().await;
    visitor.ask("Hello").await.unwrap();
    for path in ["", "/messages"] {
        let path = format!("/conversations/{}{path}", visitor.conversation);
        refused(&got(&pair.them, &path).await, 404, None);
        assert_eq!(got(&pair.us, &path).await.0, 200);
    }
    assert_eq!(got(&pair.them, "/conversations").await.1["conversations"], json!([]));
    assert_eq!(got(&pair.them, "/conversations?q=hello").await.1["conversations"], json!([]));
}

#[tokio::test]
async fn pages_follow_each_other_and_filters_are_checked() {
    let pair = Pair::usual().await;
    let (visitor, widget, _) = pair.visited().await;
    let mut visitors = vec![visitor];
    for _ in 0..2 {
        let (_, keys) = got(&pair.us, &format!("/widgets/{widget}/keys")).await;
        let key = keys["key"].as_str().unwrap();
        let one = parlor_tests::visitor::Visitor::arrive(&pair.app.client, &pair.app.base, key).await.unwrap();
        visitors.push(one);
    }
    for visitor in &visitors {
        visitor.ask("Shipping to Bern").await.unwrap();
    }
    let (mut seen, mut query) = (Vec::new(), String::from("?take=2"));
    loop {
        let page = listed(&pair, &query).await;
        seen.extend(page.conversations.into_iter().map(|row| row.id));
        let Some(cursor) = page.next_cursor else { break };
        query = format!("?take=2&cursor={cursor}");
    }
    seen.sort();
    let mut all: Vec<_> = visitors.iter().map(|visitor| visitor.conversation.clone()).collect();
    all.sort();
    assert_eq!(seen, all);
    for (query, found) in [("?q=shipping%20ber", 3), ("?q=hello", 3), ("?q=paris", 0), ("?q=%22", 0), ("?q=", 3)] {
        assert_eq!(listed(&pair, query).await.conversations.len(), found, "{query}");
    }
    let widget = format!("?widget={widget}");
    for (query, found) in [
        (widget.as_str(), 3),
        ("?widget=another", 0),
        ("?status=bot", 3),
        ("?status=waiting", 0),
        ("?assignee=none", 3),
        ("?rated=any", 0),
        ("?unsure=true", 0),
        ("?from=2000-01-01T00:00:00Z", 3),
        ("?to=2000-01-01T00:00:00Z", 0),
    ] {
        assert_eq!(listed(&pair, query).await.conversations.len(), found, "{query}");
    }
    for (query, field) in [
        ("take=0", "take"),
        ("take=101", "take"),
        ("cursor=x", "cursor"),
        ("cursor=1", "cursor"),
        ("from=yesterday", "from"),
        ("to=1", "to"),
        ("status=odd", "status"),
        ("rated=odd", "rated"),
        ("unsure=odd", "unsure"),
    ] {
        refused(&got(&pair.us, &format!("/conversations?{query}")).await, 400, Some(field));
    }
    refused(&got(&pair.us, &format!("/conversations?q={}", "a".repeat(201))).await, 400, Some("q"));
}

#[tokio::test]
async fn questions_without_a_good_answer_are_gaps() {
    let pair = Pair::usual().await;
    let (visitor, _, agent) = pair.visited().await;
    for text in ["Do you ship?", "do you SHIP"] {
        let answer = visitor.ask(text).await.unwrap();
        let id = answer.message.unwrap();
        let rated = visitor.post(&format!("/messages/{id}/feedback")).json(&json!({"value": "down"}));
        assert_eq!(rated.send().await.unwrap().status(), 200);
    }
    visitor.ask("Fine?").await.unwrap();
    let (status, body) = got(&pair.us, "/gaps").await;
    assert_eq!(status, 200, "{body}");
    let gaps: GapsReply = serde_json::from_value(body).unwrap();
    let [gap] = &gaps.gaps[..] else { panic!("one gap: {gaps:?}") };
    assert_eq!((gap.question.as_str(), gap.count, gap.agent_id.as_str()), ("do you SHIP", 2, agent.as_str()));
    assert_eq!(gap.reasons.iter().map(|it| (it.reason.as_str(), it.count)).collect::<Vec<_>>(), [("thumbs_down", 2)]);
    assert_eq!(listed(&pair, "?rated=down").await.conversations.len(), 1);
    assert_eq!(got(&pair.us, "/gaps?agent=another").await.1["gaps"], json!([]));
    assert_eq!(got(&pair.them, "/gaps").await.1["gaps"], json!([]), "another team's");
    refused(&got(&pair.us, "/gaps?take=0").await, 400, Some("take"));
}

#[tokio::test]
async fn a_viewer_reads_and_does_not_ask() {
    let pair = Pair::usual().await;
    let (visitor, _, agent) = pair.visited().await;
    visitor.ask("Hello").await.unwrap();
    let role = parlor::core::owner::team::Role::Viewer;
    let viewer = pair.us.colleague(&pair.app, "viewer@shop.example", role).await.unwrap();
    for path in ["/conversations", "/activity", "/statistics", "/gaps", "/leads"] {
        assert_eq!(got(&viewer, path).await.0, 200, "{path}");
    }
    let body = json!({"question": "Hello?"});
    refused(&sent(&viewer, Method::POST, &format!("/agents/{agent}/ask"), &body).await, 403, None);
    let (status, reply) = sent(&pair.us, Method::POST, &format!("/agents/{agent}/ask"), &body).await;
    assert_eq!((status, &reply["answer"], &reply["ok"]), (200, &json!("Hello"), &json!(true)), "{reply}");
    assert_eq!(
        got(&pair.us, "/conversations").await.1["conversations"].as_array().map(Vec::len),
        Some(1),
        "not stored"
    );
    let odd: [(Value, &str); 2] = [(json!({"question": " "}), "question"), (json!({}), "question")];
    for (body, field) in odd {
        refused(&sent(&pair.us, Method::POST, &format!("/agents/{agent}/ask"), &body).await, 400, Some(field));
    }
}
