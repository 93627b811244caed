//! Every feature by keyboard alone. Tab reaches it, one sees that it has the focus, and Enter, Space or the arrows do the
//! rest; no test here has a pointer.

use anyhow::{Result, bail};
use parlor::{
    agent::scripted::{ScriptedFailure, Step},
    core::widget::settings::Feature,
};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
    speech::SpeechService,
};
use serde_json::json;
use thirtyfour::{Key, TypingData};

use crate::block_looks::{form, tea};

/// Script that returns the tag and name of the focused element, and true if it and its focus ring are visible.
const FOCUS: &str = "
    const at = chat?.shadowRoot?.activeElement;
    if (!at) return ['', true];
    // The panel holds the focus after the focused element is gone: it is no tab stop, and nothing to press.
    if (at.matches('.panel')) return ['panel', true];
    const name = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent;
    const [box, panel] = [at, $('dialog[open]') ?? $('.panel')].map((one) => one?.getBoundingClientRect());
    const inside = at.matches('.launcher, .peek *') || (box.top >= panel.top - 1 && box.top < panel.bottom && box.left >= panel.left - 1 && box.right <= panel.right + 1);
    // The box around the words one writes has the ring of the field in it.
    const [style, around] = [getComputedStyle(at), at.matches('textarea') && at.closest('.composer')];
    const ringed = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2)
        || (around && getComputedStyle(around).boxShadow.includes('0px 0px 0px 3px'));
    return [at.localName + ' ' + name.trim(), inside && ringed]";
/// More than a chat has stops.
const STOPS: usize = 80;

struct Keyboard<'a> {
    stage: &'a Stage,
    chat: Chat<'a>,
}

impl<'a> Keyboard<'a> {
    /// On a page with a button before the chat; the focus is on it.
    async fn on(stage: &'a Stage, head: &str) -> Result<Self> {
        // Without animations a focused element has its ring at once.
        let media = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
        stage.browser.cdp("Emulation.setEmulatedMedia", media).await?;
        let body = ["<button id=first autofocus>Basket</button>", &Stage::snippet(&stage.app.base, "")].concat();
        let chat = stage.visit_page(Page { head: head.into(), body, ..Page::default() }).await?;
        until("the focus is on the page", || async {
            let script = "return document.activeElement.id === 'first'";
            Ok(stage.browser.eval::<bool>(script, Vec::new()).await?.then_some(()))
        })
        .await?;
        Ok(Self { stage, chat })
    }

    async fn key(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.stage.browser.driver().action_chain().send_keys(keys).perform().await?)
    }

    async fn back(&self) -> Result<()> {
        let chain = self.stage.browser.driver().action_chain();
        Ok(chain.key_down(Key::Shift).send_keys(Key::Tab).key_up(Key::Shift).perform().await?)
    }

    async fn at(&self) -> Result<String> {
        Ok(self.chat.look::<(String, bool)>(FOCUS, Vec::new()).await?.0)
    }

    /// The same; one sees it there, if need be once the chat has scrolled.
    async fn seen_at(&self) -> Result<String> {
        let at = self.at().await?;
        until(&format!("to be seen that {at} has the focus"), || async {
            let (at, seen): (String, bool) = self.chat.look(FOCUS, Vec::new()).await?;
            Ok(seen.then_some(at))
        })
        .await
    }

    /// Tabs backwards, where most things are when one has just written, until the focus is there.
    async fn reach(&self, wanted: &str) -> Result<()> {
        // The pressed element keeps the focus, even if a new answer moves it out of sight.
        let mut passed = vec![self.at().await?];
        while passed.len() < STOPS {
            if passed.last().is_some_and(|at| at.starts_with(wanted)) {
                return Ok(());
            }
            self.back().await?;
            passed.push(self.seen_at().await?);
        }
        bail!("Tab does not reach {wanted:?}, but {passed:?}")
    }

    async fn press(&self, wanted: &str) -> Result<()> {
        self.reach(wanted).await?;
        self.key(Key::Enter).await
    }

    async fn lands_on(&self, wanted: &str) -> Result<()> {
        until(&format!("the focus on {wanted}"), || async { Ok(self.at().await?.starts_with(wanted).then_some(())) })
            .await
    }

    async fn ask(&self, question: &str) -> Result<()> {
        self.reach("textarea Message").await?;
        self.key(question.to_owned() + Key::Enter).await
    }

    async fn ask_and_wait(&self, question: &str) -> Result<()> {
        let before = self.chat.rows().await?.len();
        self.ask(question).await?;
        self.chat.wait_for_rows(before + 2).await?;
        self.chat.wait_until_idle().await
    }

    async fn open(&self) -> Result<()> {
        self.press("button Open chat").await?;
        self.chat.wait_until_online().await
    }
}

