//! axe finds nothing, whatever the widget shows.

use anyhow::Result;
use parlor::{
    agent::scripted::{ScriptedFailure, Step},
    core::widget::{Widget, settings::Feature},
};
use parlor_shared::content::{Citation, QuickReply};
use parlor_tests::{
    browser::{Chat, Page, Stage},
    repertoire::Repertoire,
};
use serde_json::json;

const RICH: &str = "# Delivery\n\nWe ship **every day**, *really*, see [our page](https://shop.example.com/ship) or `track`.\n\n\
    | To | Days |\n|:---|---:|\n| Cluj | 1 |\n\n```rust\n// Every day.\nfn main() { let a = \"b\"; }\n```\n\n\
    1. pack\n2. send\n\n- [x] paid\n- [ ] sent\n\n> quoted\n\n$$x^2$$\n";

/// A page axe finds nothing on by itself.
fn page(snippet: &str) -> Page {
    let head = "<style>:root { color-scheme: light dark; background: light-dark(#fff, #111); color: light-dark(#111, #fff) }</style>".to_owned();
    Page { head, body: ["<main><h1>A shop</h1><p>We sell things.</p></main>", snippet].concat(), ..Page::default() }
}

struct Looks<'a> {
    stage: &'a Stage,
    scheme: &'static str,
    found: Vec<String>,
}

impl Looks<'_> {
    async fn at(&mut self, state: &str) -> Result<()> {
        let report = self.stage.browser.axe().await?;
        let (scheme, rules) = (self.scheme, report.rules);
        println!(
            "axe, {scheme}, {state}: {rules} rules, {} findings, {} undecided",
            report.findings.len(),
            report.undecided.len()
        );
        report.undecided.iter().for_each(|one| println!("  undecided: {one}"));
        self.found.extend(report.findings.into_iter().map(|finding| format!("{scheme}, {state}: {finding}")));
        assert!(rules > 80, "axe ran only {rules} rules");
        Ok(())
    }
}

async fn look_everywhere(scheme: &'static str) -> Result<()> {
    let citation: Citation = serde_json::from_value(
        json!({"id": "1", "title": "Delivery", "url": "https://shop.example.com/ship", "snippet": "Every day."}),
    )?;
    let rich = [
        Step::Text(RICH.into()),
        Step::Citations(vec![citation]),
        Step::QuickReplies(vec![QuickReply("And abroad?".into())]),
    ];
    let blocks: Vec<Step> = serde_json::from_value(json!([
        {"reasoning": "Let me see."},
        {"block": {"type": "actions", "payload": {"buttons": [{"label": "Prices", "link": "/prices"}, {"label": "Yes", "message": "Yes"}]}}},
        {"block": {"type": "carousel", "payload": {"cards": [{"title": "Tea", "text": "5 euros", "link": "/tea"}, {"title": "Cups"}]}}},
        {"block": {"type": "form", "payload": {"id": "f", "fields": [
            {"name": "a", "label": "Name", "required": true}, {"name": "b", "label": "Size", "type": "select", "options": ["S"]},
            {"name": "c", "label": "News", "type": "checkbox"}, {"name": "d", "label": "More", "type": "textarea"}]}}},
    ]))?;
    let (repertoire, gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let repertoire = repertoire
        .on("rich", rich)
        .on("blocks", blocks)
        .on("fail", [Step::Text("Well, ".into()), Step::Fail(ScriptedFailure::Unavailable)]);
    let stage = Stage::open(repertoire.agents()).await?;
    let verbose = |widget: &mut Widget| _ = widget.settings.features.insert(Feature::Verbose, true);
    stage.app.change_widget(verbose).await?;
    // Elements that fade in do not yet have their final colours.
    let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
    stage.browser.cdp("Emulation.setEmulatedMedia", media).await?;
    let chat: Chat<'_> = stage.visit_page(page(&Stage::snippet(&stage.app.base, ""))).await?;
    let mut looks = Looks { stage: &stage, scheme, found: Vec::new() };
    looks.at("closed").await?;
    chat.open().await?;
    chat.wait_for(".chip").await?;
    looks.at("open").await?;
    chat.say("slow").await?;
    chat.wait_for("button.stop").await?;
    chat.wait_for_rows(2).await?;
    looks.at("streaming").await?;
    gate.open(1);
    chat.wait_until_idle().await?;
    chat.ask("rich").await?;
    chat.wait_for(".content math").await?;
    looks.at("a rich answer").await?;
    chat.press("button[aria-label='Not helpful']").await?;
    chat.wait_for(".why").await?;
    looks.at("asked why").await?;
    chat.ask("blocks").await?;
    chat.wait_for(".form").await?;
    chat.press(".form [type=submit]").await?;
    chat.wait_for("[aria-invalid=true]").await?;
    looks.at("blocks").await?;
    chat.say("fail").await?;
    chat.wait_for(".fate.failed").await?;
    looks.at("failed").await?;
    chat.press("button[aria-label='New conversation']").await?;
    chat.wait_for("[role=alertdialog]").await?;
    looks.at("asked whether to begin anew").await?;
    assert!(looks.found.is_empty(), "{:#?}", looks.found);
    stage.close().await
}

/// In every state on a light page.
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_light() -> Result<()> {
    look_everywhere("light").await
}

/// In every state on a dark page.
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_in_dark() -> Result<()> {
    look_everywhere("dark").await
}
