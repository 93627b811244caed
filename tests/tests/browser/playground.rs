//! The playground: every control changes what it says, and the snippet gives the chat that was previewed. With
//! `PARLOR_SHOTS=folder` each look is kept there as a picture.

use std::path::PathBuf;

use anyhow::{Context, Result};
use parlor::{
    agent::scripted::Step,
    core::widget::{
        KeyKind,
        settings::{Feature, Settings},
    },
};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

/// Sets a control as a person does: by its events.
const SET: &str = "
    const [name, value] = arguments;
    const option = document.querySelector(`[data-option='${name}'], #${name}`);
    const inputs = [...option.querySelectorAll('input, select, textarea')];
    const input = inputs[0];
    if (input.type === 'radio') inputs.find((one) => one.value === value).click();
    else if (input.type === 'checkbox') input.checked === (value === 'true') || input.click();
    else {
        input.value = value;
        for (const type of ['input', 'change']) input.dispatchEvent(new Event(type, { bubbles: true }));
    }
    return true";

/// A function's body with the shown preview's `chat` and `$`.
fn inside(script: &str) -> String {
    format!(
        "const page = document.querySelector('#frames iframe:not([hidden])')?.contentDocument;
         const chat = page?.querySelector('parlor-chat'), root = chat?.shadowRoot;
         const $ = (what) => root?.querySelector(what), look = (what) => getComputedStyle($(what));
         try {{ return !!({script}); }} catch {{ return false; }}"
    )
}

struct Play {
    stage: Stage,
}

impl Play {
    async fn open(hash: &str) -> Result<Self> {
        let formula = [Step::Text("Well: $$\\frac{a}{b}$$".into())];
        let stage = Stage::playing(Repertoire::default().on("formula", formula).agents()).await?;
        let play = Self { stage };
        // Wide enough that the previews are no phones.
        let window = json!({"width": 1600, "height": 1000, "deviceScaleFactor": 1, "mobile": false});
        play.stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await?;
        play.stage.browser.goto(&play.address(hash)).await?;
        play.sees("chat && $('.panel')").await?;
        Ok(play)
    }

    fn address(&self, hash: &str) -> String {
        format!("{}/{hash}", self.stage.app.base)
    }

    async fn set(&self, name: &str, value: &str) -> Result<()> {
        let done: bool = self.stage.browser.eval(SET, vec![json!(name), json!(value)]).await?;
        assert!(done, "{name}");
        Ok(())
    }

    /// Returns the labels to choose from.
    async fn offers(&self, name: &str) -> Result<Vec<String>> {
        let script = "return [...document.querySelector(`[data-option='${arguments[0]}'] select`).options].map(({ label }) => label)";
        self.stage.browser.eval(script, vec![json!(name)]).await
    }

    /// Waits until this is so in the preview.
    async fn sees(&self, script: &str) -> Result<()> {
        let script_ = inside(script);
        until(&format!("in the preview: {script}"), || async {
            Ok(self.stage.browser.eval::<bool>(&script_, Vec::new()).await?.then_some(()))
        })
        .await
    }

    async fn snippet(&self) -> Result<String> {
        self.stage.browser.eval("return document.getElementById('snippet').textContent", Vec::new()).await
    }

    async fn key(&self) -> Result<String> {
        let snippet = self.snippet().await?;
        let key = snippet.split("data-key=\"").nth(1).and_then(|rest| rest.split('"').next());
        key.map(str::to_owned).context(snippet)
    }

    /// Returns the settings that the server stores for this tab.
    async fn settings(&self) -> Result<Settings> {
        let key = self.key().await?;
        Ok(self.stage.app.store.widget_by_key(KeyKind::Key, &key).await?.context("a widget")?.settings)
    }

    async fn keep(&self, name: &str) -> Result<()> {
        let Some(folder) = std::env::var_os("PARLOR_SHOTS").map(PathBuf::from) else { return Ok(()) };
        std::fs::create_dir_all(&folder)?;
        let png = self.stage.browser.driver().screenshot_as_png().await?;
        Ok(std::fs::write(folder.join(format!("playground-{name}.png")), png)?)
    }
}

