//! Feedback of visitors on an answer, in their own words.

use anyhow::{Context, Result};
use parlor::core::conversation::message::Feedback;
use parlor_shared::widget::FeedbackValue;
use parlor_tests::{
    app::KEY,
    browser::{Stage, until_equal},
    repertoire::Repertoire,
    visitor::Visitor,
};

const DOWN: &str = "button[aria-label='Not helpful']";

/// Returns the stored feedback on the last answer to the visitor in the browser.
async fn stored(stage: &Stage) -> Result<Option<Feedback>> {
    let script = "return Object.entries(localStorage).find(([name]) => name.startsWith('parlor:'))[1]";
    let app = &stage.app;
    let visitor = Visitor {
        client: app.client.clone(),
        base: app.base.clone(),
        key: KEY.into(),
        jwt: String::new(),
        secret: stage.browser.eval(script, Vec::new()).await?,
        conversation: "none-yet".parse()?,
    };
    let visitor = visitor.come_back().await?;
    let answer = visitor.history().await?.pop().context("nothing was said")?;
    let message = app.store.message(&visitor.conversation, &answer.id).await?;
    Ok(message.and_then(|message| message.feedback))
}

/// A reason and a comment reach the owner. What could not be stored is taken back, and nobody has to write it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_thumb_down_is_explained() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("abroad?", "We ship.").agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("abroad?").await?;
    chat.press(DOWN).await?;
    chat.press(".why .chip:nth-of-type(2)").await?;
    chat.wait_for(".why .chip[aria-pressed=true]").await?;
    assert_eq!(chat.attribute(".why textarea", "maxlength").await?.as_deref(), Some("1000"));
    chat.find(".why textarea").await?.send_keys("  No word about customs.\n").await?;

    stage.app.change_widget(|widget| widget.active = false).await?;
    chat.press(".why button[type=submit]").await?;
    chat.wait_for(&format!("{DOWN}[aria-pressed=false]")).await?;
    assert_eq!(chat.count(".why, .thanks").await?, 0);

    stage.app.change_widget(|widget| widget.active = true).await?;
    chat.press(DOWN).await?;
    chat.press(".why button[type=submit]").await?;
    chat.wait_for("p.thanks").await?;
    let (reason, comment) = (Some("incomplete".into()), Some("No word about customs.".into()));
    let wanted = Feedback { value: FeedbackValue::Down, reason, comment };
    until_equal("what is stored", Some(wanted), || stored(&stage)).await?;
    stage.close_after_failures().await
}
