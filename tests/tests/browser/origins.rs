//! A page that is not on the widget's list: its visitors are told so, and its console tells what to change.

use anyhow::Result;
use parlor_tests::{
    browser::{Page, Stage, until},
    repertoire::Repertoire,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_allowed_is_told_so_in_its_language() -> Result<()> {
    for (language, sentence) in [
        ("en", "This page is not allowed to use this chat."),
        ("de", "Diese Seite darf diesen Chat nicht verwenden."),
        ("ar", "لا يُسمح لهذه الصفحة باستخدام هذه الدردشة."),
    ] {
        let stage = Stage::open(Repertoire::default().agents()).await?;
        let page = &stage.pages.origin;
        stage.change(|widget| widget.allowed_origins.retain(|origin| origin != page)).await?;
        let body = Stage::snippet(&stage.app.base, &format!("data-language='{language}'"));
        let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
        // The launcher's configuration brings the sentence.
        until("configured", || async {
            Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
        })
        .await?;
        chat.press("button.launcher").await?;
        until(sentence, || async { Ok(chat.text(".root").await?.contains(sentence).then_some(())) }).await?;
        until("the console names the setting", || async {
            Ok(stage
                .browser
                .complaints()
                .await?
                .iter()
                .any(|said| said.contains("allowed_origins") && said.contains(page))
                .then_some(()))
        })
        .await?;
        stage.close_after_failures().await?;
    }
    Ok(())
}
