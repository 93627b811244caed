//! Chromium without a window, and the program that drives it.

use std::{collections::HashMap, path::Path, sync::Arc};

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use thirtyfour::{WebDriver, WebElement};

use super::chromedriver::Chromedriver;

/// One browser with an empty profile. [`Browser::quit`] ends it; dropping it does too, but holds up the thread.
pub struct Browser {
    // Before the program that drives it, so that the browser is told to end first.
    driver: WebDriver,
    program: Chromedriver,
}

/// Script at the start of every page: records everything that a page must never do.
const WATCH: &str = "
    window.__said = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
        window[name] = (...args) => void window.__said.push(name + ' ' + args.join(' '));
    for (const name of ['error', 'unhandledrejection', 'securitypolicyviolation'])
        window.addEventListener(name, (e) => window.__said.push(name + ' ' + (e.message || e.reason || e.blockedURI || '')), true);
";

impl Browser {
    /// Starts one. `CHROMEDRIVER` names the driver, else it is looked for in `PATH`; the browser's own flags are those
    /// of the widget's tests, `widget/webdriver.json`.
    ///
    /// # Errors
    /// When there is no chromedriver, or no browser for it.
    pub async fn start() -> Result<Self> {
        Self::with(&[]).await
    }

    /// The same, with more of the browser's own flags.
    ///
    /// # Errors
    /// When there is no chromedriver, or no browser for it.
    pub async fn with(flags: &[&str]) -> Result<Self> {
        let program = Chromedriver::start().await?;
        let driver = WebDriver::new(&program.url, capabilities(flags)?).await?;
        let browser = Self { driver, program };
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": WATCH})).await?;
        Ok(browser)
    }

    /// Ends it.
    pub async fn quit(self) -> Result<()> {
        self.driver.quit().await?;
        self.program.kill().await
    }

    /// The WebDriver session.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Goes to a page.
    pub async fn goto(&self, url: &str) -> Result<()> {
        Ok(self.driver.goto(url).await?)
    }

    /// Runs the body of a function in the page; `arguments` are `args`.
    pub async fn eval<T: DeserializeOwned>(&self, script: &str, args: Vec<Value>) -> Result<T> {
        let args: Arc<[Value]> = args.into();
        let returned = self.driver.execute(script, args).await.with_context(|| script.to_owned())?;
        Ok(returned.convert()?)
    }

    /// The same for a script that returns an element, or none.
    pub async fn element(&self, script: &str, args: Vec<Value>) -> Result<Option<WebElement>> {
        let args: Arc<[Value]> = args.into();
        let returned = self.driver.execute(script, args).await.with_context(|| script.to_owned())?;
        Ok(if returned.json().is_null() { None } else { Some(returned.element()?) })
    }

    /// Runs the body of an asynchronous function and waits for what it returns.
    pub async fn wait_for<T: DeserializeOwned>(&self, script: &str) -> Result<T> {
        let wrapped = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(done, (error) => done({{ thrown: String(error) }}));"
        );
        Ok(self.driver.execute_async(wrapped, Vec::new()).await?.convert()?)
    }

    /// A command of the browser's own protocol.
    pub async fn cdp(&self, name: &str, parameters: Value) -> Result<Value> {
        self.driver.cdp().send_raw(name, parameters).await.with_context(|| name.to_owned())
    }

    /// Returns the page's forbidden actions since it was loaded: dialogs, uncaught errors, policy violations.
    pub async fn uncaught(&self) -> Result<Vec<String>> {
        self.eval("return window.__said || []", Vec::new()).await
    }

    /// The same, and what the console showed as a warning or an error since the last call. Requests that fail are there
    /// too: browsers tell them whatever the page does about it.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let mut all = self.uncaught().await?;
        let console = self.driver.browser_log().await?;
        all.extend(
            console
                .into_iter()
                .filter(|entry| entry.level != "INFO" && entry.level != "DEBUG")
                .map(|entry| entry.message),
        );
        Ok(all)
    }

    /// Presses a key, wherever the focus is.
    pub async fn key(&self, key: thirtyfour::Key) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    /// The addresses requested since the last call, in order: `METHOD URL`.
    pub async fn requests(&self) -> Result<Vec<String>> {
        let events = self.network().await?;
        Ok(events.iter().filter(|event| event["method"] == "Network.requestWillBeSent").map(named).collect())
    }

    /// The requests that ended since the last call, in order, among those sent since then: `METHOD URL`, and why it failed, as
    /// the browser's list of requests shows it; `None` for one that was read to its end.
    pub async fn ended(&self) -> Result<Vec<(String, Option<String>)>> {
        let events = self.network().await?;
        let mut sent = HashMap::new();
        let mut ended = Vec::new();
        for event in &events {
            let id = event["params"]["requestId"].as_str().unwrap_or_default();
            match event["method"].as_str() {
                Some("Network.requestWillBeSent") => _ = sent.insert(id, named(event)),
                Some("Network.loadingFinished") => ended.extend(sent.remove(id).map(|name| (name, None))),
                Some("Network.loadingFailed") => {
                    let why = event["params"]["errorText"].as_str().unwrap_or("failed").to_owned();
                    ended.extend(sent.remove(id).map(|name| (name, Some(why))));
                }
                _ => {}
            }
        }
        Ok(ended)
    }

    /// Returns the browser's network log entries since the last call.
    async fn network(&self) -> Result<Vec<Value>> {
        let entries = self.driver.get_log("performance").await?;
        let read = |message: &str| -> Result<Value> { Ok(serde_json::from_str::<Value>(message)?["message"].take()) };
        entries.into_iter().map(|entry| read(&entry.message)).collect()
    }
}

fn named(event: &Value) -> String {
    let request = &event["params"]["request"];
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    format!("{} {}", text("method"), text("url"))
}

fn capabilities(flags: &[&str]) -> Result<Map<String, Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../widget/webdriver.json");
    let mut all: Map<String, Value> = serde_json::from_slice(&std::fs::read(path)?)?;
    if let Some(args) = all["goog:chromeOptions"]["args"].as_array_mut() {
        args.extend(flags.iter().map(|&flag| flag.into()));
    }
    all.insert("browserName".into(), "chrome".into());
    all.insert("goog:loggingPrefs".into(), json!({"browser": "ALL", "performance": "ALL"}));
    Ok(all)
}
