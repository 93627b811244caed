//! Activity before the visitor acts: first words beside the launcher, the owner's rules, and an agent that begins.

use anyhow::{Result, ensure};
use parlor::core::{engagement::proactive::ProactiveRule, widget::settings::Feature};
use parlor_shared::config::Trigger;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::shots::keep;

/// A clock that can be put forward, and a page to scroll.
const HEAD: &str = "<script>window.skip = 0; const real = performance.now.bind(performance);
    performance.now = () => real() + window.skip * 1000</script><style>body { margin: 0; height: 4000px }</style>";
/// Everything a page may keep about its visitor.
const KEPT: &str = "return Object.keys(localStorage).concat(Object.keys(sessionStorage))";
const PEEK: &str = ".peek.shown";

fn rule(trigger: Trigger, value: u32) -> ProactiveRule {
    ProactiveRule { id: "r1".into(), trigger, value, url_contains: None, message: "Need **help**?".into(), once: true }
}

async fn visit<'s>(stage: &'s Stage, attributes: &str) -> Result<Chat<'s>> {
    let body = ["<main><h1>A shop</h1></main>", &Stage::snippet(&stage.app.base, attributes)].concat();
    let chat = stage.visit_page(Page { head: HEAD.into(), body, ..Page::default() }).await?;
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
    })
    .await?;
    Ok(chat)
}

/// Waits until the page watches its visitor.
async fn watched(chat: &Chat<'_>) -> Result<()> {
    until("watched", || async { Ok((chat.count(".badge").await? > 0).then_some(())) }).await
}

async fn run(chat: &Chat<'_>, script: &str) -> Result<()> {
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

async fn words(chat: &Chat<'_>) -> Result<String> {
    chat.wait_for(PEEK).await?;
    chat.text(".peek .words").await
}

/// The first words stand beside the launcher where the owner wants them; they can be sent away, or opened.
#[tokio::test(flavor = "multi_thread")]
async fn first_words_peek_out() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = visit(&stage, "").await?;
    stage
        .change(|widget| {
            widget.settings.initial = Some("Hi, I am **Ada**.".into());
        })
        .await?;
    assert_eq!((chat.count(".peek").await?, chat.count(".badge").await?), (0, 0), "off unless the owner wants it");

    stage.change(|widget| _ = widget.settings.features.insert(Feature::MessagePeek, true)).await?;
    let chat = visit(&stage, "").await?;
    assert_eq!(words(&chat).await?, "Hi, I am Ada.");
    assert_eq!(chat.attribute(".peek .words", "aria-live").await?.as_deref(), Some("polite"));
    assert_eq!(stage.browser.eval::<Vec<String>>(KEPT, Vec::new()).await?, [""; 0], "nobody has acted");
    assert_eq!(chat.focused().await?, "", "it does not take the focus");
    ensure!(stage.browser.axe().await?.findings.is_empty(), "axe found something");
    keep(&stage.browser, "peek").await?;
    // Escape sends it away, and it stays away in this tab.
    chat.find("button.shut").await?.focus().await?;
    stage.browser.key(Key::Escape).await?;
    chat.wait_without(".peek").await?;
    assert_eq!(chat.focused().await?, "button Open chat");
    let chat = visit(&stage, "").await?;
    watched(&chat).await?;
    assert_eq!(chat.count(".peek").await?, 0);

    stage.browser.eval::<Value>("sessionStorage.clear()", Vec::new()).await?;
    let chat = visit(&stage, "").await?;
    chat.press(PEEK).await?;
    chat.wait_until_online().await?;
    chat.wait_for_text("Hi, I am Ada.").await?;
    assert_eq!((chat.count(".peek").await?, chat.rows().await?.len()), (0, 1));
    stage.close().await
}

/// Each trigger waits for its own; what a page does to reach it is in the second column.
#[tokio::test(flavor = "multi_thread")]
async fn each_trigger_fires_when_it_is_reached() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let leave = "document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1, relatedTarget: null }))";
    for (trigger, value, act) in [
        (Trigger::Time, 600, "skip = 601"),
        (Trigger::Idle, 600, "skip = 601"),
        (Trigger::Scroll, 90, "scrollTo(0, document.documentElement.scrollHeight)"),
        (Trigger::ExitIntent, 0, leave),
        (Trigger::Engagement, 80, "skip = 90; scrollTo(0, 9999); for (let n = 0; n < 4; n++) document.body.click()"),
    ] {
        stage.change(|widget| widget.settings.proactive = Some(vec![rule(trigger, value)])).await?;
        let chat = visit(&stage, "").await?;
        watched(&chat).await?;
        assert_eq!(chat.count(".peek").await?, 0, "{trigger:?} before");
        run(&chat, act).await?;
        assert_eq!(words(&chat).await?, "Need help?", "{trigger:?}");
        assert_eq!(stage.browser.eval::<Vec<String>>(KEPT, Vec::new()).await?, [""; 0], "{trigger:?}");
    }
    for (part, fires) in [("/shop", true), ("/cart", false)] {
        let on = ProactiveRule { url_contains: Some(part.into()), ..rule(Trigger::Url, 0) };
        stage.change(|widget| widget.settings.proactive = Some(vec![on])).await?;
        let chat = visit(&stage, "").await?;
        watched(&chat).await?;
        if fires {
            words(&chat).await?;
        } else {
            assert_eq!(chat.count(".peek").await?, 0);
        }
    }
    stage.close().await
}

