//! What comes beside an answer's text: buttons, cards, forms, pictures, and what the agent did on the way.

use anyhow::Result;
use parlor::{agent::scripted::Step, core::settings::Feature};
use parlor_tests::{
    browser::{Chat, Stage, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};
use thirtyfour::Key;

fn block(kind: &str, payload: &Value) -> Result<Step> {
    Ok(serde_json::from_value(json!({"block": {"type": kind, "payload": payload}}))?)
}

fn cards() -> Result<Step> {
    let card = |title: &str| {
        json!({"title": title, "text": "5 euros", "link": "https://shop.example.com/tea",
            "buttons": [{"label": format!("Take {title}"), "message": format!("I take {title}")}]})
    };
    block("carousel", &json!({"cards": [card("green"), card("black"), card("white")]}))
}

fn contact() -> Result<Step> {
    let fields = json!([
        {"name": "name", "label": "Name", "required": true},
        {"name": "email", "label": "E-mail", "type": "email", "required": true},
        {"name": "size", "label": "Size", "type": "select", "options": ["S", "M"]},
        {"name": "news", "label": "News", "type": "checkbox"},
    ]);
    block("form", &json!({"id": "contact", "title": "Reach you", "fields": fields}))
}

/// Buttons say what they are for or lead where they say.
#[tokio::test(flavor = "multi_thread")]
async fn buttons_say_and_lead() -> Result<()> {
    let buttons = json!({"buttons": [
        {"label": "Prices", "link": "https://shop.example.com/prices"},
        {"label": "<b>Yes</b>", "message": "Yes, please"},
        {"label": "A person", "handoff": "I want a person"},
    ]});
    let repertoire = Repertoire::default().on("go", [Step::Text("Choose:".into()), block("actions", &buttons)?]);
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("go").await?;
    assert_eq!(chat.attribute(".actions a", "href").await?.as_deref(), Some("https://shop.example.com/prices"));
    assert_eq!(chat.text(".actions button").await?, "<b>Yes</b>");
    chat.press(".actions button").await?;
    chat.wait_for_text("Yes, please").await?;
    assert_eq!(chat.count(".actions > *").await?, 3);
    stage.close().await
}

/// Cards are leafed through with buttons and keys; one that is pressed says what it is for.
#[tokio::test(flavor = "multi_thread")]
async fn cards_are_leafed_through() -> Result<()> {
    let stage = Stage::open(Repertoire::default().on("tea", [cards()?]).agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("tea").await?;
    assert_eq!(chat.count(".card").await?, 3);
    let place = async || chat.look::<f64>("return Math.round($('.cards').scrollLeft / 20)", Vec::new()).await;
    assert!(place().await? < 1.0);
    chat.press("button[aria-label=Next]").await?;
    chat.press("button[aria-label=Next]").await?;
    until_equal("the end", true, || async { Ok(place().await? > 10.0) }).await?;
    chat.press("button[aria-label=Previous]").await?;
    chat.press("button[aria-label=Previous]").await?;
    until_equal("the beginning", true, || async { Ok(place().await? < 1.0) }).await?;
    chat.look::<Value>("$('.cards').focus()", Vec::new()).await?;
    for _ in 0..4 {
        stage.browser.key(Key::Right).await?;
    }
    until_equal("by keys", true, || async { Ok(place().await? > 1.0) }).await?;
    chat.press(".card .button").await?;
    chat.wait_for_text("I take green").await?;
    stage.close().await
}

/// A form tells what is wrong and where, goes there, is sent once, and is gone after a reload too.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_checked_and_sent_once() -> Result<()> {
    let said = "Name: Ada\nE-mail: ada@shop.example\nSize: M\nNews: –";
    let repertoire =
        Repertoire::default().on("form", [Step::Text("Please:".into()), contact()?]).says(said, "Thank you.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("form").await?;
    chat.press(".form [type=submit]").await?;
    until_equal("the first error", "Please fill in this field.".to_owned(), || chat.text(".form .error")).await?;
    assert_eq!(chat.attribute(".form input", "aria-invalid").await?.as_deref(), Some("true"));
    let described = chat.attribute(".form input", "aria-describedby").await?;
    assert_eq!(described, chat.attribute(".form .error", "id").await?);
    assert!(chat.look::<bool>("return chat.shadowRoot.activeElement === $('.form input')", Vec::new()).await?);
    chat.find(".form input").await?.send_keys("Ada").await?;
    chat.find(".form [type=email]").await?.send_keys("ada@shop").await?;
    chat.press(".form [type=submit]").await?;
    until_equal("the second error", "Please check this field.".to_owned(), || async {
        chat.look("return $$('.form .error').map((one) => one.textContent).join('')", Vec::new()).await
    })
    .await?;
    chat.find(".form [type=email]").await?.send_keys(".example").await?;
    chat.find(".form select").await?.send_keys("M").await?;
    chat.press(".form [type=submit]").await?;
    chat.wait_for_text("Thank you.").await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.rows().await?[2].text, said);
    is_sent(&chat).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_text("Thank you.").await?;
    is_sent(&chat).await?;
    stage.close().await
}

async fn is_sent(chat: &Chat<'_>) -> Result<()> {
    let seen = "return [$('.form form'), $('.form .done')].map((one) => one.getClientRects().length > 0)";
    until_equal("the form", vec![false, true], || chat.look(seen, Vec::new())).await
}

/// What the owner switched off is told in words.
#[tokio::test(flavor = "multi_thread")]
async fn off_means_words() -> Result<()> {
    let stage = Stage::open(Repertoire::default().on("all", [cards()?, contact()?]).agents()).await?;
    let off = [(Feature::Carousel, false), (Feature::Form, false)];
    stage.app.change_widget(|widget| widget.settings.features.extend(off)).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    let text = chat.ask("all").await?;
    assert!(text.contains("green · 5 euros · Take green") && text.contains("E-mail"), "{text}");
    assert_eq!(chat.count(".card, .form").await?, 0);
    stage.close().await
}

/// Thoughts and tools are folded above the answer, and only where the owner wants them.
#[tokio::test(flavor = "multi_thread")]
async fn thoughts_and_tools_are_folded() -> Result<()> {
    let tool: Step = serde_json::from_value(json!({"tool_call": {"name": "stock", "args": {"of": "tea"}}}))?;
    let steps = [Step::Reasoning("Let me see.".into()), tool, Step::Text("Yes.".into())];
    let stage = Stage::open(Repertoire::default().on("?", steps).agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.ask("?").await?, "Yes.");
    assert_eq!(chat.count("details").await?, 0);
    stage.app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Verbose, true)).await?;
    assert_eq!(chat.ask("?").await?, "Yes.");
    assert_eq!((chat.count("details").await?, chat.count("details[open]").await?), (2, 0));
    assert_eq!(chat.text("details summary").await?, "Reasoning");
    chat.press("details summary").await?;
    assert_eq!(chat.text("details[open] p").await?, "Let me see.");
    stage.close().await
}

/// A picture opens large; Escape closes it and not the chat, and the focus is back where it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_opens_large() -> Result<()> {
    let stage = Stage::open_with(
        Repertoire::default().says("see", "![A cup](https://img.invalid/cup.png)").agents(),
        &["--image-hosts", "img.invalid"],
    )
    .await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("see").await?;
    chat.look::<Value>("$('.zoom').focus()", Vec::new()).await?;
    stage.browser.key(Key::Enter).await?;
    chat.wait_for("dialog[open]").await?;
    assert_eq!(chat.attribute("dialog img", "alt").await?.as_deref(), Some("A cup"));
    stage.browser.key(Key::Escape).await?;
    chat.wait_without("dialog[open]").await?;
    assert!(chat.is_open().await?);
    assert_eq!(chat.focused().await?, "button Enlarge A cup");
    // There is no such picture: the console says so.
    stage.close_after_failures().await
}
