//! Conversations: ended, restarted, saved, deleted; and the visitors they belong to.

use std::time::Duration;

use anyhow::Result;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use parlor::core::{security::identity::IdentitySeed, widget::settings::Feature};
use parlor_tests::{
    app::{NOW, WIDGET},
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::json;

use crate::looks::keep;

const RESTART: &str = "button[aria-label='New conversation']";

/// The time passes without a word: what was said can be read, and there is one way on, which loses no draft.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_over_says_so_and_loses_nothing() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.app.change_widget(|widget| widget.settings.session_seconds = Some(60)).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("hello").await?;
    chat.find(".composer textarea").await?.send_keys("a draft").await?;
    // The server decides: the browser's clock is not trusted.
    stage.app.clock.advance(Duration::from_secs(61));
    chat.look::<()>("chat.send('too late')", Vec::new()).await?;
    chat.wait_for(".ended button").await?;
    assert_eq!(chat.text(".ended p").await?, "This conversation has ended.");
    assert_eq!(chat.text(".status").await?, "Ended");
    assert!(!chat.find(".composer").await?.is_displayed().await?, "nothing can be written into it");
    let texts: Vec<String> = chat.rows().await?.into_iter().map(|row| row.text).collect();
    assert_eq!(texts, ["hello", "hello", "too late"], "it can be read");
    keep(&stage, "session-ended").await?;
    chat.press(".ended button").await?;
    chat.wait_without(".ended").await?;
    chat.wait_for_rows(2).await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.last().await?.text, "too late", "what was not sent is sent in the new one");
    let draft: String = chat.look("return $('.composer textarea').value", Vec::new()).await?;
    assert_eq!(draft, "a draft");
    until("the composer has the focus", || async { Ok(chat.focused().await?.starts_with("textarea").then_some(())) })
        .await?;
    stage.close_after_failures().await
}

/// The widget's own clock knows, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_by_the_clock() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let hurry = "<script>const wait = window.setTimeout; window.setTimeout = (f, ms, ...a) => wait(f, ms === 60000 ? 500 : ms, ...a);</script>";
    stage.app.change_widget(|widget| widget.settings.session_seconds = Some(60)).await?;
    let page = Page { head: hurry.into(), body: Stage::snippet(&stage.app.base, ""), ..Page::default() };
    let chat = stage.visit_page(page).await?;
    chat.open().await?;
    chat.wait_for(".ended button").await?;
    stage.close().await
}

/// The owner decides if visitors may start a new conversation; visitors must then confirm it.
#[tokio::test(flavor = "multi_thread")]
async fn restart_asks_first_and_can_be_switched_off() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("hello").await?;
    chat.press(RESTART).await?;
    chat.press(".question .choices button:last-child").await?;
    chat.wait_without(".question").await?;
    assert_eq!(chat.rows().await?.len(), 2, "nothing happened");
    stage.app.clock.advance(Duration::from_secs(1));
    chat.press(RESTART).await?;
    chat.press(".question .primary").await?;
    chat.wait_for_rows(0).await?;
    chat.ask("again").await?;
    chat.ask("and again").await?;
    stage.change(|widget| _ = widget.settings.features.insert(Feature::RestartConversation, false)).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_rows(4).await?;
    chat.wait_for("button.more").await?;
    assert_eq!(chat.count(RESTART).await?, 0);
    stage.close().await
}

/// Saved as a file, printed; only where the owner says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_saved_and_printed() -> Result<()> {
    let stage = Stage::open(Repertoire::default().says("all", "# Hi\n\n**Good** day").agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.count("button.more").await?, 0, "nothing to save yet");
    chat.ask("all").await?;
    chat.press("button.more").await?;
    chat.wait_for(".question").await?;
    assert_eq!(chat.count(".question .choices button").await?, 2, "delete, cancel");
    stage.change(|widget| _ = widget.settings.features.insert(Feature::ExportConversation, true)).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.wait_for_rows(2).await?;
    let catch = "window.saved = []; const make = URL.createObjectURL;
        URL.createObjectURL = (blob) => (blob.text().then((text) => saved.push([blob.type, text])), make(blob));
        HTMLAnchorElement.prototype.click = function () { saved.push(['file', this.download]); };
        window.open = () => { const page = { href: 'about:blank' };
            return { print: () => saved.push(['printed', page.href.slice(0, 5)]), document: { readyState: 'complete' },
                location: { get href() { return page.href; }, replace: (to) => (page.href = to) } }; };";
    stage.browser.eval::<()>(catch, Vec::new()).await?;
    for (button, wanted) in [
        (2, ("text/markdown;charset=utf-8", "# Shop help", "conversation.md")),
        (3, ("application/json", "{", "conversation.json")),
        (1, ("text/html;charset=utf-8", "<!doctype html>", "conversation.html")),
    ] {
        chat.press("button.more").await?;
        if button == 2 {
            keep(&stage, "more").await?;
        }
        chat.press(&format!(".question .choices button:nth-child({button})")).await?;
        let (kind, start, name) = wanted;
        until("saved", || async {
            let saved: Vec<(String, String)> = stage.browser.eval("return window.saved", Vec::new()).await?;
            let file = saved.iter().any(|(what, text)| what == "file" && text == name);
            let text = saved
                .iter()
                .any(|(what, text)| what.replace(' ', "") == kind && text.starts_with(start) && text.contains("Good"));
            Ok((file && text).then_some(()))
        })
        .await?;
    }
    chat.press("button.more").await?;
    chat.press(".question .choices button:nth-child(4)").await?;
    until("printed", || async {
        let saved: Vec<(String, String)> = stage.browser.eval("return window.saved", Vec::new()).await?;
        Ok(saved.iter().any(|(what, text)| what == "printed" && text == "blob:").then_some(()))
    })
    .await?;
    // The page itself, as it is seen.
    let html: String =
        stage.browser.eval("return saved.find(([kind]) => kind.startsWith('text/html'))[1]", Vec::new()).await?;
    stage.browser.goto(&stage.pages.put("export", Page { body: String::new(), ..Page::default() })).await?;
    stage
        .browser
        .eval::<()>("document.open(); document.write(arguments[0]); document.close()", vec![html.into()])
        .await?;
    keep(&stage, "export").await?;
    stage.close().await
}

