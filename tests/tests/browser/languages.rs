//! The language the chat speaks: as the owner set it, the page says or the browser prefers; and how it looks from
//! right to left.

use std::collections::BTreeMap;

use anyhow::Result;
use parlor::core::i18n::language::{OwnTexts, Translations};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

/// A page with the widget that says its language so, or says none.
fn page(stage: &Stage, language: &str, attributes: &str) -> Page {
    let script = format!("<script>document.documentElement.lang = '{language}'</script>");
    Page { head: script, body: Stage::snippet(&stage.app.base, attributes), ..Page::default() }
}

async fn prefer(stage: &Stage, language: &str) -> Result<()> {
    let agent: String = stage.browser.eval("return navigator.userAgent", Vec::new()).await?;
    let wanted = json!({"userAgent": agent, "acceptLanguage": language});
    stage.browser.cdp("Emulation.setUserAgentOverride", wanted).await.map(drop)
}

/// The name of the launcher, the placeholder and the title, once the server has answered.
async fn spoken(stage: &Stage, page: Page) -> Result<[String; 3]> {
    let chat = stage.visit_page(page).await?;
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.css", Vec::new()).await?.then_some(()))
    })
    .await?;
    let launcher = chat.attribute(".launcher", "aria-label").await?.unwrap_or_default();
    chat.look::<Value>("return chat.open()", Vec::new()).await?;
    chat.wait_for(".status.online").await?;
    let placeholder = chat.attribute("textarea", "placeholder").await?.unwrap_or_default();
    Ok([launcher, placeholder, chat.text("h2.title").await?])
}

const ENGLISH: [&str; 2] = ["Open chat", "Write a message…"];
const GERMAN: [&str; 2] = ["Chat öffnen", "Nachricht schreiben …"];

fn title(words: [&str; 2], title: &str) -> [String; 3] {
    [words[0].into(), words[1].into(), title.into()]
}

/// Configuration, then the page, then the browser.
#[tokio::test(flavor = "multi_thread")]
async fn the_language_is_the_owner_s_the_page_s_or_the_browser_s() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    prefer(&stage, "de-AT").await?;
    let catalogue = parlor::core::i18n::translate::catalogue(&["de"]);
    assert_eq!(GERMAN, ["open", "placeholder"].map(|key| catalogue.texts[key].as_str()));
    for (language, attributes, words) in [
        ("", "", GERMAN),
        ("en-GB", "", ENGLISH),
        ("de", "", GERMAN),
        ("en", "data-language=de", GERMAN),
        // Placeholders that a template left behind must not cause an error.
        ("de_DE", "", GERMAN),
        ("{{ lang }}", "", GERMAN),
    ] {
        let said = spoken(&stage, page(&stage, language, attributes)).await?;
        assert_eq!(said, title(words, "Shop help"), "{language:?} {attributes}");
    }
    stage.change(|widget| widget.settings.languages = Some(vec!["de".into(), "fr".into()])).await?;
    assert_eq!(spoken(&stage, page(&stage, "en", "")).await?, title(GERMAN, "Shop help"), "the owner named others");
    assert_eq!(spoken(&stage, page(&stage, "fr-CA", "")).await?[0], "Ouvrir la discussion");
    assert_eq!(spoken(&stage, page(&stage, "", "data-language=en")).await?, title(ENGLISH, "Shop help"));
    stage.close().await
}

