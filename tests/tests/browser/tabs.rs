//! Several tabs, one conversation: one of them speaks with the server, all show the same.

use std::{collections::BTreeSet, time::Duration};

use anyhow::{Context, Result};
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    proxy::Proxy,
    repertoire::Repertoire,
};
use thirtyfour::WindowHandle;

const TABS: usize = 5;

/// Opens the page of the first tab in this many more tabs, with the chat open; returns all of them.
async fn more_tabs(stage: &Stage, count: usize) -> Result<Vec<WindowHandle>> {
    let driver = stage.browser.driver();
    let mut tabs = vec![driver.window().await?];
    let url = driver.current_url().await?;
    for _ in 1..count {
        let tab = driver.new_tab().await?;
        driver.switch_to_window(tab.clone()).await?;
        stage.browser.goto(url.as_str()).await?;
        let chat = Chat::on(&stage.browser);
        chat.wait_for_launcher().await?;
        chat.open().await?;
        tabs.push(tab);
    }
    Ok(tabs)
}

async fn in_tab<'a>(stage: &'a Stage, tab: &WindowHandle) -> Result<Chat<'a>> {
    stage.browser.driver().switch_to_window(tab.clone()).await?;
    Ok(Chat::on(&stage.browser))
}

async fn transcript(chat: &Chat<'_>) -> Result<Vec<(bool, String)>> {
    Ok(chat.rows().await?.into_iter().map(|row| (row.mine, row.text.trim_end().to_owned())).collect())
}

/// Each tab shows this.
async fn all_show(stage: &Stage, tabs: &[WindowHandle], wanted: &[(bool, &str)]) -> Result<()> {
    let wanted: Vec<_> = wanted.iter().map(|(mine, text)| (*mine, (*text).to_owned())).collect();
    for (n, tab) in tabs.iter().enumerate() {
        let chat = in_tab(stage, tab).await?;
        until_equal("the transcript", wanted.clone(), || transcript(&chat))
            .await
            .with_context(|| format!("in tab {n}"))?;
    }
    Ok(())
}

/// Five tabs, one stream; what is said in one is shown in all while it is written, and when it is whole.
#[tokio::test(flavor = "multi_thread")]
async fn five_tabs_have_one_stream_and_the_same_transcript() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().says("hello", "Good day.").held("long", "One, two, ", "three.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("hello").await?;
    let tabs = more_tabs(&stage, TABS).await?;
    in_tab(&stage, &tabs[2]).await?.say("long").await?;
    let half = [(true, "hello"), (false, "Good day."), (true, "long"), (false, "One, two,")];
    all_show(&stage, &tabs, &half).await?;
    assert_eq!(stage.app.state.slots.open(), 1, "one stream for five tabs");
    // One that comes in the middle of it sees all of it.
    let mut tabs = tabs;
    tabs.push(more_tabs(&stage, 2).await?.pop().context("a new tab")?);
    all_show(&stage, &tabs, &half).await?;
    assert_eq!(stage.app.state.slots.open(), 1, "and for six");
    gate.open(1);
    let whole = [(true, "hello"), (false, "Good day."), (true, "long"), (false, "One, two, three.")];
    all_show(&stage, &tabs, &whole).await?;
    // Said in two tabs at about the same time: in the same order everywhere.
    for (tab, text) in [(&tabs[4], "left"), (&tabs[1], "right")] {
        in_tab(&stage, tab).await?.look::<()>("chat.send(arguments[0])", vec![text.into()]).await?;
    }
    let chat = in_tab(&stage, &tabs[0]).await?;
    until("both are answered", || async {
        let rows = transcript(&chat).await?;
        Ok((rows.len() == 8 && rows.iter().filter(|row| row.1 == "left" || row.1 == "right").count() == 4)
            .then_some(()))
    })
    .await?;
    let order = transcript(&chat).await?;
    let order: Vec<_> = order.iter().map(|(mine, text)| (*mine, text.as_str())).collect();
    all_show(&stage, &tabs, &order).await?;
    stage.close().await
}

/// The speaking tab is closed in the middle of an answer: another one takes over, and nothing is missing.
#[tokio::test(flavor = "multi_thread")]
async fn when_the_speaking_tab_goes_another_one_goes_on() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("long", "One, two, ", "three.");
    let stage = Stage::open(repertoire.agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    let mut tabs = more_tabs(&stage, 3).await?;
    in_tab(&stage, &tabs[1]).await?.say("long").await?;
    all_show(&stage, &tabs, &[(true, "long"), (false, "One, two,")]).await?;
    // The first one speaks: it was the only one at first.
    let first = tabs.remove(0);
    stage.browser.driver().switch_to_window(first).await?;
    stage.browser.driver().close_window().await?;
    in_tab(&stage, &tabs[0]).await?;
    until_equal("one stream, again", 1, || async { Ok(stage.app.state.slots.open()) }).await?;
    gate.open(1);
    all_show(&stage, &tabs, &[(true, "long"), (false, "One, two, three.")]).await?;
    in_tab(&stage, &tabs[1]).await?.ask("and now?").await?;
    let all = [(true, "long"), (false, "One, two, three."), (true, "and now?"), (false, "and now?")];
    all_show(&stage, &tabs, &all).await?;
    stage.close_after_failures().await
}

