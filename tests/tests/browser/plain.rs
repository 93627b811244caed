//! The chat without a script, in a browser whose scripts are switched off; and the way there when the widget cannot be
//! loaded. With `PARLOR_SHOTS=folder` each look is kept there as a picture.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use parlor::{
    agent::scripted::{ScriptedFailure, Step},
    core::widget::settings::{Feature, ThemeChoice},
};
use parlor_shared::content::{Citation, QuickReply};
use parlor_tests::{
    app::KEY,
    browser::{Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Map, json};
use thirtyfour::By;

const RICH: &str = "## Delivery\n\nWe ship **every working day**, see [delivery](https://shop.example.com/ship) or `track`.\n\n\
    | To | Days |\n|:---|---:|\n| Cluj | 1 |\n| Berlin | 3 |\n\n```rust\n// Every day.\nfn ship(order: &str) -> u8 { 1 }\n```\n\n\
    - [x] paid\n- [ ] sent\n\n> Pots travel in straw.\n\n$$\\frac{a}{b}$$";

async fn stage() -> Result<Stage> {
    let citation: Citation =
        serde_json::from_value(json!({"title": "Delivery", "url": "https://shop.example.com/ship"}))?;
    let rich = [
        Step::Text(RICH.into()),
        Step::Citations(vec![citation]),
        Step::QuickReplies(vec![QuickReply("And abroad?".into()), QuickReply("And on Sundays?".into())]),
    ];
    let stage = Stage::open(
        Repertoire::default()
            .on("When do you ship?", rich)
            .on("fail", [Step::Text("Well, ".into()), Step::Fail(ScriptedFailure::Unavailable)])
            .agents(),
    )
    .await?;
    stage
        .change(|widget| {
            widget.settings.initial = Some("Hi, I am **Ada**. What would you like to know?".into());
            widget.settings.intro = Some("We answer at once, day and night.".into());
        })
        .await?;
    Ok(stage)
}

fn address(stage: &Stage) -> String {
    format!("{}/chat/{KEY}", stage.app.base)
}

async fn scripts(stage: &Stage, on: bool) -> Result<()> {
    stage.browser.cdp("Emulation.setScriptExecutionDisabled", json!({"value": !on})).await.map(drop)
}

/// The text of the page: none while one page goes and the next has no body yet.
async fn text(stage: &Stage) -> Result<String> {
    let Some(body) = stage.browser.driver().find_all(By::Tag("body")).await?.pop() else { return Ok(String::new()) };
    Ok(body.text().await.unwrap_or_default())
}

async fn shows(stage: &Stage, what: &str) -> Result<()> {
    until(&format!("shown: {what}"), || async { Ok(text(stage).await?.contains(what).then_some(())) }).await
}

async fn press(stage: &Stage, selector: &str) -> Result<()> {
    stage.browser.driver().find(By::Css(selector)).await?.click().await.with_context(|| selector.to_owned())
}

async fn say(stage: &Stage, words: &str) -> Result<()> {
    stage.browser.driver().find(By::Css("textarea")).await?.send_keys(words).await?;
    press(stage, ".write button").await
}

async fn keep(stage: &Stage, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("PARLOR_SHOTS").map(PathBuf::from) else { return Ok(()) };
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("plain-{name}.png")), stage.browser.driver().screenshot_as_png().await?)?;
    Ok(())
}

async fn resize(stage: &Stage, width: u32, height: u32) -> Result<()> {
    let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
    stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await.map(drop)
}

async fn scheme(stage: &Stage, scheme: &str, contrast: &str) -> Result<()> {
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-contrast", "value": contrast}]});
    stage.browser.cdp("Emulation.setEmulatedMedia", media).await.map(drop)
}

/// A whole conversation with scripts switched off: typed, pressed, reloaded, refused, restarted.
#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_without_a_script() -> Result<()> {
    let stage = stage().await?;
    scripts(&stage, false).await?;
    let probe = Page { body: "<p>off</p><script>document.body.textContent = 'on'</script>".into(), ..Page::default() };
    stage.browser.goto(&stage.pages.put("probe", probe)).await?;
    assert_eq!(text(&stage).await?, "off", "scripts are switched off");
    stage.browser.goto(&address(&stage)).await?;
    shows(&stage, "Hi, I am Ada.").await?;
    press(&stage, ".chip").await?;
    shows(&stage, "What do you sell?").await?;
    say(&stage, "When do you ship?").await?;
    shows(&stage, "Pots travel in straw.").await?;
    press(&stage, ".chips .chip").await?;
    until_equal("answered", 2, || async { Ok(text(&stage).await?.matches("And abroad?").count()) }).await?;
    stage.browser.driver().refresh().await?;
    until_equal("a reload says nothing again", 2, || async { Ok(text(&stage).await?.matches("And abroad?").count()) })
        .await?;
    say(&stage, "fail").await?;
    shows(&stage, "The assistant could not answer.").await?;
    // A space is something to a browser, and nothing to us.
    say(&stage, " ").await?;
    shows(&stage, "Please write something first.").await?;
    stage.app.clock.advance(Duration::from_secs(1));
    press(&stage, "summary").await?;
    press(&stage, ".question button").await?;
    until("empty", || async { Ok((!text(&stage).await?.contains("And abroad?")).then_some(())) }).await?;
    scripts(&stage, true).await?;
    // Refused requests and failures appear in the console.
    stage.close_after_failures().await
}

