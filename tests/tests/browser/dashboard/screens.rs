//! Every screen, full and empty, light and dark, on a desk and on a phone, in every language: axe, the policy, the width.
//! With `PARLOR_SHOTS=folder` each is kept there as a picture.

use anyhow::Result;
use serde_json::json;

use super::{Desk, Furniture};

/// Widths and heights.
const SIZES: [(&str, u32, u32); 3] = [("desk", 1440, 900), ("small", 1024, 768), ("phone", 390, 844)];
const LANGUAGES: [&str; 3] = ["en", "de-AT, en;q=0.5", "ar"];

/// Name and path of every screen of a team at work.
fn screens(things: &Furniture) -> Vec<(&'static str, String)> {
    let fixed = [
        "",
        "/conversations",
        "/leads",
        "/gaps",
        "/agents",
        "/widgets",
        "/statistics",
        "/team",
        "/settings",
        "/_kit",
        "/nothing",
    ];
    let names = [
        "home",
        "conversations",
        "leads",
        "gaps",
        "agents",
        "widgets",
        "statistics",
        "team",
        "settings",
        "kit",
        "nowhere",
    ];
    let of_things = [("agent", &things.agent), ("widget", &things.widget), ("conversation", &things.conversation)];
    let fixed = names.into_iter().zip(fixed.map(str::to_owned));
    fixed.chain(of_things.map(|(name, path)| (name, path.clone()))).collect()
}

impl Desk {
    async fn resize(&self, (_, width, height): (&str, u32, u32)) -> Result<()> {
        let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        self.stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await.map(drop)
    }

    async fn light(&self, scheme: &str) -> Result<()> {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.stage.browser.cdp("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// Findings on the screen that is shown, in every size and theme.
    async fn judge(&self, name: &str, found: &mut Vec<String>) -> Result<()> {
        let browser = &self.stage.browser;
        for scheme in ["light", "dark"] {
            self.light(scheme).await?;
            for size in SIZES {
                self.resize(size).await?;
                let name = format!("{name}-{}-{scheme}", size.0);
                self.stage.keep_picture(&format!("dashboard-{name}")).await?;
                let widths = "return [document.documentElement.scrollWidth, innerWidth]";
                let [content, window]: [i64; 2] = browser.eval(widths, Vec::new()).await?;
                if content > window {
                    found.push(format!("{name}: {content} pixels are wider than {window}"));
                }
                // A small desk shows the same as a desk.
                if size.0 != "small" {
                    let report = browser.axe().await?;
                    found.extend(report.findings.into_iter().map(|finding| format!("{name}: {finding}")));
                }
            }
        }
        found.extend(browser.complaints().await?.into_iter().map(|said| format!("{name}: {said}")));
        Ok(())
    }
}

/// A team at work, in every language.
#[tokio::test(flavor = "multi_thread")]
async fn full_screens() -> Result<()> {
    let desk = Desk::signed_in().await?;
    let things = desk.furnish().await?;
    let mut found = Vec::new();
    for asked in LANGUAGES {
        desk.speak(asked).await?;
        for (name, path) in screens(&things) {
            desk.goto(&path).await?;
            let page: [String; 2] = desk
                .stage
                .browser
                .eval("return [document.documentElement.lang, document.documentElement.dir]", Vec::new())
                .await?;
            let language = &asked[..2];
            if page != [language, if language == "ar" { "rtl" } else { "ltr" }] {
                found.push(format!("{name}: {page:?} instead of {language}"));
            }
            desk.judge(&format!("{name}-{language}"), &mut found).await?;
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    desk.stage.close().await
}

/// A team with nothing, and nobody: each screen says what comes next.
#[tokio::test(flavor = "multi_thread")]
async fn empty_screens() -> Result<()> {
    let desk = Desk::open().await?;
    let mut found = Vec::new();
    desk.goto("/leads").await?;
    desk.hand().shows("Sign in to Parlor").await?;
    // The question who is signed in has been refused, which the browser tells.
    desk.stage.browser.complaints().await?;
    desk.judge("signed-out", &mut found).await?;
    desk.come_in().await?;
    let empty = [
        ("", "First step: create an agent"),
        ("/conversations", "No conversations yet"),
        ("/leads", "No leads yet"),
        ("/gaps", "No gaps"),
        ("/agents", "No agents yet"),
        ("/widgets", "No widgets yet"),
        ("/statistics", "Last 30 days"),
    ];
    for (path, text) in empty {
        desk.goto(path).await?;
        desk.hand().shows(text).await?;
        desk.judge(&format!("empty{}", path.replace('/', "-")), &mut found).await?;
    }
    assert!(found.is_empty(), "{found:#?}");
    desk.stage.close().await
}

/// A list that cannot be read says so and tries again at a press; so does a screen whose part cannot be fetched.
#[tokio::test(flavor = "multi_thread")]
async fn a_failure_says_so_and_tries_again() -> Result<()> {
    let desk = Desk::signed_in().await?;
    desk.furnish().await?;
    let (hand, browser) = (desk.hand(), &desk.stage.browser);
    desk.goto("").await?;
    browser.cdp("Network.enable", json!({})).await?;
    for blocked in ["*/widgets", "*/assets/dashboard-part-*"] {
        browser.cdp("Network.setBlockedURLs", json!({"urls": [blocked]})).await?;
        hand.press("Widgets").await?;
        if blocked.ends_with("part-*") {
            hand.shows("Support Chat").await?;
            // Another part.
            hand.press("Conversations").await?;
        }
        hand.shows("The server cannot be reached.").await?;
        desk.stage.keep_picture("dashboard-failed").await?;
        browser.cdp("Network.setBlockedURLs", json!({"urls": []})).await?;
        hand.press("Try again").await?;
        hand.shows_no_more("The server cannot be reached.").await?;
        hand.shows("Support Chat").await?;
    }
    desk.stage.close_after_failures().await
}

/// Bytes of everything that the first screen fetches, the server's replies included, at most.
const FIRST_SCREEN: u64 = 300_000;

/// Home, for every role and language: all that is transferred for it, as the browser counts it.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_screen_is_light() -> Result<()> {
    let desk = Desk::signed_in().await?;
    desk.furnish().await?;
    for language in LANGUAGES {
        desk.speak(language).await?;
        desk.stage.browser.cdp("Network.clearBrowserCache", json!({})).await?;
        desk.goto("").await?;
        let script = "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
            return [all.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0), all.filter(({ name }) => name.includes('-part-')).length]";
        let [bytes, parts]: [u64; 2] = desk.stage.browser.eval(script, Vec::new()).await?;
        assert!((100_000..=FIRST_SCREEN).contains(&bytes), "{language}: {bytes} bytes");
        assert_eq!(parts, 0, "parts are fetched by the screens that need them");
    }
    desk.stage.close().await
}
