//! Functions of the page that the agent uses, with and without asking the visitor.

use anyhow::Result;
use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};
use thirtyfour::Key;

/// The queue, and a tool whose calls are written down.
const TOOL: &str = "<script>window.Parlor = window.Parlor || ((...a) => (Parlor.q = Parlor.q || []).push(a));
    window.calls = [];
    window.lend = (approval, handler) => Parlor('registerTool', { name: 'stock', description: 'How many are left.', approval,
        parameters: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } },
        handler: (args) => (calls.push(args), handler(args)) });
    </script>";

fn agents() -> Repertoire {
    let page = Step::Page { name: "stock".into(), args: json!({"sku": "TEA", "near": {"city": "Cluj"}}) };
    Repertoire::default().on("tea?", [page, Step::Text("end".into())])
}

async fn stage() -> Result<Stage> {
    let stage = Stage::open(agents().agents()).await?;
    stage.change(|widget| _ = widget.settings.features.insert(Feature::Tools, true)).await?;
    Ok(stage)
}

async fn visit<'a>(stage: &'a Stage, script: &str, attributes: &str) -> Result<Chat<'a>> {
    let head = [TOOL, "<script>", script, "</script>"].concat();
    let body = Stage::snippet(&stage.app.base, attributes);
    stage.visit_page(Page { head, body, ..Page::default() }).await
}