/// Waits for an answer to this.
async fn asked(chat: &Chat<'_>, question: &str) -> Result<()> {
    let said = || async { Ok(chat.rows().await?.into_iter().rfind(|row| row.mine).map(|row| row.text)) };
    until_equal("what was said last", Some(question.to_owned()), said).await?;
    chat.wait_until_idle().await
}

/// The way in: who one is, a suggestion, words of one's own; and out again.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_in_and_out() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.change(|widget| _ = widget.settings.features.insert(Feature::ContactCollection, true)).await?;
    let keys = Keyboard::on(&stage, "").await?;
    keys.key(Key::Tab).await?;
    assert_eq!(keys.at().await?, "button Open chat");
    keys.key(Key::Enter).await?;
    keys.lands_on("input Name").await?;
    keys.key("Ada" + Key::Tab).await?;
    assert!(keys.at().await?.starts_with("input E-mail"), "{}", keys.at().await?);
    keys.key("ada@shop.example" + Key::Enter).await?;
    keys.lands_on("textarea Message").await?;
    keys.press("button What do you sell?").await?;
    asked(&keys.chat, "What do you sell?").await?;
    keys.ask_and_wait("good day").await?;
    keys.key(Key::Escape).await?;
    keys.lands_on("button Open chat").await?;
    stage.close().await
}

/// Everything an answer can contain: thoughts, cards, buttons, forms, code; and every action on it.
#[tokio::test(flavor = "multi_thread")]
async fn everything_an_answer_brings() -> Result<()> {
    let code = "```rust\nlet a = 1;\n```\n\n| To | Days |\n|:---|---:|\n| Cluj | 1 |";
    let said = "Name: Ada\nE-mail: ada@shop.example\nSize: 250 g\nSend me news: ✓\nAnything else?: No.";
    let repertoire =
        Repertoire::default().on("tea", tea()?).on("form", form()?).says("code", code).says(said, "Thank you.");
    let stage = Stage::open(repertoire.agents()).await?;
    stage.change(|widget| _ = widget.settings.features.insert(Feature::Verbose, true)).await?;
    let grant = json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": stage.pages.origin});
    stage.browser.cdp("Browser.grantPermissions", grant).await?;
    let keys = Keyboard::on(&stage, "").await?;
    let chat = &keys.chat;
    keys.open().await?;
    keys.ask_and_wait("tea").await?;
    for (summary, open) in [("summary Reasoning", ".step[open]"), ("summary Used stock", ".step[open] ~ .step[open]")] {
        keys.press(summary).await?;
        chat.wait_for(open).await?;
    }
    let moved = "return Math.abs($('.cards').scrollLeft) > 0";
    keys.press("button Next").await?;
    until("the cards move", || async { Ok(chat.look::<bool>(moved, Vec::new()).await?.then_some(())) }).await?;
    keys.reach("a Green tea").await?;
    keys.reach("a All prices").await?;
    keys.press("button Tell me more").await?;
    asked(chat, "Tell me more").await?;
    keys.press("button Talk to a person").await?;
    asked(chat, "A person, please").await?;

    keys.ask_and_wait("form").await?;
    keys.reach("input Name").await?;
    keys.key("Ada" + Key::Tab).await?;
    keys.key("ada@shop.example" + Key::Tab).await?;
    assert!(keys.at().await?.starts_with("select Size"), "{}", keys.at().await?);
    keys.key("2" + Key::Tab).await?;
    keys.key(" " + Key::Tab).await?;
    keys.key("No." + Key::Tab).await?;
    assert_eq!(keys.at().await?, "button Send");
    keys.key(Key::Enter).await?;
    asked(chat, said).await?;

    keys.ask_and_wait("code").await?;
    for region in ["div Table", "pre Code"] {
        keys.reach(region).await?;
    }
    keys.press("button Copy code").await?;
    keys.lands_on("button Copied").await?;
    keys.press("button Copy").await?;
    keys.lands_on("button Copied").await?;
    keys.press("button Helpful").await?;
    chat.wait_for("[aria-label=Helpful][aria-pressed=true]").await?;
    keys.press("button Not helpful").await?;
    keys.press("button Incomplete").await?;
    keys.reach("textarea What would have helped?").await?;
    keys.key("Customs.").await?;
    keys.press("button Send feedback").await?;
    chat.wait_for("p.thanks").await?;
    keys.press("button Regenerate").await?;
    chat.wait_until_idle().await?;
    stage.close().await
}

