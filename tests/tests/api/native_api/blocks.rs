//! Blocks beside the text: shown, described in words if they are not shown, and shown as code if they are invalid.

use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_shared::{
    content::{Actions, Block, Button, Card, Carousel},
    error::ErrorCode,
    ids::MessageId,
    widget::{Data, Message, MessageReply},
};
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    repertoire::Repertoire,
    visitor::{Visitor, whole},
};
use serde_json::{Value, json};

use crate::native_api::caller::refusal;

fn block(kind: &str, payload: &Value) -> Step {
    serde_json::from_value(json!({"block": {"type": kind, "payload": payload}})).unwrap()
}

fn cards() -> Step {
    let button = json!({"label": "Take it", "message": "I take the tea"});
    block("carousel", &json!({"cards": [{"title": "Tea", "text": "5 euros", "link": "/tea", "buttons": [button]}]}))
}

fn contact() -> Step {
    let fields = json!([
        {"name": "name", "label": "Name", "required": true, "max_length": 10},
        {"name": "email", "label": "E-mail", "type": "email"},
        {"name": "news", "label": "News", "type": "checkbox"},
    ]);
    block("form", &json!({"id": "contact", "fields": fields}))
}

async fn app(repertoire: Repertoire) -> TestApp {
    TestApp::start(Backend::Temporary, repertoire.agents()).await.unwrap()
}

async fn ask(visitor: &Visitor, text: &str) -> MessageReply {
    let reply: Data<MessageReply> =
        whole(visitor.post("/messages").json(&json!({"message": text})).send().await.unwrap()).await.unwrap();
    reply.data
}

#[tokio::test]
async fn a_block_is_streamed_and_stays_in_the_history() {
    let app = app(Repertoire::default().on("tea?", [Step::Text("Here:".into()), cards()])).await;
    let visitor = app.visitor().await.unwrap();
    let transcript = visitor.ask("tea?").await.unwrap();
    assert_eq!(transcript.names, ["start", "token", "block", "done"]);
    let card = Card {
        title: "Tea".into(),
        text: "5 euros".into(),
        image: None,
        alt: String::new(),
        link: Some("/tea".into()),
        buttons: vec![Button::Message { label: "Take it".into(), message: "I take the tea".into() }],
    };
    let blocks = [Block::Carousel(Carousel { cards: vec![card] })];
    assert_eq!(visitor.history().await.unwrap()[1].blocks, blocks);
    assert_eq!(ask(&visitor, "tea?").await.blocks, blocks);
}

#[tokio::test]
async fn what_the_owner_switched_off_is_told_in_words() {
    let app = app(Repertoire::default().on("all", [cards(), contact()])).await;
    app.change_widget(|widget| {
        widget.settings.features.extend([(Feature::Carousel, false), (Feature::Form, false)]);
    })
    .await
    .unwrap();
    let reply = ask(&app.visitor().await.unwrap(), "all").await;
    assert_eq!(reply.blocks, []);
    assert!(reply.content.contains("**Tea (\\/tea)** · 5 euros · Take it"), "{}", reply.content);
    assert!(reply.content.contains("- Name\n- E\\-mail\n- News"), "{}", reply.content);
}

#[tokio::test]
async fn a_hostile_block_is_shown_as_code() {
    let evil = json!({"buttons": [{"label": "<b>A</b>", "link": "javascript:alert(1)"}]});
    let large = json!({"cards": [{"title": "a", "text": "x".repeat(1 << 20)}]});
    let many: Vec<Step> = (0..12).map(|_| cards()).collect();
    let repertoire = Repertoire::default()
        .on("evil", [Step::Text("Look: ".into()), block("actions", &evil)])
        .on("large", [block("carousel", &large)])
        .on("many", many);
    let visitor = app(repertoire).await.visitor().await.unwrap();
    let reply = ask(&visitor, "evil").await;
    assert_eq!(reply.blocks, []);
    assert!(reply.content.starts_with("Look: \n\n```json\n{\"type\":\"actions\""), "{}", reply.content);
    let reply = ask(&visitor, "large").await;
    assert!(reply.blocks.is_empty() && reply.content.len() < 5_000);
    let reply = ask(&visitor, "many").await;
    assert_eq!((reply.blocks.len(), reply.content.matches("**Tea").count()), (10, 2));
}

#[tokio::test]
async fn markup_in_a_label_is_text() {
    let buttons = json!({"buttons": [{"label": "<img src=x onerror=alert(1)>\u{202E}", "message": "hi"}]});
    let visitor = app(Repertoire::default().on("go", [block("actions", &buttons)])).await.visitor().await.unwrap();
    let button = Button::Message { label: "<img src=x onerror=alert(1)>".into(), message: "hi".into() };
    assert_eq!(ask(&visitor, "go").await.blocks, [Block::Actions(Actions { buttons: vec![button] })]);
}

