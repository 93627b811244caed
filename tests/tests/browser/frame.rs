//! The chat in a frame of its own, on a page that allows no WebAssembly.

use anyhow::Result;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::Value;

/// Everything that passes between windows: where it goes to, and what it says.
const SPY: &str = "<script>window.passed = [], window.heard = [];
    addEventListener('message', (e) => passed.push([e.origin, JSON.stringify(e.data)]));
    for (const name of ['open', 'close', 'message', 'ready']) document.addEventListener('parlor:' + name, (e) => heard.push(name + (e.detail?.text ? ' ' + e.detail.text : '')));
    </script>";

async fn enter(chat: &Chat<'_>) -> Result<()> {
    chat.wait_for("iframe.panel").await?;
    let frame = chat.find("iframe.panel").await?;
    Ok(frame.enter_frame().await?)
}

async fn leave(stage: &Stage) -> Result<()> {
    Ok(stage.browser.driver().enter_default_frame().await?)
}

/// Opens, speaks, changes its looks and closes, through messages alone; the page never gets the token.
#[tokio::test(flavor = "multi_thread")]
async fn a_framed_chat_works_where_webassembly_is_forbidden() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let host = &stage.app.base;
    let policy = format!(
        "default-src 'none'; script-src {host} 'unsafe-inline'; connect-src {host}; frame-src {host}; style-src 'none'"
    );
    let body = Stage::snippet(host, "data-frame data-theme='dark' data-title='Ask us'");
    let chat = stage.visit_page(Page { head: SPY.into(), body, policy }).await?;
    chat.press(".launcher").await?;
    enter(&chat).await?;
    let inside = Chat::on(&stage.browser);
    inside.wait_until_online().await?;
    until_equal("the title", "Ask us".to_owned(), || inside.text("h2.title")).await?;
    let scheme: String = inside.look("return getComputedStyle($('.panel')).colorScheme", Vec::new()).await?;
    assert_eq!(scheme, "dark");
    assert_eq!(inside.ask("hello").await?, "hello");
    leave(&stage).await?;
    chat.look::<Value>("Parlor('send', 'from the page'); chat.setAttribute('theme', 'light')", Vec::new()).await?;
    enter(&chat).await?;
    inside.wait_for_rows(4).await?;
    inside.wait_until_idle().await?;
    until_equal("the scheme", "light".to_owned(), || {
        inside.look::<String>("return getComputedStyle($('.panel')).colorScheme", Vec::new())
    })
    .await?;
    inside.press(".header .close").await?;
    leave(&stage).await?;
    until("closed", || async { Ok((!chat.is_open().await?).then_some(())) }).await?;
    let heard: Vec<String> = chat.look("return window.heard", Vec::new()).await?;
    assert_eq!(
        heard,
        ["open", "ready", "message hello", "message hello", "message from the page", "message from the page", "close"]
    );
    let passed: Vec<[String; 2]> = chat.look("return window.passed", Vec::new()).await?;
    assert!(!passed.is_empty() && passed.iter().all(|[origin, _]| origin == host), "{passed:?}");
    assert!(passed.iter().all(|[_, text]| !text.contains("eyJ")), "a token came out: {passed:?}");
    stage.close().await
}

/// A page that is not on the widget's list shows an empty frame, and messages of others change nothing.
#[tokio::test(flavor = "multi_thread")]
async fn other_pages_may_not_show_it_and_others_may_not_steer_it() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let host = &stage.app.base;
    let chat = stage
        .visit_page(Page { head: SPY.into(), body: Stage::snippet(host, "data-frame"), ..Page::default() })
        .await?;
    chat.press(".launcher").await?;
    enter(&chat).await?;
    let inside = Chat::on(&stage.browser);
    inside.wait_until_online().await?;
    leave(&stage).await?;
    // The page itself may only send the loader's messages; a foreign frame may send none.
    let hostile = "for (const told of ['close', ['destroy'], ['remove'], [], null, ['update', { innerHTML: 'x', onclick: 'x' }], { length: 1 }])
        window.postMessage(told, '*'), $('iframe').contentWindow.postMessage(told, '*');
        const other = document.createElement('iframe');
        other.srcdoc = '<script>parent.postMessage([\"close\"], \"*\"); parent.frames[0]?.postMessage([\"send\", \"hostile\"], \"*\")</scr' + 'ipt>';
        document.body.append(other); await new Promise((done) => other.onload = done); return true";
    let script = format!(
        "const chat = document.querySelector('parlor-chat'), $ = (what) => chat.shadowRoot.querySelector(what); {hostile}"
    );
    stage.browser.wait_for::<bool>(&script).await?;
    assert!(chat.is_open().await?);
    enter(&chat).await?;
    assert_eq!(inside.rows().await?.len(), 0);
    assert_eq!(inside.ask("well?").await?, "well?");
    leave(&stage).await?;
    let reply = stage.app.client.get(stage.app.url(&format!("/frame/{}", parlor_tests::app::KEY))).send().await?;
    let policy = reply.headers()["content-security-policy"].to_str()?.to_owned();
    assert!(policy.contains("frame-ancestors 'self' ") && policy.contains(&stage.pages.origin), "{policy}");
    stage.change(|widget| widget.allowed_origins = vec!["https://elsewhere.example".into()]).await?;
    let chat = stage.visit_page(Page { body: Stage::snippet(host, "data-frame"), ..Page::default() }).await?;
    chat.press(".launcher").await?;
    enter(&chat).await?;
    let blocked: bool = stage.browser.eval("return !document.querySelector('parlor-chat')", Vec::new()).await?;
    assert!(blocked);
    leave(&stage).await?;
    stage.close_after_failures().await
}
