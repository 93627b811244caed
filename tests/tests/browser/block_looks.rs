//! Blocks on a desk, in the dark, on a phone and from right to left: axe finds nothing and nothing sticks out. With
//! `PARLOR_SHOTS=folder` each look is kept there as a picture.

use anyhow::Result;
use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_tests::{
    browser::{Page, Stage},
    repertoire::Repertoire,
};
use serde_json::json;

use crate::looks::{findings, keep, resize};

const STICKS_OUT: &str = "return $$('.blocks, .blocks > *, .steps, .input > *')
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'visible' && one.clientWidth > 0)
    .map((one) => one.className)";

pub(crate) fn tea() -> Result<Vec<Step>> {
    let says = |label: &str| json!({"label": label, "message": label});
    Ok(serde_json::from_value(json!([
        {"reasoning": "The visitor wants tea. Three kinds are left; the green one is new."},
        {"tool_call": {"name": "stock", "args": {"of": "tea", "near": "the harbour"}}},
        {"tool_result": "{\"green\": 3, \"black\": 12, \"white\": 1}"},
        {"text": "We have **three teas** in stock:"},
        {"block": {"type": "carousel", "payload": {"cards": [
            {"title": "Green tea", "text": "Fresh and light. 5 euros for 100 g.", "link": "https://shop.example.com/tea",
                "buttons": [says("Take it"), says("Tell me more")]},
            {"title": "Black tea with a long name that needs two lines", "text": "4 euros", "buttons": [says("Take it")]},
            {"title": "White tea", "text": "7 euros", "buttons": [says("Take it")]},
        ]}}},
        {"block": {"type": "actions", "payload": {"buttons": [
            {"label": "All prices", "link": "/prices"}, says("Yes, please"), {"label": "Talk to a person", "handoff": "A person, please"},
        ]}}},
    ]))?)
}

pub(crate) fn form() -> Result<Vec<Step>> {
    Ok(serde_json::from_value(json!([
        {"text": "Where may we send it?"},
        {"block": {"type": "form", "payload": {"id": "f", "title": "Delivery", "fields": [
            {"name": "a", "label": "Name", "required": true},
            {"name": "b", "label": "E-mail", "type": "email", "required": true},
            {"name": "c", "label": "Size", "type": "select", "options": ["100 g", "250 g"]},
            {"name": "d", "label": "Send me news", "type": "checkbox"},
            {"name": "e", "label": "Anything else?", "type": "textarea"},
        ]}}},
    ]))?)
}

async fn looks_at(stage: &Stage, name: &str, language: &str) -> Result<Vec<String>> {
    stage.change(|widget| widget.settings.languages = Some(vec![language.into()])).await?;
    let page = Page {
        head: "<title>Shop</title><style>:root{color-scheme:light dark}</style>".into(),
        body: ["<main><h1>Shop</h1></main>", &Stage::snippet(&stage.app.base, "")].concat(),
        ..Page::default()
    };
    let chat = stage.visit_page(page).await?;
    chat.press("button.launcher").await?;
    let mut found = Vec::new();
    for (said, there, what) in
        [("tea", ".card", "cards"), ("form", ".form", "form"), ("form", "[aria-invalid=true]", "errors")]
    {
        if what == "errors" {
            chat.press(".form [type=submit]").await?;
        } else {
            chat.ask(said).await?;
        }
        chat.wait_for(there).await?;
        if what == "form" {
            chat.look::<()>("$$('summary').forEach((one) => one.click())", Vec::new()).await?;
        }
        let name = format!("blocks-{name}-{what}");
        keep(stage, &name).await?;
        found.extend(findings(stage, &name).await?);
        let out: Vec<String> = chat.look(STICKS_OUT, Vec::new()).await?;
        found.extend(out.into_iter().map(|class| format!("{name}: .{class} sticks out")));
    }
    stage.browser.eval::<()>("localStorage.clear()", Vec::new()).await?;
    Ok(found)
}

/// Every look, with cards, a form, and a form with errors.
#[tokio::test(flavor = "multi_thread")]
async fn blocks_look_well_everywhere() -> Result<()> {
    let stage = Stage::open(Repertoire::default().on("tea", tea()?).on("form", form()?).agents()).await?;
    stage.app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Verbose, true)).await?;
    let mut found = Vec::new();
    for (name, width, scheme, language) in [
        ("desk", 900, "light", "en"),
        ("dark", 900, "dark", "en"),
        ("phone", 320, "light", "de"),
        ("rtl", 420, "light", "ar"),
    ] {
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
        stage.browser.cdp("Emulation.setEmulatedMedia", media).await?;
        resize(&stage, width, 760).await?;
        found.extend(looks_at(&stage, name, language).await?);
    }
    assert!(found.is_empty(), "{found:#?}");
    stage.close().await
}