/// Rules are for bubbles that are closed: not while the chat is open, not where it has no launcher.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_disturbed_in_an_open_chat() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.change(|widget| widget.settings.proactive = Some(vec![rule(Trigger::Time, 600)])).await?;
    let chat = visit(&stage, "").await?;
    watched(&chat).await?;
    chat.open().await?;
    run(&chat, "skip = 601; document.body.click()").await?;
    assert_eq!(chat.count(".peek").await?, 0);
    stage.change(|widget| widget.settings.proactive = Some(vec![rule(Trigger::Time, 0)])).await?;
    let chat = visit(&stage, "data-layout=fullscreen").await?;
    watched(&chat).await?;
    assert_eq!(chat.count(".peek").await?, 0);
    stage.close().await
}

/// A proactive offer becomes the agent's first message in the chat. It is stored once it is answered, and not before; a
/// rule that may fire once does not fire again.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_offered_is_stored_when_it_is_answered() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage
        .change(|widget| {
            widget.settings.initial = Some("Welcome.".into());
            widget.settings.proactive = Some(vec![rule(Trigger::Time, 0)]);
        })
        .await?;
    let chat = visit(&stage, "").await?;
    words(&chat).await?;
    keep(&stage.browser, "rule").await?;
    chat.press(PEEK).await?;
    chat.wait_until_online().await?;
    chat.wait_for_text("Need help?").await?;
    assert_eq!(chat.rows().await?.len(), 1, "in place of the usual first words");
    let sent = stage.browser.requests().await?;
    ensure!(!sent.iter().any(|request| request.ends_with("/proactive")), "nobody has answered yet");
    chat.ask("Yes, please").await?;
    assert_eq!(chat.text(".content strong").await?, "help", "drawn as it was written");

    let chat = visit(&stage, "").await?;
    watched(&chat).await?;
    chat.open().await?;
    until_equal(
        "the history",
        vec!["Need help?", "Yes, please", "Yes, please"].into_iter().map(String::from).collect(),
        || async {
            Ok::<Vec<String>, _>(
                chat.rows().await?.into_iter().map(|row| row.text).filter(|text| text != "Welcome.").collect(),
            )
        },
    )
    .await?;
    assert_eq!(chat.count(".peek").await?, 0, "once");
    stage.close().await
}

/// Visits are counted from the first time the visitor opened the chat; nothing is counted before.
#[tokio::test(flavor = "multi_thread")]
async fn a_return_is_noticed_once_the_visitor_has_acted() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.change(|widget| widget.settings.proactive = Some(vec![rule(Trigger::ReturnVisit, 1)])).await?;
    for _ in 0..2 {
        let chat = visit(&stage, "").await?;
        watched(&chat).await?;
        assert_eq!(chat.count(".peek").await?, 0);
        assert_eq!(stage.browser.eval::<Vec<String>>(KEPT, Vec::new()).await?, [""; 0]);
    }
    let chat = visit(&stage, "").await?;
    watched(&chat).await?;
    chat.open().await?;
    let chat = visit(&stage, "").await?;
    watched(&chat).await?;
    assert_eq!(chat.count(".peek").await?, 0, "the same visit");
    // Another visit is another tab, or a restarted browser.
    stage.browser.eval::<Value>("sessionStorage.clear()", Vec::new()).await?;
    let chat = visit(&stage, "").await?;
    assert_eq!(words(&chat).await?, "Need help?");
    stage.close().await
}

/// The page's score is the server's.
#[tokio::test(flavor = "multi_thread")]
async fn the_score_is_counted_as_the_server_does() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.change(|widget| widget.settings.proactive = Some(vec![rule(Trigger::Engagement, 99)])).await?;
    watched(&visit(&stage, "").await?).await?;
    let script =
        "const { name } = performance.getEntriesByType('resource').find((entry) => entry.name.includes('outreach'));
        const { score } = await import(name);
        return [[0, 0, 0, 1], [75, 45, 3, 1], [100, 90, 4, 2], [255, 1e9, 99, 9], [4, 2.9, 0, 0]]
            .map(([percent, seconds, clicks, pages]) => score({ percent, seconds, clicks, pages }))";
    assert_eq!(stage.browser.wait_for::<Value>(script).await?, json!([5, 65, 100, 100, 1]));
    stage.close().await
}

/// If the agent begins, it does so when the chat is opened, and not before: with the owner's words or its own.
#[tokio::test(flavor = "multi_thread")]
async fn the_agent_begins_where_the_owner_wants_it() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let begins = |on: bool, initial: Option<&'static str>| {
        stage.change(move |widget| {
            widget.settings.initial = initial.map(String::from);
            widget.settings.features.insert(Feature::StartFirst, on);
        })
    };
    let texts = async |chat: &Chat<'_>| {
        Ok::<_, anyhow::Error>(chat.rows().await?.into_iter().map(|row| row.text).collect::<Vec<_>>())
    };
    for (on, initial, said) in [
        (false, None, None),
        (true, None, Some("Hi! How can I help you today?")),
        (true, Some("I am **Ada**."), Some("I am Ada.")),
    ] {
        begins(on, initial).await?;
        stage.browser.goto("about:blank").await?;
        let chat = visit(&stage, "").await?;
        stage.browser.eval::<Value>("localStorage.clear()", Vec::new()).await?;
        stage.browser.requests().await?;
        chat.open().await?;
        if let Some(said) = said {
            chat.wait_for_text(said).await?;
            chat.wait_for(".chip").await?;
        }
        chat.wait_until_idle().await?;
        let wanted: Vec<String> = said.map(String::from).into_iter().collect();
        assert_eq!(texts(&chat).await?, wanted, "{on} {initial:?}");
        chat.ask("Hello").await?;
        // It is part of the conversation, and does not come twice.
        let chat = visit(&stage, "").await?;
        chat.open().await?;
        let wanted = [wanted, vec!["Hello".into(), "Hello".into()]].concat();
        until_equal("the history", wanted, || texts(&chat)).await?;
    }
    stage.close().await
}
