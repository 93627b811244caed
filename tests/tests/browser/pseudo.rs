//! Nothing is untranslated and nothing is clipped, whatever the widget shows: every view in a language whose texts are long
//! and stand in brackets.

use anyhow::{Context as _, Result};
use parlor::{
    agent::scripted::{ScriptedFailure, Step},
    core::widget::settings::Feature,
};
use parlor_tests::{
    browser::{Chat, Page, Stage, until},
    pseudo::{PseudoServer, pseudo},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

/// Script that returns the current faults. Words of the agent and of the visitor are not from the catalogue; they and
/// the title may be shortened.
const LOOK: &str = r"
    const panel = $('.panel'), found = [];
    const whole = (text) => /^⟦[^]*⟧$/.test(text.trim());
    const name = (element) => element.localName + '.' + element.className;
    const free = (element) => element.closest('.avatar, .when, .number, .clock') || (element.closest('.content') && !element.closest('.codebar'));
    const clipped = (element, box) => {
        for (let around = element; around && around !== panel?.parentElement; around = around.parentElement) {
            const style = getComputedStyle(around), edge = around.getBoundingClientRect();
            if (style.overflowX === 'visible') continue;
            if (box.left < edge.left - 1 || box.right > edge.right + 1) return true;
            if (/hidden|clip/.test(style.overflowY) && (box.top < edge.top - 1 || box.bottom > edge.bottom + 1)) return true;
            if (/auto|scroll/.test(style.overflowY)) return false;
        }
        return false;
    };
    for (const element of $$('.root *')) {
        if (element.closest('svg')) continue;
        for (const attribute of ['aria-label', 'title', 'placeholder', 'alt']) {
            const text = element.getAttribute(attribute);
            if (text && !whole(text)) found.push(`untranslated ${attribute} of ${name(element)}: ${text}`);
        }
        const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join('').trim();
        if (text && !free(element) && !whole(text)) found.push(`untranslated ${name(element)}: ${text}`);
        if (!text || element.closest('.hidden, .title, .name, .content') || !element.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(element);
        if (clipped(element, range.getBoundingClientRect())) found.push(`clipped ${name(element)}: ${text}`);
    }
    const field = $('.composer textarea');
    if (field && field.scrollHeight > field.clientHeight + 2) found.push('clipped placeholder');
    return found";

/// A browser that listens endlessly and hears nothing.
const DEAF: &str = "<script>window.SpeechRecognition = window.webkitSpeechRecognition = class { start() {} stop() { this.onend() } abort() {} }</script>";

struct Walk<'a> {
    chat: Chat<'a>,
    stage: &'a Stage,
    width: u32,
    found: Vec<String>,
}

impl Walk<'_> {
    async fn look(&mut self, view: &str) -> Result<()> {
        let found: Vec<String> = self.chat.look(LOOK, Vec::new()).await?;
        self.stage.keep_picture(&format!("pseudo-{}-{view}", self.width)).await?;
        self.found.extend(found.into_iter().map(|one| format!("{} px, {view}: {one}", self.width)));
        Ok(())
    }

    async fn call(&self, script: &str) -> Result<()> {
        self.chat.look::<Value>(script, Vec::new()).await.map(drop)
    }

    async fn online(&self) -> Result<()> {
        self.chat.wait_for(".status.online").await
    }
}

