//! Talking: what is said arrives, what is answered is shown, and what can be done with an answer.

use anyhow::{Result, ensure};
use parlor::agent::scripted::{ScriptedFailure, Step};
use parlor_tests::{
    browser::{Chat, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

const RICH: &str = "# Delivery\n\nWe ship **every day**, see [our page](https://shop.example.com/ship).\n\n\
    | To | Days |\n|:---|---:|\n| Cluj | 1 |\n\n```rust\nfn main() {}\n```\n\n1. pack\n2. send\n";

/// Opens, says something, sees the answer grow and end.
#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_answered_word_by_word() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("Where is my parcel?", "It is ", "in Cluj.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.text("h2.title").await?, "Shop help");
    chat.say("Where is my parcel?").await?;
    until_equal("the part that is there", "It is".to_owned(), || async {
        Ok(chat.last().await?.text.trim_end().to_owned())
    })
    .await?;
    assert_eq!(chat.attribute("[role=log]", "aria-busy").await?.as_deref(), Some("true"));
    gate.open(1);
    chat.wait_for_text("It is in Cluj.").await?;
    chat.wait_until_idle().await?;
    let rows = chat.rows().await?;
    assert_eq!(
        rows.iter().map(|row| (row.mine, row.text.as_str(), row.fate.as_str())).collect::<Vec<_>>(),
        [(true, "Where is my parcel?", ""), (false, "It is in Cluj.", "")]
    );
    stage.close().await
}

/// The agent's first words stand above what is said, drawn as any other answer.
#[tokio::test(flavor = "multi_thread")]
async fn the_agent_speaks_first() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("all", "Yes.").agents()).await?;
    stage.app.change_widget(|widget| widget.settings.initial = Some("Hi, I am **Ada**.".into())).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_text("Hi, I am Ada.").await?;
    assert_eq!(chat.text(".content strong").await?, "Ada");
    chat.ask("all").await?;
    let rows = chat.rows().await?;
    assert_eq!(rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(), ["Hi, I am Ada.", "all", "Yes."]);
    stage.close().await
}

/// Headings, tables, code, lists and links are elements; links leave the page without handing it over.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_drawn_as_what_it_is() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("all", RICH).agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("all").await?;
    for (selector, text) in [
        (".content h3", "Delivery"),
        (".content strong", "every day"),
        (".content table thead th", "To"),
        (".content table tbody td", "Cluj"),
        (".content pre code", "fn main() {}\n"),
        (".content ol li", "pack"),
    ] {
        assert_eq!(chat.text(selector).await?.trim_end(), text.trim_end(), "{selector}");
    }
    assert_eq!(chat.attribute(".content td + td", "class").await?.as_deref(), Some("right"));
    let link = ["href", "target", "rel"].map(|name| chat.attribute(".content a", name));
    let [href, target, rel] = futures_util::future::try_join_all(link).await?.try_into().unwrap_or_default();
    assert_eq!(href.as_deref(), Some("https://shop.example.com/ship"));
    assert_eq!(target.as_deref(), Some("_blank"));
    let rel = rel.unwrap_or_default();
    for word in ["noopener", "noreferrer", "nofollow", "ugc"] {
        assert!(rel.split(' ').any(|one| one == word), "{rel}");
    }
    stage.close().await
}

