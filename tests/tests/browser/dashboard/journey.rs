//! Journeys of people, from the first page of a new server on.

use anyhow::{Context as _, Result};
use parlor_tests::{
    browser::{Browser, Chat, Page, Pages, until},
    databases::Backend,
    owner::PASSWORD,
    process::{ServerProcess, free_port},
};
use serde_json::json;
use thirtyfour::By;

use super::{Desk, hand::Hand};

/// Fields filled and buttons pressed from the empty server to the answer on one's own page, at most.
const MOST_DEEDS: usize = 25;

/// Nobody has been here; at the end a page of theirs has a chat that answers from what they wrote.
#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_gets_a_chat_that_answers() -> Result<()> {
    let guard = Backend::Sqlite.fresh().await;
    let server = ServerProcess::start(&guard.url, free_port().await?, &["--setup-token", "open sesame"]).await?;
    let browser = Browser::start().await?;
    let hand = Hand::on(&browser);
    browser.goto(&server.base).await?;
    set_up(&hand).await?;
    hand.press("Let's go").await?;
    hand.press("New agent").await?;
    hand.fill("Name", "Helper").await?;
    hand.press_in_dialog("Create").await?;
    hand.press("Write a text").await?;
    hand.fill("Title", "Returns").await?;
    hand.fill("Text", "# Returns\n\nYou can return everything within 30 days.").await?;
    hand.press_in_dialog("Save").await?;
    hand.shows("Returns.md").await?;
    hand.press_tab("Ask").await?;
    hand.fill("Question", "How do returns work?").await?;
    hand.press_in_form("Ask").await?;
    hand.shows("within 30 days").await?;
    hand.press("Widgets").await?;
    hand.press("New widget").await?;
    hand.fill("Name", "Shop").await?;
    hand.press_in_dialog("Create").await?;
    let snippet = copied(&hand, &server.base).await?;
    let pages = Pages::start().await?;
    browser.goto(&pages.put("shop", Page { body: snippet, ..Page::default() })).await?;
    let chat = Chat::on(&browser);
    chat.wait_for_launcher().await?;
    hand.count();
    chat.open().await?;
    hand.count();
    let answer = chat.ask("How do returns work?").await?;
    assert!(answer.contains("within 30 days"), "{answer}");
    assert!(hand.deeds() <= MOST_DEEDS, "{} deeds", hand.deeds());
    let complaints = browser.complaints().await?;
    assert!(complaints.is_empty(), "{complaints:#?}");
    browser.quit().await?;
    server.kill().await
}

async fn set_up(hand: &Hand<'_>) -> Result<()> {
    let fields = [
        ("token", "open sesame"),
        ("email", "ada@shop.example"),
        ("name", "Ada"),
        ("team", "Shop"),
        ("password", PASSWORD),
    ];
    for (name, text) in fields {
        hand.fill_named(name, text).await?;
    }
    hand.press("Create account").await?;
    hand.shows("First step: create an agent").await
}

/// The line that the widget's page copies.
async fn copied(hand: &Hand<'_>, base: &str) -> Result<String> {
    let permissions = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": base});
    hand.browser.cdp("Browser.grantPermissions", permissions).await?;
    hand.shows("data-key=\"wk_").await?;
    hand.press("Copy").await?;
    hand.shows("Copied").await?;
    let copied: String = hand.browser.wait_for("return navigator.clipboard.readText()").await?;
    assert!(copied.starts_with("<script async src=") && copied.contains("wk_"), "{copied}");
    Ok(copied)
}

/// Sign in, an agent, files, a widget, another key, answers to a gap; then all of it deleted again, by name.
#[tokio::test(flavor = "multi_thread")]
async fn an_owner_works_and_cleans_up() -> Result<()> {
    let desk = Desk::open().await?;
    let hand = desk.hand();
    sign_in(&desk, &hand).await?;
    new_agent(&hand).await?;
    files(&hand).await?;
    new_widget(&desk, &hand).await?;
    delete(&hand).await?;
    desk.stage.close_after_failures().await
}

async fn sign_in(desk: &Desk, hand: &Hand<'_>) -> Result<()> {
    desk.goto("").await?;
    hand.fill("E-mail", "ada@shop.example").await?;
    hand.fill("Password", "something else, wrong").await?;
    hand.press("Sign in").await?;
    hand.shows("Incorrect e-mail or password.").await?;
    hand.fill("Password", PASSWORD).await?;
    hand.press("Sign in").await
}

async fn new_agent(hand: &Hand<'_>) -> Result<()> {
    hand.press("Agents").await?;
    hand.shows("No agents yet").await?;
    hand.press("New agent").await?;
    hand.press_in_dialog("Create").await?;
    // The field says what is wrong, and the dialog stays.
    hand.shows("Not accepted").await?;
    hand.fill("Name", "Helper").await?;
    hand.press_in_dialog("Create").await?;
    hand.shows("No documents yet").await
}

async fn files(hand: &Hand<'_>) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("delivery.md");
    std::fs::write(&file, "# Delivery\n\nWe ship every working day.")?;
    let broken = folder.path().join("broken.pdf");
    std::fs::write(&broken, "no PDF")?;
    let input = hand.browser.driver().find(By::Css("input[type=file]")).await?;
    input.send_keys(format!("{}\n{}", file.display(), broken.display())).await?;
    hand.shows("1 document added").await?;
    hand.shows("broken.pdf:").await?;
    hand.shows("1 passage").await?;
    hand.press("Delete delivery.md").await?;
    hand.shows("Delete “delivery.md”?").await?;
    hand.press_in_dialog("Delete").await?;
    hand.shows_no_more("delivery.md").await
}

