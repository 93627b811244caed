//! Cards for links: where the owner wants them, below a whole answer.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::Result;
use async_trait::async_trait;
use image::{ImageFormat, RgbImage};
use parlor::core::{
    conversation::preview::{FoundPreview, PreviewPage as Behind, Unfurl},
    widget::settings::Feature,
};
use parlor_tests::{
    browser::{Chat, Page, Stage, until_equal},
    repertoire::Repertoire,
};
use thirtyfour::Key;

const LINK: &str = "https://shop.example/tea";

/// Every link leads to the same page, except one that has no page.
struct Pages {
    asked: AtomicUsize,
    picture: Vec<u8>,
}

#[async_trait]
impl Unfurl for Pages {
    async fn unfurl(&self, address: &str) -> Option<FoundPreview> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let page = Behind {
            url: "https://www.shop.example/tea".into(),
            title: "<b>Tea</b> & more".into(),
            description: Some("Green and black, from the leaf.".into()),
            site: Some("The shop".into()),
        };
        (address == LINK).then(|| FoundPreview { page, picture: Some(self.picture.clone()) })
    }
}

async fn stage() -> Result<(Stage, Arc<Pages>)> {
    let mut picture = Cursor::new(Vec::new());
    RgbImage::from_pixel(160, 160, image::Rgb([40, 140, 60])).write_to(&mut picture, ImageFormat::Jpeg)?;
    let pages = Arc::new(Pages { asked: AtomicUsize::new(0), picture: picture.into_inner() });
    let agents = Repertoire::default()
        .says("tea?", "We have [tea](https://shop.example/tea), and [more](https://shop.example/more).")
        .says("none?", "There is nothing [here](https://shop.example/none).")
        .agents();
    Ok((Stage::unfurling(agents, pages.clone()).await?, pages))
}

async fn switch(stage: &Stage, on: bool) -> Result<()> {
    stage.app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Unfurl, on)).await
}

async fn picture_is_drawn(chat: &Chat<'_>) -> Result<()> {
    until_equal("the picture's width", 160, || chat.look("return $('.preview img')?.naturalWidth ?? 0", Vec::new()))
        .await
}

/// Under the strictest policy: text as text, a picture from our own server, one link, found by keyboard and by axe; still
/// there after a reload.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_link_of_an_answer_has_a_card() -> Result<()> {
    let (stage, pages) = stage().await?;
    switch(&stage, true).await?;
    let host = &stage.app.base;
    let policy = format!(
        "default-src 'none'; script-src {host} 'wasm-unsafe-eval'; connect-src {host}; img-src {host}; require-trusted-types-for 'script'"
    );
    let page = Page { body: Stage::snippet(host, ""), policy, ..Page::default() };
    let chat = stage.visit_page(page.clone()).await?;
    chat.open().await?;
    chat.ask("tea?").await?;
    chat.wait_for(".preview").await?;
    assert_eq!(chat.text(".preview .site").await?, "The shop · www.shop.example");
    assert_eq!(chat.text(".preview .headline").await?, "<b>Tea</b> & more");
    assert_eq!(chat.attribute(".preview", "href").await?.as_deref(), Some(LINK));
    assert_eq!(chat.attribute(".preview", "rel").await?.as_deref(), Some("noopener noreferrer nofollow ugc"));
    assert_eq!(chat.attribute(".preview img", "alt").await?.as_deref(), Some(""));
    picture_is_drawn(&chat).await?;
    let inside: bool = chat
        .look(
            "return $('.preview').getBoundingClientRect().right <= $('.row').getBoundingClientRect().right",
            Vec::new(),
        )
        .await?;
    assert!(inside, "it stays in its row");

    chat.find(".content a:last-of-type").await?.send_keys(Key::Tab + "").await?;
    assert!(chat.focused().await?.starts_with("a "), "{}", chat.focused().await?);
    let focused: bool = chat.look("return $('.preview').matches(':focus-visible')", Vec::new()).await?;
    assert!(focused, "reached by keyboard, after the text's own links");

    chat.ask("none?").await?;
    let chat = stage.visit_page(page).await?;
    chat.open().await?;
    chat.wait_for(".preview").await?;
    picture_is_drawn(&chat).await?;
    assert_eq!(chat.count(".preview").await?, 1);
    assert!(pages.asked.load(Ordering::SeqCst) <= 3, "what was found is kept");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_a_card() -> Result<()> {
    let (stage, _) = stage().await?;
    switch(&stage, true).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("tea?").await?;
    picture_is_drawn(&chat).await?;
    let found = stage.browser.axe().await?.findings;
    let ours: Vec<_> = found.into_iter().filter(|finding| finding.contains("preview")).collect();
    assert!(ours.is_empty(), "{ours:?}");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_option_nothing_is_looked_at() -> Result<()> {
    let (stage, pages) = stage().await?;
    switch(&stage, false).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("tea?").await?;
    chat.ask("none?").await?;
    assert_eq!(chat.count(".preview").await?, 0);
    assert_eq!(pages.asked.load(Ordering::SeqCst), 0);
    stage.close().await
}
