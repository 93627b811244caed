//! Methods that a page can call on the widget, and events that it receives.

use anyhow::Result;
use parlor::agent::scripted::{ScriptedFailure, Step};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::Value;

/// Writes down every event of the widget.
const HEAR: &str = "<script>window.heard = [];
    for (const name of ['ready', 'open', 'close', 'message', 'error'])
        document.addEventListener('parlor:' + name, (e) => heard.push(name + (e.detail?.role ? ' ' + e.detail.role : typeof e.detail === 'string' ? ' ' + e.detail : '')));
    </script>";
/// The queue that site owners paste.
const QUEUE: &str =
    "<script>window.Parlor = window.Parlor || ((...a) => (Parlor.q = Parlor.q || []).push(a));</script>";

async fn heard(chat: &Chat<'_>) -> Result<Vec<String>> {
    chat.look("return window.heard", Vec::new()).await
}

async fn call(chat: &Chat<'_>, script: &str) -> Result<()> {
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

/// Every method by both ways, and an event for each.
#[tokio::test(flavor = "multi_thread")]
async fn methods_do_what_they_say() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage
        .visit_page(Page { head: HEAR.into(), body: Stage::snippet(&stage.app.base, ""), ..Page::default() })
        .await?;
    for (open, close) in
        [("Parlor('open')", "Parlor('close')"), ("chat.open()", "chat.close()"), ("chat.toggle()", "Parlor('toggle')")]
    {
        call(&chat, open).await?;
        until("open", || async { Ok(chat.is_open().await?.then_some(())) }).await?;
        assert!(chat.look::<bool>("return chat.hasAttribute('open')", Vec::new()).await?, "{open}");
        call(&chat, close).await?;
        assert!(!chat.is_open().await?, "{close}");
    }
    assert_eq!(heard(&chat).await?, ["open", "ready", "close", "open", "close", "open", "close"]);
    call(&chat, "chat.setAttribute('open', '')").await?;
    chat.wait_until_online().await?;
    call(&chat, "Parlor('send', 'from the page')").await?;
    chat.wait_for_text("from the page").await?;
    chat.wait_until_idle().await?;
    let ending = heard(&chat).await?.split_off(7);
    assert_eq!(ending, ["open", "message user", "message agent"]);
    call(&chat, "chat.remembered = chat; window.kept = chat; Parlor('destroy')").await?;
    let left: usize = chat
        .look(
            "return document.querySelectorAll('parlor-chat').length + window.kept.shadowRoot.childElementCount",
            Vec::new(),
        )
        .await?;
    assert_eq!(left, 0);
    stage.close().await
}

/// Calls before the script has come are made when it has.
#[tokio::test(flavor = "multi_thread")]
async fn early_calls_are_queued() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early = "<script>Parlor('on', 'ready', () => window.wasReady = true); Parlor('open'); Parlor('send', 'early bird');</script>";
    let head = [HEAR, QUEUE, early].concat();
    let chat = stage.visit_page(Page { head, body: Stage::snippet(&stage.app.base, ""), ..Page::default() }).await?;
    chat.wait_for_rows(2).await?;
    chat.wait_for_text("early bird").await?;
    chat.wait_until_idle().await?;
    assert!(chat.look::<bool>("return window.wasReady === true", Vec::new()).await?);
    until_equal(
        "the events",
        vec!["open", "ready", "message user", "message agent"].into_iter().map(String::from).collect(),
        || heard(&chat),
    )
    .await?;
    stage.close().await
}

/// A page hears of a failed answer, by a name it can tell apart.
#[tokio::test(flavor = "multi_thread")]
async fn errors_are_told_by_name() -> Result<()> {
    let stage =
        Stage::open(Repertoire::default().on("fail", [Step::Fail(ScriptedFailure::Unavailable)]).agents()).await?;
    let chat = stage
        .visit_page(Page { head: HEAR.into(), body: Stage::snippet(&stage.app.base, ""), ..Page::default() })
        .await?;
    chat.open().await?;
    chat.say("fail").await?;
    chat.wait_for(".fate.failed").await?;
    until("told", || async { Ok(heard(&chat).await?.contains(&"error error_agent".to_owned()).then_some(())) }).await?;
    stage.close().await
}

/// Errors thrown by the page's own listeners do not affect the widget.
#[tokio::test(flavor = "multi_thread")]
async fn a_listener_that_throws_breaks_nothing() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let head = "<script>for (const name of ['ready', 'open', 'message']) document.addEventListener('parlor:' + name, () => { throw new Error('mine') })</script>";
    let chat = stage
        .visit_page(Page { head: head.into(), body: Stage::snippet(&stage.app.base, ""), ..Page::default() })
        .await?;
    chat.open().await?;
    assert_eq!(chat.ask("still here?").await?, "still here?");
    let uncaught = stage.browser.uncaught().await?;
    assert!(!uncaught.is_empty() && uncaught.iter().all(|error| error.contains("mine")), "{uncaught:?}");
    stage.browser.quit().await
}

/// Attributes on the script's element configure the widget, and win over the owner's configuration.
#[tokio::test(flavor = "multi_thread")]
async fn attributes_configure() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let attributes = "data-open data-title='Ask us' data-position='top-left' data-theme='dark' data-language='de'";
    let chat = stage.visit_page(Page { body: Stage::snippet(&stage.app.base, attributes), ..Page::default() }).await?;
    until("open", || async { Ok(chat.is_open().await?.then_some(())) }).await?;
    until_equal("the title", "Ask us".to_owned(), || chat.text("h2.title")).await?;
    let place: Vec<bool> = chat
        .look("const box = $('.launcher').getBoundingClientRect(); return [box.x < innerWidth / 2, box.y < innerHeight / 2]", Vec::new())
        .await?;
    assert_eq!(place, [true, true]);
    let scheme: String = chat.look("return getComputedStyle($('.panel')).colorScheme", Vec::new()).await?;
    assert_eq!(scheme, "dark");
    stage.close().await
}
