//! axe finds nothing on any layout in any theme. With `PARLOR_SHOTS=folder` each look is also kept there as a picture, for
//! people to judge.

use std::path::PathBuf;

use anyhow::Result;
use parlor::{
    agent::scripted::Step,
    core::widget::settings::{Feature, ThemeChoice},
};
use parlor_shared::{config::Layout, content::QuickReply};
use parlor_tests::{
    browser::{Chat, Page, Stage, until},
    repertoire::Repertoire,
};
use serde_json::{Map, Value, json};

const RICH: &str = "We ship **every working day**. Orders before 14:00 leave the same day, see [delivery](https://shop.example.com/ship) or `track`.\n\n\
    | To | Days |\n|:---|---:|\n| Cluj | 1 |\n| Berlin | 3 |\n\n```rust\n// Every day.\nfn ship(order: &str) -> u8 { 1 }\n```\n\n> Pots travel in straw.";
pub(crate) const THEMES: [&str; 4] = ["light", "dark", "high-contrast-light", "high-contrast-dark"];
/// The usual one, and those that are hard to read: yellow on white, navy on black, grey between both.
const BRANDS: [&str; 4] = ["#2f5bd8", "#ffd400", "#10204a", "#808080"];

/// A page axe finds nothing on by itself.
const PAGE: &str = "<style>:root { color-scheme: light dark; background: light-dark(#f4f1ec, #111); color: light-dark(#111, #fff); font: 16px system-ui } \
    main { max-width: 720px; margin: 0 auto; padding: 16px } parlor-chat { display: block; height: 620px }</style>\
    <main><h1>A shop</h1><p>We sell plants, and pots made by hand.</p>";

fn page(stage: &Stage, layout: Layout) -> Page {
    let name = match layout {
        Layout::Bubble => "bubble",
        Layout::Inline => "inline",
        Layout::Fullscreen => "fullscreen",
    };
    let snippet = Stage::snippet(&stage.app.base, &format!("data-layout={name}"));
    Page { body: [PAGE, &snippet, "</main>"].concat(), ..Page::default() }
}

pub(crate) async fn set(stage: &Stage, theme: &str, brand: &str) -> Result<()> {
    stage
        .change(|widget| {
            widget.settings.theme = Some(ThemeChoice { name: theme.into(), config: Map::new() });
            widget.settings.brand = Some(brand.into());
            widget.settings.intro = Some("We answer at once, day and night.".into());
            widget.settings.features.insert(Feature::Maximize, true);
        })
        .await?;
    let scheme = if theme.ends_with("dark") { "dark" } else { "light" };
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
    stage.browser.cdp("Emulation.setEmulatedMedia", media).await.map(drop)
}

/// Goes to the page; the chat is open and has its configuration.
pub(crate) async fn open(stage: &Stage, layout: Layout) -> Result<Chat<'_>> {
    stage.browser.goto(&stage.pages.put("shop", page(stage, layout))).await?;
    let chat = Chat::on(&stage.browser);
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
    })
    .await?;
    chat.look::<Value>("return chat.open()", Vec::new()).await?;
    chat.wait_until_online().await?;
    Ok(chat)
}

/// The same, with a conversation.
async fn converse(stage: &Stage, layout: Layout) -> Result<Chat<'_>> {
    let chat = open(stage, layout).await?;
    chat.ask("When do you ship?").await?;
    chat.wait_for(".content table").await?;
    Ok(chat)
}

/// Saves a screenshot, if the environment asks for it.
pub(crate) async fn keep(stage: &Stage, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("PARLOR_SHOTS").map(PathBuf::from) else { return Ok(()) };
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{name}.png")), stage.browser.driver().screenshot_as_png().await?)?;
    Ok(())
}

pub(crate) async fn resize(stage: &Stage, width: u32, height: u32) -> Result<()> {
    let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
    stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await.map(drop)
}

async fn stage() -> Result<Stage> {
    let rich = [Step::Text(RICH.into()), Step::QuickReplies(vec![QuickReply("And abroad?".into())])];
    Stage::open(Repertoire::default().on("When do you ship?", rich).agents()).await
}

/// Returns the current findings of axe, with the look's name.
pub(crate) async fn findings(stage: &Stage, name: &str) -> Result<Vec<String>> {
    let report = stage.browser.axe().await?;
    assert!(report.rules > 80, "axe ran only {} rules", report.rules);
    println!("axe, {name}: {} findings, {} undecided", report.findings.len(), report.undecided.len());
    Ok(report.findings.into_iter().map(|finding| format!("{name}: {finding}")).collect())
}

/// Every layout in every theme, on a desk and on a phone.
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_layout_in_any_theme() -> Result<()> {
    let stage = stage().await?;
    let mut found = Vec::new();
    for (screen, width, height) in [("desk", 1280, 860), ("phone", 390, 844)] {
        resize(&stage, width, height).await?;
        for layout in [Layout::Bubble, Layout::Inline, Layout::Fullscreen] {
            for theme in THEMES {
                set(&stage, theme, BRANDS[0]).await?;
                converse(&stage, layout).await?;
                let name = format!("{screen}-{layout:?}-{theme}").to_lowercase();
                keep(&stage, &name).await?;
                found.extend(findings(&stage, &name).await?);
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    stage.close().await
}

/// Brand colours that are hard to read, and the large panel.
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_on_any_brand() -> Result<()> {
    let stage = stage().await?;
    resize(&stage, 1280, 860).await?;
    let mut found = Vec::new();
    for brand in &BRANDS[1..] {
        for theme in ["light", "dark", "high-contrast-light"] {
            set(&stage, theme, brand).await?;
            let chat = converse(&stage, Layout::Bubble).await?;
            let name = format!("brand-{}-{theme}", &brand[1..]);
            keep(&stage, &name).await?;
            found.extend(findings(&stage, &name).await?);
            chat.look::<Value>("return chat.maximize()", Vec::new()).await?;
            chat.wait_for(".panel.large").await?;
            keep(&stage, &format!("{name}-large")).await?;
            found.extend(findings(&stage, &format!("{name}, large")).await?);
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    stage.close().await
}
