//! Methods and events that few pages use: their effects, their order, and the events that a page can cancel.

use anyhow::Result;
use parlor::agent::scripted::Step;
use parlor_shared::content::QuickReply;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::Value;

/// Writes down every event and the body of every request of the widget.
const HEAR: &str = "<script>window.Parlor = window.Parlor || ((...a) => (Parlor.q = Parlor.q || []).push(a));
    window.heard = []; window.bodies = [];
    for (const name of ['before-send', 'before-action', 'action', 'stream-start', 'stream-end', 'restart'])
        document.addEventListener('parlor:' + name, (e) => heard.push(name + ' ' + (e.detail?.text ?? '')));
    const real = window.fetch; window.fetch = (url, init) => (init?.body && bodies.push(JSON.parse(init.body)), real(url, init));
    </script>";

async fn visit<'a>(stage: &'a Stage, early: &str) -> Result<Chat<'a>> {
    let head = [HEAR, "<script>", early, "</script>"].concat();
    stage.visit_page(Page { head, body: Stage::snippet(&stage.app.base, ""), ..Page::default() }).await
}

async fn run(chat: &Chat<'_>, script: &str) -> Result<()> {
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

async fn heard(chat: &Chat<'_>) -> Result<Vec<String>> {
    chat.look("return window.heard.splice(0)", Vec::new()).await
}

/// Returns the messages sent to the server, with their page context.
async fn sent(chat: &Chat<'_>) -> Result<Vec<(String, Option<String>)>> {
    chat.look(
        "return window.bodies.filter((body) => 'message' in body).map((body) => [body.message, body.page_context ?? null])",
        Vec::new(),
    )
    .await
}

/// A launcher that is hidden stays away until the chat is opened, and again after it is closed.
#[tokio::test(flavor = "multi_thread")]
async fn hide_and_show() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = visit(&stage, "").await?;
    let seen = || chat.look::<bool>("return $('.launcher').getClientRects().length > 0", Vec::new());
    for (script, expected) in [
        ("Parlor('hide')", false),
        ("Parlor('open')", true),
        ("Parlor('close')", false),
        ("chat.show()", true),
        ("chat.hide()", false),
        ("Parlor('show')", true),
    ] {
        run(&chat, script).await?;
        until_equal(script, expected, seen).await?;
    }
    stage.close().await
}

/// Calls made before the script has loaded run in their original order.
#[tokio::test(flavor = "multi_thread")]
async fn early_calls_keep_their_order() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early =
        "Parlor('send', 'first'); Parlor('setContext', { plan: 'pro' }); Parlor('open'); Parlor('send', 'second');
        Parlor('setContext', 'a text'); Parlor('send', 'third'); Parlor('setDraft', 'half a wo');";
    let chat = visit(&stage, early).await?;
    chat.wait_for_rows(6).await?;
    chat.wait_until_idle().await?;
    let draft = || chat.look::<String>("return $('textarea').value", Vec::new());
    until_equal("the draft", "half a wo".to_owned(), draft).await?;
    let texts: Vec<String> = sent(&chat).await?.into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["first", "second", "third"]);
    // Messages that wait for their turn take along what is known when it comes.
    assert_eq!(sent(&chat).await?.last().unwrap().1.as_deref(), Some("a text"));
    run(&chat, "Parlor('setContext', { plan: 'free' })").await?;
    run(&chat, "Parlor('setDraft', ''); Parlor('send', 'fourth')").await?;
    chat.wait_for_rows(8).await?;
    until_equal("the context", Some(r#"{"plan":"free"}"#.to_owned()), || async {
        Ok(sent(&chat).await?.last().and_then(|(_, context)| context.clone()))
    })
    .await?;
    stage.close().await
}

/// Said in the visitor's name, but not shown; not after a reload either.
#[tokio::test(flavor = "multi_thread")]
async fn hidden_messages_are_not_shown() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("secret", "the answer").agents()).await?;
    let chat = visit(&stage, "Parlor('open'); Parlor('send', 'secret', { hidden: true })").await?;
    chat.wait_for_text("the answer").await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.rows().await?.len(), 1);
    let chat = visit(&stage, "").await?;
    chat.open().await?;
    chat.wait_for_text("the answer").await?;
    assert_eq!(chat.rows().await?.len(), 1);
    stage.close().await
}

