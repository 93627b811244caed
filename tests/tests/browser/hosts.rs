//! Pages of all kinds: whatever they allow, define or throw away, the widget works or says so, and the page is as it was.

use anyhow::{Context, Result};
use parlor::agent::scripted::Step;
use parlor_tests::{
    app::KEY,
    browser::{Chat, Page, Stage, library, until, until_equal},
    corpora,
    repertoire::Repertoire,
};
use serde_json::Value;

/// Whatever stands on the page: it must not move.
const CONTENT: &str = "<main><h1>A shop</h1><p>We sell things.</p><p><a id=next href='/next'>More</a></p></main>";
/// The layout shifts that count for the page, and all of the page's own things: how much, and what moved. What moves in the
/// panel when the visitor presses something there is not among them.
const SHIFTS: &str = "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const seen = new PerformanceObserver(() => {});
    seen.observe({ type: 'layout-shift', buffered: true });
    const name = (node) => node ? node.nodeName + '.' + (node.className ?? '') : 'gone';
    const counts = ({ hadRecentInput, sources }) => !hadRecentInput || sources.some(({ node }) => node);
    return seen.takeRecords().filter(counts).map(({ value, hadRecentInput, sources }) =>
        [value, hadRecentInput, ...sources.map(({ node, previousRect: a, currentRect: b }) => [name(node), a.x, a.y, a.width, a.height, '->', b.x, b.y, b.width, b.height].join(' '))].join('; '))";

async fn nothing_moved(stage: &Stage) -> Result<()> {
    assert_eq!(stage.browser.wait_for::<Vec<String>>(SHIFTS).await?, Vec::<String>::new(), "the page moved");
    Ok(())
}

/// Returns true for a report of a policy violation; a blocked script is reported as an error without text.
fn is_forbidden(said: &str) -> bool {
    said.starts_with("securitypolicyviolation") || said.trim() == "error"
}

/// Returns the errors of the page, except violations of its own policy.
async fn errors(stage: &Stage) -> Result<Vec<String>> {
    let all = stage.browser.uncaught().await?;
    Ok(all.into_iter().filter(|one| !is_forbidden(one)).collect())
}

/// Expected result on a page with such a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// The chat, in the page.
    InPage,
    /// The chat, in a frame (`data-frame`).
    Framed,
    /// A launcher that says it could not be loaded.
    Told,
    /// Nothing: the browser does not run the loader.
    Nothing,
    /// A chat that says it may not be used here.
    Refused,
}

/// By the corpus's own words: `docs/csp.md` says the same to owners.
fn outcome(id: &str) -> Outcome {
    match id {
        "csp-01" | "csp-11" => Outcome::InPage,
        "csp-04" => Outcome::Told,
        "csp-05" => Outcome::Nothing,
        "csp-10" => Outcome::Refused,
        _ => Outcome::Framed,
    }
}

async fn under(policy: &str, outcome: Outcome) -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let host = &stage.app.base;
    let framed = if outcome == Outcome::Framed { "data-frame" } else { "" };
    let snippet = Stage::snippet(host, &format!("nonce='abc' {framed}"));
    let page = Page {
        body: [CONTENT, &snippet].concat(),
        policy: policy.replace("https://chat.test", host),
        ..Page::default()
    };
    stage.browser.goto(&stage.pages.put("shop", page)).await?;
    let chat = Chat::on(&stage.browser);
    if outcome != Outcome::Nothing {
        chat.wait_for_launcher().await?;
        chat.press("button.launcher").await?;
    }
    match outcome {
        Outcome::InPage => {
            chat.wait_until_online().await?;
            assert_eq!(chat.ask("hello").await?, "hello");
        }
        Outcome::Framed => {
            chat.wait_for("iframe.panel").await?;
            chat.find("iframe.panel").await?.enter_frame().await?;
            let inside = Chat::on(&stage.browser);
            inside.wait_until_online().await?;
            assert_eq!(inside.ask("hello").await?, "hello");
            assert_eq!(stage.browser.uncaught().await?, Vec::<String>::new());
            stage.browser.driver().enter_default_frame().await?;
        }
        Outcome::Told => {
            until_equal("the note", "The chat could not be loaded.".to_owned(), || chat.text(".failed .note span"))
                .await?;
        }
        Outcome::Refused => chat.wait_for(".notice").await?,
        Outcome::Nothing => assert_eq!(chat.count("button.launcher").await?, 0),
    }
    assert_eq!(errors(&stage).await?, Vec::<String>::new());
    nothing_moved(&stage).await?;
    stage.close_after_policy().await
}

