//! Blocks beside an answer's text: buttons, cards, pictures.

use anyhow::Result;
use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_tests::{
    browser::{Stage, until_equal},
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

fn form() -> Result<Step> {
    block("form", &json!({"id": "contact", "fields": [{"name": "email", "label": "E-mail", "type": "email"}]}))
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
    chat.wait_for(".actions").await?;
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
    chat.wait_for(".card").await?;
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
    chat.look::<Value>("$('.cards').scrollTo({ left: 0, behavior: 'instant' })", Vec::new()).await?;
    until_equal("the beginning again", true, || async { Ok(place().await? < 1.0) }).await?;
    chat.press(".card .button").await?;
    chat.wait_for_text("I take green").await?;
    stage.close().await
}

/// In a language written from right to left the next card is on the left, for the buttons and for the arrow keys.
#[tokio::test(flavor = "multi_thread")]
async fn cards_go_from_right_to_left() -> Result<()> {
    let stage = Stage::open(Repertoire::default().on("tea", [cards()?]).agents()).await?;
    stage.app.change_widget(|widget| widget.settings.languages = Some(vec!["ar".into()])).await?;
    let chat = stage.visit().await?;
    chat.press("button.launcher").await?;
    chat.ask("tea").await?;
    chat.wait_for(".card").await?;
    let place = async || chat.look::<f64>("return Math.round($('.cards').scrollLeft / 20)", Vec::new()).await;
    chat.press(".leaf button:last-child").await?;
    until_equal("on", true, || async { Ok(place().await? < -1.0) }).await?;
    chat.press(".leaf button:first-child").await?;
    until_equal("back", true, || async { Ok(place().await? > -1.0) }).await?;
    chat.look::<Value>("$('.cards').focus()", Vec::new()).await?;
    for _ in 0..4 {
        stage.browser.key(Key::Left).await?;
    }
    until_equal("by keys", true, || async { Ok(place().await? < -1.0) }).await?;
    stage.close().await
}

/// Blocks that the owner switched off are shown as text.
#[tokio::test(flavor = "multi_thread")]
async fn off_means_words() -> Result<()> {
    let stage = Stage::open(Repertoire::default().on("all", [cards()?, form()?]).agents()).await?;
    let off = [(Feature::Carousel, false), (Feature::Form, false)];
    stage.app.change_widget(|widget| widget.settings.features.extend(off)).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    let text = chat.ask("all").await?;
    assert!(text.contains("green · 5 euros · Take green") && text.contains("E-mail"), "{text}");
    assert_eq!(chat.count(".card, .form").await?, 0);
    stage.close().await
}

/// Formulas are drawn, or shown as they were written.
#[tokio::test(flavor = "multi_thread")]
async fn formulas_are_drawn_or_not() -> Result<()> {
    let stage =
        Stage::open(Repertoire::default().says("why?", "So $a^2$ is:\n\n$$\\frac{1}{2}$$\n\nYes.").agents()).await?;
    for (on, drawn, written) in [(true, 2, false), (false, 0, true)] {
        stage.change(|widget| _ = widget.settings.features.insert(Feature::Math, on)).await?;
        let chat = stage.visit().await?;
        chat.open().await?;
        let text = chat.ask("why?").await?;
        assert_eq!(chat.count(".content math").await?, drawn);
        assert_eq!(
            text.contains("So $a^2$ is:") && text.contains("$$\\frac{1}{2}$$") && text.contains("Yes."),
            written,
            "{text}"
        );
    }
    stage.close().await
}
