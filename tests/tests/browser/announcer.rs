//! Announcements of a screen reader for an answer: its start, and its text.

use anyhow::Result;
use parlor::agent::scripted::{ScriptedFailure, Step};
use parlor_tests::{
    browser::{Stage, until_equal},
    repertoire::Repertoire,
};

/// One beginning and one end for each answer, however many pieces it comes in; a failure is said too.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_begins_once_and_ends_once() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("rich", "**Yes**, ", "from [here](https://a.example).");
    let repertoire = repertoire
        .on("count", [Step::Words { count: 30, every: 10 }])
        .on("fail", [Step::Fail(ScriptedFailure::Unavailable)]);
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.listen().await?;
    chat.ask("count").await?;
    // An answer that is there at once is only read: its beginning would be talked over.
    chat.say("rich").await?;
    until_equal("the beginning", "Ada is answering".to_owned(), || chat.text("[role=status].hidden")).await?;
    gate.open(1);
    chat.wait_for_text("Yes, from here.").await?;
    chat.wait_until_idle().await?;
    chat.say("fail").await?;
    chat.wait_for(".fate.failed").await?;
    let words: Vec<String> = (0..30).map(|word| format!("w{word}")).collect();
    let words = words.join(" ");
    let all = ["Ada is answering", &words, "Ada is answering", "Yes, from here.", "The assistant could not answer."];
    let said = || async { Ok(chat.announced().await?.iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>()) };
    until_equal("what was said", all.map(str::to_owned).to_vec(), said).await?;
    stage.close().await
}

/// Returning visitors do not hear the whole conversation read out.
#[tokio::test(flavor = "multi_thread")]
async fn history_is_not_announced() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("one").await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_rows(2).await?;
    assert_eq!(chat.text("[role=status].hidden").await?, "");
    // Only the announcer speaks of itself.
    assert_eq!(chat.attribute("[role=log]", "aria-live").await?.as_deref(), Some("off"));
    assert_eq!(chat.count("[aria-live=polite], [aria-live=assertive]").await?, 0);
    stage.close().await
}
