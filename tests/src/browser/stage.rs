//! Everything a test in a browser needs: a server with an agent, a website, a browser.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Result, bail};
use parlor::core::{
    conversation::{agent_port::Agents, preview::Unfurl},
    widget::Widget,
};
use serde_json::json;

use super::{Browser, Chat, Page, Pages};
use crate::{
    app::{KEY, TestApp},
    databases::Backend,
    speech::SpeechService,
};

/// More of everything than a test uses: limits have tests of their own.
const FLAGS: [&str; 4] = ["--init-per-minute", "100000", "--answers-per-day", "100000"];

/// A server, a website that may use its widget, and a browser.
pub struct Stage {
    /// The server, with the real bundle.
    pub app: TestApp,
    /// The website.
    pub pages: Pages,
    /// The browser.
    pub browser: Browser,
}

impl Stage {
    /// Sets it up.
    ///
    /// # Errors
    /// When the server was built without the bundle.
    pub async fn open(agents: Arc<dyn Agents>) -> Result<Self> {
        Self::open_with(agents, &[]).await
    }

    /// The same, with more flags for the server.
    ///
    /// # Errors
    /// As [`Stage::open`].
    pub async fn open_with(agents: Arc<dyn Agents>, flags: &[&str]) -> Result<Self> {
        Self::around(TestApp::with_flags(Backend::Temporary, agents, &[&FLAGS, flags].concat()).await?).await
    }

    /// The same, with links looked at as the test says.
    ///
    /// # Errors
    /// When the server was built without the bundle.
    pub async fn unfurling(agents: Arc<dyn Agents>, unfurl: Arc<dyn Unfurl>) -> Result<Self> {
        Self::around(TestApp::unfurling(agents, unfurl, &FLAGS).await?).await
    }

    /// The same, with a voice service, and a browser whose microphone hears a tone, without asking anybody.
    ///
    /// # Errors
    /// When the server was built without the bundle.
    pub async fn talking(agents: Arc<dyn Agents>, service: &SpeechService) -> Result<Self> {
        let flags: Vec<&str> = FLAGS.into_iter().chain(service.flags()).collect();
        let app = TestApp::with_flags(Backend::Temporary, agents, &flags).await?;
        let microphone = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
        Self::with(app, Browser::with(&microphone).await?).await
    }

    /// The same, with the demo's pages.
    ///
    /// # Errors
    /// When the server was built without the bundle.
    pub async fn playing(agents: Arc<dyn Agents>) -> Result<Self> {
        Self::around(TestApp::playing(agents, &FLAGS).await?).await
    }

    async fn around(app: TestApp) -> Result<Self> {
        Self::with(app, Browser::start().await?).await
    }

    async fn with(app: TestApp, browser: Browser) -> Result<Self> {
        need_bundle(&app).await?;
        let pages = Pages::start().await?;
        app.change_widget(|widget| {
            widget.allowed_origins.push(pages.origin.clone());
            // Rows are counted from an empty chat; the test of the agent's first words sets them.
            widget.settings.initial = None;
        })
        .await?;
        Ok(Self { app, pages, browser })
    }

    /// The line a site owner pastes, with `attributes`, for a server at `base`.
    pub fn snippet(base: &str, attributes: &str) -> String {
        format!("<script async src='{base}/widget.js' data-key='{KEY}' {attributes}></script>")
    }

    /// Goes to a page with the widget; it is closed.
    pub async fn visit(&self) -> Result<Chat<'_>> {
        self.visit_page(Page { body: Self::snippet(&self.app.base, ""), ..Page::default() }).await
    }

    /// Goes to this page, which has the widget, and waits for the launcher.
    pub async fn visit_page(&self, page: Page) -> Result<Chat<'_>> {
        self.browser.goto(&self.pages.put("shop", page)).await?;
        let chat = Chat::on(&self.browser);
        chat.wait_for_launcher().await?;
        Ok(chat)
    }

    /// Changes the widget, and makes the browser forget what it knows of it.
    pub async fn change(&self, change: impl FnOnce(&mut Widget)) -> Result<()> {
        self.app.change_widget(change).await?;
        self.browser.cdp("Network.clearBrowserCache", json!({})).await.map(drop)
    }

    /// With `PARLOR_SHOTS=folder`, keeps there what the browser shows now, for people to judge.
    pub async fn keep_picture(&self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os("PARLOR_SHOTS").map(PathBuf::from) else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        Ok(std::fs::write(folder.join(format!("{name}.png")), self.browser.driver().screenshot_as_png().await?)?)
    }

    /// Takes it down.
    ///
    /// # Errors
    /// When the page complained: a dialog, an uncaught error, a warning or an error in the console.
    pub async fn close(self) -> Result<()> {
        let complaints = self.browser.complaints().await?;
        self.end().await?;
        if complaints.is_empty() { Ok(()) } else { bail!("the page complained: {complaints:#?}") }
    }

    /// The same for a test whose requests fail on purpose, which the console tells: only what was not caught counts.
    pub async fn close_after_failures(self) -> Result<()> {
        let uncaught = self.browser.uncaught().await?;
        self.end().await?;
        if uncaught.is_empty() { Ok(()) } else { bail!("the page complained: {uncaught:#?}") }
    }

    /// The same for a page whose own policy forbids a part of the widget, which the browser tells: only errors count.
    pub async fn close_after_policy(self) -> Result<()> {
        let all = self.browser.uncaught().await?;
        self.end().await?;
        // A script that may not load is an error without words.
        let forbidden = |one: &String| one.starts_with("securitypolicyviolation") || one.trim() == "error";
        let errors: Vec<_> = all.into_iter().filter(|one| !forbidden(one)).collect();
        if errors.is_empty() { Ok(()) } else { bail!("the page complained: {errors:#?}") }
    }

    async fn end(self) -> Result<()> {
        self.browser.quit().await?;
        self.app.stop.hurry();
        Ok(())
    }
}

/// A test that finds no bundle must not pass.
async fn need_bundle(app: &TestApp) -> Result<()> {
    let status = app.client.get(app.url("/widget.js")).send().await?.status();
    if status.is_success() {
        return Ok(());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist/bundle");
    let cure = if folder.join("widget.js").exists() {
        "the server was built before the bundle: touch server/src/http/assets.rs and build again"
    } else {
        "run `cargo xtask bundle` first, then build the tests again"
    };
    bail!("the server has no widget.js ({status}): {cure}")
}