async fn run(chat: &Chat<'_>, script: &str) -> Result<()> {
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

async fn calls(chat: &Chat<'_>) -> Result<usize> {
    chat.look("return window.calls.length", Vec::new()).await
}

/// Registered before the loader came; results of every kind, and every way to fail. The chat goes on.
#[tokio::test(flavor = "multi_thread")]
async fn the_agent_uses_the_page() -> Result<()> {
    let stage = stage().await?;
    let chat = visit(
        &stage,
        "lend('never', ({ sku, near }) => ({ sku, city: near.city })); Parlor('on', 'tool-call', (e) => window.told = e.detail);",
        "",
    )
    .await?;
    chat.open().await?;
    let answer = chat.ask("tea?").await?;
    let result = answer.strip_prefix("result ").and_then(|rest| rest.strip_suffix(" end").or(rest.strip_suffix("end")));
    let result: Value = serde_json::from_str(result.unwrap_or_default())?;
    assert_eq!(result, json!({"city": "Cluj", "sku": "TEA"}), "{answer}");
    let told: Value = chat.look("return window.told", Vec::new()).await?;
    assert_eq!(told, json!({"id": "call-0", "name": "stock", "args": {"sku": "TEA", "near": {"city": "Cluj"}}}));
    for (handler, said) in [
        ("() => {}", "result \"done\""),
        ("async () => 7", "result 7"),
        ("() => { throw new Error('sold out') }", "error sold out"),
        ("() => Promise.reject('no')", "error no"),
        ("() => { const a = {}; a.a = a; return a }", "error Converting circular"),
        ("() => 'x'.repeat(70000)", "error the result has more than 60 kB"),
        ("() => 10n", "error Do not know how to serialize"),
    ] {
        run(&chat, &format!("lend('never', {handler})")).await?;
        let answer = chat.ask("tea?").await?;
        assert!(answer.starts_with(said) && answer.ends_with("end"), "{handler}: {answer}");
    }
    assert_eq!(calls(&chat).await?, 8);
    run(&chat, "Parlor('unregisterTool', 'stock')").await?;
    let answer = chat.ask("tea?").await?;
    assert!(answer.starts_with("error there is no such tool"), "{answer}");
    stage.close_after_failures().await
}

/// The visitor reads what is asked, and decides; without a pointer too.
#[tokio::test(flavor = "multi_thread")]
async fn the_visitor_is_asked() -> Result<()> {
    let stage = stage().await?;
    let chat = visit(&stage, "lend('ask', () => 3)", "").await?;
    chat.open().await?;
    chat.listen().await?;
    chat.say("tea?").await?;
    chat.wait_for(".ask").await?;
    assert_eq!(chat.text(".ask p").await?, "May I use “stock” on this page?");
    let shown = chat.text(".args").await?;
    assert!(shown.contains("skuTEA") && shown.contains("near{\"city\":\"Cluj\"}"), "{shown}");
    until("announced", || async {
        Ok(chat.announced().await?.contains(&"May I use “stock” on this page?".to_owned()).then_some(()))
    })
    .await?;
    assert_eq!(calls(&chat).await?, 0, "nothing runs before the visitor agrees");
    let report = stage.browser.axe().await?;
    let ours: Vec<_> = report.findings.iter().filter(|finding| finding.contains("ask")).collect();
    assert!(ours.is_empty(), "{ours:?}");
    chat.find(".ask .primary").await?.send_keys(Key::Enter + "").await?;
    chat.wait_until_idle().await?;
    chat.wait_without(".ask").await?;
    assert!(chat.last().await?.text.starts_with("result 3"));
    assert!(chat.focused().await?.starts_with("textarea"), "{}", chat.focused().await?);

    chat.say("tea?").await?;
    chat.press(".ask .button:not(.primary)").await?;
    chat.wait_until_idle().await?;
    assert!(chat.last().await?.text.starts_with("error the visitor refused"));
    assert_eq!(calls(&chat).await?, 1);

    // Stop takes the question away with the answer.
    chat.say("tea?").await?;
    chat.wait_for(".ask").await?;
    chat.press("button.send.stop").await?;
    chat.wait_without(".ask").await?;
    chat.wait_until_idle().await?;
    assert_eq!(calls(&chat).await?, 1);
    stage.close().await
}

/// Visitors who return to an answer that is waiting do not run the tool again.
#[tokio::test(flavor = "multi_thread")]
async fn a_reload_runs_nothing_twice() -> Result<()> {
    let stage = stage().await?;
    let script = "lend('never', () => new Promise(() => {}))";
    let chat = visit(&stage, script, "").await?;
    chat.open().await?;
    chat.say("tea?").await?;
    until_equal("the call", 1, || calls(&chat)).await?;
    let chat = visit(&stage, script, "").await?;
    chat.open().await?;
    chat.wait_for_rows(2).await?;
    chat.wait_for("button.send.stop").await?;
    chat.press("button.send.stop").await?;
    chat.wait_until_idle().await?;
    assert_eq!(calls(&chat).await?, 0);
    assert_eq!(chat.ask("still here?").await?, "still here?");
    stage.close().await
}

/// Tools the server does not understand do not block messages; those that are plainly wrong are refused here.
#[tokio::test(flavor = "multi_thread")]
async fn odd_tools_break_nothing() -> Result<()> {
    let stage = stage().await?;
    let script = "const odd = (more) => Parlor('registerTool', { name: 'odd', description: 'd', handler() {}, ...more });
        Parlor('on', 'error', (e) => (window.errors ??= []).push(e.detail));
        odd({ name: 'a b' }); odd({ handler: 1 }); odd({ description: '' }); odd({ parameters: { type: 'string' } }); Parlor('registerTool');
        odd({ parameters: { type: 'object', description: 'x'.repeat(50000) } });
        odd({ parameters: { type: 'object', properties: { a: { pattern: '(' } } } });";
    let chat = visit(&stage, script, "").await?;
    chat.open().await?;
    assert_eq!(chat.ask("hello").await?, "hello");
    let errors: Vec<String> = chat.look("return window.errors", Vec::new()).await?;
    assert_eq!(errors, ["error_tools"]);
    assert_eq!(chat.ask("again").await?, "again");
    stage.close_after_failures().await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_where_the_owner_lets_pages_lend_tools() -> Result<()> {
    let stage = Stage::open(agents().agents()).await?;
    let chat = visit(&stage, "lend('never', () => 3)", "").await?;
    chat.open().await?;
    let answer = chat.ask("tea?").await?;
    assert!(answer.starts_with("error there is no such tool"), "{answer}");
    assert_eq!(calls(&chat).await?, 0);
    stage.close().await
}

/// The functions stay on the page; the chat is in a frame.
#[tokio::test(flavor = "multi_thread")]
async fn a_framed_chat_uses_the_page_outside() -> Result<()> {
    let stage = stage().await?;
    let chat =
        visit(&stage, "lend('never', ({ sku }) => sku + '!'); Parlor('setContext', { plan: 'pro' });", "data-frame")
            .await?;
    chat.press(".launcher").await?;
    chat.wait_for("iframe.panel").await?;
    chat.find("iframe.panel").await?.enter_frame().await?;
    let inside = Chat::on(&stage.browser);
    inside.wait_until_online().await?;
    let answer = inside.ask("tea?").await?;
    assert!(answer.starts_with("result \"TEA!\""), "{answer}");
    stage.browser.driver().enter_default_frame().await?;
    assert_eq!(calls(&chat).await?, 1);
    stage.close().await
}

/// axe finds nothing on the question in any theme, direction and width; with `PARLOR_SHOTS=folder` each is kept as a picture.
#[tokio::test(flavor = "multi_thread")]
async fn the_question_can_be_read_everywhere() -> Result<()> {
    let stage = stage().await?;
    let mut found = Vec::new();
    for (look, attributes, width) in [
        ("light", "", 1200),
        ("dark-phone", "data-theme=dark", 380),
        ("arabic", "data-language=ar data-theme=light", 1200),
        ("high-contrast-phone", "data-theme=high-contrast-dark data-language=de", 320),
    ] {
        let window = json!({"width": width, "height": 760, "deviceScaleFactor": 1, "mobile": width < 500});
        stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await?;
        let chat = visit(&stage, "lend('ask', () => 3); Parlor('open'); Parlor('send', 'tea?')", attributes).await?;
        chat.wait_for(".ask").await?;
        let small: usize = chat
            .look("return $$('.ask button').filter((one) => one.getBoundingClientRect().height < 24).length", vec![])
            .await?;
        assert_eq!(small, 0, "{look}");
        until("in view", || async {
            let script = "const [a, b] = ['.ask', '.place'].map((one) => $(one).getBoundingClientRect()); return a.bottom <= b.bottom + 1";
            Ok(chat.look::<bool>(script, vec![]).await?.then_some(()))
        })
        .await?;
        let report = stage.browser.axe().await?;
        found.extend(report.findings.into_iter().filter(|one| one.contains("ask")).map(|one| format!("{look}: {one}")));
        if let Some(folder) = std::env::var_os("PARLOR_SHOTS").map(std::path::PathBuf::from) {
            std::fs::create_dir_all(&folder)?;
            let picture = stage.browser.driver().screenshot_as_png().await?;
            std::fs::write(folder.join(format!("ask-{look}.png")), picture)?;
        }
        chat.press("button.send.stop").await?;
        chat.wait_until_idle().await?;
        run(&chat, "Parlor('reset')").await?;
        chat.wait_for_rows(0).await?;
    }
    assert!(found.is_empty(), "{found:#?}");
    stage.close().await
}
