//! Forms in answers: checked, sent once, by mouse and by keyboard.

use anyhow::Result;
use parlor::agent::scripted::Step;
use parlor_tests::{
    browser::{Chat, Stage, until_equal},
    repertoire::Repertoire,
};
use serde_json::json;
use thirtyfour::Key;

fn contact() -> Result<Step> {
    let fields = json!([
        {"name": "name", "label": "Name", "required": true},
        {"name": "email", "label": "E-mail", "type": "email", "required": true},
        {"name": "size", "label": "Size", "type": "select", "options": ["S", "M"]},
        {"name": "news", "label": "News", "type": "checkbox"},
    ]);
    let payload = json!({"id": "contact", "title": "Reach you", "fields": fields});
    Ok(serde_json::from_value(json!({"block": {"type": "form", "payload": payload}}))?)
}

/// A chat that was asked for the form.
async fn asked(stage: &Stage) -> Result<Chat<'_>> {
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("form").await?;
    chat.wait_for(".form").await?;
    Ok(chat)
}

/// A form tells what is wrong and where, goes there, is sent once, and is gone after a reload too.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_checked_and_sent_once() -> Result<()> {
    let said = "Name: Ada\nE-mail: ada@shop.example\nSize: M\nNews: –";
    let repertoire =
        Repertoire::default().on("form", [Step::Text("Please:".into()), contact()?]).says(said, "Thank you.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = asked(&stage).await?;
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
    chat.wait_for(".form").await?;
    is_sent(&chat).await?;
    stage.close().await
}

async fn is_sent(chat: &Chat<'_>) -> Result<()> {
    let seen = "return [$('.form form'), $('.form .done')].map((one) => one.getClientRects().length > 0)";
    until_equal("the form", vec![false, true], || chat.look(seen, Vec::new())).await
}

/// Every field has its label, and the keyboard is enough: Tab from field to field, Space, Enter.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_filled_in_by_keyboard() -> Result<()> {
    let said = "Name: Ada\nE-mail: ada@shop.example\nNews: ✓";
    let stage = Stage::open(Repertoire::default().on("form", [contact()?]).says(said, "Thank you.").agents()).await?;
    let chat = asked(&stage).await?;
    let labels = "return $$('.form :is(input, select)').map((one) => one.labels[0].firstChild.textContent)";
    assert_eq!(chat.look::<Vec<String>>(labels, Vec::new()).await?, ["Name", "E-mail", "Size", "News"]);
    chat.find(".form input").await?.send_keys("Ada" + Key::Tab).await?;
    for keys in ["ada@shop.example" + Key::Tab, Key::Tab.into(), " ".to_owned() + Key::Enter] {
        stage.browser.driver().action_chain().send_keys(keys).perform().await?;
    }
    chat.wait_for_text("Thank you.").await?;
    is_sent(&chat).await?;
    stage.close().await
}

/// Pressed twice at once, it is one message.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_once_however_often_it_is_pressed() -> Result<()> {
    let said = "Name: Ada\nE-mail: ada@shop.example\nNews: –";
    let stage = Stage::open(Repertoire::default().on("form", [contact()?]).says(said, "Thank you.").agents()).await?;
    let chat = asked(&stage).await?;
    chat.find(".form input").await?.send_keys("Ada").await?;
    chat.find(".form [type=email]").await?.send_keys("ada@shop.example").await?;
    chat.look::<()>("for (let n = 0; n < 3; n++) $('.form form').requestSubmit()", Vec::new()).await?;
    chat.wait_for_text("Thank you.").await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.rows().await?.len(), 4);
    stage.close().await
}

/// Input that passes the browser's checks is refused by the server: the message says so, and the form is shown again.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_the_server_refuses_can_be_filled_in_again() -> Result<()> {
    let said = "Name: Ada\nE-mail: ada@shop.example\nNews: –";
    let stage = Stage::open(Repertoire::default().on("form", [contact()?]).says(said, "Thank you.").agents()).await?;
    let chat = asked(&stage).await?;
    chat.find(".form [type=email]").await?.send_keys("ada@shop.example").await?;
    let past = "$('.form input').value = 'x'.repeat(300); $('.form form').requestSubmit()";
    chat.look::<()>(past, Vec::new()).await?;
    until_equal("a refusal", true, || async { Ok(!chat.last().await?.fate.is_empty()) }).await?;
    chat.wait_for(".form:not(.sent)").await?;
    chat.look::<()>("$('.form input').value = 'Ada'; $('.form form').requestSubmit()", Vec::new()).await?;
    chat.wait_for_text("Thank you.").await?;
    assert_eq!(chat.rows().await?.len(), 4, "the refused message is gone");
    is_sent(&chat).await?;
    stage.close_after_failures().await
}
