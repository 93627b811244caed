//! Nothing is lost: not by a reload, not by a connection that breaks.

use anyhow::Result;
use parlor::agent::scripted::Step;
use parlor_tests::{
    browser::{Page, Stage, until, until_equal},
    proxy::Proxy,
    repertoire::Repertoire,
};

/// A reload in the middle of an answer shows the history, and the answer goes on to its end.
#[tokio::test(flavor = "multi_thread")]
async fn a_reload_goes_on_with_history_and_answer() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().says("hello", "Good day.").held("long", "One, two, ", "three.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.ask("hello").await?, "Good day.");
    chat.say("long").await?;
    until_equal("the part", "One, two,".to_owned(), || async { Ok(chat.last().await?.text.trim_end().to_owned()) })
        .await?;

    let chat = stage.visit().await?;
    assert!(!chat.is_open().await?, "a reloaded page shows the launcher");
    chat.open().await?;
    until_equal("the part, again", "One, two,".to_owned(), || async {
        Ok(chat.rows().await?.pop().map(|row| row.text.trim_end().to_owned()).unwrap_or_default())
    })
    .await?;
    gate.open(1);
    chat.wait_for_text("One, two, three.").await?;
    chat.wait_until_idle().await?;
    let texts: Vec<String> = chat.rows().await?.into_iter().map(|row| row.text).collect();
    assert_eq!(texts, ["hello", "Good day.", "long", "One, two, three."]);
    stage.close().await
}

/// The connection breaks again and again while an answer is written: its text is exact, and there once.
#[tokio::test(flavor = "multi_thread")]
async fn cuts_leave_no_trace() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    let chat = stage.visit_page(Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() }).await?;
    chat.open().await?;
    chat.say("/words 90 25").await?;
    let mut connections = Vec::new();
    for word in ["w5 ", "w20 ", "w40 ", "w60 "] {
        let there =
            || async { Ok(chat.rows().await?.pop().filter(|row| !row.mine && row.text.contains(word)).map(drop)) };
        until(&format!("at {word}"), there).await?;
        connections.push(proxy.accepted());
        proxy.cut();
    }
    let said: Vec<String> = (0..90).map(|word| format!("w{word}")).collect();
    until_equal("the whole answer", said.join(" "), || async { Ok(chat.last().await?.text.trim_end().to_owned()) })
        .await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.rows().await?.len(), 2);
    assert_eq!(chat.text(".status").await?, "Online");
    assert!(connections.is_sorted_by(|a, b| a < b), "each cut was followed by a new connection: {connections:?}");
    stage.close_after_failures().await
}

/// While the server cannot be reached the visitor is told; when it is back, what they said is sent once.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_meanwhile_arrives_once() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    let chat = stage.visit_page(Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() }).await?;
    chat.open().await?;
    proxy.refuse(true);
    proxy.cut();
    chat.say("are you there?").await?;
    chat.wait_for(".fate").await?;
    proxy.refuse(false);
    let retry = ".fate.failed button";
    until("answered", || async {
        if chat.count(retry).await? > 0 {
            chat.press(retry).await?;
        }
        Ok((chat.last().await?.text == "are you there?" && chat.rows().await?.len() == 2).then_some(()))
    })
    .await?;
    chat.wait_until_idle().await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    until_equal("the history", 2, || async { Ok(chat.rows().await?.len()) }).await?;
    stage.close_after_failures().await
}

/// The browser's list of requests shows no answer as failed: whole, stopped or broken off by the agent, its stream is read
/// to the end.
#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_an_answer_that_has_ended_is_read_to_its_end() -> Result<()> {
    let (repertoire, _gate) = Repertoire::default().held("slow", "so ", "far");
    let stage = Stage::open(repertoire.on("bad", [Step::Text("so ".into()), Step::Cut]).agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    stage.browser.ended().await?;
    assert_eq!(chat.ask("one").await?, "one");
    chat.say("slow").await?;
    chat.wait_for_text("so").await?;
    chat.press("button.stop").await?;
    chat.wait_until_idle().await?;
    chat.say("bad").await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.ask("two").await?, "two");
    let read = "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/messages/stream')).length";
    until_equal("streams that have ended", 4, || stage.browser.eval::<usize>(read, Vec::new())).await?;
    // The log is in order: once a later answer is there, so are the ends of those before it.
    assert_eq!(chat.ask("three").await?, "three");
    let all = stage.browser.ended().await?;
    let streams: Vec<_> =
        all.iter().filter(|(name, _)| name.starts_with("POST ") && name.ends_with("/messages/stream")).collect();
    assert!((4..=5).contains(&streams.len()), "{all:?}");
    assert!(streams.iter().all(|(_, failed)| failed.is_none()), "{all:?}");
    stage.close_after_failures().await
}
