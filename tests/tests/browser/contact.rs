//! Asking visitors how to reach them: before the first message, beside the conversation, or not at all.

use anyhow::{Context as _, Result};
use parlor::{
    agent::scripted::Step,
    core::widget::{
        contact::ContactForm,
        settings::{Feature, Settings},
    },
};
use parlor_shared::{
    config::{Ask, ContactWhen},
    content::Block,
};
use parlor_tests::{
    browser::{Chat, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::shots::keep;

const FORM: &str = "form.contact";

fn ask(settings: &mut Settings, form: Option<ContactForm>) {
    settings.features.insert(Feature::ContactCollection, true);
    settings.contact = form;
}

/// Returns true if the visitor may write.
async fn may_write(chat: &Chat<'_>) -> Result<bool> {
    chat.look("return $('.composer').getClientRects().length > 0", Vec::new()).await
}

async fn fill(chat: &Chat<'_>, field: &str, value: &str) -> Result<()> {
    let field = chat.find(&format!("{FORM} input#{field}")).await?;
    field.clear().await?;
    Ok(field.send_keys(value).await?)
}

/// Returns the error shown at each field.
async fn wrong(chat: &Chat<'_>) -> Result<Vec<String>> {
    chat.look("return $$('.entry .wrong').map((line) => line.textContent)", Vec::new()).await
}

/// Writes down what the page is told of leads.
async fn listen(chat: &Chat<'_>) -> Result<()> {
    let script = "window.__leads = []; document.addEventListener('parlor:lead', (e) => __leads.push(e.detail))";
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

async fn leads(chat: &Chat<'_>) -> Result<Value> {
    chat.look("return window.__leads", Vec::new()).await
}

/// Off, nobody is asked. On, nothing is sent before the form is filled in; what is wrong is said where it is; a visitor who
/// is known is not asked again, and the page never learns what they wrote.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_stands_before_the_first_message() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert!(chat.count(FORM).await? == 0 && may_write(&chat).await?, "off unless the owner asks for it");
    stage.browser.eval::<Value>("localStorage.clear()", Vec::new()).await?;

    stage.change(|widget| ask(&mut widget.settings, None)).await?;
    let chat = stage.visit().await?;
    listen(&chat).await?;
    chat.open().await?;
    chat.wait_for(FORM).await?;
    assert!(!may_write(&chat).await? && chat.count(".chip").await? == 0);
    assert_eq!((chat.count(".entry").await?, chat.count(".contact .choices button").await?), (2, 1));
    until_equal("the focus", "input name".to_owned(), || async {
        chat.look("const at = chat.shadowRoot.activeElement; return at ? at.localName + ' ' + at.id : ''", Vec::new())
            .await
    })
    .await?;
    chat.look::<Value>("return chat.send('Are you there?')", Vec::new()).await?;
    keep(&stage.browser, "contact-before").await?;
    chat.press("form.contact button[type=submit]").await?;
    assert_eq!(wrong(&chat).await?, ["", "Please fill in this field."]);
    fill(&chat, "email", "ada@").await?;
    stage.browser.key(Key::Enter).await?;
    until_equal("the error", "Please enter an e-mail address like name@example.com.".to_owned(), || async {
        Ok(wrong(&chat).await?.pop().unwrap_or_default())
    })
    .await?;
    assert_eq!(chat.attribute("input#email", "aria-invalid").await?.as_deref(), Some("true"));
    keep(&stage.browser, "contact-wrong").await?;
    assert_eq!(chat.rows().await?.len(), 1, "what the page said waits");
    fill(&chat, "email", "ada@shop.example").await?;
    assert_eq!(wrong(&chat).await?, ["", ""], "what is being put right is not called wrong");
    stage.browser.key(Key::Enter).await?;
    chat.wait_without(FORM).await?;
    chat.wait_for_rows(2).await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.rows().await?[1].text, "Are you there?", "then it is sent");
    assert_eq!(leads(&chat).await?, json!([{"fields": ["email"]}]));
    until("the focus in the composer", || async { Ok((chat.focused().await? == "textarea Message").then_some(())) })
        .await?;

    // Another conversation of the same visitor.
    chat.press("button[aria-label='New conversation']").await?;
    chat.press(".question .primary").await?;
    chat.wait_for_rows(0).await?;
    chat.wait_until_online().await?;
    assert!(chat.count(FORM).await? == 0 && may_write(&chat).await?);
    stage.close().await
}

/// A form that may be skipped is; the owner chooses what it asks for.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_may_be_skipped_and_asks_for_what_the_owner_wants() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let form = ContactForm { when: ContactWhen::Before, required: false, name: Ask::No, phone: Ask::Required };
    stage.change(|widget| ask(&mut widget.settings, Some(form))).await?;
    let chat = stage.visit().await?;
    listen(&chat).await?;
    chat.open().await?;
    chat.wait_for(FORM).await?;
    let names: Vec<String> = chat.look("return $$('.entry input').map((field) => field.id)", Vec::new()).await?;
    assert_eq!(names, ["email", "phone"]);
    fill(&chat, "email", "ada@shop.example").await?;
    chat.press("form.contact button[type=submit]").await?;
    assert_eq!(wrong(&chat).await?, ["", "Please fill in this field."]);
    chat.press("form.contact button[type=button]").await?;
    chat.wait_without(FORM).await?;
    assert_eq!(chat.ask("hello").await?, "hello");
    let kept = stage.browser.requests().await?;
    assert!(!kept.iter().any(|request| request.ends_with("/leads")), "nothing was left");

    // The same form, filled in.
    stage.browser.eval::<Value>("localStorage.clear()", Vec::new()).await?;
    let chat = stage.visit().await?;
    listen(&chat).await?;
    chat.open().await?;
    chat.wait_for(FORM).await?;
    fill(&chat, "email", "ada@shop.example").await?;
    fill(&chat, "phone", "+41 44 123 45 67").await?;
    chat.press("form.contact button[type=submit]").await?;
    chat.wait_without(FORM).await?;
    assert_eq!(leads(&chat).await?, json!([{"fields": ["email", "phone"]}]));
    stage.close().await
}

