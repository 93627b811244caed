//! Layout of the chat on a page: each layout, each corner, large and small, two at once.

use anyhow::{Context as _, Result};
use parlor::core::{
    entropy::SystemEntropy,
    widget::{KeyKind, WidgetKeys, settings::Feature},
};
use parlor_shared::config::{Layout, Position};
use parlor_tests::{
    app::KEY,
    browser::{Chat, Page, Stage, until, until_equal},
    proxy::Proxy,
    repertoire::Repertoire,
};
use serde_json::{Value, json};
use thirtyfour::Key;

/// A box: left, top, width, height in CSS pixels.
type Place = [f64; 4];

async fn place(chat: &Chat<'_>, selector: &str) -> Result<Place> {
    let script = "const box = $(arguments[0])?.getBoundingClientRect() ?? {}; return [box.x ?? 0, box.y ?? 0, box.width ?? 0, box.height ?? 0]";
    chat.look(script, vec![json!(selector)]).await
}

/// The corner an element is nearest to: whether it is at the left, whether at the top.
async fn corner(chat: &Chat<'_>, selector: &str) -> Result<[bool; 2]> {
    let script = "const box = $(arguments[0]).getBoundingClientRect();
        return [box.x + box.width / 2 < innerWidth / 2, box.y + box.height / 2 < innerHeight / 2]";
    chat.look(script, vec![json!(selector)]).await
}

async fn call(chat: &Chat<'_>, script: &str) -> Result<()> {
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

async fn show_large_things(stage: &Stage) -> Result<()> {
    let window = json!({"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false});
    stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await.map(drop)
}

/// Adds up how far the page moves.
const SHIFT: &str = "<script>window.shift = 0; new PerformanceObserver((list) => list.getEntries().forEach((e) => window.shift += e.value))
    .observe({ type: 'layout-shift', buffered: true })</script>";

/// A page's part with an inline chat.
fn inline(base: &str, key: &str) -> String {
    format!(
        "<style>parlor-chat {{ display: block; height: 480px }}</style>
         <script async src='{base}/widget.js'></script><parlor-chat agent='{key}' layout=inline></parlor-chat>"
    )
}

/// Launcher and panel are in the corner that the owner chose; a page may choose another.
#[tokio::test(flavor = "multi_thread")]
async fn a_bubble_stands_in_each_corner() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    show_large_things(&stage).await?;
    for (position, name, wanted) in [
        (Position::BottomRight, "bottom-right", [false, false]),
        (Position::BottomLeft, "bottom-left", [true, false]),
        (Position::TopRight, "top-right", [false, true]),
        (Position::TopLeft, "top-left", [true, true]),
    ] {
        stage.change(|widget| widget.settings.position = Some(position)).await?;
        let chat = stage.visit().await?;
        until_equal(name, wanted, || corner(&chat, ".launcher")).await?;
        chat.open().await?;
        until_equal(name, wanted, || corner(&chat, ".panel")).await?;
    }
    let attributes = "data-position='bottom-left'";
    let chat = stage.visit_page(Page { body: Stage::snippet(&stage.app.base, attributes), ..Page::default() }).await?;
    chat.open().await?;
    assert_eq!(corner(&chat, ".launcher").await?, [true, false]);
    stage.close().await
}

/// A launcher that may be moved goes where it is dragged, or to the next corner without dragging; another one stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_launcher_is_moved_where_that_is_allowed() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    show_large_things(&stage).await?;
    for allowed in [false, true] {
        stage.change(|widget| widget.settings.movable = Some(allowed)).await?;
        let chat = stage.visit().await?;
        let ready = "return !!chat.config.title && (!chat.moves || !!$('.launcher').onpointerdown)";
        until("ready", || async { Ok(chat.look::<bool>(ready, Vec::new()).await?.then_some(())) }).await?;
        let launcher = chat.find(".launcher").await?;
        let chain = stage.browser.driver().action_chain().click_and_hold_element(&launcher);
        chain.move_to(600, 300).move_to(60, 60).release().perform().await?;
        assert_eq!(corner(&chat, ".launcher").await?, [allowed, allowed]);
        // The end of dragging is not a press.
        assert!(!chat.is_open().await?);
        if allowed {
            stage.browser.driver().action_chain().context_click_element(&launcher).perform().await?;
            until_equal("the next corner", [false, true], || corner(&chat, ".launcher")).await?;
            launcher.focus().await?;
            stage.browser.key(Key::Down).await?;
            until_equal("down", [false, false], || corner(&chat, ".launcher")).await?;
        }
        chat.open().await?;
    }
    stage.close().await
}

/// Part of the page: as large as the page says, no launcher, nothing sent before the visitor comes.
#[tokio::test(flavor = "multi_thread")]
async fn inline_is_part_of_the_page() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let body = ["<h1>Shop</h1>", &inline(&stage.app.base, KEY), "<p id=after>After</p>"].concat();
    stage.browser.goto(&stage.pages.put("shop", Page { body, ..Page::default() })).await?;
    let chat = Chat::on(&stage.browser);
    chat.wait_for(".panel .composer").await?;
    let [_, top, _, height] = place(&chat, ".panel").await?;
    assert!((height - 480.0).abs() < 1.0, "{height}");
    let after: f64 = chat.look("return document.getElementById('after').getBoundingClientRect().y", Vec::new()).await?;
    assert!(after >= top + 480.0, "the page goes on below it");
    let shown: Value = chat
        .look("return [$('.launcher').getClientRects().length, $('.close').getClientRects().length, $('.panel').getAttribute('role'), localStorage.length]", Vec::new())
        .await?;
    assert_eq!(shown, json!([0, 0, "region", 0]));
    let sent = stage.browser.requests().await?;
    assert!(sent.iter().all(|request| !request.contains("/init")), "{sent:?}");
    chat.press(".composer textarea").await?;
    chat.wait_until_online().await?;
    assert_eq!(chat.ask("hello").await?, "hello");
    stage.close().await
}

