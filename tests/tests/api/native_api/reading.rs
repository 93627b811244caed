//! Messages are drawn once, when they are whole; reading them draws nothing.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use parlor::{
    core::{
        clock::Clock as _,
        render::{GrowingDocument, Render},
    },
    render::{Markdown, RenderOptions},
};
use parlor_shared::{
    content::{Element, Node},
    widget::{Data, HistoryReply, Message},
};
use parlor_tests::{
    app::{KEY, TestApp},
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    script::{Cast, Script},
    visitor::{Visitor, whole},
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::native_api::caller::init;

const ANSWER: &str = "Look: ![tea](https://img.example.com/tea.png) and `code`\n\n```rust\nfn main() {}\n```";

/// The real renderer, counting how often whole messages are drawn.
struct Counting {
    inner: Markdown,
    drawn: AtomicUsize,
}

impl Counting {
    fn new(image_hosts: &[&str]) -> Arc<Self> {
        let image_hosts = image_hosts.iter().map(|host| (*host).to_owned()).collect();
        Arc::new(Self {
            inner: Markdown::new(RenderOptions { image_hosts, ..RenderOptions::default() }),
            drawn: AtomicUsize::new(0),
        })
    }

    /// Returns the number of renderings since the last call.
    fn since(&self) -> usize {
        self.drawn.swap(0, Ordering::SeqCst)
    }
}

impl Render for Counting {
    fn version(&self) -> &str {
        self.inner.version()
    }

    fn start(&self) -> Box<dyn GrowingDocument> {
        self.inner.start()
    }

    fn markdown(&self, text: &str) -> Vec<Node> {
        self.drawn.fetch_add(usize::from(!text.starts_with("Hi, I am")), Ordering::SeqCst);
        self.inner.markdown(text)
    }

    fn shows_picture(&self, address: &str) -> bool {
        self.inner.shows_picture(address)
    }

    fn plain(&self, text: &str) -> Vec<Node> {
        self.drawn.fetch_add(1, Ordering::SeqCst);
        self.inner.plain(text)
    }
}

async fn history(visitor: &Visitor) -> Vec<Message> {
    whole::<Data<HistoryReply>>(visitor.get("/messages").send().await.unwrap()).await.unwrap().data.messages
}

#[rstest]
#[tokio::test]
async fn no_reader_draws_anything(#[values(Sqlite, Postgres)] backend: Backend) {
    let render = Counting::new(&[]);
    let app = TestApp::drawing(backend, Arc::new(Cast(Script::says(&[ANSWER]))), render.clone()).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    for text in ["One https://shop.example.com/a", "Two"] {
        visitor.ask(text).await.unwrap();
    }
    assert_eq!(render.since(), 4, "each message once");
    let messages = history(&visitor).await;
    let markdown = render.inner.markdown(ANSWER);
    assert_eq!(
        messages.iter().map(|message| message.nodes == markdown).collect::<Vec<_>>(),
        [false, true, false, true]
    );
    assert!(messages[0].nodes.contains(&Node::Open(Element::Link { href: "https://shop.example.com/a".into() })));
    let resumed = init(&app, &json!({"agent_id": KEY, "anon_id": visitor.secret}));
    let resumed: Value = whole(resumed.send().await.unwrap()).await.unwrap();
    assert_eq!(resumed["data"]["messages"][1]["nodes"], serde_json::to_value(&markdown).unwrap());
    for format in ["md", "html", "json"] {
        let path = format!("/conversation/export?format={format}");
        let file = visitor.get(&path).send().await.unwrap().error_for_status().unwrap().text().await.unwrap();
        assert!(file.contains("main"), "{file}");
    }
    let page = app.client.get(app.url(&format!("/chat/{KEY}")));
    let page = page.header("Cookie", format!("parlor-visitor={}", visitor.secret)).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("main"));
    assert_eq!(render.since(), 0, "reading draws nothing");
}

/// Clients that wait for a whole answer get the stored rendering.
#[tokio::test]
async fn a_whole_answer_is_drawn_once() {
    let render = Counting::new(&[]);
    let app = TestApp::drawing(Temporary, Arc::new(Cast(Script::says(&[ANSWER]))), render.clone()).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    for replayed in [false, true] {
        let request = visitor.post("/messages").header("Idempotency-Key", "key");
        let reply = request.json(&json!({"message": "Hi", "render": "nodes"})).send().await.unwrap();
        let reply: Value = whole(reply).await.unwrap();
        assert_eq!(reply["data"]["nodes"], serde_json::to_value(render.inner.markdown(ANSWER)).unwrap());
        // A message that is sent again is looked at again, before it is known.
        assert_eq!(render.since(), if replayed { 1 } else { 2 });
    }
}

/// The server's rules of today decide which pictures are shown.
#[rstest]
#[tokio::test]
async fn another_configuration_draws_anew_once(#[values(Sqlite, Postgres)] backend: Backend) {
    let strict = Counting::new(&[]);
    let agents = || Arc::new(Cast(Script::says(&[ANSWER])));
    let app = TestApp::drawing(backend, agents(), strict.clone()).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    visitor.ask("One").await.unwrap();
    let pictures =
        |messages: &[Message]| messages[1].nodes.iter().filter(|node| matches!(node, Node::Image { .. })).count();
    assert_eq!(pictures(&history(&visitor).await), 0);
    let open = Counting::new(&["img.example.com"]);
    let other = app.another_node_drawing(agents(), open.clone()).await.unwrap();
    let there = Visitor { base: other.base.clone(), ..visitor.clone() };
    assert_eq!(pictures(&history(&there).await), 1, "allowed here");
    assert_eq!(open.since(), 2);
    assert_eq!(pictures(&history(&there).await), 1);
    assert_eq!(open.since(), 0, "and kept");
    assert_eq!(pictures(&history(&visitor).await), 0, "not allowed there");
}

/// Those that were interrupted have nobody who draws them, and messages of an earlier version nothing that is kept.
#[tokio::test]
async fn what_has_nothing_kept_is_drawn_at_the_first_reading() {
    let render = Counting::new(&[]);
    let script = Script::held(&["Half an answer"]);
    let app = TestApp::drawing(Sqlite, Arc::new(Cast(script.clone())), render.clone()).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    let response = visitor.say("Hi", "", "text").send().await.unwrap();
    let ended = app.store.interrupt(app.clock.now(), true).await.unwrap();
    assert_eq!(ended.len(), 1);
    drop(response);
    render.since();
    assert_eq!(history(&visitor).await.len(), 2);
    assert_eq!(render.since(), 1);
    assert_eq!(history(&visitor).await.len(), 2);
    assert_eq!(render.since(), 0);
    script.release();
}