/// Attributes of the snippet: the control, a value, the attribute, and the expected state of the preview.
const ATTRIBUTES: [(&str, &str, &str, &str); 17] = [
    ("theme", "dark", "data-theme=\"dark\"", "look('.panel').colorScheme === 'dark'"),
    ("theme", "high-contrast-light", "data-theme=\"high-contrast-light\"", "$('.root.contrast.light')"),
    ("theme", "light", "data-theme=\"light\"", "look('.panel').colorScheme === 'light'"),
    ("contrast", "true", "data-contrast=\"more\"", "$('.root.contrast')"),
    ("contrast", "false", "", "!$('.root.contrast')"),
    ("brand", "#0a7c66", "data-brand=\"#0a7c66\"", "look('.panel').getPropertyValue('--brand').includes('0a7c66')"),
    ("radius", "4", "data-radius=\"4\"", "look('.panel').borderTopLeftRadius === '4px'"),
    ("density", "compact", "data-density=\"compact\"", "look('.panel').getPropertyValue('--density').trim() === '.75'"),
    ("shadow", "none", "data-shadow=\"none\"", "look('.panel').getPropertyValue('--parlor-shadow').includes('#0000')"),
    ("font", "Georgia, serif", "data-font=\"Georgia, serif\"", "look('.panel').fontFamily.startsWith('Georgia')"),
    ("position", "top-left", "data-position=\"top-left\"", "$('.root.top.left')"),
    ("movable", "true", "data-movable", "$('.launcher').style.touchAction === 'none'"),
    (
        "title",
        "A \"b\" & <c>",
        "data-title=\"A &quot;b&quot; &amp; &lt;c>\"",
        "$('.title').textContent === 'A \"b\" & <c>'",
    ),
    ("title", "", "", "$('.title').textContent === 'Fernwood help'"),
    ("open", "true", "data-open", "chat.hasAttribute('open')"),
    ("open", "false", "", "!chat.hasAttribute('open')"),
    ("frame", "true", "data-frame", "chat.hasAttribute('frame') && $('.launcher') && !$('.panel')"),
];

/// Each control that stands in the snippet.
#[tokio::test(flavor = "multi_thread")]
async fn options_of_the_snippet() -> Result<()> {
    let play = Play::open("").await?;
    for (name, value, attribute, seen) in ATTRIBUTES {
        play.set(name, value).await?;
        let snippet = play.snippet().await?;
        let has = |text: &str| snippet.contains(text);
        assert!(if attribute.is_empty() { !has(&format!("data-{name}")) } else { has(attribute) }, "{name}: {snippet}");
        play.sees(seen).await.with_context(|| format!("{name} = {value}"))?;
    }
    play.set("noscript", "true").await?;
    assert!(play.snippet().await?.ends_with(&format!("/chat/{}\">Chat</a></noscript>", play.key().await?)));
    for (layout, seen) in [
        ("inline", "$('.root.as-inline .panel') && page.querySelector('.inline-place parlor-chat')"),
        ("fullscreen", "$('.root.as-fullscreen .panel')"),
    ] {
        play.set("layouts", layout).await?;
        assert!(play.snippet().await?.contains(&format!("data-layout=\"{layout}\"")));
        play.sees(seen).await?;
    }
    // Another language, in a chat that restarts.
    play.set("frame", "false").await?;
    assert!(play.offers("language").await?.contains(&"Français".to_owned()));
    play.set("language", "de").await?;
    assert!(play.snippet().await?.contains("data-language=\"de\""));
    play.stage.close().await
}

