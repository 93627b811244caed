//! The option `verbose`: what the agent did on the way, and what the chat decides.

use anyhow::Result;
use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_tests::{
    browser::{Page, Stage},
    repertoire::Repertoire,
};
use serde_json::json;

/// Keeps what the console is told.
const KEPT: &str = "<script>lines = []; console.debug = (...words) => lines.push(words.join(' '))</script>";

async fn switch(stage: &Stage) -> Result<()> {
    stage.app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Verbose, true)).await
}

/// Thoughts and tools are folded above the answer, and only where the owner wants them.
#[tokio::test(flavor = "multi_thread")]
async fn thoughts_and_tools_are_folded() -> Result<()> {
    let tool: Step = serde_json::from_value(json!({"tool_call": {"name": "stock", "args": {"of": "tea"}}}))?;
    let result = Step::ToolResult("3 left".into());
    let steps = [Step::Reasoning("Let me see.".into()), tool, result, Step::Text("Yes.".into())];
    let stage = Stage::open(Repertoire::default().on("?", steps).agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.ask("?").await?, "Yes.");
    assert_eq!(chat.count("details").await?, 0);
    switch(&stage).await?;
    assert_eq!(chat.ask("?").await?, "Yes.");
    chat.wait_for("details").await?;
    assert_eq!((chat.count("details").await?, chat.count("details[open]").await?), (2, 0));
    assert_eq!(chat.text("details summary").await?, "Reasoning");
    chat.press("details summary").await?;
    assert_eq!(chat.text("details[open] p").await?, "Let me see.");
    assert_eq!(chat.text("details:last-child").await?, "Used stock{\"of\":\"tea\"}→ 3 left");
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_text("Yes.").await?;
    chat.wait_for("details").await?;
    assert_eq!((chat.count("details").await?, chat.count("details[open]").await?), (2, 0), "a reload shows them too");
    stage.close().await
}

/// The console is told what is decided and never what is said, and nothing unless the owner wants it.
#[tokio::test(flavor = "multi_thread")]
async fn the_console_is_told_what_is_decided() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("my secret", "your secret").agents()).await?;
    let lines = async || {
        let page = Page { head: KEPT.into(), body: Stage::snippet(&stage.app.base, ""), ..Page::default() };
        let chat = stage.visit_page(page).await?;
        chat.open().await?;
        chat.ask("my secret").await?;
        chat.look::<Vec<String>>("return lines", Vec::new()).await
    };
    assert_eq!(lines().await?, [""; 0]);
    switch(&stage).await?;
    let lines = lines().await?;
    for line in ["[parlor] session", "[parlor] visitor send", "[parlor] post the message", "[parlor] answer whole"] {
        assert!(lines.iter().any(|told| told.trim() == line), "{line}: {lines:#?}");
    }
    let all = lines.join("\n");
    assert!(!all.contains("secret") && !all.contains("eyJ") && lines.len() < 20, "{all}");
    stage.close().await
}