/// One below the window's edge is not even loaded.
#[tokio::test(flavor = "multi_thread")]
async fn inline_waits_until_it_is_seen() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let body = ["<div style='height: 400vh'></div>", &inline(&stage.app.base, KEY)].concat();
    stage.browser.goto(&stage.pages.put("shop", Page { body, ..Page::default() })).await?;
    let chat = Chat::on(&stage.browser);
    chat.wait_for(".root.open").await?;
    until("configured", || async {
        Ok(chat.look::<bool>("return !!chat.config.title", Vec::new()).await?.then_some(()))
    })
    .await?;
    let sent = stage.browser.requests().await?;
    assert!(sent.iter().all(|request| !request.contains("/assets/")), "{sent:?}");
    call(&chat, "chat.scrollIntoView()").await?;
    chat.wait_for(".panel .composer").await?;
    stage.close().await
}

/// All of the window, whatever size it has.
#[tokio::test(flavor = "multi_thread")]
async fn fullscreen_is_all_of_the_window() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    stage.change(|widget| widget.settings.layout = Some(Layout::Fullscreen)).await?;
    for (width, height) in [(1280, 900), (390, 844)] {
        let window = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        stage.browser.cdp("Emulation.setDeviceMetricsOverride", window).await?;
        stage
            .browser
            .goto(&stage.pages.put("shop", Page { body: Stage::snippet(&stage.app.base, ""), ..Page::default() }))
            .await?;
        let chat = Chat::on(&stage.browser);
        chat.wait_for(".panel .composer").await?;
        let whole = [0.0, 0.0, f64::from(width), f64::from(height)];
        until_equal("the panel's place", whole, || place(&chat, ".panel")).await?;
        let launcher: usize = chat.look("return $('.launcher').getClientRects().length", Vec::new()).await?;
        assert_eq!(launcher, 0);
        chat.press(".composer textarea").await?;
        chat.wait_until_online().await?;
        chat.ask("hello").await?;
        // There is no way out but the page's own.
        stage.browser.key(Key::Escape).await?;
        assert!(chat.is_open().await?);
        call(&chat, "Parlor('close')").await?;
        assert!(!chat.is_open().await?);
        call(&chat, "Parlor('open')").await?;
        assert!(chat.is_open().await?);
    }
    stage.close().await
}

/// The button is there when the owner allows it; the page may call it whenever it likes. Nothing is lost either way.
#[tokio::test(flavor = "multi_thread")]
async fn a_panel_becomes_large_and_small_again() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    show_large_things(&stage).await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    assert_eq!(chat.count(".size").await?, 0);
    stage
        .change(|widget| {
            widget.settings.features.insert(Feature::Maximize, true);
        })
        .await?;
    let chat = stage.visit().await?;
    chat.open().await?;
    chat.ask("one").await?;
    chat.find(".composer textarea").await?.send_keys("a draft").await?;
    let [.., small, _] = place(&chat, ".panel").await?;
    chat.press("button[aria-label='Enlarge']").await?;
    until("large", || async { Ok((place(&chat, ".panel").await?[2] > small * 2.0).then_some(())) }).await?;
    until_equal("modal", Some("true".to_owned()), || chat.attribute(".panel", "aria-modal")).await?;
    assert_eq!(chat.focused().await?, "button Reduce");
    chat.press("button[aria-label='Reduce']").await?;
    until("small", || async { Ok((place(&chat, ".panel").await?[2] < small * 1.2).then_some(())) }).await?;
    call(&chat, "Parlor('maximize')").await?;
    chat.wait_for(".panel.large").await?;
    // Escape makes it small before it closes it.
    chat.find(".composer textarea").await?.focus().await?;
    stage.browser.key(Key::Escape).await?;
    chat.wait_without(".panel.large").await?;
    assert!(chat.is_open().await?);
    let draft: String = chat.look("return $('textarea').value", Vec::new()).await?;
    assert_eq!((draft.as_str(), chat.rows().await?.len()), ("a draft", 2));
    stage.close().await
}