/// Options that only an owner can set are stored by the server and take effect.
#[tokio::test(flavor = "multi_thread")]
async fn options_of_the_owner() -> Result<()> {
    let play = Play::open("").await?;
    for (name, value, seen) in [
        ("intro", "Ask away", "$('.intro').textContent === 'Ask away'"),
        ("initial", "Hello **there**", "$('.content strong').textContent === 'there'"),
        ("placeholder", "Your words", "$('textarea').placeholder === 'Your words'"),
        ("css", ".title{font-style:italic}", "look('.title').fontStyle === 'italic'"),
        ("maximize", "true", "$('.size')"),
        ("powered_by", "false", "$('.panel') && !$('.powered')"),
    ] {
        play.set(name, value).await?;
        play.sees(seen).await.with_context(|| name.to_owned())?;
    }
    play.set("session_seconds", "1800").await?;
    until_equal("the session", Some(1800), || async { Ok(play.settings().await?.session_seconds) }).await?;
    let key = play.key().await?;
    for feature in Feature::ALL {
        let name = feature.name().to_owned();
        let wanted = !feature.is_usual();
        play.set(&name, if wanted { "true" } else { "false" }).await.with_context(|| name.clone())?;
        until_equal(&name, Some(wanted), || async { Ok(play.settings().await?.features.get(&feature).copied()) })
            .await?;
    }
    assert_eq!(play.key().await?, key, "one widget for one tab");
    // Values that the server refuses are reported and change nothing.
    play.set("css", "@import 'x'").await?;
    until("said", || async {
        let said: String = play
            .stage
            .browser
            .eval("return document.querySelector('.said.bad')?.textContent ?? ''", Vec::new())
            .await?;
        Ok(said.contains("css").then_some(()))
    })
    .await?;
    play.stage.close_after_failures().await
}

/// The chosen options are in the address: another tab that opens it has the same options; Reset removes them all.
#[tokio::test(flavor = "multi_thread")]
async fn the_address_holds_what_is_chosen() -> Result<()> {
    let play =
        Play::open("#layout=inline&theme=dark&math=false&title=A+%26+b&evil=1&theme2=x&position=nowhere").await?;
    play.sees("look('.panel').colorScheme === 'dark' && $('.title').textContent === 'A & b'").await?;
    assert_eq!(play.settings().await?.features.get(&Feature::Math), Some(&false));
    let controls: Value = play.stage.browser.eval(
        "return [document.querySelector('[name=layout]:checked').value, document.querySelector('[name=theme]').value,
            document.querySelector('[name=math]').checked, document.querySelector('[name=position]:checked').value]",
        Vec::new(),
    ).await?;
    assert_eq!(controls, json!(["inline", "dark", false, "bottom-right"]));
    play.set("radius", "0").await?;
    let url = play.stage.browser.driver().current_url().await?;
    assert_eq!(url.fragment(), Some("layout=inline&theme=dark&math=false&title=A+%26+b&radius=0"));
    play.stage.browser.eval::<Value>("document.getElementById('reset').click(); return null", Vec::new()).await?;
    until_equal("math again", Some(true), || async {
        Ok(play.settings().await?.features.get(&Feature::Math).copied())
    })
    .await?;
    assert!(!play.snippet().await?.contains("data-theme"));
    play.stage.close().await
}

/// The snippet on a page with nothing else: the same looks, the same owner's settings.
#[tokio::test(flavor = "multi_thread")]
async fn the_snippet_gives_the_same_chat() -> Result<()> {
    let play =
        Play::open("#theme=dark&radius=2&position=bottom-left&brand=%23ffd400&intro=Same&maximize=true&title=Mine")
            .await?;
    play.sees(
        "$('.intro')?.textContent === 'Same' && $('.size') && look('.panel').getPropertyValue('--brand') === '#ffd400'",
    )
    .await?;
    let facts = "[look('.panel').colorScheme, look('.panel').borderTopLeftRadius, look('.panel').getPropertyValue('--brand'),
        root.querySelector('.root').className.split(' ').filter((one) => /left|bottom|dark/.test(one)).join(' '), $('.title').textContent,
        $('.intro').textContent, !!$('.size')]";
    let script = inside("1").replace("return !!(1);", &format!("return {facts};"));
    let previewed: Value = play.stage.browser.eval(&script, Vec::new()).await?;
    let body = play.snippet().await?;
    let chat = play.stage.visit_page(Page { body, ..Page::default() }).await?;
    chat.open().await?;
    chat.wait_for(".intro").await?;
    let pasted: Value = chat
        .look(
            &format!("const root = chat.shadowRoot, look = (what) => getComputedStyle($(what)); return {facts}"),
            Vec::new(),
        )
        .await?;
    assert_eq!(pasted, previewed);
    assert_eq!(Chat::on(&play.stage.browser).ask("hello").await?, "hello");
    play.stage.close().await
}

