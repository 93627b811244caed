//! The page's own samples.

use std::str::FromStr as _;

use parlor::agent::scripted::Step;
use parlor_shared::{
    content::{Block, Citation, QuickReply},
    ids::ConversationId,
    vendor::nexon::{ChatReply, InitReply},
    widget::Role,
};
use parlor_tests::{app::KEY, repertoire::Repertoire};
use serde_json::{Value, json};

use super::{CHAT, INIT, echo, open, opened, post, reply, say, send, text, with};

/// "Quick Start", both steps.
#[tokio::test]
async fn a_conversation_runs_in_two_calls() {
    let hi = "Hi! I'd be happy to help. What can I do for you today?";
    let options = ["Check order status", "Talk to a human", "Browse products"];
    let replies = options.map(|option| QuickReply(option.into())).to_vec();
    let answer =
        [text("Hi! I'd be happy to help. "), text("What can I do for you today?"), Step::QuickReplies(replies)];
    let app = with(Repertoire::default().on("Hello, I need help!", answer)).await;
    let sample = r#"{ "key": "wk_your_widget_key" }"#.replace("wk_your_widget_key", KEY);
    let begun: Value = reply(
        app.client.post(app.url(INIT)).header("Content-Type", "application/json").body(sample).send().await.unwrap(),
    )
    .await;
    let names: Vec<&String> = begun.as_object().unwrap().keys().collect();
    assert_eq!(names, ["conversation_id", "visitor_id", "chatbot_name", "config"], "as the page lists them");
    assert_eq!(begun["chatbot_name"], "Ada");
    let generated = begun["visitor_id"].as_str().unwrap().strip_prefix("v_").unwrap();
    assert!(generated.len() == 32 && generated.bytes().all(|b| b.is_ascii_hexdigit()), "{generated}");

    let said = json!({"key": KEY, "conversation_id": begun["conversation_id"], "text": "Hello, I need help!"});
    let answered = post(&app, CHAT, &said).send().await.unwrap();
    assert_eq!(answered.status(), 200);
    let expected = ChatReply { response: hi.into(), user_reply_options: options.map(str::to_owned).to_vec() };
    assert_eq!(answered.text().await.unwrap(), serde_json::to_string(&expected).unwrap(), "byte for byte");
}

#[tokio::test]
async fn init_gives_the_widgets_appearance_and_texts() {
    let app = echo().await;
    let begun: InitReply = serde_json::from_value(reply(send(&app, INIT, &json!({"key": KEY})).await).await).unwrap();
    assert_eq!((begun.config.language.as_str(), begun.config.direction.as_str()), ("en", "ltr"));
    assert_eq!(begun.config.appearance.title, "Shop help");
    assert_eq!(begun.config.appearance.initial, "Hi, I am **Ada**.");
    assert_eq!(begun.config.appearance.theme.on_brand, "#ffffff", "worked out");
    assert!(begun.config.strings.contains_key("send") && begun.config.strings.len() > 40);
}

#[tokio::test]
async fn options_are_absent_when_there_are_none() {
    let app = echo().await;
    let conversation = open(&app).await;
    assert_eq!(reply(say(&app, &conversation, "Hello").await).await, json!({"response": "Hello"}));
}

#[tokio::test]
async fn the_offer_of_a_person_is_an_option_and_citations_are_left_out() {
    let offer = Block::EscalationButton { label: "Talk to a person".into(), message: "I want a person.".into() };
    let cited = Citation { title: "T".into(), url: None, snippet: "s".into() };
    let steps = [
        Step::LowConfidence,
        text("I don't know."),
        Step::Block(offer),
        Step::Citations(vec![cited]),
        Step::QuickReplies(vec![QuickReply("Delivery".into())]),
    ];
    let app = with(Repertoire::default().on("Why?", steps)).await;
    let conversation = open(&app).await;
    let answer = reply(say(&app, &conversation, "Why?").await).await;
    assert_eq!(answer, json!({"response": "I don't know.", "user_reply_options": ["Delivery", "I want a person."]}));
}

/// "Messages are persisted and visible in your dashboard."
#[tokio::test]
async fn what_is_said_is_stored_in_the_conversation_of_the_reply() {
    let app = echo().await;
    let page = "https://elsewhere.example/page?x=1";
    let conversation = opened(&app, &json!({"key": KEY, "page_url": page})).await;
    for said in ["one", "two", "  three\n"] {
        reply(say(&app, &conversation, said).await).await;
    }
    let told: Vec<_> = app.store.history(&conversation, None, 10).await.unwrap();
    let told: Vec<_> = told.iter().map(|message| (message.role, message.text.as_str())).collect();
    let pair = |said| [(Role::User, said), (Role::Agent, said)];
    assert_eq!(told, ["one", "two", "  three\n"].map(pair).concat());
    let widget = "widget-1".parse().unwrap();
    let stored = app.store.widget_conversation(&widget, &conversation).await.unwrap().unwrap();
    assert_eq!(stored.page.url.unwrap().as_str(), "https://elsewhere.example/page", "without the query");
}

/// A conversation's id is the only credential of a visitor: nobody can guess it.
#[tokio::test]
async fn conversation_ids_are_random() {
    let app = echo().await;
    let ids = [open(&app).await, open(&app).await];
    let version = |id: &ConversationId| id.as_str().as_bytes()[14];
    assert!(ids.iter().all(|id| version(id) == b'4'), "128 random bits and no clock: {ids:?}");
    assert_ne!(ids[0].as_str()[..8], ids[1].as_str()[..8]);
    assert!(ConversationId::from_str(ids[0].as_str()).is_ok());
}

#[tokio::test]
async fn both_calls_are_in_the_description() {
    let app = echo().await;
    let document: Value = app.client.get(app.url("/openapi.json")).send().await.unwrap().json().await.unwrap();
    for (path, reply) in [(INIT, "nexon.InitReply"), (CHAT, "nexon.ChatReply")] {
        let about = &document["paths"][path]["post"];
        assert_eq!(about["tags"], json!(["NexonTech"]), "{path}");
        let schema = &about["responses"]["200"]["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(schema, &json!(format!("#/components/schemas/{reply}")));
        assert!(document["components"]["schemas"][reply].is_object(), "{reply}");
        for status in ["400", "403", "429", "502"] {
            assert!(about["responses"][status].is_object(), "{path} {status}");
        }
    }
    assert!(document["paths"]["/v1/widget/init"].is_object(), "the native calls name their whole paths too");
}
