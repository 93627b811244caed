//! A theme looks as it is defined, and changing it loses nothing.

use anyhow::Result;
use parlor::core::widget::settings::ThemeChoice;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

/// Returns a computed style of an element.
async fn style(chat: &Chat<'_>, selector: &str, property: &str) -> Result<String> {
    let script = "return $(arguments[0]) ? getComputedStyle($(arguments[0]))[arguments[1]] : ''";
    chat.look(script, vec![json!(selector), json!(property)]).await
}

async fn wear(stage: &Stage, name: &str, config: Value) -> Result<()> {
    let Value::Object(config) = config else { anyhow::bail!("tokens are an object") };
    let theme = ThemeChoice { name: name.into(), config };
    stage.change(|widget| widget.settings.theme = Some(theme)).await
}

async fn emulate(stage: &Stage, scheme: &str, contrast: &str) -> Result<()> {
    let media = json!({"features": [
        {"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-contrast", "value": contrast},
        {"name": "prefers-reduced-motion", "value": "reduce"},
    ]});
    stage.browser.cdp("Emulation.setEmulatedMedia", media).await.map(drop)
}

/// Opens the chat, waits for its configuration, and says something, so that all colours are there.
async fn show<'a>(stage: &'a Stage, attributes: &str) -> Result<Chat<'a>> {
    let body = Stage::snippet(&stage.app.base, attributes);
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
    })
    .await?;
    chat.open().await?;
    chat.ask("hello").await?;
    Ok(chat)
}

/// Each token on and off: what it says is what is computed.
#[tokio::test(flavor = "multi_thread")]
async fn every_token_does_what_it_says() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    emulate(&stage, "light", "no-preference").await?;
    let seen = [
        (".panel", "borderTopLeftRadius"),
        (".log", "rowGap"),
        (".panel", "fontFamily"),
        (".launcher", "boxShadow"),
        (".bubble", "backgroundColor"),
        (".title", "fontStyle"),
    ];
    let look = async |chat: &Chat<'_>| -> Result<Vec<String>> {
        let mut all = Vec::new();
        for (selector, property) in seen {
            all.push(style(chat, selector, property).await?);
        }
        Ok(all)
    };
    let usual = look(&show(&stage, "").await?).await?;
    assert_eq!((usual[0].as_str(), usual[1].as_str(), usual[4].as_str()), ("16px", "18px", "rgb(47, 91, 216)"));
    let tokens = json!({"radius": 4, "density": "compact", "font": "Georgia, serif", "shadow": "none", "primaryColor": "#0a7c66",
        "css": ".title { font-style: italic }"});
    wear(&stage, "mine", tokens).await?;
    let changed = look(&show(&stage, "").await?).await?;
    assert_eq!(changed[0], "4px");
    assert_eq!(changed[1], "13.5px");
    assert_eq!(changed[2], "Georgia, serif");
    assert!(changed[3].ends_with("0px 0px 0px 0px"), "{}", changed[3]);
    assert_eq!(changed[4], "rgb(10, 124, 102)");
    assert_eq!((usual[5].as_str(), changed[5].as_str()), ("normal", "italic"));
    // A page may wish the same by attributes.
    let attributes = "data-radius=0 data-brand='#ffd400' data-density=spacious";
    let wished = look(&show(&stage, attributes).await?).await?;
    assert_eq!((wished[0].as_str(), wished[1].as_str(), wished[4].as_str()), ("0px", "23.4px", "rgb(255, 212, 0)"));
    stage.close().await
}

/// Light, dark, the system's choice and high contrast, by the owner and by the page.
#[tokio::test(flavor = "multi_thread")]
async fn every_mode_is_what_it_is_called() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let (light, dark, white, black) = ("rgb(255, 255, 255)", "rgb(23, 24, 28)", "rgb(255, 255, 255)", "rgb(0, 0, 0)");
    for (name, attributes, scheme, contrast, surface, text) in [
        ("light", "", "dark", "no-preference", light, "rgb(26, 28, 33)"),
        ("dark", "", "light", "no-preference", dark, "rgb(236, 238, 242)"),
        ("auto", "", "dark", "no-preference", dark, "rgb(236, 238, 242)"),
        ("auto", "", "light", "no-preference", light, "rgb(26, 28, 33)"),
        ("auto", "", "light", "more", white, black),
        ("high-contrast", "", "light", "no-preference", white, black),
        ("high-contrast-dark", "", "light", "no-preference", black, white),
        ("light", "data-theme=dark", "light", "no-preference", dark, "rgb(236, 238, 242)"),
        ("light", "data-theme=high-contrast-dark", "light", "no-preference", black, white),
        ("dark", "data-contrast=more", "light", "no-preference", black, white),
    ] {
        emulate(&stage, scheme, contrast).await?;
        wear(&stage, name, json!({})).await?;
        let chat = show(&stage, attributes).await?;
        let told = format!("{name}, {attributes}, {scheme}, {contrast}");
        assert_eq!(style(&chat, ".panel", "backgroundColor").await?, surface, "{told}");
        assert_eq!(style(&chat, ".title", "color").await?, text, "{told}");
    }
    stage.close().await
}

