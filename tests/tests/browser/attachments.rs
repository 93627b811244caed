//! Files: chosen, pasted, dropped; how far they are; taken back, tried again, sent and shown.

use anyhow::Result;
use parlor::core::widget::settings::Feature;
use parlor_tests::{
    browser::{Chat, Stage, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

use crate::looks::{keep, resize, set};

const CLIP: &str = ".picker button[aria-label^='Attach files']";
const INPUT: &str = ".picker input[multiple]";

async fn stage() -> Result<Stage> {
    let stage = Stage::open(Repertoire::default().says("Look", "I see.").agents()).await?;
    stage.app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Attachments, true)).await?;
    Ok(stage)
}

/// A folder with a picture and a text.
fn files() -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    let page = "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQAAAADsdIMmAAAAC0lEQVR42mNgQAUAABAAAaoZ+IIAAAAASUVORK5CYII=";
    std::fs::write(folder.path().join("tea.png"), base64::Engine::decode(&base64::prelude::BASE64_STANDARD, page)?)?;
    let waves = |x: u32, y: u32| image::Rgb([(x * x / 90 + y * 2).to_le_bytes()[0], 120, 180]);
    image::RgbImage::from_fn(640, 420, waves).save(folder.path().join("photo.png"))?;
    std::fs::write(folder.path().join("notes.txt"), "Two spoons.")?;
    std::fs::write(folder.path().join("page.html"), "<p>no")?;
    Ok(folder)
}

