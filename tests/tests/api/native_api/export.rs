//! A conversation as a file.

use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_shared::{
    error::ErrorCode,
    widget::{ExportedConversation, ExportedFile},
};
use parlor_tests::{app::TestApp, databases::Backend, repertoire::Repertoire, script::Script, visitor::Visitor};
use reqwest::Response;
use serde_json::json;

use crate::native_api::caller::{app, refusal};

async fn file(visitor: &Visitor, format: &str) -> Response {
    let response = visitor.get(&format!("/conversation/export{format}")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    response
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn a_conversation_is_saved_in_every_format() {
    let app = app(&Script::says(&["We ship **daily**.\n\n| a |\n|-|\n| 1 |\n"])).await;
    let visitor = app.visitor().await.unwrap();
    visitor.ask("Do you ship? <b>*now*</b>").await.unwrap();

    let markdown = file(&visitor, "").await;
    assert_eq!(header(&markdown, "content-type"), "text/markdown; charset=utf-8");
    assert_eq!(header(&markdown, "content-disposition"), "attachment; filename=\"conversation-2027-01-15.md\"");
    let text = markdown.text().await.unwrap();
    assert!(text.starts_with("# Shop help\n\n2027-01-15 08:00 UTC\n"), "{text}");
    assert!(text.contains("**You said** · 2027-01-15 08:00 UTC\n\n> Do you ship? \\<b\\>\\*now\\*\\</b\\>"), "{text}");
    assert!(text.contains("**Ada said**") && text.contains("We ship **daily**."), "{text}");
    assert_eq!(file(&visitor, "?format=md").await.text().await.unwrap(), text);

    let json = file(&visitor, "?format=json").await;
    assert_eq!(header(&json, "content-type"), "application/json");
    let saved: ExportedConversation = json.json().await.unwrap();
    assert_eq!((saved.title.as_str(), saved.agent.as_str()), ("Shop help", "Ada"));
    assert_eq!(saved.messages.iter().map(|m| m.text.as_str()).next(), Some("Do you ship? <b>*now*</b>"));
    assert_eq!((saved.conversation_id, saved.messages.len()), (visitor.conversation.clone(), 2));

    let page = file(&visitor, "?format=html").await;
    assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
    let policy = header(&page, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.ends_with("sandbox"), "{policy}");
    let html = page.text().await.unwrap();
    assert!(html.contains("<strong>daily</strong>") && html.contains("<th scope=\"col\">a</th>"), "{html}");
    assert!(html.contains("&lt;b&gt;*now*&lt;/b&gt;") && html.contains("@media print"), "{html}");
    assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains("src="), "{html}");
}

#[tokio::test]
async fn what_is_empty_huge_or_foreign_is_answered_as_such() {
    let app = app(&Script::says(&["Yes."])).await;
    let (visitor, other) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    other.ask("a secret").await.unwrap();
    for format in ["?format=md", "?format=html", "?format=json"] {
        let text = file(&visitor, format).await.text().await.unwrap();
        assert!(text.contains("Shop help") && !text.contains("a secret"), "nothing said, nothing of others: {text}");
    }
    for odd in ["?format=pdf", "?format=", "?format=json&format=md", "?x"] {
        let (status, code, field) =
            refusal(visitor.get(&format!("/conversation/export{odd}")).send().await.unwrap()).await;
        assert_eq!((status, code, field.as_deref()), (400, ErrorCode::InvalidRequest, Some("format")), "{odd}");
    }
    let nobody = Visitor { jwt: String::new(), ..visitor.clone() };
    assert_eq!(refusal(nobody.get("/conversation/export").send().await.unwrap()).await.0, 401);
    // More than one page of the store.
    let long = "x".repeat(3_900);
    for n in 0..30 {
        visitor.ask(&format!("{n} {long}")).await.unwrap();
    }
    let saved: ExportedConversation = file(&visitor, "?format=json").await.json().await.unwrap();
    assert_eq!(saved.messages.len(), 60);
    let numbers: Vec<usize> =
        saved.messages.iter().step_by(2).map(|m| m.text.split(' ').next().unwrap().parse().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.len() == 30);
}

#[tokio::test]
async fn a_visitors_language_names_the_speakers() {
    let app = app(&Script::says(&["Ja."])).await;
    let body = serde_json::json!({"agent_id": parlor_tests::app::KEY, "locale": "ar"});
    let reply: serde_json::Value =
        crate::native_api::caller::init(&app, &body).send().await.unwrap().json().await.unwrap();
    let visitor = Visitor { jwt: reply["data"]["jwt"].as_str().unwrap().into(), ..app.visitor().await.unwrap() };
    visitor.ask("Hi").await.unwrap();
    let html = file(&visitor, "?format=html").await.text().await.unwrap();
    assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">") && !html.contains("You said"), "{html}");
}

#[tokio::test]
async fn files_are_named_and_blocks_are_told() {
    let payload = json!({"cards": [{"title": "Tea & more", "text": "5 euros", "link": "https://shop.example/tea"}]});
    let cards: Step = serde_json::from_value(json!({"block": {"type": "carousel", "payload": payload}})).unwrap();
    let agents = Repertoire::default().on("Like this?", [Step::Text("Here:".into()), cards]).agents();
    let app = TestApp::start(Backend::Temporary, agents).await.unwrap();
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, true)).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    let brought = visitor.brought("tea_cup_1.txt", "text/plain", b"a cup").await.unwrap();
    let body = json!({"message": "Like this?", "attachments": [brought.id]});
    assert_eq!(visitor.post("/messages").json(&body).send().await.unwrap().status(), 200);

    let saved: ExportedConversation = file(&visitor, "?format=json").await.json().await.unwrap();
    let kept = ExportedFile { name: brought.name.clone(), media_type: "text/plain; charset=utf-8".into(), size: 5 };
    assert_eq!((saved.messages[0].attachments.clone(), saved.messages[0].blocks.len()), (vec![kept], 0));
    assert_eq!((saved.messages[1].attachments.len(), saved.messages[1].blocks.len()), (0, 1));
    let markdown = file(&visitor, "?format=md").await.text().await.unwrap();
    assert!(markdown.contains("> Like this?  \n> tea\\_cup\\_1.txt  \n"), "{markdown}");
    assert!(markdown.contains("Here:\n\n- **[Tea \\& more](<https://shop.example/tea>)** · 5 euros\n"), "{markdown}");
    let html = file(&visitor, "?format=html").await.text().await.unwrap();
    assert!(
        html.contains("<div class=\"files\" dir=\"auto\"><ul dir=\"auto\"><li>tea_cup_1.txt</li></ul></div>"),
        "{html}"
    );
    assert!(html.contains("href=\"https://shop.example/tea\"") && html.contains(">Tea &amp; more</a>"), "{html}");
}
