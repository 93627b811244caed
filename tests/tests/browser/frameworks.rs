//! The element written in a framework's own templates: what the framework does with attributes and properties loses no
//! option, at first and when values change.

use anyhow::Result;
use parlor_tests::{
    app::KEY,
    browser::{Chat, Page, Stage, framework, library, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

/// The options whose names an element could have properties of, with values that are not the usual ones.
const OPTIONS: &str = "{ position: 'top-left', layout: 'bubble', movable: 'true', language: 'de', title: 'Ask us' }";
const NAMES: [(&str, &str); 6] = [
    ("agent", KEY),
    ("position", "top-left"),
    ("layout", "bubble"),
    ("movable", "true"),
    ("language", "de"),
    ("title", "Ask us"),
];

/// `window.change(options)` draws the chat with these; the page defines `draw(options)`.
fn page(stage: &Stage, scripts: &[String], app: &str) -> Page {
    let scripts: Vec<_> = scripts.iter().map(|script| format!("<script>{script}</script>")).collect();
    let change = format!(
        "let options = {{ agent: '{KEY}', open: true, ...{OPTIONS} }};
         window.change = (more) => draw(options = {{ ...options, ...more }});"
    );
    let loader = format!("<script src='{}/widget.js'></script>", stage.app.base);
    let body = format!("<div id=app></div>{loader}{}<script>{change}{app};change({{}})</script>", scripts.concat());
    Page { body, ..Page::default() }
}

async fn change(stage: &Stage, options: Value) -> Result<()> {
    stage.browser.eval("window.change(arguments[0])", vec![options]).await
}

async fn closes_and_opens(stage: &Stage, chat: &Chat<'_>) -> Result<()> {
    for open in [false, true] {
        change(stage, json!({"open": open})).await?;
        until_equal("open", open, || chat.is_open()).await?;
    }
    Ok(())
}

async fn nothing_is_lost(scripts: &[String], app: &str) -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let chat = stage.visit_page(page(&stage, scripts, app)).await?;
    chat.wait_until_online().await?;
    assert_eq!(chat.ask("one").await?, "one");
    for (name, value) in NAMES {
        let there: Option<String> = chat.look("return chat.getAttribute(arguments[0])", vec![json!(name)]).await?;
        assert_eq!(there.as_deref(), Some(value), "{name}");
    }
    assert_eq!(chat.text("h2.title").await?, "Ask us");
    change(&stage, json!({"position": "bottom-left", "theme": "dark"})).await?;
    until("the options", || async { Ok((chat.count(".root.bottom.left.dark").await? == 1).then_some(())) }).await?;
    closes_and_opens(&stage, &chat).await?;
    let callable: bool = chat.look("return typeof chat.open === 'function'", Vec::new()).await?;
    assert!(callable, "a method was overwritten");
    chat.look::<Value>("chat.close(); chat.open()", Vec::new()).await?;
    assert_eq!(chat.ask("two").await?, "two");
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn react_18_hands_over_every_option() -> Result<()> {
    let react = [library("react/umd/react.production.min.js")?, library("react-dom/umd/react-dom.production.min.js")?];
    // It knows no boolean attributes of custom elements: what is not there is not given.
    let app = "const root = ReactDOM.createRoot(document.querySelector('#app'));
        const draw = ({ open, ...rest }) => root.render(React.createElement('parlor-chat', open ? { open: '', ...rest } : rest))";
    nothing_is_lost(&react, app).await
}

/// Packages in Node's form, for a page: each is a function of its exports.
fn packages(all: &[(&str, String)]) -> String {
    let define = |(name, text): &(&str, String)| format!("packages['{name}'] = (module, exports) => {{{text}\n}};");
    let all: Vec<_> = all.iter().map(define).collect();
    format!(
        "const packages = {{}}, made = {{}};
         const require = (name) => {{
             if (!made[name]) packages[name](made[name] = {{ exports: {{}} }}, made[name].exports);
             return made[name].exports;
         }};
         {}",
        all.concat()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn react_19_hands_over_every_option() -> Result<()> {
    let all = [
        ("scheduler", framework("scheduler/cjs/scheduler.production.js")?),
        ("react", framework("react/cjs/react.production.js")?),
        ("react-dom", framework("react-dom/cjs/react-dom.production.js")?),
        ("react-dom/client", framework("react-dom/cjs/react-dom-client.production.js")?),
    ];
    let app = "const { createElement } = require('react');
        const root = require('react-dom/client').createRoot(document.querySelector('#app'));
        const draw = (options) => root.render(createElement('parlor-chat', options))";
    nothing_is_lost(&[packages(&all)], app).await
}

#[tokio::test(flavor = "multi_thread")]
async fn vue_hands_over_every_option() -> Result<()> {
    let vue = framework("vue/dist/vue.global.prod.js")?;
    let app = "const shown = Vue.reactive({ options });
        const chat = Vue.createApp({ setup: () => ({ shown }), template: '<parlor-chat v-bind=\"shown.options\"></parlor-chat>' });
        chat.config.compilerOptions.isCustomElement = (tag) => tag === 'parlor-chat';
        chat.mount('#app');
        const draw = (options) => shown.options = options";
    nothing_is_lost(&[vue], app).await
}
