//! Views of visitors through the proxies: the widget, its frame, files, the page without JavaScript, the demo.

use anyhow::{Context as _, Result};
use parlor_tests::{
    app::KEY,
    browser::{Browser, Chat, Page, Pages, until, until_equal},
    repertoire::Repertoire,
    reverse_proxy::{Place, Program},
};
use rstest::rstest;
use serde_json::{Value, json};
use thirtyfour::By;

use crate::proxies::Site;

/// A site, a shop whose pages may use its widget, and a browser that believes the proxy's certificate.
struct Scene {
    site: Site,
    pages: Pages,
    browser: Browser,
}

impl Scene {
    async fn open(program: Program, place: Place) -> Result<Self> {
        let agents = Repertoire::default().says("Look", "I see.").agents();
        let site = Site::open(program, place, agents).await?;
        let pages = Pages::start().await?;
        site.app.change_widget(|widget| widget.allowed_origins.push(pages.origin.clone())).await?;
        let browser = Browser::with(&["--ignore-certificate-errors"]).await?;
        Ok(Self { site, pages, browser })
    }

    async fn visit(&self, attributes: &str) -> Result<Chat<'_>> {
        let body =
            format!("<script async src='{}' data-key='{KEY}' {attributes}></script>", self.site.at("/widget.js"));
        self.browser.goto(&self.pages.put("shop", Page { body, ..Page::default() })).await?;
        let chat = Chat::on(&self.browser);
        chat.wait_for_launcher().await?;
        Ok(chat)
    }

    /// Every request that went to the proxy's host stayed below the public URL.
    async fn close(self) -> Result<()> {
        let host = self.site.url.trim_end_matches(&self.site.path()).to_owned();
        let strays: Vec<String> = self
            .browser
            .requests()
            .await?
            .into_iter()
            // Browsers ask for an icon at the root of the host, unasked.
            .filter(|request| !request.ends_with("/favicon.ico"))
            .filter(|request| request.contains(&host) && !request.contains(&self.site.at("/")))
            .collect();
        let mut complaints = self.browser.complaints().await?;
        complaints.retain(|complaint| !complaint.contains("/favicon.ico"));
        self.browser.quit().await?;
        anyhow::ensure!(strays.is_empty(), "requests beside the public URL: {strays:#?}");
        anyhow::ensure!(complaints.is_empty(), "the page complained: {complaints:#?}");
        Ok(())
    }
}

/// The loader, its bundle, a stream, an upload, a picture that is shown, a frame.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_widget_works(
    #[values(Program::Nginx, Program::Caddy)] program: Program,
    #[values(Place::Root, Place::Path, Place::PathReversed)] place: Place,
) -> Result<()> {
    let scene = Scene::open(program, place).await?;
    let chat = scene.visit("").await?;
    chat.open().await?;
    assert_eq!(chat.ask("Hello there").await?, "Hello there");
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("tea.png");
    image::RgbImage::new(8, 8).save(&picture)?;
    let input = ".picker input[multiple]";
    chat.wait_for(input).await?;
    chat.find(input).await?.send_keys(picture.display().to_string()).await?;
    chat.wait_for("li.file").await?;
    chat.wait_without("li.file progress").await?;
    assert_eq!(chat.ask("Look").await?, "I see.");
    let shown = "return !!$('.mine .picture img')?.complete && $('.mine .picture img').naturalWidth === 8";
    until_equal("the picture", true, || chat.look::<bool>(shown, vec![])).await?;

    let chat = scene.visit("data-frame").await?;
    chat.press("button.launcher").await?;
    chat.wait_for("iframe.panel").await?;
    let inside = Chat::on(&scene.browser);
    // The frame's page is of another site: until it is there, the browser drives an empty one that goes away.
    until("in the frame", || async {
        scene.browser.driver().enter_default_frame().await?;
        chat.find("iframe.panel").await?.enter_frame().await?;
        Ok((inside.count(".status").await.unwrap_or_default() > 0).then_some(()))
    })
    .await?;
    inside.wait_until_online().await?;
    assert_eq!(inside.ask("In a frame").await?, "In a frame");
    scene.browser.driver().enter_default_frame().await?;
    scene.close().await
}