async fn choose(chat: &Chat<'_>, folder: &tempfile::TempDir, name: &str) -> Result<()> {
    chat.wait_for(INPUT).await?;
    Ok(chat.find(INPUT).await?.send_keys(folder.path().join(name).display().to_string()).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_chosen_sent_and_shown() -> Result<()> {
    let (stage, folder) = (stage().await?, files()?);
    let chat = stage.visit().await?;
    chat.open().await?;
    let label = chat.attribute(CLIP, "aria-label").await?.unwrap_or_default();
    assert_eq!(
        label, "Attach files: pictures, PDF, Office or text, up to 10 MB each",
        "told before anything is chosen"
    );
    for name in ["tea.png", "notes.txt"] {
        choose(&chat, &folder, name).await?;
    }
    let chips =
        async || chat.look::<Vec<String>>("return $$('li.file .name').map((it) => it.textContent)", vec![]).await;
    until_equal("the files", vec!["tea.png".to_owned(), "notes.txt".to_owned()], chips).await?;
    chat.wait_without("li.file progress").await?;
    assert_eq!(chat.ask("Look").await?, "I see.");
    assert_eq!(chat.count("li.file").await?, 0, "they went with the message");
    let loaded = "return $('.mine .picture img')?.complete && $('.mine .picture img').naturalWidth === 8";
    until_equal("the picture", true, || chat.look::<bool>(loaded, vec![])).await?;
    assert_eq!(chat.attribute(".mine .picture img", "alt").await?.as_deref(), Some("tea.png"));
    assert_eq!(chat.text(".mine a.file .name").await?, "notes.txt");

    stage.browser.eval::<Value>("location.reload(); return null", vec![]).await?;
    chat.wait_for_launcher().await?;
    chat.open().await?;
    until_equal("the picture in the history", true, || chat.look::<bool>(loaded, vec![])).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_alone_says_enough_and_one_that_is_not_taken_says_why() -> Result<()> {
    let (stage, folder) = (stage().await?, files()?);
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.listen().await?;
    choose(&chat, &folder, "page.html").await?;
    until_equal("why not", "This file type isn’t supported".to_owned(), || chat.text("li.file.failed .fact")).await?;
    assert!(chat.announced().await?.contains(&"This file type isn’t supported".to_owned()));
    chat.press("li.file button[aria-label='Remove page.html']").await?;
    chat.wait_without("li.file").await?;
    assert!(chat.focused().await?.starts_with("textarea"), "the focus stays in the composer");
    assert_eq!(chat.attribute("button.send", "aria-disabled").await?.as_deref(), Some("true"));
    choose(&chat, &folder, "notes.txt").await?;
    chat.wait_for("button.send[aria-disabled=false]").await?;
    chat.press("button.send").await?;
    chat.wait_for_rows(2).await?;
    assert_eq!(chat.text(".mine a.file .name").await?, "notes.txt");
    stage.close_after_failures().await
}

/// Script that pastes or drops a file. It uses the browser's own objects, because a page cannot fake these events.
const HAND_OVER: &str = "
    const data = new DataTransfer();
    data.items.add(new File(['Two spoons.'], arguments[1], { type: 'text/plain' }));
    const target = $(arguments[2]);
    const event = arguments[0] === 'paste'
        ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
        : new DragEvent(arguments[0], { dataTransfer: data, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
    return event.defaultPrevented;
";

#[tokio::test(flavor = "multi_thread")]
async fn files_are_pasted_and_dropped() -> Result<()> {
    let stage = stage().await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for(CLIP).await?;
    let hand = async |how: &str, name: &str, onto: &str| {
        chat.look::<bool>(HAND_OVER, vec![json!(how), json!(name), json!(onto)]).await
    };
    assert!(hand("paste", "pasted.txt", "textarea").await?, "not the text field's business any more");
    assert!(hand("dragover", "dropped.txt", "[role=log]").await?);
    chat.wait_for(".panel.dropping").await?;
    assert!(hand("drop", "dropped.txt", "[role=log]").await?);
    chat.wait_without(".panel.dropping").await?;
    let names =
        async || chat.look::<Vec<String>>("return $$('li.file .name').map((it) => it.textContent)", vec![]).await;
    until_equal("the files", vec!["pasted.txt".to_owned(), "dropped.txt".to_owned()], names).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_taken_back_and_tried_again() -> Result<()> {
    let (stage, folder) = (stage().await?, files()?);
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for(CLIP).await?;
    // A slow network: 1 kB a second up.
    let slow = json!({"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1024});
    stage.browser.cdp("Network.emulateNetworkConditions", slow).await?;
    std::fs::write(folder.path().join("long.txt"), "a".repeat(200_000))?;
    choose(&chat, &folder, "long.txt").await?;
    chat.wait_for("li.file progress[aria-label='long.txt']").await?;
    assert_eq!(
        chat.attribute("button.send", "aria-disabled").await?.as_deref(),
        Some("true"),
        "not before it is there"
    );
    chat.press("li.file button[aria-label='Remove long.txt']").await?;
    chat.wait_without("li.file").await?;

    let away = json!({"offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    stage.browser.cdp("Network.emulateNetworkConditions", away).await?;
    choose(&chat, &folder, "notes.txt").await?;
    chat.wait_for("li.file.failed").await?;
    let back = json!({"offline": false, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
    stage.browser.cdp("Network.emulateNetworkConditions", back).await?;
    chat.press("li.file .link").await?;
    chat.wait_for("button.send[aria-disabled=false]").await?;
    stage.close_after_failures().await
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_and_too_large_are_said_without_asking_the_server() -> Result<()> {
    let (stage, folder) = (stage().await?, files()?);
    let chat = stage.visit().await?;
    chat.open().await?;
    std::fs::write(folder.path().join("huge.txt"), "a".repeat(10_485_761))?;
    choose(&chat, &folder, "huge.txt").await?;
    until_equal("why not", "File too large (max. 10 MB)".to_owned(), || chat.text("li.file.failed .fact")).await?;
    for _ in 0..5 {
        choose(&chat, &folder, "notes.txt").await?;
    }
    let said = "return $$('li.file.failed .fact').at(-1)?.textContent";
    until_equal("why not", "Too many files in one message".to_owned(), || chat.look::<String>(said, vec![])).await?;
    stage.close().await
}

/// The keyboard reaches the buttons, and axe finds nothing; on phones there is a camera.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_can_attach() -> Result<()> {
    let (stage, folder) = (stage().await?, files()?);
    let chat = stage.visit().await?;
    chat.open().await?;
    choose(&chat, &folder, "notes.txt").await?;
    choose(&chat, &folder, "page.html").await?;
    chat.wait_for("li.file.failed").await?;
    let report = stage.browser.axe().await?;
    assert_eq!(report.findings, Vec::<String>::new());
    let names = "return $$('.composer button').filter((it) => it.getClientRects().length).map((it) => it.getAttribute('aria-label') ?? it.textContent)";
    let names: Vec<String> = chat.look(names, vec![]).await?;
    assert_eq!(names.len(), 4, "two removals, the clip, send: {names:?}");
    assert!(names.iter().all(|name| !name.is_empty()), "{names:?}");
    assert_eq!(chat.attribute(".camera input", "capture").await?.as_deref(), Some("environment"));
    stage.close_after_failures().await
}

/// For people to judge: see [`crate::looks`].
#[tokio::test(flavor = "multi_thread")]
async fn files_look_like_files() -> Result<()> {
    let folder = files()?;
    for (name, theme, width, language) in
        [("desk-light", "light", 1280, "en"), ("phone-dark", "dark", 390, "de"), ("phone-rtl", "light", 390, "ar")]
    {
        let stage = stage().await?;
        set(&stage, theme, "#2f5bd8").await?;
        stage.change(|widget| widget.settings.languages = Some(vec![language.into()])).await?;
        resize(&stage, width, 844).await?;
        let chat = stage.visit().await?;
        chat.open().await?;
        for file in ["photo.png", "notes.txt"] {
            choose(&chat, &folder, file).await?;
        }
        chat.wait_for("button.send[aria-disabled=false]").await?;
        chat.ask("Look").await?;
        chat.wait_for(".mine .picture img").await?;
        for file in ["photo.png", "page.html"] {
            choose(&chat, &folder, file).await?;
        }
        chat.wait_for("li.file.failed").await?;
        keep(&stage, &format!("files-{name}")).await?;
        let seen: bool = chat.look("return $('li.file.failed .fact').getClientRects().length > 0", Vec::new()).await?;
        assert!(seen, "{name}: one sees why a file is not taken");
        assert_eq!(stage.browser.axe().await?.findings, Vec::<String>::new(), "{name}");
        stage.close_after_failures().await?;
    }
    Ok(())
}

/// Off is off: no button, and neither paste nor drop is taken.
#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_button_when_it_is_off() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("Look", "I see.").agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("Look").await?;
    assert_eq!(chat.count(".picker, .files, input[type=file]").await?, 0);
    for (how, onto) in [("paste", "textarea"), ("dragover", "[role=log]"), ("drop", "[role=log]")] {
        let taken: bool = chat.look(HAND_OVER, vec![json!(how), json!("a.txt"), json!(onto)]).await?;
        assert!(!taken, "{how}");
    }
    stage.close().await
}
