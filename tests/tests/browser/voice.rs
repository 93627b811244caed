//! Speaking instead of typing, hearing instead of reading: with a microphone that hears a tone, and a service that hears what
//! the test says.

use anyhow::Result;
use parlor::core::widget::settings::Feature;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
    speech::SpeechService,
};
use reqwest::StatusCode;
use serde_json::{Value, json};

const MICROPHONE: &str = ".composer > button[aria-label='Speak instead of typing']";
const ALWAYS: &str = ".header button[aria-label='Read answers aloud']";

/// A browser without recognition of its own; its microphones are counted.
const DEAF: &str = "<script>
    window.SpeechRecognition = window.webkitSpeechRecognition = undefined;
    window.streams = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => { const stream = await ask(wanted); streams.push(stream); return stream };
    </script>";

/// Recognition that does what the test wrote into `window.script`: words to hear, or an error.
const LISTENING: &str = "<script>
    window.SpeechRecognition = window.webkitSpeechRecognition = class {
        start() {
            window.ear = this;
            const { words, error } = window.script;
            if (error) return setTimeout(() => (this.onerror({ error }), this.onend()));
            setTimeout(() => this.onresult({ results: words.map((transcript) => [{ transcript }]) }));
        }
        stop() { this.onend() }
        abort() { window.aborted = true; this.onend() }
    }</script>";

/// A synthesiser that writes down what it says, and is done at once.
const SPEAKING: &str = "<script>
    window.spoken = [];
    Object.defineProperty(window, 'speechSynthesis', { value: {
        speak(one) { spoken.push([one.text.trim(), one.lang]); setTimeout(() => one.onend?.()) },
        cancel() {},
    } });
    </script>";

async fn stage(service: &SpeechService) -> Result<Stage> {
    let answer = "We ship **daily**.\n\n```\nlet a = 1;\n```\n\nTo Berlin, too.";
    let stage = Stage::talking(Repertoire::default().says("When?", answer).agents(), service).await?;
    switch(&stage, true).await?;
    Ok(stage)
}

async fn switch(stage: &Stage, on: bool) -> Result<()> {
    stage
        .change(|widget| {
            widget.settings.features.insert(Feature::VoiceIn, on);
            widget.settings.features.insert(Feature::VoiceOut, on);
        })
        .await
}

/// Opens the chat on a page with a strict policy.
async fn open<'a>(stage: &'a Stage, head: &str) -> Result<Chat<'a>> {
    let host = &stage.app.base;
    let policy = format!(
        "default-src 'none'; script-src {host} 'unsafe-inline' 'wasm-unsafe-eval'; connect-src {host}; require-trusted-types-for 'script'"
    );
    let chat = stage.visit_page(Page { head: head.into(), body: Stage::snippet(host, ""), policy }).await?;
    chat.open().await?;
    Ok(chat)
}

async fn draft(chat: &Chat<'_>) -> Result<String> {
    chat.look("return $('textarea').value", Vec::new()).await
}

async fn failure(chat: &Chat<'_>) -> Result<String> {
    chat.wait_for(".voice.failed [role=alert]").await?;
    chat.text(".voice.failed [role=alert]").await
}

async fn microphones_are_off(chat: &Chat<'_>) -> Result<()> {
    let off = "return streams.length > 0 && streams.every((one) => one.getTracks().every((track) => track.readyState === 'ended'))";
    until("off", || async { Ok(chat.look::<bool>(off, Vec::new()).await?.then_some(())) }).await
}

/// The level moves; the words go into the draft and are not sent; a second time they are added.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_goes_into_the_draft() -> Result<()> {
    let service = SpeechService::start().await?;
    let stage = stage(&service).await?;
    let chat = open(&stage, DEAF).await?;
    for (words, wanted) in [("Do you ship", "Do you ship"), ("abroad?", "Do you ship abroad?")] {
        service.spoken().hears = words.into();
        chat.press(MICROPHONE).await?;
        let level = "return +$('.wave')?.style.getPropertyValue('--level') > 0.02";
        until("loud", || async { Ok(chat.look::<bool>(level, Vec::new()).await?.then_some(())) }).await?;
        assert_eq!(chat.focused().await?, "button Finish speaking");
        stage.keep_picture("voice-recording").await?;
        chat.press(".voice .send").await?;
        chat.wait_without(".voice").await?;
        assert_eq!(draft(&chat).await?, wanted);
        assert_eq!(chat.focused().await?, "textarea Message");
        microphones_are_off(&chat).await?;
    }
    assert_eq!(chat.rows().await?.len(), 0, "nothing is sent");
    let recordings = service.spoken().recordings.clone();
    assert_eq!(recordings.len(), 2);
    assert!(recordings[0].windows(4).any(|four| four == b"\x1a\x45\xdf\xa3"), "a WebM");
    stage.close().await
}

