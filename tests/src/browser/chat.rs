//! The widget on a page, as a visitor meets it: what is seen is read from its open shadow root, what is done is done
//! with real clicks and keys.

use anyhow::{Context, Result};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use thirtyfour::{Key, WebElement};

use super::{Browser, until, until_equal};

/// Every script begins with it, after the number of the chat: that chat, and how to look into it.
const INSIDE: &str = "
    const chat = document.querySelectorAll('parlor-chat')[which];
    const $$ = (what) => [...(chat?.shadowRoot?.querySelectorAll(what) ?? [])];
    const $ = (what) => $$(what)[0] ?? null;
";

/// A row of the transcript.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Row {
    /// True for a message of the visitor.
    pub mine: bool,
    /// The text; for an answer, the text of its document.
    pub text: String,
    /// The line about its end or about what it waits for; empty for none.
    pub fate: String,
}

/// A widget of the page a browser shows.
pub struct Chat<'a> {
    browser: &'a Browser,
    which: usize,
}

impl<'a> Chat<'a> {
    /// The first one of the page that is shown now, or any that will be.
    pub fn on(browser: &'a Browser) -> Self {
        Self::nth(browser, 0)
    }

    /// Another one, from 0.
    pub fn nth(browser: &'a Browser, which: usize) -> Self {
        Self { browser, which }
    }

    fn script(&self, body: &str) -> String {
        format!("const which = {};{INSIDE}{body}", self.which)
    }

    /// Waits until there is a launcher.
    pub async fn wait_for_launcher(&self) -> Result<()> {
        self.wait_for("button.launcher").await
    }

    /// Presses the launcher and waits until the server has answered.
    pub async fn open(&self) -> Result<()> {
        self.press("button.launcher").await?;
        self.wait_until_online().await
    }

    /// Waits until the server has answered.
    pub async fn wait_until_online(&self) -> Result<()> {
        self.wait_for(".status.online").await
    }

    /// Writes into the composer and sends it with Enter.
    pub async fn say(&self, text: &str) -> Result<()> {
        self.wait_for("button.send:not(.stop)").await?;
        let field = self.find(".composer textarea").await?;
        Ok(field.send_keys(text.to_owned() + Key::Enter).await?)
    }

    /// Says something and waits until it is answered in full; returns the answer's text.
    pub async fn ask(&self, text: &str) -> Result<String> {
        let before = self.rows().await?.len();
        self.say(text).await?;
        self.wait_for_rows(before + 2).await?;
        self.wait_until_idle().await?;
        self.last().await.map(|row| row.text)
    }

    /// The rows of the transcript.
    pub async fn rows(&self) -> Result<Vec<Row>> {
        let script = "return $$('.row').map((row) => ({
            mine: row.matches('.mine'),
            text: row.querySelector('.bubble, .content').textContent,
            fate: (row.querySelector('.fate > span') ?? row.querySelector('.fate'))?.textContent ?? '',
        }))";
        self.look(script, Vec::new()).await
    }

    /// The last row.
    pub async fn last(&self) -> Result<Row> {
        self.rows().await?.pop().context("the transcript is empty")
    }

    /// Waits until there are this many rows.
    pub async fn wait_for_rows(&self, count: usize) -> Result<()> {
        until_equal("the number of rows", count, || async { Ok(self.rows().await?.len()) }).await
    }

    /// Waits until the last row says this.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        until_equal("the last row", Some(text.to_owned()), || async {
            Ok(self.rows().await?.pop().map(|row| row.text))
        })
        .await
    }

    /// Waits until no answer is being written and the visitor may speak.
    pub async fn wait_until_idle(&self) -> Result<()> {
        let script = "return $('[role=log]')?.getAttribute('aria-busy') === 'false' && !!$('button.send:not(.stop)')";
        until("idle", || async { Ok(self.look::<bool>(script, Vec::new()).await?.then_some(())) }).await
    }

    /// Waits for an element.
    pub async fn wait_for(&self, selector: &str) -> Result<()> {
        until(&format!("there: {selector}"), || async { Ok((self.count(selector).await? > 0).then_some(())) }).await
    }

    /// Waits until an element has gone.
    pub async fn wait_without(&self, selector: &str) -> Result<()> {
        until(&format!("gone: {selector}"), || async { Ok((self.count(selector).await? == 0).then_some(())) }).await
    }

    /// Returns the number of matching elements.
    pub async fn count(&self, selector: &str) -> Result<usize> {
        self.look("return $$(arguments[0]).length", vec![json!(selector)]).await
    }

    /// The text of the first such element; empty without one.
    pub async fn text(&self, selector: &str) -> Result<String> {
        self.look("return $(arguments[0])?.textContent ?? ''", vec![json!(selector)]).await
    }

    /// An attribute of the first such element; `None` without it.
    pub async fn attribute(&self, selector: &str, name: &str) -> Result<Option<String>> {
        self.look("return $(arguments[0])?.getAttribute(arguments[1]) ?? null", vec![json!(selector), json!(name)])
            .await
    }

    /// Returns true if the panel is shown.
    pub async fn is_open(&self) -> Result<bool> {
        self.look("const panel = $('.panel'); return !!panel && panel.getClientRects().length > 0", Vec::new()).await
    }

    /// Presses the first such element, once it is there, with the pointer.
    pub async fn press(&self, selector: &str) -> Result<()> {
        self.wait_for(selector).await?;
        self.find(selector).await?.click().await.with_context(|| format!("pressing {selector}"))
    }

    /// Returns the tag and name of the focused element inside the widget; empty when the focus is elsewhere.
    pub async fn focused(&self) -> Result<String> {
        let script = "const at = chat?.shadowRoot?.activeElement;
            return at ? at.localName + ' ' + (at.getAttribute('aria-label') ?? at.textContent) : ''";
        self.look(script, Vec::new()).await
    }

    /// Begins to write down what the hidden announcer says.
    pub async fn listen(&self) -> Result<()> {
        let script = "const said = window.__announced = [], place = $('[role=status].hidden');
            new MutationObserver(() => said.push(place.textContent)).observe(place, { childList: true, characterData: true, subtree: true });";
        self.look(script, Vec::new()).await
    }

    /// Returns the announced texts.
    pub async fn announced(&self) -> Result<Vec<String>> {
        self.look("return window.__announced", Vec::new()).await
    }

    /// Runs the body of a function that has `chat`, `$(selector)` and `$$(selector)`.
    pub async fn look<T: DeserializeOwned>(&self, script: &str, args: Vec<Value>) -> Result<T> {
        self.browser.eval(&self.script(script), args).await
    }

    /// The same for an asynchronous function: waits for what it returns, at most 30 seconds.
    pub async fn watch<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        self.browser.wait_for(&self.script(script)).await
    }

    /// The first such element.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        let script = self.script("return $(arguments[0])");
        self.browser.element(&script, vec![json!(selector)]).await?.with_context(|| format!("there is no {selector}"))
    }
}
