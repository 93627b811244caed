//! Without a pointer, and on a phone.

use anyhow::Result;
use parlor_tests::{
    browser::{Browser, Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::json;
use thirtyfour::Key;

async fn is_closed(chat: &Chat<'_>) -> Result<()> {
    until("closed", || async { Ok((!chat.is_open().await?).then_some(())) }).await
}

/// From the page to an answer and back with Tab, Enter and Escape alone.
#[tokio::test(flavor = "multi_thread")]
async fn everything_works_without_a_pointer() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let body = ["<button id=first autofocus>Basket</button>", &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    let browser = &stage.browser;
    until("the focus is on the page", || async {
        Ok(browser.eval::<bool>("return document.activeElement.id === 'first'", Vec::new()).await?.then_some(()))
    })
    .await?;
    browser.key(Key::Tab).await?;
    assert_eq!(chat.focused().await?, "button Open chat");
    browser.key(Key::Enter).await?;
    chat.wait_until_online().await?;
    until_equal("the focus", "textarea Message".to_owned(), || chat.focused()).await?;
    browser.driver().action_chain().send_keys("good day").send_keys(Key::Enter).perform().await?;
    chat.wait_for_rows(2).await?;
    chat.wait_for_text("good day").await?;
    chat.wait_until_idle().await?;
    // Everything that can be pressed is reached.
    let reached = reachable(browser, &chat).await?;
    for name in ["Copy", "Helpful", "Not helpful", "Regenerate", "New conversation", "Close chat"] {
        assert!(reached.iter().any(|one| *one == format!("button {name}")), "{name} is not among {reached:?}");
    }
    browser.key(Key::Escape).await?;
    is_closed(&chat).await?;
    assert_eq!(chat.focused().await?, "button Open chat");
    stage.close().await
}

/// Returns the stops of Shift+Tab from the composer until the focus leaves the widget.
async fn reachable(browser: &Browser, chat: &Chat<'_>) -> Result<Vec<String>> {
    let field = chat.find("textarea").await?;
    field.focus().await?;
    let mut all = Vec::new();
    for _ in 0..30 {
        browser.driver().action_chain().key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift).perform().await?;
        match chat.focused().await? {
            at if at.is_empty() => break,
            at => all.push(at),
        }
    }
    field.focus().await?;
    Ok(all)
}

/// Escape closes wherever the focus is in the panel; what was being written is still there afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn escape_closes_and_keeps_the_draft() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.find("textarea").await?.send_keys("half a sen").await?;
    stage.browser.key(Key::Escape).await?;
    is_closed(&chat).await?;
    assert_eq!(chat.focused().await?, "button Open chat");
    stage.browser.key(Key::Enter).await?;
    until("open", || async { Ok(chat.is_open().await?.then_some(())) }).await?;
    until_equal("the focus", "textarea Message".to_owned(), || chat.focused()).await?;
    let draft: String = chat.look("return $('textarea').value", Vec::new()).await?;
    assert_eq!(draft, "half a sen");
    stage.close().await
}

/// On a phone the panel is the screen, the launcher is gone, and Tab stays inside.
#[tokio::test(flavor = "multi_thread")]
async fn a_phone_shows_nothing_else() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let phone = json!({"width": 390, "height": 844, "deviceScaleFactor": 3, "mobile": true});
    stage.browser.cdp("Emulation.setDeviceMetricsOverride", phone).await?;
    let body = ["<button>Basket</button>", &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    chat.open().await?;
    let place = "const box = $('.panel').getBoundingClientRect(); return [box.x, box.y, box.width, box.height]";
    until_equal("the panel's place", vec![0.0, 0.0, 390.0, 844.0], || chat.look::<Vec<f64>>(place, Vec::new())).await?;
    let launcher: bool = chat.look("return $('.launcher').getClientRects().length > 0", Vec::new()).await?;
    assert!(!launcher, "the launcher covers the panel");
    assert_eq!(chat.ask("hello").await?, "hello");
    for _ in 0..15 {
        stage.browser.key(Key::Tab).await?;
        assert_ne!(chat.focused().await?, "", "the focus went behind the panel");
    }
    chat.press(".header button[aria-label='Close chat']").await?;
    is_closed(&chat).await?;
    until_equal("the focus", "button Open chat".to_owned(), || chat.focused()).await?;
    stage.close().await
}