/// A picture opens large; Escape closes it and not the chat, and the focus is back where it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_opens_large() -> Result<()> {
    let repertoire = Repertoire::default().says("see", "![A cup](https://img.invalid/cup.png)");
    let stage = Stage::open_with(repertoire.agents(), &["--image-hosts", "img.invalid"]).await?;
    let keys = Keyboard::on(&stage, "").await?;
    keys.open().await?;
    keys.ask_and_wait("see").await?;
    keys.press("button Enlarge A cup").await?;
    keys.chat.wait_for("dialog[open]").await?;
    assert_eq!(keys.chat.attribute("dialog img", "alt").await?.as_deref(), Some("A cup"));
    keys.key(Key::Escape).await?;
    keys.chat.wait_without("dialog[open]").await?;
    assert!(keys.chat.is_open().await?);
    keys.lands_on("button Enlarge A cup").await?;
    // There is no such picture: the console says so.
    stage.close_after_failures().await
}

/// An answer is stopped; one that failed is asked for again.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_and_what_goes_wrong() -> Result<()> {
    let (repertoire, _gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let stage = Stage::open(
        repertoire
            .on("fail", [Step::Text("Well, ".into()), Step::Fail(ScriptedFailure::Unavailable)])
            .says("fail", "All is well.")
            .agents(),
    )
    .await?;
    let keys = Keyboard::on(&stage, "").await?;
    keys.open().await?;
    keys.ask("slow").await?;
    keys.chat.wait_for("button.stop").await?;
    keys.press("button Stop the answer").await?;
    keys.chat.wait_until_idle().await?;
    assert_eq!(keys.chat.last().await?.fate, "You stopped this answer.");
    keys.ask("fail").await?;
    keys.chat.wait_for(".fate.failed").await?;
    keys.press("button Try again").await?;
    keys.chat.wait_for_text("All is well.").await?;
    stage.close_after_failures().await
}