/// A second widget of the same shop; its key.
async fn another_widget(stage: &Stage) -> Result<String> {
    let mut other = stage.app.store.widget_by_key(KeyKind::Key, KEY).await?.context("every server has one")?;
    other.id = "widget-2".parse()?;
    other.keys = WidgetKeys::generate(&SystemEntropy);
    other.settings.title = Some("Orders".into());
    stage.app.store.put_widget(&other).await?;
    Ok(other.keys.key)
}

/// Two on one page, one of them another widget: what is said in one is not in the other.
#[tokio::test(flavor = "multi_thread")]
async fn two_on_one_page_do_not_disturb_each_other() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    show_large_things(&stage).await?;
    let other = another_widget(&stage).await?;
    let body = [inline(&stage.app.base, KEY), inline(&stage.app.base, &other)].concat();
    stage.browser.goto(&stage.pages.put("shop", Page { body, ..Page::default() })).await?;
    let first = Chat::on(&stage.browser);
    let second = Chat::nth(&stage.browser, 1);
    for chat in [&first, &second] {
        chat.wait_for(".panel .composer").await?;
        chat.press(".composer textarea").await?;
        chat.wait_until_online().await?;
    }
    assert_eq!((first.text("h2.title").await?, second.text("h2.title").await?), ("Shop help".into(), "Orders".into()));
    first.ask("to the first").await?;
    assert_eq!((first.rows().await?.len(), second.rows().await?.len()), (2, 0));
    second.ask("to the second").await?;
    assert_eq!((first.rows().await?.len(), second.rows().await?.len()), (2, 2));
    call(&first, "chat.destroy()").await?;
    // It is the first one now.
    assert_eq!(Chat::on(&stage.browser).ask("still there?").await?, "still there?");
    stage.close().await
}

/// On a page that hates everybody: the widget looks as ever, and nothing on the page moves.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_unsets_everything_changes_nothing() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    show_large_things(&stage).await?;
    let looks = "const of = (what) => { const style = getComputedStyle($(what)), box = $(what).getBoundingClientRect();
        return [style.color, style.backgroundColor, style.fontFamily, style.fontSize, style.display, style.visibility, box.width, box.height] };
        return [of('.launcher'), of('.panel'), of('.composer'), of('.title')]";
    let mut seen = Vec::new();
    for head in [
        "",
        "<style>* { all: unset !important } parlor-chat { display: none !important; visibility: hidden !important; opacity: 0 !important; color: red !important }</style>",
    ] {
        let body = ["<h1>Shop</h1><p>Text.</p>", &Stage::snippet(&stage.app.base, "")].concat();
        let chat = stage.visit_page(Page { head: [head, SHIFT].concat(), body, ..Page::default() }).await?;
        call(&chat, "chat.open()").await?;
        chat.wait_until_online().await?;
        until("still", || async {
            Ok(chat.look::<bool>("return $('.panel').getAnimations().length === 0", Vec::new()).await?.then_some(()))
        })
        .await?;
        seen.push(chat.look::<Value>(looks, Vec::new()).await?);
        assert!(chat.look::<f64>("return window.shift", Vec::new()).await? == 0.0, "the page moved");
    }
    assert_eq!(seen[0], seen[1]);
    stage.close().await
}

/// The server goes away after the loader was fetched: in no layout does the page move or an error escape.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_nothing_moves_and_nothing_breaks() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let proxy = Proxy::before(&stage.app.base).await?;
    for layout in ["bubble", "inline", "fullscreen"] {
        let chat = match layout {
            "inline" => inline(&proxy.base, KEY),
            _ => Stage::snippet(&proxy.base, &format!("data-layout={layout}")),
        };
        let page =
            || Page { head: SHIFT.into(), body: ["<h1>Shop</h1>", &chat, "<p>After</p>"].concat(), ..Page::default() };
        stage.visit_page(page()).await?;
        proxy.refuse(true);
        proxy.cut();
        // The loader comes from the browser's cache.
        let chat = stage.visit_page(page()).await?;
        let settled =
            "return (!chat.asked || !!chat.config.title) && (chat.shape === 'bubble' || chat.failed || !!$('.panel'))";
        until("settled", || async { Ok(chat.look::<bool>(settled, Vec::new()).await?.then_some(())) }).await?;
        assert!(chat.look::<f64>("return window.shift", Vec::new()).await? == 0.0, "{layout}: the page moved");
        assert_eq!(stage.browser.uncaught().await?, Vec::<String>::new(), "{layout}");
        proxy.refuse(false);
    }
    stage.close_after_failures().await
}
