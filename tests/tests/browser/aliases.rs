//! The names other chats are called by.

use anyhow::Result;
use parlor_tests::{
    browser::{Chat, Page, Stage, until, until_equal},
    repertoire::Repertoire,
};
use serde_json::{Value, json};

async fn visit<'a>(stage: &'a Stage, aliases: &str, early: &str) -> Result<Chat<'a>> {
    let head = format!(
        "<script>window.heard = []; window.bodies = []; const real = window.fetch;
        window.fetch = (url, init) => (init?.body && bodies.push(JSON.parse(init.body)), real(url, init));{early}</script>"
    );
    let body = Stage::snippet(&stage.app.base, &format!("data-aliases='{aliases}'"));
    stage.visit_page(Page { head, body, ..Page::default() }).await
}

async fn run(chat: &Chat<'_>, script: &str) -> Result<()> {
    chat.look::<Value>(script, Vec::new()).await.map(drop)
}

async fn open(chat: &Chat<'_>, expected: bool) -> Result<()> {
    until_equal("open", expected, || chat.is_open()).await
}

async fn heard(chat: &Chat<'_>) -> Result<Value> {
    chat.look("return window.heard", Vec::new()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn chatwoot() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early = "window.chatwootSettings = { position: 'left', launcherTitle: 'Help' };
        for (const name of ['ready', 'opened', 'closed', 'on-message']) addEventListener('chatwoot:' + name, (e) => heard.push(name + (e.detail?.content ?? '')));";
    let chat = visit(&stage, "chatwoot", early).await?;
    until("there", || async { Ok(chat.look::<bool>("return !!window.$chatwoot", Vec::new()).await?.then_some(())) })
        .await?;
    until_equal("the corner", Some("bottom-left".to_owned()), || {
        chat.look("return chat.getAttribute('position')", Vec::new())
    })
    .await?;
    run(&chat, "chatwootSDK.run({}); $chatwoot.setCustomAttributes({ plan: 'pro' }); $chatwoot.setConversationCustomAttributes({ cart: 3 }); $chatwoot.deleteCustomAttribute('cart'); $chatwoot.setLabel('x'); $chatwoot.toggle('open')").await?;
    chat.wait_until_online().await?;
    assert_eq!(chat.ask("hello").await?, "hello");
    let context: Value = chat.look("return bodies.find((body) => body.message).page_context", Vec::new()).await?;
    assert_eq!(context, json!(r#"{"plan":"pro"}"#));
    run(&chat, "$chatwoot.toggle('close')").await?;
    open(&chat, false).await?;
    run(&chat, "$chatwoot.toggleBubbleVisibility('hide')").await?;
    until_equal("hidden", 0, || chat.look("return $('.launcher').getClientRects().length", Vec::new())).await?;
    assert_eq!(heard(&chat).await?, json!(["ready", "opened", "on-messagehello", "on-messagehello", "closed"]));
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn intercom() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early = "const i = window.Intercom = (...args) => i.q.push(args); i.q = [];
        window.intercomSettings = { alignment: 'left', custom_launcher_selector: '#help' };
        Intercom('boot', { app_id: 'abc', plan: 'pro' }); Intercom('onShow', () => heard.push('shown'));
        Intercom('onHide', () => heard.push('hidden')); Intercom('ready', () => { throw new Error('mine') }); Intercom('showNewMessage', 'Where is');";
    let chat = visit(&stage, "Intercom", early).await?;
    chat.wait_until_online().await?;
    until_equal("the draft", "Where is".to_owned(), || chat.look("return $('textarea').value", Vec::new())).await?;
    run(&chat, "Intercom('hide')").await?;
    open(&chat, false).await?;
    assert_eq!(chat.look::<String>("return chat.getAttribute('position')", Vec::new()).await?, "bottom-left");
    run(&chat, "document.body.insertAdjacentHTML('beforeend', '<button id=help>?</button>'); document.querySelector('#help').click()").await?;
    open(&chat, true).await?;
    assert_eq!(heard(&chat).await?, json!(["shown", "hidden", "shown"]));
    run(&chat, "Intercom('startTour', 1); Intercom('update', { hide_default_launcher: true }); Intercom('hide')")
        .await?;
    until_equal("hidden", 0, || chat.look("return $('.launcher').getClientRects().length", Vec::new())).await?;
    stage.browser.quit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn crisp() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early = "window.$crisp = []; window.CRISP_READY_TRIGGER = () => heard.push('ready');
        $crisp.push(['on', 'message:sent', (m) => heard.push('sent ' + m.content)]); $crisp.push(['on', 'chat:opened', () => heard.push('opened')]);
        $crisp.push(['set', 'session:data', [[['plan', 'pro'], ['cart', 3]]]]); $crisp.push(['set', 'session:data', ['seen', 'yes']]);
        $crisp.push(['do', 'chat:open']); $crisp.push(['do', 'message:send', ['text', 'hello']]); $crisp.push(['do', 'no:such']);";
    let chat = visit(&stage, "crisp", early).await?;
    chat.wait_for_rows(2).await?;
    chat.wait_until_idle().await?;
    let context: Value = chat.look("return bodies.find((body) => body.message).page_context", Vec::new()).await?;
    assert_eq!(context, json!(r#"{"plan":"pro","cart":3,"seen":"yes"}"#));
    assert_eq!(heard(&chat).await?, json!(["opened", "ready", "sent hello"]));
    let is: Value = chat
        .look(
            "return [$crisp.is('chat:opened'), $crisp.is('chat:hidden'), $crisp.get('chat:unread:count')]",
            Vec::new(),
        )
        .await?;
    assert_eq!(is, json!([true, false, 0]));
    run(&chat, "$crisp.push(['do', 'message:show', ['text', 'Hi **there**']])").await?;
    chat.wait_for_text("Hi there").await?;
    run(&chat, "$crisp.push(['do', 'chat:close'], ['do', 'chat:hide'])").await?;
    open(&chat, false).await?;
    stage.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn chatbotkit() -> Result<()> {
    let stage = Stage::open(Repertoire::default().agents()).await?;
    let early = "addEventListener('chatbotkitWidgetInit', async () => { window.instance = await chatbotkitWidget.instancePromise; heard.push('init') })";
    let chat = visit(&stage, "chatbotkit", early).await?;
    until("there", || async { Ok(chat.look::<bool>("return !!window.instance", Vec::new()).await?.then_some(())) })
        .await?;
    run(&chat, "instance.meta = { plan: 'pro' }; instance.functions = { stock: { description: 'd', parameters: { type: 'object' }, handler: () => 3 } }; instance.show(); instance.sendMessage({ text: 'hello' })").await?;
    chat.wait_for_rows(2).await?;
    chat.wait_until_idle().await?;
    let body: Value = chat.look("const body = bodies.find((body) => body.message); return [body.page_context, body.tools[0].name, body.tools[0].approval]", Vec::new()).await?;
    assert_eq!(body, json!([r#"{"plan":"pro"}"#, "stock", "never"]));
    run(&chat, "instance.restartConversation()").await?;
    chat.wait_for_rows(0).await?;
    run(&chat, "instance.open = false").await?;
    open(&chat, false).await?;
    stage.close().await
}