/// Cancel, Escape and closing the panel end it; nothing is sent, and the microphone is off.
#[tokio::test(flavor = "multi_thread")]
async fn listening_can_be_cancelled() -> Result<()> {
    let service = SpeechService::start().await?;
    let stage = stage(&service).await?;
    let chat = open(&stage, DEAF).await?;
    for way in [
        "$('.voice .tool').click()",
        "$('.voice').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))",
        "chat.close()",
    ] {
        chat.press(MICROPHONE).await?;
        chat.wait_for(".voice .clock:not(:empty)").await?;
        until("asked", || async {
            Ok(chat.look::<bool>("return streams.length > 0", Vec::new()).await?.then_some(()))
        })
        .await?;
        assert!(chat.is_open().await?, "{way}");
        chat.look::<Value>(way, Vec::new()).await?;
        chat.wait_without(".voice").await?;
        microphones_are_off(&chat).await?;
    }
    assert!(service.spoken().recordings.is_empty());
    stage.close().await
}

/// The browser's own speech recognition stays in the browser; if it is not available, the server is asked.
#[tokio::test(flavor = "multi_thread")]
async fn the_browser_s_own_recognition_comes_first() -> Result<()> {
    let service = SpeechService::start().await?;
    service.spoken().hears = "from the server".into();
    let stage = stage(&service).await?;
    let chat = open(&stage, LISTENING).await?;
    chat.look::<Value>("window.script = { words: ['do you ship', 'abroad'] }", Vec::new()).await?;
    chat.press(MICROPHONE).await?;
    until_equal("heard so far", "do you ship abroad".to_owned(), || chat.text(".voice p")).await?;
    stage.keep_picture("voice-recognition").await?;
    chat.press(".voice .send").await?;
    until_equal("the draft", "do you ship abroad".to_owned(), || draft(&chat)).await?;
    assert!(service.spoken().recordings.is_empty());
    chat.look::<Value>("window.script = { error: 'network' }", Vec::new()).await?;
    chat.press(MICROPHONE).await?;
    let level = "return +$('.wave:not(.deaf)')?.style.getPropertyValue('--level') > 0.02";
    until("recording", || async { Ok(chat.look::<bool>(level, Vec::new()).await?.then_some(())) }).await?;
    chat.press(".voice .send").await?;
    until_equal("the draft", "do you ship abroad from the server".to_owned(), || draft(&chat)).await?;
    stage.close().await
}

/// Each thing that can go wrong has words, and another try.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_is_said() -> Result<()> {
    let service = SpeechService::start().await?;
    let stage = stage(&service).await?;
    let chat = open(&stage, LISTENING).await?;
    for (error, words) in [
        ("not-allowed", "The microphone is blocked. Allow it in your browser’s settings."),
        ("no-speech", "Nothing was heard."),
        ("bad-grammar", "What you said could not be understood."),
    ] {
        chat.look::<Value>("window.script = { error: arguments[0] }", vec![json!(error)]).await?;
        chat.press(MICROPHONE).await?;
        assert_eq!(failure(&chat).await?, words);
        assert_eq!(chat.focused().await?, "button Try again");
        stage.keep_picture(&format!("voice-{error}")).await?;
        chat.press(".voice .tool").await?;
    }
    chat.look::<Value>("window.script = { words: ['once more'] }", Vec::new()).await?;
    chat.press(MICROPHONE).await?;
    until_equal("heard", "once more".to_owned(), || chat.text(".voice p")).await?;
    chat.press(".voice .send").await?;
    let chat = open(&stage, DEAF).await?;
    let without = "navigator.mediaDevices.real = navigator.mediaDevices.getUserMedia;
        navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError') }";
    chat.look::<Value>(without, Vec::new()).await?;
    chat.press(MICROPHONE).await?;
    assert_eq!(failure(&chat).await?, "No microphone was found.");
    chat.press(".voice .tool").await?;
    let with = "navigator.mediaDevices.getUserMedia = navigator.mediaDevices.real";
    chat.look::<Value>(with, Vec::new()).await?;
    service.spoken().fails = Some(StatusCode::INTERNAL_SERVER_ERROR);
    chat.press(MICROPHONE).await?;
    let level = "return +$('.wave')?.style.getPropertyValue('--level') > 0.02";
    until("loud", || async { Ok(chat.look::<bool>(level, Vec::new()).await?.then_some(())) }).await?;
    chat.press(".voice .send").await?;
    assert_eq!(failure(&chat).await?, "What you said could not be understood.");
    stage.close_after_failures().await
}

/// With the server's voice; pressing again or typing stops it.
#[tokio::test(flavor = "multi_thread")]
async fn answers_are_read_by_the_server_s_voice() -> Result<()> {
    let service = SpeechService::start().await?;
    let stage = stage(&service).await?;
    let chat = open(&stage, DEAF).await?;
    chat.ask("When?").await?;
    chat.press(".hear").await?;
    chat.wait_for(".hear[aria-pressed=true]").await?;
    chat.wait_for(".hear[aria-pressed=false]").await?;
    assert_eq!(service.spoken().speeches[0]["input"], "We ship daily.\nTo Berlin, too.");
    // Another text, or what was kept would be heard.
    service.spoken().seconds = 60;
    chat.ask("hello").await?;
    let stop = [
        "$('.row:last-child .hear').click()",
        "$('textarea').dispatchEvent(new InputEvent('input', { bubbles: true }))",
        "chat.close()",
    ];
    for way in stop {
        chat.look::<Value>("chat.open()", Vec::new()).await?;
        chat.press(".row:last-child .hear").await?;
        chat.wait_for(".hear[aria-pressed=true]").await?;
        chat.look::<Value>(way, Vec::new()).await?;
        until_equal("silent", 0, || chat.count(".hear[aria-pressed=true]")).await?;
    }
    stage.close().await
}

