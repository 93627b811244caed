//! Unread answers: the number at the launcher, the page's title, the sound.

use anyhow::{Context as _, Result};
use parlor::agent::scripted::Gate;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

use crate::shots::keep;

/// A page that can be put out of sight, and loudspeakers that count.
const HEAD: &str = "<script>
    window.away = false; window.tones = 0;
    Object.defineProperty(document, 'hidden', { get: () => window.away });
    window.look = (at) => { window.away = !at; document.dispatchEvent(new Event('visibilitychange')) };
    const part = () => ({ connect: (next) => next, frequency: {}, gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, start() { window.tones++ }, stop() {} });
    window.AudioContext = class { currentTime = 0; createOscillator = part; createGain = part };
    window.heard = []; document.addEventListener('parlor:unread', (e) => heard.push(e.detail.count));
</script>";

/// A stage whose agent answers `q` when the gate is opened.
async fn stage() -> Result<(Stage, Gate)> {
    let (repertoire, gate) = Repertoire::default().held("q", "Wait.", " Done.");
    Ok((Stage::open(repertoire.agents()).await?, gate))
}

async fn visit(stage: &Stage) -> Result<Chat<'_>> {
    let body = ["<main><h1>A shop</h1></main>", &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { head: HEAD.into(), body, ..Page::default() }).await?;
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
    })
    .await?;
    chat.open().await?;
    Ok(chat)
}

async fn now<T: serde::de::DeserializeOwned>(stage: &Stage, what: &str) -> Result<T> {
    stage.browser.eval(&format!("return {what}"), Vec::new()).await
}

async fn close(chat: &Chat<'_>) -> Result<()> {
    chat.look::<Value>("return chat.close()", Vec::new()).await.map(drop)
}

/// An answer that ends behind a closed panel is counted until it is looked at; one that is seen is not.
#[tokio::test(flavor = "multi_thread")]
async fn answers_behind_a_closed_panel_are_counted() -> Result<()> {
    let (stage, gate) = stage().await?;
    let chat = visit(&stage).await?;
    chat.ask("seen").await?;
    assert_eq!(chat.count(".badge").await?, 0);
    chat.say("q").await?;
    chat.wait_for_text("Wait.").await?;
    close(&chat).await?;
    gate.open(1);
    until_equal("the number", "1".to_owned(), || chat.text(".badge")).await?;
    let name = chat.attribute("button.launcher", "aria-label").await?.context("it has a name")?;
    assert_eq!(name, "Open chat. Unread messages: 1");
    keep(&stage.browser, "unread").await?;
    assert!(stage.browser.axe().await?.findings.is_empty());
    chat.open().await?;
    until_equal("no number", String::new(), || chat.text(".badge")).await?;
    assert_eq!(now::<Value>(&stage, "heard").await?, json!([1, 0]));
    assert_eq!(now::<String>(&stage, "document.title").await?, "A shop");
    assert_eq!(now::<u32>(&stage, "tones").await?, 0);
    stage.close().await
}

/// While the page is out of sight its title tells, unless the owner does not want it; then it is the page's again.
#[tokio::test(flavor = "multi_thread")]
async fn the_title_tells_while_nobody_looks() -> Result<()> {
    for (wanted, title) in [(true, "(1) A shop"), (false, "A shop")] {
        let (stage, gate) = stage().await?;
        stage.change(|widget| widget.settings.title_note = Some(wanted)).await?;
        let chat = visit(&stage).await?;
        chat.say("q").await?;
        chat.wait_for_text("Wait.").await?;
        now::<Value>(&stage, "look(false)").await?;
        gate.open(1);
        until_equal("the number", "1".to_owned(), || chat.text(".badge")).await?;
        assert_eq!(now::<String>(&stage, "document.title").await?, title);
        now::<Value>(&stage, "look(true)").await?;
        until_equal("the title", "A shop".to_owned(), || now(&stage, "document.title")).await?;
        until_equal("what was heard", json!([1, 0]), || now(&stage, "heard")).await?;
        stage.close().await?;
    }
    Ok(())
}

/// There is no sound, and no way to switch it on, unless the owner offers it; it is off until the visitor wants it, and
/// stays as they left it.
#[tokio::test(flavor = "multi_thread")]
async fn a_sound_where_it_is_offered_and_wanted() -> Result<()> {
    let (stage, gate) = stage().await?;
    let chat = visit(&stage).await?;
    assert_eq!(chat.count("button.sound").await?, 0);
    stage.change(|widget| widget.settings.sound = Some(true)).await?;
    let chat = visit(&stage).await?;
    assert_eq!(chat.attribute("button.sound", "aria-label").await?.as_deref(), Some("Turn sound on"));
    chat.press("button.sound").await?;
    until_equal("its name", Some("Turn sound off".to_owned()), || chat.attribute("button.sound", "aria-label")).await?;
    until_equal("heard at once", 2, || now::<u32>(&stage, "tones")).await?;
    keep(&stage.browser, "sound").await?;

    let chat = visit(&stage).await?;
    assert_eq!(chat.attribute("button.sound", "aria-label").await?.as_deref(), Some("Turn sound off"), "remembered");
    chat.say("q").await?;
    chat.wait_for_text("Wait.").await?;
    close(&chat).await?;
    gate.open(1);
    until_equal("two tones", 2, || now::<u32>(&stage, "tones")).await?;
    chat.open().await?;
    chat.press("button.sound").await?;
    chat.say("q").await?;
    close(&chat).await?;
    gate.open(1);
    until_equal("the number", "1".to_owned(), || chat.text(".badge")).await?;
    assert_eq!(now::<u32>(&stage, "tones").await?, 2, "muted again");
    stage.close().await
}