async fn new_widget(desk: &Desk, hand: &Hand<'_>) -> Result<()> {
    hand.press("Widgets").await?;
    hand.shows("No widgets yet").await?;
    hand.press("New widget").await?;
    hand.fill("Name", "Shop").await?;
    hand.press_in_dialog("Create").await?;
    copied(hand, &desk.stage.app.base).await?;
    for (form, code) in [
        ("In the page", "<parlor-chat"),
        ("Frame", "<iframe"),
        ("Without JavaScript", "<noscript>"),
        ("Fixed version", "integrity="),
    ] {
        hand.press(form).await?;
        hand.shows(code).await?;
    }
    hand.press("Open the chat").await?;
    hand.see("//iframe[@title='The chat of this widget']").await?;
    // Another key: the snippet of the old one works no more, so the snippet has the new one.
    hand.press("Script").await?;
    let before = hand.snippet().await?;
    hand.press("Replace").await?;
    hand.shows("Replace the Widget key?").await?;
    hand.press_in_dialog("Replace").await?;
    hand.shows("Key replaced").await?;
    let is_other = || async { Ok(hand.snippet().await.ok().filter(|now| *now != before)) };
    let after = until("a snippet with the new key", is_other).await?;
    assert!(after.contains("wk_"), "{after}");
    // The name in the title follows; what is typed elsewhere stays.
    hand.fill("Allowed sites", "https://shop.example").await?;
    hand.fill("Name", "Shop window").await?;
    hand.press("Save").await?;
    hand.see("//h1[.='Shop window']").await?;
    hand.fill("Name", "Shop").await?;
    hand.press("Save").await?;
    hand.see("//h1[.='Shop']").await.map(drop)
}

async fn delete(hand: &Hand<'_>) -> Result<()> {
    hand.press("Delete widget").await?;
    hand.shows("Delete “Shop”?").await?;
    let button = hand.see("//dialog[@open]//button[normalize-space(.)='Delete']").await?;
    assert!(!button.is_enabled().await.context("the button")?, "without its name nothing is deleted");
    hand.fill("Type “Shop” to confirm", "Shop").await?;
    hand.press_in_dialog("Delete").await?;
    hand.shows("No widgets yet").await
}

/// A question that could not be answered is answered from now on; a lead is found with its conversation.
#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_closed_and_a_lead_is_found() -> Result<()> {
    let desk = Desk::signed_in().await?;
    desk.furnish().await?;
    let hand = desk.hand();
    desk.goto("").await?;
    hand.press("Gaps").await?;
    hand.shows("Do you ship to Cluj").await?;
    hand.press("Write an answer").await?;
    hand.press_in_dialog("Save and ask again").await?;
    hand.shows("Write an answer first.").await?;
    hand.fill("Answer", "To Cluj it takes three days.").await?;
    hand.press_in_dialog("Save and ask again").await?;
    hand.shows("The answer now").await?;
    hand.press_in_dialog("Close").await?;
    hand.press("Agents").await?;
    hand.press("Ada").await?;
    hand.shows("answers/Do-you-ship-to-Cluj").await?;
    hand.press("Leads").await?;
    hand.fill("Search leads", "hopper").await?;
    hand.press("visitor@mail.example").await?;
    hand.shows("A-1042").await?;
    hand.press("Open conversation").await?;
    hand.shows("within the country two days").await?;
    hand.press("Conversations").await?;
    hand.fill("Search messages", "nothing of the kind").await?;
    hand.shows("Nothing found").await?;
    hand.fill("Search messages", "Cluj").await?;
    hand.shows("Thumbs down").await?;
    // The address keeps what was searched for.
    hand.press_link_with("We ship").await?;
    hand.shows("within the country two days").await?;
    desk.stage.browser.driver().back().await?;
    hand.value("Search messages", "Cluj").await?;
    desk.stage.close_after_failures().await
}

/// The sign-in ends while somebody types: they sign in again over what they were at, and nothing of it is lost.
#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_loses_nothing() -> Result<()> {
    let desk = Desk::signed_in().await?;
    let things = desk.furnish().await?;
    let hand = desk.hand();
    desk.goto(&things.agent).await?;
    hand.press_tab("Ask").await?;
    hand.fill("Question", "Do you glaze").await?;
    hand.press_tab("How it answers").await?;
    hand.fill("Name", "Potter").await?;
    desk.stage.browser.cdp("Network.clearBrowserCookies", json!({})).await?;
    hand.press("Save").await?;
    hand.shows("Please sign in again").await?;
    hand.fill("E-mail", "ada@shop.example").await?;
    hand.fill("Password", "something else, wrong").await?;
    hand.press_in_dialog("Sign in").await?;
    hand.shows("Incorrect e-mail or password.").await?;
    hand.value("E-mail", "ada@shop.example").await?;
    hand.fill("Password", PASSWORD).await?;
    hand.press_in_dialog("Sign in").await?;
    hand.shows_no_more("Please sign in again").await?;
    hand.value("Name", "Potter").await?;
    hand.press("Save").await?;
    hand.see("//h1[.='Potter']").await?;
    hand.press_tab("Ask").await?;
    hand.value("Question", "Do you glaze").await?;
    desk.stage.close_after_failures().await
}