/// During the chat it comes beside the composer after the first answer, and again when an answer offers a person.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_beside_the_conversation() -> Result<()> {
    let person = Block::EscalationButton { label: "Talk to a person".into(), message: "A person, please.".into() };
    let repertoire =
        Repertoire::default().on("Help", [Step::Text("Shall I call someone?".into()), Step::Block(person)]);
    let stage = Stage::open(repertoire.agents()).await?;
    let form = ContactForm { when: ContactWhen::During, required: false, ..ContactForm::default() };
    stage.change(|widget| ask(&mut widget.settings, Some(form))).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.count(FORM).await?, 0);
    chat.ask("Hi").await?;
    chat.wait_for(FORM).await?;
    assert!(may_write(&chat).await?);
    assert_eq!(chat.focused().await?, "textarea Message", "it does not take the focus");
    keep(&stage.browser, "contact-during").await?;
    let room = "return $('.panel').getBoundingClientRect().bottom - $('.composer').getBoundingClientRect().bottom";
    let room: f64 = chat.look(room, Vec::new()).await?;
    assert!(room > 0.0, "in a low window too, the form leaves room to write: {room}");
    chat.press("form.contact button[type=button]").await?;
    chat.wait_without(FORM).await?;
    chat.ask("More").await?;
    assert_eq!(chat.count(FORM).await?, 0);
    chat.ask("Help").await?;
    chat.wait_for(FORM).await?;
    chat.listen().await?;
    fill(&chat, "email", "ada@shop.example").await?;
    chat.press("form.contact button[type=submit]").await?;
    chat.wait_without(FORM).await?;
    let told = until("told", || async { Ok(Some(chat.announced().await?).filter(|said| !said.is_empty())) }).await?;
    assert_eq!(told.last().context("something was announced")?, "Thank you. We have your details.");
    stage.close().await
}