/// A stopped answer keeps what was said, and says that it was stopped.
#[tokio::test(flavor = "multi_thread")]
async fn stop_keeps_the_part() -> Result<()> {
    let (repertoire, _gate) = Repertoire::default().held("long", "The first part.", " The rest.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.say("long").await?;
    chat.wait_for_text("The first part.").await?;
    chat.press("button.stop").await?;
    chat.wait_until_idle().await?;
    let last = chat.last().await?;
    assert_eq!((last.text.as_str(), last.fate.as_str()), ("The first part.", "You stopped this answer."));
    // A stopped answer can be regenerated, and the visitor can continue.
    assert_eq!(chat.ask("and now?").await?, "and now?");
    stage.close().await
}

/// After a failed answer one press asks again, and the failure is gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_answer_can_be_tried_again() -> Result<()> {
    let repertoire =
        Repertoire::default().on("flaky", [Step::Fail(ScriptedFailure::Unavailable)]).says("flaky", "Here I am.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.say("flaky").await?;
    chat.wait_for(".fate.failed").await?;
    assert_eq!(chat.last().await?.fate, "The assistant could not answer.");
    chat.press(".fate.failed button").await?;
    chat.wait_for_text("Here I am.").await?;
    chat.wait_until_idle().await?;
    let rows = chat.rows().await?;
    assert!(rows.len() == 2 && rows.iter().all(|row| row.fate.is_empty()), "{rows:?}");
    stage.close().await
}

/// Another answer takes the place of the last one, also after a reload.
#[tokio::test(flavor = "multi_thread")]
async fn regenerate_replaces() -> Result<()> {
    let repertoire = Repertoire::default().says("colour?", "Red.").says("colour?", "Blue.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.ask("colour?").await?, "Red.");
    chat.press("button[aria-label='Regenerate']").await?;
    chat.wait_for_text("Blue.").await?;
    chat.wait_until_idle().await?;
    let texts = async |chat: &Chat<'_>| {
        Ok::<_, anyhow::Error>(chat.rows().await?.into_iter().map(|row| row.text).collect::<Vec<_>>())
    };
    assert_eq!(texts(&chat).await?, ["colour?", "Blue."]);
    let chat = stage.visit().await?;
    chat.open().await?;
    until_equal("the history", vec!["colour?".to_owned(), "Blue.".to_owned()], || texts(&chat)).await?;
    stage.close().await
}

/// Copy gives the answer as it was written, code blocks give their code; thumbs reach the server.
#[tokio::test(flavor = "multi_thread")]
async fn answers_are_copied_and_judged() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("all", RICH).agents()).await?;
    let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": stage.pages.origin});
    stage.browser.cdp("Browser.grantPermissions", grant).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("all").await?;
    let pasted = async || stage.browser.wait_for::<String>("return navigator.clipboard.readText()").await;
    chat.press("button.copycode").await?;
    until_equal("the button", "Copied".to_owned(), || chat.text("button.copycode")).await?;
    assert_eq!(pasted().await?.trim_end(), "fn main() {}");
    chat.press("button.tool[aria-label=Copy]").await?;
    chat.wait_for("button.tool[aria-label=Copied]").await?;
    assert_eq!(pasted().await?, RICH);

    chat.press("button[aria-label=Helpful]").await?;
    chat.wait_for("button[aria-label=Helpful][aria-pressed=true]").await?;
    chat.press("button[aria-label='Not helpful']").await?;
    chat.press(".why button[type=submit]").await?;
    chat.wait_for("p.thanks").await?;
    assert_eq!(chat.attribute("button[aria-label='Not helpful']", "aria-pressed").await?.as_deref(), Some("true"));
    assert_eq!(chat.attribute("button[aria-label=Helpful]", "aria-pressed").await?.as_deref(), Some("false"));
    // The server has it: it comes back with the history.
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for("button[aria-label='Not helpful'][aria-pressed=true]").await?;
    let sent = until("sent feedback", || async {
        let sent: Vec<String> = stage.browser.requests().await?;
        Ok(Some(sent.iter().filter(|request| request.starts_with("POST") && request.ends_with("/feedback")).count()))
    })
    .await?;
    ensure!(sent == 2, "{sent} requests with feedback");
    stage.close().await
}

/// The page hears of both messages, with their text.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_hears_what_is_said() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("hi", "**Hello.**").agents()).await?;
    let chat = stage.visit().await?;
    let listen = "window.__heard = []; document.addEventListener('parlor:message', (e) => __heard.push(e.detail))";
    chat.look::<Value>(listen, Vec::new()).await?;
    chat.open().await?;
    chat.ask("hi").await?;
    let heard: Vec<Value> = chat.look("return window.__heard", Vec::new()).await?;
    let said: Vec<_> = heard.iter().map(|detail| (detail["role"].as_str(), detail["text"].as_str())).collect();
    assert_eq!(said, [(Some("user"), Some("hi")), (Some("agent"), Some("**Hello.**"))]);
    assert!(heard.iter().all(|detail| detail["id"].as_str().is_some_and(|id| !id.is_empty())), "{heard:?}");
    stage.close().await
}
