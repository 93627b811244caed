//! Options of the "Configuration Options" heading that no other file here is about, on and off: whole answers, following,
//! words around the conversation, whose chat it is, plugins. The others: layouts, themes, blocks, voice, attachments, contact,
//! previews, page tools, sessions, outreach, languages, verbose.

use anyhow::Result;
use parlor::core::widget::{Widget, settings::Feature};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};

/// Opens the chat on a page with this in its head, after the owner has changed it.
async fn with<'a>(stage: &'a Stage, head: &str, change: impl FnOnce(&mut Widget)) -> Result<Chat<'a>> {
    stage.change(change).await?;
    let body = Stage::snippet(&stage.app.base, "");
    let chat = stage.visit_page(Page { head: head.into(), body, ..Page::default() }).await?;
    chat.open().await?;
    Ok(chat)
}

fn switch(feature: Feature, on: bool) -> impl FnOnce(&mut Widget) {
    move |widget| _ = widget.settings.features.insert(feature, on)
}

/// `stream`: on, an answer is seen while it is written; off, once it is whole.
#[tokio::test(flavor = "multi_thread")]
async fn answers_come_in_words_or_whole() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "So far ", "so good.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = with(&stage, "", |_| {}).await?;
    chat.say("slow").await?;
    chat.wait_for_text("So far").await?;
    gate.open(1);
    chat.wait_for_text("So far so good.").await?;
    chat.wait_until_idle().await?;
    let chat = with(&stage, "", switch(Feature::Stream, false)).await?;
    chat.wait_for_rows(2).await?;
    // Records the visible text of the answer at every moment.
    let watch = "window.__seen = new Set();
        new MutationObserver(() => __seen.add($$('.row .content')[1]?.textContent ?? '')).observe($('.log'), { childList: true, characterData: true, subtree: true })";
    chat.look::<()>(watch, Vec::new()).await?;
    chat.say("slow").await?;
    chat.wait_for("[role=log][aria-busy=true]").await?;
    gate.open(1);
    chat.wait_for_rows(4).await?;
    chat.wait_for_text("So far so good.").await?;
    chat.wait_until_idle().await?;
    let seen: Vec<String> = chat.look("return [...window.__seen]", Vec::new()).await?;
    assert!(seen.iter().all(|text| text.is_empty() || text == "So far so good."), "{seen:?}");
    stage.close().await
}

/// `autoScroll`: on, the end of a growing answer stays in view; off, what is being read stays, and a button leads on.
#[tokio::test(flavor = "multi_thread")]
async fn the_transcript_follows_or_stays() -> Result<()> {
    let long = (0..60).map(|n| format!("Paragraph {n}.")).collect::<Vec<_>>().join("\n\n");
    let stage = Stage::open(Repertoire::default().says("long", &long).agents()).await?;
    let below = "const place = $('.place'); return place.scrollHeight - place.scrollTop - place.clientHeight";
    let chat = with(&stage, "", |_| {}).await?;
    chat.ask("long").await?;
    until("at the end", || async {
        Ok((0.0..41.0).contains(&chat.look::<f64>(below, Vec::new()).await?).then_some(()))
    })
    .await?;
    stage.browser.eval::<()>("localStorage.clear()", Vec::new()).await?;
    let chat = with(&stage, "", switch(Feature::AutoScroll, false)).await?;
    chat.ask("hello").await?;
    chat.ask("long").await?;
    until("not at the end", || async { Ok((chat.look::<f64>(below, Vec::new()).await? > 200.0).then_some(())) })
        .await?;
    chat.press("button.down").await?;
    until("at the end", || async {
        Ok((0.0..41.0).contains(&chat.look::<f64>(below, Vec::new()).await?).then_some(()))
    })
    .await?;
    stage.close().await
}

/// `title`, `intro`, `initial`, `placeholder`, `powered by`: said, or not there.
#[tokio::test(flavor = "multi_thread")]
async fn words_around_the_conversation() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = with(&stage, "", |widget| {
        widget.settings.title = Some("Tea help".into());
        widget.settings.intro = Some("Day and night.".into());
        widget.settings.initial = Some("Hi, I am **Ada**.".into());
        widget.settings.placeholder = Some("Ask about tea".into());
        widget.settings.features.insert(Feature::PoweredBy, true);
    })
    .await?;
    for (where_, wanted) in [
        (".title", "Tea help"),
        (".intro", "Day and night."),
        (".content", "Hi, I am Ada."),
        (".powered", "Powered by Parlor"),
    ] {
        until_equal(where_, wanted.to_owned(), || chat.text(where_)).await?;
    }
    let placeholder = || chat.attribute("textarea", "placeholder");
    until_equal("the placeholder", Some("Ask about tea".to_owned()), placeholder).await?;
    stage.browser.eval::<()>("localStorage.clear()", Vec::new()).await?;
    let chat = with(&stage, "", |widget| {
        let settings = &mut widget.settings;
        (settings.title, settings.intro, settings.initial, settings.placeholder) = (None, None, None, None);
        settings.features.insert(Feature::PoweredBy, false);
    })
    .await?;
    until_equal("the title", "Chat".to_owned(), || chat.text(".title")).await?;
    until_equal("the placeholder", Some("Write a message…".to_owned()), || chat.attribute("textarea", "placeholder"))
        .await?;
    assert_eq!((chat.text(".intro").await?, chat.count(".row, .powered").await?), (String::new(), 0));
    stage.close().await
}

/// `plugins`: what the owner lists runs, once for a chat; nothing else does; one that fails breaks nothing.
#[tokio::test(flavor = "multi_thread")]
async fn plugins_run_where_the_owner_lists_them() -> Result<()> {
    let head = "<script>
        window.Parlor = window.Parlor || ((...a) => (Parlor.q = Parlor.q || []).push(a));
        window.ran = [];
        for (const name of ['counter', 'counter', 'other', 'broken'])
            Parlor('registerPlugin', { name, install: (chat) => {
                ran.push(name);
                if (name === 'broken') throw new Error('broken on purpose');
                chat.addEventListener('parlor:message', ({ detail }) => ran.push(detail.text));
            } });
        </script>";
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let ran = async || stage.browser.eval::<Vec<String>>("return window.ran", Vec::new()).await;
    let chat = with(&stage, head, |_| {}).await?;
    chat.ask("hello").await?;
    assert!(ran().await?.is_empty(), "none is listed");
    let list = || Some(vec!["counter".to_owned(), "broken".to_owned(), "absent".to_owned()]);
    let chat = with(&stage, head, |widget| widget.settings.plugins = list()).await?;
    chat.wait_for_rows(2).await?;
    until_equal("both ran", vec!["counter".to_owned(), "broken".to_owned()], &ran).await?;
    chat.ask("good day").await?;
    until_equal("what the plugin heard", 2, || async {
        Ok(ran().await?.iter().filter(|one| *one == "good day").count())
    })
    .await?;
    let complaints = stage.browser.complaints().await?;
    assert!(complaints.len() == 1 && complaints[0].contains("broken"), "{complaints:?}");
    stage.close().await
}