/// Texts of the owner that setup translated reach the visitor: title, intro, first words, placeholder.
#[tokio::test(flavor = "multi_thread")]
async fn the_owner_s_words_are_in_the_visitor_s_language() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let words = |tag: &str| OwnTexts {
        title: format!("{tag} title"),
        intro: format!("{tag} intro"),
        initial: format!("{tag} **first** words"),
        placeholder: format!("{tag} placeholder"),
    };
    stage
        .change(|widget| {
            widget.settings.languages = Some(vec!["en".into(), "de".into()]);
            widget.settings = words("own").put_into(widget.settings.clone());
        })
        .await?;
    let made = Translations { of: words("own"), languages: BTreeMap::from([("de".into(), words("de"))]) };
    stage.app.store.put_translations(&parlor_tests::app::WIDGET.parse()?, &made).await?;
    for (language, tag) in [("de-CH", "de"), ("en", "own"), ("pl", "own")] {
        let said = spoken(&stage, page(&stage, language, "")).await?;
        assert_eq!(said[1..], [format!("{tag} placeholder"), format!("{tag} title")], "{language}");
        let chat = Chat::on(&stage.browser);
        until_equal("intro", format!("{tag} intro"), || chat.text(".intro")).await?;
        until_equal("first words", format!("{tag} first words"), || chat.text(".content")).await?;
    }
    stage.close().await
}

/// In a frame too: the page there is ours, the language is that of the page around.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_speaks_the_language_of_the_page_around() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit_page(page(&stage, "de", "data-frame")).await?;
    chat.look::<Value>("return chat.open()", Vec::new()).await?;
    chat.wait_for("iframe.panel").await?;
    chat.find("iframe.panel").await?.enter_frame().await?;
    let inside = Chat::on(&stage.browser);
    inside.wait_for(".status.online").await?;
    assert_eq!(inside.attribute("textarea", "placeholder").await?.as_deref(), Some(GERMAN[1]));
    stage.close().await
}

/// From right to left: corners change sides, code does not, nothing leaves the panel.
#[tokio::test(flavor = "multi_thread")]
async fn arabic_is_laid_out_from_right_to_left() -> Result<()> {
    const ANSWER: &str =
        "نشحن **كل يوم عمل** مع `npm i --save`.\n\n```\nlet a = 1;\n```\n\n- أولا\n- ثانيا\n\n$$x^2 - 1$$";
    let stage = Stage::open(Repertoire::default().says("متى؟", ANSWER).agents()).await?;
    for (screen, width, height) in [("desk", 1_280, 860), ("phone", 390, 844)] {
        let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500});
        stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await?;
        let said = spoken(&stage, page(&stage, "ar", "")).await?;
        assert_eq!(said[0], "فتح الدردشة");
        let chat = Chat::on(&stage.browser);
        chat.ask("متى؟").await?;
        chat.wait_for(".content math").await?;
        stage.keep_picture(&format!("arabic-{screen}")).await?;
        let look = "
            const box = (what) => $(what).getBoundingClientRect();
            const direction = (what) => getComputedStyle($(what)).direction;
            const panel = box('.panel');
            return {
                panel_left: panel.left < innerWidth - panel.right || $('.panel').offsetWidth === innerWidth,
                avatar_right_of_close: box('.avatar').left > box('.header .close').left,
                title_beside_avatar: Math.abs(box('.title').right - box('.who').right) < 1 && getComputedStyle($('.title')).textAlign === 'right',
                send_left_of_field: box('.send').left < box('.field').left,
                mine_at_the_left: box('.bubble').left - panel.left < panel.right - box('.bubble').right,
                text: [direction('.panel'), direction('.content'), direction('.content li')],
                code: [direction('.content pre'), direction('.content p code'), direction('.content math')],
                inside: $$('.panel *').every((one) => {
                    const at = one.getBoundingClientRect();
                    return !at.width || one.closest('.hidden, pre, .scrolling, svg') || (at.left >= panel.left - 1 && at.right <= panel.right + 1);
                }),
            }";
        let seen: Value = chat.look(look, Vec::new()).await?;
        let wanted = json!({
            "panel_left": true, "avatar_right_of_close": true, "title_beside_avatar": true, "send_left_of_field": true, "mine_at_the_left": true,
            "text": ["rtl", "rtl", "rtl"], "code": ["ltr", "ltr", "ltr"], "inside": true,
        });
        assert_eq!(seen, wanted, "{screen}");
    }
    stage.close().await
}