/// The bar at the top: size, sound, what is saved, the end and a new beginning. Escape takes back what was only asked.
#[tokio::test(flavor = "multi_thread")]
async fn the_bar_at_the_top() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage
        .change(|widget| {
            let on = [Feature::Maximize, Feature::ExportConversation];
            widget.settings.features.extend(on.map(|feature| (feature, true)));
            widget.settings.sound = Some(true);
        })
        .await?;
    let saved = "<script>window.saved = []; HTMLAnchorElement.prototype.click = function () { saved.push(this.download) }</script>";
    let keys = Keyboard::on(&stage, saved).await?;
    let chat = &keys.chat;
    keys.open().await?;
    keys.ask_and_wait("hello").await?;
    for (name, next) in [("Enlarge", "Reduce"), ("Turn sound on", "Turn sound off")] {
        keys.press(&format!("button {name}")).await?;
        keys.lands_on(&format!("button {next}")).await?;
        keys.key(" ").await?;
        keys.lands_on(&format!("button {name}")).await?;
    }
    keys.press("button New conversation").await?;
    keys.lands_on("button Cancel").await?;
    keys.key(Key::Escape).await?;
    keys.lands_on("button New conversation").await?;
    assert!(chat.is_open().await?, "Escape takes back the question, not the chat");
    keys.press("button More").await?;
    keys.press("button Markdown").await?;
    until_equal("saved", vec!["conversation.md".to_owned()], || stage.browser.eval("return window.saved", Vec::new()))
        .await?;
    keys.press("button New conversation").await?;
    keys.press("button Start new").await?;
    chat.wait_for_rows(0).await?;
    keys.ask_and_wait("hello again").await?;
    keys.press("button More").await?;
    keys.press("button Delete everything").await?;
    keys.lands_on("button Cancel").await?;
    keys.press("button Delete everything").await?;
    chat.wait_for_rows(0).await?;
    keys.press("button Close chat").await?;
    keys.lands_on("button Open chat").await?;
    stage.close().await
}

/// Files, the microphone, a tool of the page, words beside the launcher.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_into_a_message_and_what_is_asked() -> Result<()> {
    let service = SpeechService::start().await?;
    let page = Step::Page { name: "stock".into(), args: json!({"sku": "TEA"}) };
    let stage = Stage::talking(Repertoire::default().on("tea?", [page]).agents(), &service).await?;
    stage
        .change(|widget| {
            let on = [Feature::Attachments, Feature::VoiceIn, Feature::VoiceOut, Feature::Tools, Feature::MessagePeek];
            widget.settings.features.extend(on.map(|feature| (feature, true)));
            widget.settings.initial = Some("Looking for tea?".into());
        })
        .await?;
    let head = "<script>window.dialogs = 0;
        HTMLInputElement.prototype.click = HTMLInputElement.prototype.showPicker = function () { dialogs += this.type === 'file' };
        window.SpeechRecognition = window.webkitSpeechRecognition = class { start() {} stop() { this.onend() } abort() { this.onend() } };
        window.Parlor = (...a) => (Parlor.q = Parlor.q || []).push(a);
        Parlor('registerTool', { name: 'stock', description: 'How many.', approval: 'ask', parameters: { type: 'object' }, handler: () => 3 });
        </script>";
    let keys = Keyboard::on(&stage, head).await?;
    let chat = &keys.chat;
    chat.wait_for(".peek").await?;
    keys.press("button Dismiss this message").await?;
    chat.wait_without(".peek").await?;
    keys.open().await?;
    keys.press("button Attach files").await?;
    until_equal("a file dialog", 1, || stage.browser.eval::<u32>("return window.dialogs", Vec::new())).await?;
    keys.press("button Speak instead of typing").await?;
    chat.wait_for(".voice").await?;
    keys.key(Key::Escape).await?;
    chat.wait_without(".voice").await?;
    assert!(chat.is_open().await?, "Escape ends the listening, not the chat");
    keys.press("button Read answers aloud").await?;
    chat.wait_for("[aria-label='Read answers aloud'][aria-pressed=true]").await?;
    keys.ask("tea?").await?;
    chat.wait_for(".ask").await?;
    keys.press("button Allow").await?;
    chat.wait_until_idle().await?;
    assert!(chat.last().await?.text.starts_with("result 3"), "{}", chat.last().await?.text);
    stage.close().await
}