/// Asked, answered, reloaded, restarted, with forms alone.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_page_without_javascript_works(
    #[values(Program::Nginx, Program::Caddy)] program: Program,
    #[values(Place::Root, Place::Path, Place::PathReversed)] place: Place,
) -> Result<()> {
    let scene = Scene::open(program, place).await?;
    let driver = scene.browser.driver();
    scene.browser.cdp("Emulation.setScriptExecutionDisabled", json!({"value": true})).await?;
    scene.browser.goto(&scene.site.at(&format!("/chat/{KEY}"))).await?;
    let count = async |what: &str| -> Result<usize> {
        let Some(body) = driver.find_all(By::Tag("body")).await?.pop() else { return Ok(0) };
        Ok(body.text().await.unwrap_or_default().matches(what).count())
    };
    for (said, times) in [("Good morning", 2), ("Good evening", 2)] {
        driver.find(By::Css("textarea")).await?.send_keys(said).await?;
        driver.find(By::Css(".write button")).await?.click().await?;
        until(said, || async { Ok((count(said).await? == times).then_some(())) }).await?;
    }
    assert_eq!(driver.current_url().await?.as_str(), scene.site.at(&format!("/chat/{KEY}#last")));
    driver.refresh().await?;
    until("the cookie came along", || async { Ok((count("Good morning").await? == 2).then_some(())) }).await?;
    let colour: Option<String> =
        driver.find(By::Css(".mine .bubble")).await?.css_value("background-color").await?.into();
    assert_ne!(colour.context("a style")?, "rgba(0, 0, 0, 0)", "the style sheet is there");
    scene.browser.cdp("Emulation.setScriptExecutionDisabled", json!({"value": false})).await?;
    scene.close().await
}

/// The playground and the shop of `parlor demo`, and the page of the API's reference.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_demo_and_the_reference_work(
    #[values((Program::Nginx, Place::Path), (Program::Caddy, Place::Path), (Program::Caddy, Place::Root))] place: (
        Program,
        Place,
    ),
) -> Result<()> {
    let scene = Scene::open(place.0, place.1).await?;
    scene.browser.goto(&scene.site.at("/")).await?;
    let snippet =
        async || scene.browser.eval::<String>("return document.getElementById('snippet').textContent", vec![]).await;
    let own = format!("src=\"{}\"", scene.site.at("/widget.js"));
    until("a snippet", || async { Ok(snippet().await?.contains(&own).then_some(())) }).await?;
    scene.browser.eval::<Value>("document.querySelector('[name=pinned]').click(); return null", vec![]).await?;
    let pinned = format!("src=\"{}/", scene.site.at("/v"));
    until("a pinned snippet", || async { Ok(snippet().await?.contains(&pinned).then_some(())) }).await?;
    assert!(snippet().await?.contains("integrity=\"sha384-"));

    scene.browser.goto(&scene.site.at("/demo/shop.html")).await?;
    let chat = Chat::on(&scene.browser);
    chat.wait_for_launcher().await?;

    scene.browser.goto(&scene.site.at("/docs")).await?;
    let operations = "return document.querySelectorAll('.opblock').length";
    until("the reference", || async {
        Ok((scene.browser.eval::<usize>(operations, vec![]).await? > 50).then_some(()))
    })
    .await?;
    scene.close().await
}

/// A pinned snippet: the browser checks it, and what it loads is beside it.
#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_snippet_works() -> Result<()> {
    let scene = Scene::open(Program::Nginx, Place::Path).await?;
    let pinned = parlor::http::assets::PINNED.clone().context("the server has a bundle")?;
    let body = format!(
        "<script async src='{}' integrity='{}' crossorigin='anonymous' data-key='{KEY}'></script>",
        scene.site.at(&pinned.path),
        pinned.integrity
    );
    scene.browser.goto(&scene.pages.put("shop", Page { body, ..Page::default() })).await?;
    let chat = Chat::on(&scene.browser);
    chat.wait_for_launcher().await?;
    chat.open().await?;
    assert_eq!(chat.ask("Hello there").await?, "Hello there");
    scene.close().await
}