/// A page may hold back what the visitor says, or say it differently; what the visitor typed stays.
#[tokio::test(flavor = "multi_thread")]
async fn before_send_may_say_no() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early = "Parlor('on', 'before-send', (e) => { if (e.detail.text.includes('4111')) e.preventDefault();
        e.detail.text = e.detail.text.replace('secret', '***'); if (e.detail.text === 'throw') throw new Error('mine') })";
    let chat = visit(&stage, early).await?;
    chat.open().await?;
    chat.say("my card is 4111").await?;
    until_equal("heard", vec!["before-send my card is 4111".to_owned()], || heard(&chat)).await?;
    assert!(chat.rows().await?.is_empty());
    assert_eq!(chat.look::<String>("return $('textarea').value", Vec::new()).await?, "my card is 4111");
    run(&chat, "Parlor('setDraft', '')").await?;
    until_equal("empty", String::new(), || chat.look("return $('textarea').value", Vec::new())).await?;
    assert_eq!(chat.ask("a secret word").await?, "a *** word");
    assert_eq!(chat.ask("throw").await?, "throw");
    let uncaught = stage.browser.uncaught().await?;
    assert!(uncaught.iter().all(|error| error.contains("mine")), "{uncaught:?}");
    stage.browser.quit().await
}

/// Buttons the agent offers: a page is notified of them, and can cancel them.
#[tokio::test(flavor = "multi_thread")]
async fn before_action_may_say_no() -> Result<()> {
    let replies = Step::QuickReplies(vec![QuickReply("Yes".into()), QuickReply("No".into())]);
    let stage = Stage::open(Repertoire::default().on("ask me", [Step::Text("Well?".into()), replies]).agents()).await?;
    let early = "Parlor('on', 'before-action', (e) => { if (e.detail.label === 'No') e.preventDefault(); else e.detail.text = 'Yes, please' })";
    let chat = visit(&stage, early).await?;
    chat.open().await?;
    chat.ask("ask me").await?;
    chat.press(".theirs .chip:nth-child(2)").await?;
    chat.press(".theirs .chip:nth-child(1)").await?;
    chat.wait_for_text("Yes, please").await?;
    chat.wait_until_idle().await?;
    let heard = heard(&chat).await?;
    let actions: Vec<_> = heard.iter().filter(|name| name.contains("action")).map(String::as_str).collect();
    assert_eq!(actions, ["before-action No", "before-action Yes", "action Yes, please"]);
    assert_eq!(chat.rows().await?.len(), 4);
    stage.close().await
}

/// An answer begins and ends once.
#[tokio::test(flavor = "multi_thread")]
async fn streams_and_restarts_are_told() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = visit(&stage, "").await?;
    chat.open().await?;
    chat.ask("one").await?;
    let told = ["before-send one", "stream-start ", "stream-end "].map(str::to_owned).to_vec();
    assert_eq!(heard(&chat).await?, told);
    run(&chat, "Parlor('restart')").await?;
    chat.wait_for_rows(0).await?;
    until_equal("told", vec!["restart ".to_owned()], || heard(&chat)).await?;
    chat.wait_until_online().await?;
    assert_eq!(chat.ask("two").await?, "two");
    stage.close().await
}

/// The page's own words in the agent's place: Markdown, rendered like the agent's, and not stored.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_something_in_the_agents_place() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = visit(&stage, "Parlor('open'); Parlor('showMessage', 'A **warm** <q>welcome</q>')").await?;
    chat.wait_for_text("A warm <q>welcome</q>").await?;
    assert_eq!(chat.text(".theirs strong").await?, "warm");
    assert_eq!(chat.ask("hello").await?, "hello");
    run(&chat, "chat.showMessage('Bye')").await?;
    chat.wait_for_text("Bye").await?;
    let chat = visit(&stage, "").await?;
    chat.open().await?;
    chat.wait_for_rows(2).await?;
    stage.close().await
}

/// The next visitor of this browser is another person.
#[tokio::test(flavor = "multi_thread")]
async fn reset_forgets_everything_here() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = visit(&stage, "Parlor('setContext', 'mine')").await?;
    chat.open().await?;
    chat.ask("one").await?;
    let kept = || chat.look::<Vec<String>>("return Object.entries(localStorage).flat()", Vec::new());
    let before = kept().await?;
    run(&chat, "Parlor('reset')").await?;
    chat.wait_for_rows(0).await?;
    chat.wait_until_online().await?;
    assert_ne!(kept().await?, before);
    assert_eq!(chat.ask("two").await?, "two");
    assert_eq!(sent(&chat).await?.last().unwrap().1, None, "what the page said of the visitor is gone");
    run(&chat, "Parlor('close')").await?;
    run(&chat, "Parlor('reset')").await?;
    until("forgotten", || async { Ok(kept().await?.is_empty().then_some(())) }).await?;
    assert!(!chat.is_open().await?);
    stage.close().await
}