/// From the closed launcher to the end of a conversation that has seen everything.
async fn walk(width: u32, height: u32) -> Result<Vec<String>> {
    let (repertoire, gate) = Repertoire::default().held("⟦slow⟧", "⟦So far.⟧", "");
    let repertoire = repertoire
        .says("⟦code⟧", "⟦Here:\n\n```\nparlor serve\n```\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\nEnd.⟧")
        .on("⟦fail⟧", [Step::Text("⟦Well⟧".into()), Step::Fail(ScriptedFailure::Unavailable)])
        .on("⟦wait⟧", [Step::Stage("searching".into()), Step::Wait(gate.clone()), Step::Text("⟦Found.⟧".into())]);
    let stage = Stage::open(repertoire.agents()).await?;
    let server = PseudoServer::start(stage.app.state.clone()).await?;
    stage
        .change(|widget| {
            widget.settings.title = Some(pseudo("Shop help"));
            widget.settings.intro = Some(pseudo("We answer at once."));
            for feature in [Feature::Maximize, Feature::VoiceIn, Feature::VoiceOut] {
                widget.settings.features.insert(feature, true);
            }
        })
        .await?;
    let mut agent = stage.app.store.agent(&"agent-1".parse()?).await?.context("every server has one")?;
    agent.starter_prompts = vec![pseudo("What do you sell?")];
    stage.app.store.put_agent(&agent).await?;
    let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
    stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await?;
    let still = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    stage.browser.cdp("Emulation.setEmulatedMedia", still).await?;
    let chat =
        stage.visit_page(Page { head: DEAF.into(), body: Stage::snippet(&server.base, ""), ..Page::default() }).await?;
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
    })
    .await?;
    let mut walk = Walk { chat, stage: &stage, width, found: Vec::new() };
    walk.look("closed").await?;
    walk.call("chat.open()").await?;
    walk.online().await?;
    walk.chat.wait_for(".chips").await?;
    walk.look("open").await?;
    walk.chat.say("⟦wait⟧").await?;
    walk.chat.wait_for(".thinking").await?;
    walk.look("searching").await?;
    gate.open(1);
    walk.chat.wait_until_idle().await?;
    walk.chat.say("⟦slow⟧").await?;
    walk.chat.wait_for(".live").await?;
    walk.chat.wait_for("button.stop").await?;
    walk.look("streaming").await?;
    walk.chat.press("button.stop").await?;
    walk.chat.wait_until_idle().await?;
    walk.look("stopped").await?;
    walk.chat.ask("⟦code⟧").await?;
    walk.look("code").await?;
    walk.chat.press(".tools .tool[aria-pressed]:not(.hear) + .tool[aria-pressed]").await?;
    walk.chat.wait_for(".why").await?;
    walk.look("feedback").await?;
    walk.chat.press(".why button[type=submit]").await?;
    walk.chat.wait_for(".thanks").await?;
    walk.look("thanked").await?;
    walk.chat.say("⟦fail⟧").await?;
    walk.chat.wait_for(".fate.failed").await?;
    walk.look("failed").await?;
    for (length, view) in [(3_990, "few left"), (4_010, "too many")] {
        let write = "const field = $('textarea'); field.value = arguments[0]; field.dispatchEvent(new Event('input'))";
        walk.chat.look::<Value>(write, vec![json!("a ".repeat(length / 2) + "bc")]).await?;
        walk.chat.wait_for(".limit:not(:empty)").await?;
        walk.look(view).await?;
    }
    walk.call("const field = $('textarea'); field.value = ''; field.dispatchEvent(new Event('input'))").await?;
    walk.chat.press(".composer > .tool").await?;
    walk.chat.wait_for(".voice").await?;
    walk.look("listening").await?;
    walk.chat.press(".voice .send").await?;
    walk.chat.wait_for(".voice.failed").await?;
    walk.look("heard nothing").await?;
    walk.chat.press(".voice .tool").await?;
    walk.call("dispatchEvent(new Event('offline'))").await?;
    walk.chat.wait_for(".status:not(.online)").await?;
    walk.look("offline").await?;
    walk.call("dispatchEvent(new Event('online'))").await?;
    walk.online().await?;
    walk.chat.press(".header .tool:not([aria-pressed])").await?;
    walk.chat.wait_for("[role=alertdialog]").await?;
    walk.look("asked whether to begin anew").await?;
    walk.call("chat.maximize()").await?;
    walk.chat.wait_for(".panel.large").await?;
    walk.look("large").await?;
    walk.call("chat.broken('broken on purpose')").await?;
    walk.chat.wait_for(".failed .note").await?;
    walk.look("not loaded").await?;
    let found = std::mem::take(&mut walk.found);
    stage.close().await?;
    Ok(found)
}

/// On a desk.
#[tokio::test(flavor = "multi_thread")]
async fn every_view_is_translated_and_has_room() -> Result<()> {
    let found = walk(1_280, 860).await?;
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}

/// On the narrowest phone.
#[tokio::test(flavor = "multi_thread")]
async fn every_view_has_room_on_320_pixels() -> Result<()> {
    let found = walk(320, 640).await?;
    assert!(found.is_empty(), "{found:#?}");
    Ok(())
}