/// With the browser's voice, and every answer once that is switched on.
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_read_where_that_is_wished() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("When?", "We ship **daily**. To Berlin, too.").agents()).await?;
    switch(&stage, true).await?;
    let chat = open(&stage, SPEAKING).await?;
    let spoken = || chat.look::<Value>("return spoken", Vec::new());
    chat.ask("When?").await?;
    assert_eq!(spoken().await?, json!([]));
    chat.press(ALWAYS).await?;
    chat.wait_for(".header [aria-pressed=true]").await?;
    chat.ask("When?").await?;
    until_equal("spoken", json!([["We ship daily.", "en"], ["To Berlin, too.", "en"]]), spoken).await?;
    chat.press(ALWAYS).await?;
    chat.ask("hello").await?;
    assert_eq!(spoken().await?.as_array().map(Vec::len), Some(2));
    stage.keep_picture("voice-out").await?;
    stage.close().await
}

/// Off, nothing is there, and its script is never fetched; on, it is fetched by the first press.
#[tokio::test(flavor = "multi_thread")]
async fn both_are_off_unless_switched_on() -> Result<()> {
    let service = SpeechService::start().await?;
    let stage = stage(&service).await?;
    for on in [false, true] {
        switch(&stage, on).await?;
        let chat = open(&stage, LISTENING).await?;
        chat.ask("hello").await?;
        let there = [chat.count(MICROPHONE).await?, chat.count(ALWAYS).await?, chat.count(".hear").await?];
        let answers = chat.rows().await?.len() / 2;
        assert_eq!(there, [1, 1, answers].map(|count| if on { count } else { 0 }));
        let fetched = stage.browser.requests().await?;
        assert!(fetched.iter().all(|request| !request.contains("voice-")), "{fetched:?}");
    }
    let chat = Chat::on(&stage.browser);
    chat.look::<Value>("window.script = { words: ['hello'] }", Vec::new()).await?;
    chat.press(MICROPHONE).await?;
    chat.wait_for(".voice").await?;
    assert!(stage.browser.requests().await?.iter().any(|request| request.contains("/assets/voice-")));
    chat.press(".voice .tool").await?;
    stage.close().await
}

/// The frame may use the microphone.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_listens_too() -> Result<()> {
    let service = SpeechService::start().await?;
    service.spoken().hears = "from a frame".into();
    let stage = stage(&service).await?;
    let chat =
        stage.visit_page(Page { body: Stage::snippet(&stage.app.base, "data-frame"), ..Page::default() }).await?;
    chat.press(".launcher").await?;
    chat.wait_for("iframe.panel").await?;
    chat.find("iframe.panel").await?.enter_frame().await?;
    let inside = Chat::on(&stage.browser);
    inside.wait_until_online().await?;
    inside.look::<Value>("window.SpeechRecognition = window.webkitSpeechRecognition = undefined", Vec::new()).await?;
    inside.press(MICROPHONE).await?;
    let level = "return +$('.wave')?.style.getPropertyValue('--level') > 0.02";
    until("loud", || async { Ok(inside.look::<bool>(level, Vec::new()).await?.then_some(())) }).await?;
    inside.press(".voice .send").await?;
    until_equal("the draft", "from a frame".to_owned(), || draft(&inside)).await?;
    stage.close().await
}

/// axe finds nothing while it listens, nor when it failed.
#[tokio::test(flavor = "multi_thread")]
async fn axe_finds_nothing_while_listening() -> Result<()> {
    let service = SpeechService::start().await?;
    let stage = stage(&service).await?;
    let still = json!({"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]});
    stage.browser.cdp("Emulation.setEmulatedMedia", still).await?;
    let head = ["<style>:root { background: #fff; color: #111 }</style>", LISTENING].concat();
    let body = ["<main><h1>A shop</h1><p>We sell plants.</p></main>", &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { head, body, ..Page::default() }).await?;
    chat.open().await?;
    chat.ask("hello").await?;
    for script in ["window.script = { words: ['do you ship abroad'] }", "window.script = { error: 'not-allowed' }"] {
        chat.look::<Value>(script, Vec::new()).await?;
        chat.press(MICROPHONE).await?;
        until("words", || async { Ok((!chat.text(".voice p").await?.starts_with("Listening")).then_some(())) }).await?;
        let report = stage.browser.axe().await?;
        assert!(report.findings.is_empty(), "{script}: {:#?}", report.findings);
        chat.press(".voice .tool").await?;
    }
    stage.close().await
}