/// Everything is deleted after a question, on the server and in the browser.
#[tokio::test(flavor = "multi_thread")]
async fn everything_is_deleted() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("a secret").await?;
    chat.press("button.more").await?;
    chat.press(".question .choices button:first-child").await?;
    chat.wait_for(".question[role=alertdialog]").await?;
    keep(&stage, "erase").await?;
    chat.press(".question .primary").await?;
    chat.wait_for_rows(0).await?;
    let kept: usize = stage.browser.eval("return localStorage.length", Vec::new()).await?;
    assert_eq!(kept, 0, "nothing is left in the browser");
    let stats = stage.app.store.widget_stats(&WIDGET.parse()?, jiff::Timestamp::UNIX_EPOCH).await?;
    assert_eq!(stats.sessions, 0, "nor on the server");
    assert_eq!(chat.ask("hello").await?, "hello", "one can begin anew");
    stage.close().await
}

fn token(secret: &str, subject: &str) -> Result<String> {
    let claims = json!({"sub": subject, "aud": WIDGET, "exp": NOW + 3_600, "name": subject});
    Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.as_bytes()))?)
}

async fn set_user(chat: &Chat<'_>, token: Option<&str>) -> Result<()> {
    chat.look("chat.setUser(arguments[0] && { token: arguments[0] })", vec![json!(token)]).await
}

/// Another visitor sees nothing of the one before, and finds their own conversation again, in any browser.
#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_sees_their_own_and_nothing_else() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let seed = IdentitySeed { seed: "seed".into(), created_at: stage.app.state.clock.now() };
    stage.app.store.put_identity_seed(&WIDGET.parse()?, &seed).await?;
    let secret = stage.app.state.signer.identity_secret(&WIDGET.parse()?, "seed");
    let (ada, bob) = (token(&secret, "ada")?, token(&secret, "bob")?);
    let texts = async |chat: &Chat<'_>| {
        Ok::<_, anyhow::Error>(chat.rows().await?.into_iter().map(|row| row.text).collect::<Vec<_>>())
    };
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("as a stranger").await?;
    set_user(&chat, Some(&ada)).await?;
    until_equal("Ada's own", vec![], || texts(&chat)).await?;
    chat.wait_until_online().await?;
    chat.ask("as Ada").await?;
    set_user(&chat, Some(&bob)).await?;
    until_equal("Bob's own", vec![], || texts(&chat)).await?;
    chat.wait_until_online().await?;
    chat.ask("as Bob").await?;
    let body = Stage::snippet(&stage.app.base, &format!("data-user-token='{ada}'"));
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    chat.open().await?;
    until_equal("Ada's, again", vec!["as Ada".to_owned(), "as Ada".to_owned()], || texts(&chat)).await?;
    set_user(&chat, None).await?;
    until_equal("nobody's", vec![], || texts(&chat)).await?;
    chat.wait_until_online().await?;
    chat.ask("as nobody").await?;
    set_user(&chat, Some("no.such.token")).await?;
    chat.wait_for(".notice").await?;
    assert_eq!(chat.text(".notice p").await?, "You could not be signed in to the chat. Please reload the page.");
    assert!(texts(&chat).await?.is_empty(), "nobody is let in instead");
    set_user(&chat, Some(&bob)).await?;
    until_equal("Bob's, again", vec!["as Bob".to_owned(), "as Bob".to_owned()], || texts(&chat)).await?;
    stage.close_after_failures().await
}