/// Every policy of the corpus.
#[tokio::test(flavor = "multi_thread")]
async fn every_policy_has_the_outcome_it_is_said_to_have() -> Result<()> {
    let all = corpora::own("origins/host-page-csp.json");
    let all = all.as_array().context("a list")?;
    assert_eq!(all.len(), 11);
    for case in all {
        let text = |name: &str| case[name].as_str().unwrap_or_default();
        let outcome = outcome(text("id"));
        under(text("csp"), outcome).await.with_context(|| format!("{} ({outcome:?}): {}", text("id"), text("csp")))?;
    }
    Ok(())
}

/// Changes that old libraries made to built-in objects.
const MEDDLING: &str = "<script>
    Object.prototype.extend = function () { return this };
    Array.prototype.toJSON = function () { return 'Prototype' };
    String.prototype.toJSON = function () { return 'Prototype' };
    Object.prototype.toJSON = undefined;
    Array.prototype.each = Array.prototype.first = function () {};
    Array.from = (list) => { const all = []; for (let at = 0; at < list.length; at++) all.push(list[at]); return all };
    Function.prototype.bind = function (to, ...some) { const run = this; return function (...more) { return run.apply(to, some.concat(more)) } };
    Element.prototype.remove = function () { this.parentNode && this.parentNode.removeChild(this); return this };
    Element.prototype.show = Element.prototype.hide = Element.prototype.update = function () { return this };
    document.getElementsByClassName = () => [];
    window.$ = window.$$ = window.Class = window.Hash = () => null;
    window.define = Object.assign(() => {}, { amd: {} });
    window.module = { exports: {} }; window.exports = window.module.exports; window.process = {};
    window.Event.observe = () => {};
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_meddles_with_everything_breaks_nothing() -> Result<()> {
    let rich = "# A\n\n| b |\n|---|\n| $c^2$ |\n\n```rust\nfn d() {}\n```\n\n1. [e](https://a.example)\n";
    let stage = Stage::open(Repertoire::default().says("rich", rich).agents()).await?;
    let body = [CONTENT, &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { head: MEDDLING.into(), body, ..Page::default() }).await?;
    chat.open().await?;
    assert_eq!(chat.ask("hello").await?, "hello");
    chat.ask("rich").await?;
    chat.wait_for(".content math").await?;
    for method in ["update({ theme: 'dark', brand: '#aa0000' })", "close()", "open()"] {
        chat.look::<Value>(&format!("chat.{method}"), Vec::new()).await?;
    }
    assert_eq!(chat.ask("again").await?, "again");
    nothing_moved(&stage).await?;
    // The panel itself moves with these calls, and without a press before them that would count as a layout shift.
    for method in ["maximize()", "minimize()"] {
        chat.look::<Value>(&format!("chat.{method}"), Vec::new()).await?;
    }
    assert_eq!(chat.ask("once more").await?, "once more");
    stage.close().await
}

async fn follow(stage: &Stage, selector: &str) -> Result<()> {
    stage.browser.eval::<()>(&format!("document.querySelector('{selector}').click()"), Vec::new()).await
}

