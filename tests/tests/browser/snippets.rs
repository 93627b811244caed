//! Snippets that owners paste: under each of its names, and as the embed code has it.

use anyhow::{Context, Result};
use parlor_tests::{
    app::{EMBED_TOKEN, KEY, WIDGET},
    browser::{Page, Stage},
    owner::{Owner, read},
    repertoire::Repertoire,
};

async fn answers(stage: &Stage, snippet: String) -> Result<()> {
    let chat = stage.visit_page(Page { body: snippet, ..Page::default() }).await?;
    chat.open().await?;
    chat.ask("hi").await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_of_the_attribute_opens_the_widget() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("hi", "Hello.").agents()).await?;
    for attribute in [
        format!("data-key='{KEY}'"),
        format!("data-token='{EMBED_TOKEN}'"),
        format!("data-widget='{WIDGET}'"),
        format!("data-agent='{WIDGET}'"),
    ] {
        let snippet = format!("<script async src='{}/widget.js' {attribute}></script>", stage.app.base);
        answers(&stage, snippet).await.with_context(|| attribute)?;
    }
    for attribute in ["agent", "widget", "key"] {
        let element = format!(
            "<script async src='{}/widget.js'></script><parlor-chat {attribute}='{KEY}'></parlor-chat>",
            stage.app.base
        );
        answers(&stage, element).await.with_context(|| format!("<parlor-chat {attribute}>"))?;
    }
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_embed_code_works_as_it_is() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("hi", "Hello.").agents()).await?;
    let owner = Owner::register(&stage.app, "owner@example.com").await?;
    let widget = owner.new_widget(&owner.new_agent().await?).await?;
    let (status, reply) = read(owner.get(&format!("/widgets/{widget}/embed-code")).await?).await?;
    assert_eq!(status, 200, "{reply}");
    answers(&stage, reply["embedCode"].as_str().context("embed code")?.to_owned()).await?;
    stage.close().await
}
