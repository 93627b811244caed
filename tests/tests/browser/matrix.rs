//! axe on every layout, in every theme, in languages of both directions, in every state.

use anyhow::Result;
use parlor::agent::scripted::{ScriptedFailure, Step};
use parlor_shared::config::Layout;
use parlor_tests::{
    browser::{Chat, Stage, until},
    repertoire::Repertoire,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    block_looks::{form, tea},
    looks::{THEMES, findings, open, resize},
};

/// axe in each theme; the chat changes its looks as it stands.
async fn in_every_theme(stage: &Stage, chat: &Chat<'_>, shown: &str, found: &mut Vec<String>) -> Result<()> {
    for theme in THEMES {
        let scheme = if theme.ends_with("dark") { "dark" } else { "light" };
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
        stage.browser.cdp("Emulation.setEmulatedMedia", media).await?;
        chat.look::<Value>("chat.update({ theme: arguments[0] })", vec![theme.into()]).await?;
        until("in its theme", || async {
            let script = "return $('.root').matches(arguments[0])";
            let classes = if theme.starts_with("high") { format!(".contrast.{scheme}") } else { format!(".{scheme}") };
            Ok(chat.look::<bool>(script, vec![classes.into()]).await?.then_some(()))
        })
        .await?;
        found.extend(findings(stage, &format!("{shown}, {theme}")).await?);
    }
    Ok(())
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing(#[values("en", "ar", "de")] language: &str) -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let repertoire = repertoire
        .on("form", form()?)
        .on("cards", tea()?)
        .on("fail", [Step::Text("Well, ".into()), Step::Fail(ScriptedFailure::Unavailable)]);
    let stage = Stage::open(repertoire.agents()).await?;
    resize(&stage, 1280, 900).await?;
    stage.change(|widget| widget.settings.languages = Some(vec![language.into()])).await?;
    let mut found = Vec::new();
    for layout in [Layout::Bubble, Layout::Inline, Layout::Fullscreen] {
        let chat = open(&stage, layout).await?;
        let shown = |what: &str| format!("{language}, {layout:?}, {what}");
        in_every_theme(&stage, &chat, &shown("empty"), &mut found).await?;
        chat.say("slow").await?;
        chat.wait_for("button.stop").await?;
        in_every_theme(&stage, &chat, &shown("streaming"), &mut found).await?;
        gate.open(1);
        chat.wait_until_idle().await?;
        for (said, there) in [("form", ".form"), ("cards", ".card"), ("fail", ".fate.failed")] {
            chat.say(said).await?;
            chat.wait_for(there).await?;
            chat.wait_until_idle().await?;
            in_every_theme(&stage, &chat, &shown(said), &mut found).await?;
        }
        // The next page begins with an empty chat.
        stage.browser.eval::<()>("localStorage.clear()", Vec::new()).await?;
    }
    assert!(found.is_empty(), "{found:#?}");
    stage.close().await
}
