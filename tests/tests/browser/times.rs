//! Times of messages.

use anyhow::Result;
use parlor_tests::{
    browser::{Chat, Stage, until_equal},
    repertoire::Repertoire,
};

/// For each row: when, what is shown, and what the browser itself would write.
const TIMES: &str = "return $$('.row').map((row) => {
    const time = row.querySelector(':scope > time:last-child');
    const language = document.documentElement.lang || navigator.language;
    const whole = { dateStyle: 'medium', timeStyle: 'short' };
    return [time.dateTime, time.textContent, new Date(time.dateTime).toLocaleString(language, whole)];
})";

async fn opacity(chat: &Chat<'_>) -> Result<String> {
    chat.look("return getComputedStyle($('.theirs > time')).opacity", Vec::new()).await
}

/// Both sides have the server's time, the same after a reload. It is seen when the pointer or the focus is there, and
/// nobody is told of it.
#[tokio::test(flavor = "multi_thread")]
async fn every_message_has_its_time() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("hi", "Hello.").agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.listen().await?;
    chat.ask("hi").await?;
    let said: Vec<[String; 3]> = chat.look(TIMES, Vec::new()).await?;
    assert_eq!(said.len(), 2);
    for [when, shown, wanted] in &said {
        assert_eq!(when, "2027-01-15T08:00:00.000Z");
        assert_eq!(shown, wanted, "in the page's language");
    }
    assert!(!chat.announced().await?.iter().any(|text| text.contains("2027")));

    until_equal("unseen", "0".to_owned(), || opacity(&chat)).await?;
    chat.find(".row.theirs button").await?.focus().await?;
    until_equal("seen with the focus", "1".to_owned(), || opacity(&chat)).await?;
    chat.find(".composer textarea").await?.focus().await?;
    until_equal("unseen again", "0".to_owned(), || opacity(&chat)).await?;
    let content = chat.find(".row.theirs .content").await?;
    stage.browser.driver().action_chain().move_to_element_center(&content).perform().await?;
    until_equal("seen under the pointer", "1".to_owned(), || opacity(&chat)).await?;

    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_rows(2).await?;
    assert_eq!(chat.look::<Vec<[String; 3]>>(TIMES, Vec::new()).await?, said);
    stage.close().await
}