/// Light, dark, high contrast; wide, a phone, 320 pixels; from right to left. axe needs scripts, the page does not: they
/// are the browser's, in the same page.
#[tokio::test(flavor = "multi_thread")]
async fn looks() -> Result<()> {
    let stage = stage().await?;
    let mut found = Vec::new();
    stage.browser.goto(&address(&stage)).await?;
    let report = stage.browser.axe().await?;
    found.extend(report.findings.into_iter().map(|finding| format!("empty: {finding}")));
    say(&stage, "When do you ship?").await?;
    shows(&stage, "Pots travel in straw.").await?;
    for (screen, width, height) in [("desk", 1280, 860), ("phone", 390, 844), ("small", 320, 640)] {
        resize(&stage, width, height).await?;
        for (mode, colours, contrast) in
            [("light", "light", "no-preference"), ("dark", "dark", "no-preference"), ("contrast", "dark", "more")]
        {
            scheme(&stage, colours, contrast).await?;
            stage.browser.goto(&format!("{}?{mode}", address(&stage))).await?;
            shows(&stage, "Pots travel in straw.").await?;
            let name = format!("{screen}-{mode}");
            keep(&stage, &name).await?;
            let wide: [i64; 2] =
                stage.browser.eval("return [document.documentElement.scrollWidth, innerWidth]", Vec::new()).await?;
            assert!(wide[0] <= wide[1], "{name}: {wide:?}");
            let report = stage.browser.axe().await?;
            println!("axe, {name}: {} findings, {} undecided", report.findings.len(), report.undecided.len());
            found.extend(report.findings.into_iter().map(|finding| format!("{name}: {finding}")));
        }
    }
    resize(&stage, 1280, 860).await?;
    scheme(&stage, "light", "no-preference").await?;
    stage.browser.goto(&address(&stage)).await?;
    say(&stage, " ").await?;
    shows(&stage, "Please write something first.").await?;
    keep(&stage, "refused").await?;
    let report = stage.browser.axe().await?;
    found.extend(report.findings.into_iter().map(|finding| format!("refused: {finding}")));
    // A visitor who reads Arabic, in an owner's colours.
    stage.browser.driver().delete_all_cookies().await?;
    stage.browser.cdp("Network.setExtraHTTPHeaders", json!({"headers": {"Accept-Language": "ar"}})).await?;
    stage
        .change(|widget| {
            widget.settings.theme = Some(ThemeChoice { name: "light".into(), config: Map::new() });
            widget.settings.brand = Some("#0a7c66".into());
            widget.settings.features.insert(Feature::PoweredBy, true);
        })
        .await?;
    stage.browser.goto(&address(&stage)).await?;
    say(&stage, "When do you ship?").await?;
    shows(&stage, "Pots travel in straw.").await?;
    assert_eq!(stage.browser.eval::<String>("return document.dir", Vec::new()).await?, "rtl");
    keep(&stage, "desk-arabic").await?;
    let report = stage.browser.axe().await?;
    found.extend(report.findings.into_iter().map(|finding| format!("arabic: {finding}")));
    assert!(found.is_empty(), "{found:#?}");
    stage.close_after_failures().await
}

/// The widget cannot be loaded: its launcher leads to the page, in another tab, where the conversation goes on, though
/// the page is on another site.
#[tokio::test(flavor = "multi_thread")]
async fn a_widget_that_cannot_be_loaded_leads_there() -> Result<()> {
    let stage = stage().await?;
    let host = stage.app.base.replace("127.0.0.1", "localhost");
    let snippet = Stage::snippet(&host, "");
    let chat = stage.visit_page(Page { body: snippet.clone(), ..Page::default() }).await?;
    chat.open().await?;
    chat.ask("said in the widget").await?;
    let policy = format!("default-src 'none'; script-src {host}; connect-src {host}");
    let chat = stage.visit_page(Page { body: snippet, policy, ..Page::default() }).await?;
    chat.press(".launcher").await?;
    chat.wait_for(".note form button").await?;
    keep(&stage, "note").await?;
    let report = stage.browser.axe().await?;
    let about_it: Vec<_> = report.findings.iter().filter(|finding| finding.contains("parlor-chat")).collect();
    assert!(about_it.is_empty(), "{about_it:#?}");
    chat.press(".note form button").await?;
    let driver = stage.browser.driver();
    let there = until("another tab", || async { Ok(driver.windows().await?.into_iter().nth(1)) }).await?;
    let here = driver.window().await?;
    driver.switch_to_window(there).await?;
    let asked = || async { Ok(driver.find(By::Css("form button")).await.ok()) };
    until("the page that asks", asked).await?.click().await?;
    shows(&stage, "said in the widget").await?;
    let url = driver.current_url().await?;
    assert_eq!(url.as_str(), format!("{host}/chat/{KEY}#last"));
    say(&stage, "said on the page").await?;
    shows(&stage, "said on the page").await?;
    driver.close_window().await?;
    driver.switch_to_window(here).await?;
    // A link from that site finds it too.
    let link = Page { body: format!("<a href='{host}/chat/{KEY}'>Chat</a>"), ..Page::default() };
    stage.browser.goto(&stage.pages.put("link", link)).await?;
    press(&stage, "a").await?;
    shows(&stage, "said on the page").await?;
    // And the widget goes on with what was said there.
    let chat = stage.visit_page(Page { body: Stage::snippet(&host, ""), ..Page::default() }).await?;
    chat.open().await?;
    // With the agent's first words.
    chat.wait_for_rows(5).await?;
    stage.close_after_failures().await
}