#[tokio::test]
async fn thoughts_and_tools_are_shown_where_the_owner_wants_them() {
    let tool: Step = serde_json::from_value(json!({"tool_call": {"name": "stock", "args": {"of": "tea"}}})).unwrap();
    let app =
        app(Repertoire::default().on("?", [Step::Reasoning("Let me see.".into()), tool, Step::Text("Yes.".into())]))
            .await;
    let kinds = |reply: &MessageReply| -> Vec<Value> {
        reply.blocks.iter().map(|block| serde_json::to_value(block).unwrap()["type"].clone()).collect()
    };
    let visitor = app.visitor().await.unwrap();
    assert_eq!(kinds(&ask(&visitor, "?").await), Vec::<Value>::new());
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Verbose, true)).await.unwrap();
    assert_eq!(kinds(&ask(&visitor, "?").await), ["reasoning", "tool"]);
}

/// A server, a visitor, and the answer with a form they got.
async fn with_form(repertoire: Repertoire) -> (TestApp, Visitor, MessageId) {
    let app = app(repertoire.on("form", [Step::Text("Please:".into()), contact()])).await;
    let visitor = app.visitor().await.unwrap();
    let answer = visitor.ask("form").await.unwrap().message.unwrap();
    (app, visitor, answer)
}

fn submission(answer: &MessageId, values: &Value) -> Value {
    json!({"form": {"message_id": answer, "id": "contact", "values": values}})
}

#[tokio::test]
async fn a_form_comes_back_as_a_message() {
    let said = "Name: Ada\nE-mail: ada@shop.example\nNews: ✓";
    let (_app, visitor, answer) = with_form(Repertoire::default().says(said, "Thank you.")).await;
    let values = json!({"name": " Ada ", "email": "ada@shop.example", "news": "true"});
    let post = |body: Value| visitor.post("/messages").json(&body).send();
    let reply: Data<MessageReply> = whole(post(submission(&answer, &values)).await.unwrap()).await.unwrap();
    assert_eq!(reply.data.content, "Thank you.");
    let history: Vec<Message> = visitor.history().await.unwrap();
    assert_eq!(history[2].text, said);
    assert_eq!(history[2].client_message_id, Some(format!("form:{answer}:contact")));

    // Once: the same is the same message, anything else is too late.
    let again = post(submission(&answer, &values)).await.unwrap();
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    let again: Data<MessageReply> = whole(again).await.unwrap();
    assert_eq!(again.data.user_message_id, reply.data.user_message_id);
    let other = refusal(post(submission(&answer, &json!({"name": "Bob"}))).await.unwrap()).await;
    assert_eq!((other.0, other.1), (409, ErrorCode::IdempotencyMismatch));
    assert_eq!(visitor.history().await.unwrap().len(), 4);
}

#[tokio::test]
async fn a_form_is_checked_against_the_one_that_was_sent() {
    let (app, visitor, answer) = with_form(Repertoire::default()).await;
    let stranger = app.visitor().await.unwrap();
    let sound = json!({"name": "Ada"});
    let unknown = json!({"form": {"message_id": answer, "id": "other", "values": sound}});
    let nowhere = json!({"form": {"message_id": "..", "id": "contact", "values": sound}});
    let mut both = submission(&answer, &sound);
    both["message"] = "Hi".into();
    for (who, body, field) in [
        (&visitor, submission(&answer, &json!({})), "form.values.name"),
        (&visitor, submission(&answer, &json!({"name": " \n "})), "form.values.name"),
        (&visitor, submission(&answer, &json!({"name": "x".repeat(11)})), "form.values.name"),
        (&visitor, submission(&answer, &json!({"name": "Ada", "email": "ada"})), "form.values.email"),
        (&visitor, submission(&answer, &json!({"name": "Ada", "news": "yes"})), "form.values.news"),
        (&visitor, submission(&answer, &json!({"name": "Ada", "admin": "true"})), "form.values.admin"),
        (&visitor, unknown, "form.id"),
        (&visitor, nowhere, "form.id"),
        (&visitor, both, "message"),
        (&stranger, submission(&answer, &sound), "form.id"),
    ] {
        let told = refusal(who.post("/messages").json(&body).send().await.unwrap()).await;
        let status = if field == "message" { 400 } else { 422 };
        assert_eq!(told, (status, ErrorCode::InvalidRequest, Some(field.into())), "{body}");
    }
    assert_eq!(visitor.history().await.unwrap().len(), 2, "nothing was said");
}
