//! A person in front of the browser, who counts what they do.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use parlor_tests::browser::{Browser, until};
use thirtyfour::{By, WebElement};

/// Presses, types, reads.
pub(super) struct Hand<'a> {
    pub(super) browser: &'a Browser,
    deeds: AtomicUsize,
}

impl<'a> Hand<'a> {
    pub(super) fn on(browser: &'a Browser) -> Self {
        Self { browser, deeds: AtomicUsize::new(0) }
    }

    /// Number of fields filled and buttons pressed.
    pub(super) fn deeds(&self) -> usize {
        self.deeds.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self) {
        self.deeds.fetch_add(1, Ordering::Relaxed);
    }

    async fn find(&self, by: By) -> Result<Option<WebElement>> {
        for element in self.browser.driver().find_all(by).await? {
            // Gone since it was found.
            if element.is_displayed().await.unwrap_or(false) {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// Waits for a visible element.
    pub(super) async fn see(&self, path: &str) -> Result<WebElement> {
        until(&format!("visible: {path}"), || self.find(By::XPath(path.to_owned()))).await
    }

    /// Waits until the screen is drawn and nothing of it is still loading.
    pub(super) async fn settled(&self) -> Result<()> {
        // The page of components shows what loading looks like.
        const SCRIPT: &str = "return !!document.querySelector('h1') && !document.querySelector('#first-paint')
            && (location.pathname.endsWith('/_kit') || !document.querySelector('.skeleton'))";
        until("a drawn screen", || async { Ok(self.browser.eval::<bool>(SCRIPT, Vec::new()).await?.then_some(())) })
            .await
    }

    /// Presses the button, link or tab with this text.
    pub(super) async fn press(&self, text: &str) -> Result<()> {
        self.click(&format!("//*[self::button or self::a][normalize-space(.)=\"{text}\"]")).await
    }

    /// Presses a button of the dialog that is open.
    pub(super) async fn press_in_dialog(&self, text: &str) -> Result<()> {
        self.click(&format!("//dialog[@open]//button[normalize-space(.)=\"{text}\"]")).await
    }

    /// Presses a tab.
    pub(super) async fn press_tab(&self, text: &str) -> Result<()> {
        self.click(&format!("//button[@role=\"tab\"][normalize-space(.)=\"{text}\"]")).await
    }

    /// Presses the button that sends a form.
    pub(super) async fn press_in_form(&self, text: &str) -> Result<()> {
        self.click(&format!("//form//button[@type=\"submit\"][normalize-space(.)=\"{text}\"]")).await
    }

    /// Presses the link in whose text this is.
    pub(super) async fn press_link_with(&self, text: &str) -> Result<()> {
        self.click(&format!("//a[contains(., \"{text}\")]")).await
    }

    /// Waits until the field with this label has a value.
    pub(super) async fn value(&self, label: &str, value: &str) -> Result<()> {
        let path = format!("//*[@id=//label[normalize-space(.)=\"{label}\"]/@for]");
        let has = || async {
            let Some(field) = self.find(By::XPath(path.clone())).await? else { return Ok(None) };
            Ok((field.prop("value").await?.as_deref() == Some(value)).then_some(()))
        };
        until(&format!("{value:?} in {label:?}"), has).await
    }

    /// The code to copy that is shown.
    pub(super) async fn snippet(&self) -> Result<String> {
        self.see("//*[@class='snippet']//code").await?.text().await.context("the snippet")
    }

    async fn click(&self, path: &str) -> Result<()> {
        self.count();
        let once = || async {
            let Some(element) = self.find(By::XPath(path.to_owned())).await? else { return Ok(None) };
            // It may be drawn again, or be covered by what is just closing.
            Ok(element.click().await.ok())
        };
        until(&format!("to press: {path}"), once).await
    }

    /// Types into the field with this label.
    pub(super) async fn fill(&self, label: &str, text: &str) -> Result<()> {
        self.write(&format!("//*[@id=//label[normalize-space(.)=\"{label}\"]/@for]"), text).await
    }

    /// Types into the field of a form with this name.
    pub(super) async fn fill_named(&self, name: &str, text: &str) -> Result<()> {
        self.write(&format!("//input[@name=\"{name}\"]"), text).await
    }

    async fn write(&self, path: &str, text: &str) -> Result<()> {
        self.count();
        let field = self.see(path).await?;
        field.clear().await?;
        field.send_keys(text).await.with_context(|| format!("typing into {path}"))
    }

    /// All visible text.
    pub(super) async fn text(&self) -> Result<String> {
        self.browser.eval("return document.body?.innerText ?? ''", Vec::new()).await
    }

    pub(super) async fn shows(&self, text: &str) -> Result<()> {
        let seen = || async { Ok(self.text().await?.contains(text).then_some(())) };
        let shown = until(&format!("shown: {text}"), seen).await;
        if shown.is_err() {
            anyhow::bail!("no {text:?} in {:?}", self.text().await?);
        }
        shown
    }

    pub(super) async fn shows_no_more(&self, text: &str) -> Result<()> {
        until(&format!("gone: {text}"), || async { Ok((!self.text().await?.contains(text)).then_some(())) }).await
    }
}
