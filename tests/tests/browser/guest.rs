//! The widget as a guest on a page: quiet until called, compatible with strict policies, harmless if the server is
//! down.

use anyhow::Result;
use parlor_tests::{
    app::KEY,
    browser::{Page, Stage, until, until_equal},
    proxy::Proxy,
    repertoire::Repertoire,
};

/// Everything a page may keep about its visitor, as one number.
const KEPT: &str = "return localStorage.length + sessionStorage.length + document.cookie.length";
/// Runs when the browser has nothing else to do.
const IDLE: &str =
    "await new Promise((done) => requestIdleCallback(() => setTimeout(() => requestIdleCallback(done)))); return true";

/// Before the visitor acts one configuration is fetched, and nothing is kept.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_happens_before_the_visitor_acts() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    let config = format!("GET {}/v1/widget/config/{KEY}?lang=en", stage.app.base);
    let mut sent = stage.browser.requests().await?;
    while !sent.contains(&config) {
        sent.extend(
            until("a request", || async { Ok(Some(stage.browser.requests().await?).filter(|new| !new.is_empty())) })
                .await?,
        );
    }
    stage.browser.wait_for::<bool>(IDLE).await?;
    sent.extend(stage.browser.requests().await?);
    let to_server: Vec<&String> = sent.iter().filter(|request| !request.contains(&stage.pages.origin)).collect();
    assert_eq!(to_server, [&format!("GET {}/widget.js", stage.app.base), &config]);
    assert_eq!(stage.browser.eval::<usize>(KEPT, Vec::new()).await?, 0);
    assert_eq!(chat.count(".panel").await?, 0);
    chat.open().await?;
    // A visitor who has acted is remembered, under one name.
    let names: Vec<String> = stage.browser.eval("return Object.keys(localStorage)", Vec::new()).await?;
    assert_eq!(names, [format!("parlor:{KEY}")]);
    let foreign: Vec<String> = stage.browser.requests().await?;
    let ours = [&stage.app.base, &stage.pages.origin];
    assert!(foreign.iter().all(|request| ours.iter().any(|base| request.contains(base.as_str()))), "{foreign:?}");
    stage.close().await
}

/// If storage is forbidden, everything works for the lifetime of the page.
#[tokio::test(flavor = "multi_thread")]
async fn forbidden_storage_is_no_obstacle() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let forbid = "<script>for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, { get() { throw new DOMException('forbidden', 'SecurityError') } })</script>";
    let page = Page { head: forbid.into(), body: Stage::snippet(&stage.app.base, ""), ..Page::default() };
    let chat = stage.visit_page(page).await?;
    chat.open().await?;
    assert_eq!(chat.ask("one").await?, "one");
    chat.press("button[aria-label='Close chat']:not(.launcher)").await?;
    until("closed", || async { Ok((!chat.is_open().await?).then_some(())) }).await?;
    chat.open().await?;
    assert_eq!(chat.ask("two").await?, "two");
    assert_eq!(chat.rows().await?.len(), 4);
    stage.close().await
}

/// The strictest policy that lets the widget's server in at all, with Trusted Types: nothing is breached.
#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_is_kept() -> Result<()> {
    let stage = Stage::open(
        Repertoire::default()
            .says("rich", "**a** `b`\n\n| x |\n|---|\n| $y^2$ |\n\n```rust\nfn f() {}\n```\n")
            .agents(),
    )
    .await?;
    let host = &stage.app.base;
    let policy = format!(
        "default-src 'none'; script-src {host} 'wasm-unsafe-eval'; connect-src {host}; img-src {host}; require-trusted-types-for 'script'"
    );
    let chat = stage.visit_page(Page { body: Stage::snippet(host, ""), policy, ..Page::default() }).await?;
    chat.open().await?;
    chat.ask("rich").await?;
    chat.wait_for(".content pre code").await?;
    let brand: String = chat.look("return getComputedStyle($('.launcher')).backgroundColor", Vec::new()).await?;
    assert_eq!(brand, "rgb(47, 91, 216)", "the style sheet applies");
    stage.close().await
}

/// The server goes away after the page was loaded: the launcher stays, opening says so, and works once it is back.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_is_told_when_opened() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    let page = || Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() };
    stage.visit_page(page()).await?;
    proxy.refuse(true);
    proxy.cut();
    // The loader comes from the browser's cache; nothing else does.
    let chat = stage.visit_page(page()).await?;
    stage.browser.wait_for::<bool>(IDLE).await?;
    assert!(stage.browser.uncaught().await?.is_empty());
    chat.press("button.launcher").await?;
    until_equal("the note", "The chat could not be loaded.".to_owned(), || chat.text(".failed .note span")).await?;
    assert!(!chat.is_open().await?);
    proxy.refuse(false);
    chat.press(".note button").await?;
    chat.wait_until_online().await?;
    assert_eq!(chat.ask("hello").await?, "hello");
    stage.close_after_failures().await
}

/// The bundle is there, the session is not: the panel says so and offers to try again.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_fails_can_be_tried_again() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    let chat = stage.visit_page(Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() }).await?;
    chat.open().await?;
    let chat = stage.visit_page(Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() }).await?;
    proxy.refuse(true);
    proxy.cut();
    chat.press("button.launcher").await?;
    chat.wait_for(".notice button, .failed .note button").await?;
    proxy.refuse(false);
    chat.press(".notice button, .failed .note button").await?;
    chat.wait_until_online().await?;
    stage.close_after_failures().await
}

/// The snippet twice, and once more later: one launcher.
#[tokio::test(flavor = "multi_thread")]
async fn two_snippets_are_one_launcher() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let twice = Stage::snippet(&stage.app.base, "").repeat(2);
    let chat = stage.visit_page(Page { body: twice, ..Page::default() }).await?;
    let again = "const old = document.querySelector('script[data-key]'), script = document.createElement('script');
        Object.assign(script.dataset, old.dataset);
        await new Promise((done) => { script.onload = done; script.src = old.src; document.body.append(script) });
        return document.querySelectorAll('parlor-chat').length";
    assert_eq!(stage.browser.wait_for::<usize>(again).await?, 1);
    assert_eq!(chat.count("button.launcher").await?, 1);
    chat.open().await?;
    stage.close().await
}
