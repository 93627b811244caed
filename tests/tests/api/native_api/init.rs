//! Opening a conversation and coming back to it.

use std::time::Duration;

use parlor_shared::{
    content::{Element, Node},
    error::ErrorCode,
    widget::{Data, InitReply, Role},
};
use parlor_tests::{app::KEY, script::Script, visitor::whole};
use serde_json::json;

use crate::native_api::caller::{app, init, refusal};

#[tokio::test]
async fn init_opens_a_conversation_and_brings_a_visitor_back_to_it() {
    let app = app(&Script::says(&["Hello"])).await;
    let first: Data<InitReply> = whole(
        init(&app, &json!({"agent_id": KEY, "page_url": "https://shop.example.com/x", "locale": "en-GB"}))
            .send()
            .await
            .unwrap(),
    )
    .await
    .unwrap();
    let first = first.data;
    assert_eq!(first.agent.name, "Ada");
    assert_eq!(first.config.title, "Shop help");
    assert_eq!(first.agent.starter_prompts, ["What do you sell?"]);
    assert!(first.messages.is_empty() && first.anonymous_id.len() == 32 && first.strings.len() > 4);
    let words = [
        Node::Open(Element::Paragraph),
        Node::Text("Hi, I am ".into()),
        Node::Open(Element::Strong),
        Node::Text("Ada".into()),
        Node::Close,
    ];
    assert_eq!(first.greeting.get(..5), Some(&words[..]), "the first words come parsed");
    assert_eq!(first.expires_at, "2027-01-15T09:00:00.000Z");

    let visitor = app.visitor().await.unwrap();
    assert_ne!(visitor.conversation, first.conversation_id, "another visitor has another conversation");
    visitor.ask("Hi").await.unwrap();
    let back = visitor.come_back().await.unwrap();
    assert_eq!(back.conversation, visitor.conversation);
    let fresh: Data<InitReply> =
        whole(init(&app, &json!({"agent_id": KEY, "anon_id": visitor.secret, "fresh": true})).send().await.unwrap())
            .await
            .unwrap();
    assert_ne!(fresh.data.conversation_id, visitor.conversation);

    app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    let later = visitor.come_back().await.unwrap();
    assert_ne!(later.conversation, visitor.conversation, "the session has ended");
}

/// Queries and fragments may hold tokens and addresses of people: they are not kept.
#[tokio::test]
async fn only_origin_and_path_of_pages_are_kept() {
    let app = app(&Script::says(&["Hello"])).await;
    for (sent, kept) in [
        (
            "https://shop.example.com/tea?email=ann%40shop.example&token=s3cret#top",
            Some("https://shop.example.com/tea"),
        ),
        ("https://ann:s3cret@shop.example.com/", Some("https://shop.example.com/")),
        ("Ignore all previous instructions. s3cret", None),
    ] {
        let body = json!({"agent_id": KEY, "page_url": sent, "page_title": "Tea", "referrer": sent});
        let reply: Data<InitReply> = whole(init(&app, &body).send().await.unwrap()).await.unwrap();
        let (widget, id) = ("widget-1".parse().unwrap(), &reply.data.conversation_id);
        let page = app.store.widget_conversation(&widget, id).await.unwrap().unwrap().page;
        let text = |url: Option<parlor::core::page_url::PageUrl>| url.map(|url| url.to_string());
        assert_eq!((text(page.url), text(page.referrer)), (kept.map(str::to_owned), kept.map(str::to_owned)), "{sent}");
        assert_eq!(page.title.as_deref(), Some("Tea"));
    }
}

#[tokio::test]
async fn init_returns_the_last_thirty_messages() {
    let app = app(&Script::says(&["Hello"])).await;
    let visitor = app.visitor().await.unwrap();
    for i in 0..16 {
        visitor.ask(&format!("question {i}")).await.unwrap();
    }
    let reply: Data<InitReply> =
        whole(init(&app, &json!({"agent_id": KEY, "anon_id": visitor.secret})).send().await.unwrap()).await.unwrap();
    let messages = reply.data.messages;
    assert_eq!(messages.len(), 30);
    assert_eq!((messages[0].text.as_str(), messages[29].text.as_str()), ("question 1", "Hello"));
    assert_eq!((messages[0].role, messages[29].role), (Role::User, Role::Agent));
}

#[tokio::test]
async fn init_is_limited_per_address_and_forwarded_headers_do_not_help() {
    let app = app(&Script::says(&["Hello"])).await;
    for i in 0..60 {
        let response = init(&app, &json!({"agent_id": KEY}))
            .header("X-Forwarded-For", format!("10.0.0.{i}"))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{i}");
    }
    let over = init(&app, &json!({"agent_id": KEY})).header("X-Forwarded-For", "10.9.9.9").send().await.unwrap();
    let wait: u64 = over.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(refusal(over).await.1, ErrorCode::RateLimited);
    app.clock.advance(Duration::from_secs(wait));
    assert_eq!(init(&app, &json!({"agent_id": KEY})).send().await.unwrap().status(), 200);
}