/// A new conversation in one tab is the new conversation in all; so is an empty chat after everything was deleted.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_beginning_in_one_tab_is_one_in_all() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("first").await?;
    let tabs = more_tabs(&stage, 3).await?;
    let chat = in_tab(&stage, &tabs[1]).await?;
    // Of two conversations of the same moment neither is the last.
    stage.app.clock.advance(Duration::from_secs(1));
    chat.press("button[aria-label='New conversation']").await?;
    chat.press(".question .primary").await?;
    all_show(&stage, &tabs, &[]).await?;
    in_tab(&stage, &tabs[2]).await?.ask("second").await?;
    all_show(&stage, &tabs, &[(true, "second"), (false, "second")]).await?;
    let chat = in_tab(&stage, &tabs[0]).await?;
    chat.press("button.more").await?;
    chat.press(".question .choices button:nth-last-child(2)").await?;
    chat.press(".question .primary").await?;
    all_show(&stage, &tabs, &[]).await?;
    stage.close().await
}

/// A browser that keeps nothing, or knows no locks: each tab works for itself.
#[tokio::test(flavor = "multi_thread")]
async fn without_locks_or_storage_a_tab_works_alone() -> Result<()> {
    for missing in [
        "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })",
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })",
    ] {
        let stage = Stage::open(Repertoire::default().agents()).await?;
        let page = Page {
            head: format!("<script>{missing}</script>"),
            body: Stage::snippet(&stage.app.base, ""),
            ..Page::default()
        };
        let chat = stage.visit_page(page).await?;
        chat.open().await?;
        assert_eq!(chat.ask("hello").await?, "hello", "{missing}");
        stage.close().await?;
    }
    Ok(())
}

/// The network is cut twenty times while messages are sent: each is stored once, in order.
#[tokio::test(flavor = "multi_thread")]
async fn after_twenty_cuts_every_message_is_there_once() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    let chat = stage.visit_page(Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() }).await?;
    chat.open().await?;
    for n in 0..20_u64 {
        // Half of them before the message can have arrived, the others somewhere in its answer.
        proxy.refuse(n % 2 == 0);
        if n % 2 == 0 {
            proxy.cut();
        }
        chat.look::<()>("chat.send(arguments[0])", vec![format!("/words 12 10 m{n}").into()]).await?;
        tokio::time::sleep(Duration::from_millis(17 * n)).await;
        proxy.cut();
        proxy.refuse(false);
    }
    until("all are answered", || async {
        if chat.count(".fate.failed button").await? > 0 {
            chat.press(".fate.failed button").await?;
        }
        let idle = chat.attribute("[role=log]", "aria-busy").await?.as_deref() == Some("false");
        Ok((idle && chat.rows().await?.len() == 40).then_some(()))
    })
    .await?;
    let said: Vec<String> = chat.rows().await?.into_iter().filter(|row| row.mine).map(|row| row.text).collect();
    let wanted: Vec<String> = (0..20).map(|n| format!("/words 12 10 m{n}")).collect();
    assert_eq!(said, wanted);
    let stored: Vec<String> = stored(&stage).await?;
    assert_eq!(stored, wanted, "in the server, once each");
    stage.close_after_failures().await
}

/// Returns the visitor's messages that the server has stored.
async fn stored(stage: &Stage) -> Result<Vec<String>> {
    let secret: String = stage
        .browser
        .eval("return Object.entries(localStorage).find(([key]) => /^parlor:wk_[0-9a-f]+$/.test(key))[1]", Vec::new())
        .await?;
    let widget = parlor_tests::app::WIDGET.parse()?;
    let hash = parlor::core::conversation::visitor::hash_secret(&secret);
    let visitor = stage.app.store.visitor_by_secret(&widget, &hash).await?.context("the visitor")?;
    let conversation = stage
        .app
        .store
        .latest_conversation(&visitor.id, jiff::Timestamp::UNIX_EPOCH)
        .await?
        .context("a conversation")?;
    let history = stage.app.store.history(&conversation.id, None, 1_000).await?;
    let said: Vec<_> = history.into_iter().filter(|m| m.role == parlor_shared::widget::Role::User).collect();
    let ids: BTreeSet<_> = said.iter().map(|message| message.client_id.clone()).collect();
    anyhow::ensure!(ids.len() == said.len(), "a key was used twice");
    Ok(said.into_iter().map(|message| message.text).collect())
}

/// Messages written offline survive a reload, and are sent once when the network is back.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_offline_survives_a_reload() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    let page = Page { body: Stage::snippet(&proxy.base, ""), ..Page::default() };
    let chat = stage.visit_page(page.clone()).await?;
    chat.open().await?;
    chat.ask("hello").await?;
    proxy.refuse(true);
    proxy.cut();
    stage.browser.eval::<()>("window.dispatchEvent(new Event('offline'))", Vec::new()).await?;
    chat.say("one").await?;
    chat.say("two").await?;
    chat.wait_for_rows(5).await?;
    proxy.refuse(false);
    let chat = stage.visit_page(page).await?;
    chat.open().await?;
    chat.wait_for_rows(6).await?;
    chat.wait_until_idle().await?;
    let texts: Vec<_> = transcript(&chat).await?.into_iter().map(|row| row.1).collect();
    assert_eq!(texts, ["hello", "hello", "one", "one", "two", "two"]);
    assert_eq!(stored(&stage).await?, ["hello", "one", "two"]);
    let kept: usize = stage
        .browser
        .eval("return Object.keys(localStorage).filter((key) => key.endsWith(':unsent')).length", Vec::new())
        .await?;
    assert_eq!(kept, 0, "what is sent is not kept");
    stage.close_after_failures().await
}