/// Light, dark, a phone; axe finds nothing on the page around the previews, and every control is reached by keys.
#[tokio::test(flavor = "multi_thread")]
async fn looks() -> Result<()> {
    let play = Play::open("").await?;
    let browser = &play.stage.browser;
    let mut found = Vec::new();
    for (name, width, height, scheme, layout) in [
        ("desk-light", 1440, 900, "light", "bubble"),
        ("desk-dark", 1440, 900, "dark", "inline"),
        ("desk-full", 1100, 760, "light", "fullscreen"),
        ("phone-light", 390, 844, "light", "bubble"),
        ("phone-dark", 390, 844, "dark", "bubble"),
        ("small", 320, 640, "light", "bubble"),
    ] {
        let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        browser.cdp("Emulation.setDeviceMetricsOverride", window).await?;
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": "reduce"}]});
        browser.cdp("Emulation.setEmulatedMedia", media).await?;
        play.set("layouts", layout).await?;
        play.sees("$('.panel')").await?;
        until("shown", || async {
            Ok(browser.eval::<bool>(&inside("$('.panel').getClientRects().length"), Vec::new()).await?.then_some(()))
        })
        .await?;
        play.keep(name).await?;
        let wide: [i64; 2] =
            browser.eval("return [document.documentElement.scrollWidth, innerWidth]", Vec::new()).await?;
        assert!(wide[0] <= wide[1], "{name}: {wide:?}");
        let report = browser.axe().await?;
        println!("axe, {name}: {} findings, {} undecided", report.findings.len(), report.undecided.len());
        found.extend(report.findings.into_iter().map(|finding| format!("{name}: {finding}")));
        if width < 500 {
            browser
                .eval::<Value>("document.getElementById('options').scrollIntoView(); return null", Vec::new())
                .await?;
            play.keep(&format!("{name}-options")).await?;
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    play.stage.close().await
}

/// The shop lends the agent its basket: the visitor is asked, then the page's own basket fills.
#[tokio::test(flavor = "multi_thread")]
async fn the_shop_lends_its_basket() -> Result<()> {
    const QUESTION: &str = "Put the snake plant into my basket";
    let steps = [Step::Page { name: "add_to_basket".into(), args: json!({"plant": "Snake plant"}) }];
    let stage = Stage::playing(Repertoire::default().on(QUESTION, steps).agents()).await?;
    stage.change(|widget| _ = widget.settings.features.insert(Feature::Tools, true)).await?;
    stage.browser.goto(&format!("{}/demo/shop.html", stage.app.base)).await?;
    let chat = Chat::on(&stage.browser);
    chat.wait_for_launcher().await?;
    let basket =
        async || stage.browser.eval::<String>("return document.querySelector('.basket b').textContent", vec![]).await;
    assert_eq!(basket().await?, "0");
    // The question stands on the page.
    let press = "[...document.querySelectorAll('.ask button')].find((one) => one.textContent === arguments[0]).click()";
    stage.browser.eval::<Value>(&format!("{press}; return null"), vec![json!(QUESTION)]).await?;
    chat.wait_for(".ask .primary").await?;
    assert_eq!(basket().await?, "0", "nothing before the visitor agrees");
    chat.press(".ask .primary").await?;
    until_equal("the basket", "1".to_owned(), basket).await?;
    chat.wait_until_idle().await?;
    assert!(chat.last().await?.text.contains("Snake plant"));
    stage.close().await
}