/// The system changes while the chat is open.
#[tokio::test(flavor = "multi_thread")]
async fn the_systems_wishes_are_followed_as_they_change() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    emulate(&stage, "light", "no-preference").await?;
    let chat = show(&stage, "").await?;
    for (scheme, contrast, surface) in [
        ("dark", "no-preference", "rgb(23, 24, 28)"),
        ("dark", "more", "rgb(0, 0, 0)"),
        ("light", "no-preference", "rgb(255, 255, 255)"),
    ] {
        emulate(&stage, scheme, contrast).await?;
        until_equal(scheme, surface.to_owned(), || style(&chat, ".panel", "backgroundColor")).await?;
    }
    stage.close().await
}

/// In the middle of an answer, with a draft: all looks change, the answer goes on, the draft stays.
#[tokio::test(flavor = "multi_thread")]
async fn changing_the_looks_loses_nothing() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let stage = Stage::open(repertoire.agents()).await?;
    emulate(&stage, "light", "no-preference").await?;
    let chat = show(&stage, "").await?;
    chat.say("slow").await?;
    chat.wait_for_text("So far").await?;
    chat.find(".composer textarea").await?.send_keys("a draft").await?;
    let update = "Parlor('update', { theme: 'dark', brand: '#b00020', radius: 2, position: 'top-left', title: 'Night shift', layout: 'fullscreen' })";
    chat.look::<Value>(update, Vec::new()).await?;
    until_equal("the brand", "rgb(176, 0, 32)".to_owned(), || style(&chat, ".bubble", "backgroundColor")).await?;
    until_equal("the title", "Night shift".to_owned(), || chat.text("h2.title")).await?;
    assert_eq!(style(&chat, ".panel", "backgroundColor").await?, "rgb(23, 24, 28)");
    gate.open(1);
    chat.wait_for_text("So far so good.").await?;
    chat.wait_until_idle().await?;
    chat.look::<Value>(
        "chat.update({ theme: null, brand: null, radius: null, layout: 'bubble', position: null })",
        Vec::new(),
    )
    .await?;
    until_equal("the brand", "rgb(47, 91, 216)".to_owned(), || style(&chat, ".bubble", "backgroundColor")).await?;
    assert_eq!(style(&chat, ".panel", "backgroundColor").await?, "rgb(255, 255, 255)");
    let draft: String = chat.look("return $('textarea').value", Vec::new()).await?;
    assert_eq!((draft.as_str(), chat.rows().await?.len()), ("a draft", 4));
    stage.close().await
}

/// The page's own style sheets reach the parts that are promised, and custom properties.
#[tokio::test(flavor = "multi_thread")]
async fn parts_and_properties_are_the_pages_to_style() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let parts = [
        "launcher", "panel", "header", "title", "close", "log", "bubble", "content", "composer", "send", "chip",
        "powered",
    ];
    let rule = |part: &_| format!("parlor-chat::part({part}) {{ outline: 3px dotted rgb(1, 2, 3) }}");
    let rules = parts.iter().map(rule).collect::<Vec<_>>().join("\n");
    let head = format!("<style>{rules} parlor-chat {{ --parlor-radius: 5px; --parlor-font: monospace }}</style>");
    let body = Stage::snippet(&stage.app.base, "");
    let chat = stage.visit_page(Page { head, body, ..Page::default() }).await?;
    chat.open().await?;
    chat.wait_for(".chip").await?;
    assert_eq!(style(&chat, "[part~=chip]", "outlineStyle").await?, "dotted");
    chat.ask("hello").await?;
    for part in parts.into_iter().filter(|part| *part != "chip") {
        assert_eq!(style(&chat, &format!("[part~={part}]"), "outlineStyle").await?, "dotted", "{part}");
    }
    assert_eq!(style(&chat, ".panel", "borderTopLeftRadius").await?, "5px");
    assert_eq!(style(&chat, ".panel", "fontFamily").await?, "monospace");
    stage.close().await
}