/// Turbo throws the body away and puts another one there: the chat goes on.
#[tokio::test(flavor = "multi_thread")]
async fn pages_swapped_by_turbo_keep_the_conversation() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let head = format!("<script>{}</script>", library("@hotwired/turbo/dist/turbo.es2017-umd.js")?);
    let snippet = Stage::snippet(&stage.app.base, "");
    let page = |text: &str| Page {
        head: head.clone(),
        body: [CONTENT, text, &snippet, "<a id=back href='/shop'>Back</a>"].concat(),
        ..Page::default()
    };
    stage.pages.put("next", page("<p id=second>The second page.</p>"));
    let chat = stage.visit_page(page("")).await?;
    stage.browser.eval::<()>("window.same = true", Vec::new()).await?;
    chat.open().await?;
    assert_eq!(chat.ask("one").await?, "one");
    for (link, there, asked, rows) in
        [("#next", true, "two", 4), ("#back", false, "three", 6), ("#next", true, "four", 8)]
    {
        follow(&stage, link).await?;
        until("the other page", || async {
            let second: bool = stage.browser.eval("return !!document.querySelector('#second')", Vec::new()).await?;
            Ok((second == there).then_some(()))
        })
        .await?;
        chat.wait_for_launcher().await?;
        let chats: usize =
            stage.browser.eval("return document.querySelectorAll('parlor-chat').length", Vec::new()).await?;
        assert_eq!(chats, 1);
        chat.look::<Value>("chat.open()", Vec::new()).await?;
        chat.wait_until_online().await?;
        assert_eq!(chat.ask(asked).await?, asked);
        assert_eq!(chat.rows().await?.len(), rows);
    }
    assert!(stage.browser.eval::<bool>("return window.same", Vec::new()).await?, "the page was loaded anew");
    stage.close().await
}

/// React's StrictMode mounts everything twice, takes it away and puts it back.
#[tokio::test(flavor = "multi_thread")]
async fn react_in_strict_mode_is_no_trouble() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let app = format!(
        "const {{ StrictMode, createElement: h, useEffect, useState, useRef }} = React;
        const Chat = () => {{
            const place = useRef();
            useEffect(() => {{
                const chat = document.createElement('parlor-chat');
                chat.setAttribute('agent', '{KEY}');
                place.current.append(chat);
                return () => chat.remove();
            }}, []);
            return h('div', {{ ref: place }});
        }};
        const Shop = () => {{
            const [shown, show] = useState(true);
            window.show = show;
            return h('main', null, h('h1', null, 'A shop'), shown ? h(Chat) : null);
        }};
        ReactDOM.createRoot(document.querySelector('#app')).render(h(StrictMode, null, h(Shop)));"
    );
    let react = [library("react/umd/react.development.js")?, library("react-dom/umd/react-dom.development.js")?];
    let body = format!(
        "<div id=app></div><script src='{}/widget.js'></script><script>{}</script><script>{}</script><script>{app}</script>",
        stage.app.base, react[0], react[1]
    );
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    chat.open().await?;
    assert_eq!(chat.ask("one").await?, "one");
    stage.browser.eval::<()>("window.show(false)", Vec::new()).await?;
    until("gone", || async {
        let left: usize =
            stage.browser.eval("return document.querySelectorAll('parlor-chat').length", Vec::new()).await?;
        Ok((left == 0).then_some(()))
    })
    .await?;
    stage.browser.eval::<()>("window.show(true)", Vec::new()).await?;
    chat.wait_for_launcher().await?;
    chat.open().await?;
    chat.wait_for_rows(2).await?;
    assert_eq!(chat.ask("two").await?, "two");
    assert_eq!(chat.count("button.launcher").await?, 1);
    assert_eq!(errors(&stage).await?, Vec::<String>::new());
    stage.close_after_failures().await
}

/// An answer that is long in coming moves nothing either.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_grows_moves_nothing() -> Result<()> {
    let words = [Step::Delay(600), Step::Words { count: 250, every: 10 }];
    let stage = Stage::open(Repertoire::default().on("long", words).agents()).await?;
    let body = [CONTENT, &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    chat.open().await?;
    chat.ask("long").await?;
    chat.ask("long").await?;
    nothing_moved(&stage).await?;
    stage.close().await
}

/// Moved to another place of the page while an answer is written: nothing is lost.
#[tokio::test(flavor = "multi_thread")]
async fn an_element_that_is_moved_goes_on() -> Result<()> {
    let (repertoire, gate) = Repertoire::default().held("slow", "so ", "far");
    let stage = Stage::open(repertoire.agents()).await?;
    let body = [CONTENT, "<aside></aside>", &Stage::snippet(&stage.app.base, "")].concat();
    let chat = stage.visit_page(Page { body, ..Page::default() }).await?;
    chat.open().await?;
    chat.say("slow").await?;
    chat.wait_for_text("so").await?;
    chat.look::<Value>("document.querySelector('aside').append(chat)", Vec::new()).await?;
    gate.open(1);
    chat.wait_for_text("so far").await?;
    chat.wait_until_idle().await?;
    assert_eq!(chat.ask("more").await?, "more");
    stage.close().await
}
