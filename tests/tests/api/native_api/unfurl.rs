//! Previews of links: for whom, of what, how often; and that nothing waits for them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use parlor::core::{
    conversation::{
        preview::{FoundPreview, PreviewPage, Unfurl},
        previews::{KEPT, MISSED},
    },
    widget::settings::Feature,
};
use parlor_shared::error::ErrorCode;
use parlor_tests::{
    app::TestApp,
    script::{Cast, Script},
    visitor::{Visitor, whole},
};
use serde_json::{Value, json};

use crate::native_api::caller::refusal;

const LINK: &str = "https://shop.example/tea";
const ANSWER: &str =
    "See [tea](https://shop.example/tea#green) and https://shop.example/none, or `https://shop.example/code`.";

/// Knows one page; says nothing about any other, and never ends for some.
#[derive(Default)]
struct Pages(AtomicUsize);

#[async_trait]
impl Unfurl for Pages {
    async fn unfurl(&self, address: &str) -> Option<FoundPreview> {
        self.0.fetch_add(1, Ordering::SeqCst);
        if address.ends_with("/slow") {
            return std::future::pending().await;
        }
        let page = PreviewPage {
            url: "https://www.shop.example/tea".into(),
            title: "Tea".into(),
            description: Some("Green and black".into()),
            site: None,
        };
        address.starts_with(LINK).then(|| FoundPreview { page, picture: Some(b"jpeg".to_vec()) })
    }
}

async fn app(flags: &[&str]) -> (TestApp, Arc<Pages>) {
    let pages = Arc::new(Pages::default());
    let app = TestApp::unfurling(Arc::new(Cast(Script::says(&[ANSWER]))), pages.clone(), flags).await.unwrap();
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Unfurl, true)).await.unwrap();
    (app, pages)
}

async fn unfurl(visitor: &Visitor, body: Value) -> reqwest::Response {
    visitor.post("/unfurl").json(&body).send().await.unwrap()
}

#[tokio::test]
async fn a_link_of_an_answer_has_a_preview_and_it_is_kept() {
    let (app, pages) = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let id = visitor.ask("Tea?").await.unwrap().message.unwrap();
    let body = json!({"url": "https://shop.example/tea#green", "message_id": id});
    let reply: Value = whole(unfurl(&visitor, body.clone()).await).await.unwrap();
    let preview = &reply["data"]["preview"];
    let image = preview["image"].as_str().unwrap();
    assert_eq!(
        *preview,
        json!({
            "url": "https://shop.example/tea#green", "final_url": "https://www.shop.example/tea",
            "host": "www.shop.example", "title": "Tea", "description": "Green and black", "image": image,
        })
    );
    let picture = app.client.get(app.url(image)).send().await.unwrap();
    let header = |name: &str| picture.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(picture.bytes().await.unwrap(), "jpeg");

    let again: Value = whole(unfurl(&visitor, json!({"url": "https://shop.example/tea#green"})).await).await.unwrap();
    assert_eq!(again, reply);
    let none = json!({"url": "https://shop.example/none"});
    for _ in 0..2 {
        let reply: Value = whole(unfurl(&visitor, none.clone()).await).await.unwrap();
        assert_eq!(reply, json!({"data": {"preview": null}}));
    }
    assert_eq!(pages.0.load(Ordering::SeqCst), 2, "each is looked at once");

    app.clock.advance(MISSED);
    unfurl(&visitor, none).await;
    unfurl(&visitor, body.clone()).await;
    assert_eq!(pages.0.load(Ordering::SeqCst), 3, "what had none is looked at again");
    app.clock.advance(KEPT);
    assert_eq!(app.client.get(app.url(image)).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn only_links_of_ones_own_conversation_are_looked_at() {
    let (app, pages) = app(&[]).await;
    let (visitor, other) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let id = visitor.ask("Tea, as on https://visitor.example/ ?").await.unwrap().message.unwrap();
    for body in [
        json!({"url": "https://shop.example/"}),
        json!({"url": "https://shop.example/code"}),
        json!({"url": "javascript:alert(1)"}),
        json!({"url": "http://127.0.0.1/"}),
        json!({"url": ""}),
        json!({"url": "https://visitor.example/", "message_id": id}),
    ] {
        assert_eq!(refusal(unfurl(&visitor, body.clone()).await).await.1, ErrorCode::NotFound, "{body}");
    }
    for body in [json!({"url": LINK}), json!({"url": "https://shop.example/tea#green", "message_id": id})] {
        assert_eq!(refusal(unfurl(&other, body).await).await.0, 404, "another visitor's");
    }
    assert_eq!(pages.0.load(Ordering::SeqCst), 0);
    assert_eq!(unfurl(&visitor, json!({"url": "https://visitor.example/"})).await.status(), 200);
    let long = json!({"url": format!("https://shop.example/{}", "a".repeat(2_048))});
    assert_eq!(refusal(unfurl(&visitor, long).await).await.2.as_deref(), Some("url"));
    assert_eq!(refusal(unfurl(&visitor, json!({})).await).await.0, 400);
}

#[tokio::test]
async fn a_widget_may_show_none() {
    let (app, pages) = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    visitor.ask("Tea?").await.unwrap();
    app.change_widget(|widget| _ = widget.settings.features.remove(&Feature::Unfurl)).await.unwrap();
    let refused = unfurl(&visitor, json!({"url": "https://shop.example/none"})).await;
    assert_eq!(refusal(refused).await.1, ErrorCode::Conflict);
    assert_eq!(pages.0.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn previews_are_limited_by_visitor_and_by_address() {
    let (app, _) = app(&["--previews-per-minute", "3", "--previews-per-address", "5"]).await;
    let (first, second) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let mut statuses = Vec::new();
    for visitor in [&first, &first, &first, &first, &second, &second] {
        statuses.push(unfurl(visitor, json!({"url": LINK})).await.status().as_u16());
    }
    assert_eq!(statuses, [404, 404, 404, 429, 404, 429]);
}

/// A page that never answers holds up nothing but its own preview.
#[tokio::test]
async fn messages_do_not_wait_for_previews() {
    let (app, pages) = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    visitor.ask("Look at https://shop.example/slow").await.unwrap();
    let waiting = tokio::spawn({
        let visitor = visitor.clone();
        async move { unfurl(&visitor, json!({"url": "https://shop.example/slow"})).await }
    });
    tokio::time::timeout(Duration::from_secs(5), async {
        while pages.0.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(visitor.ask("And tea?").await.unwrap().text, ANSWER);
        assert_eq!(visitor.history().await.unwrap().len(), 4);
    })
    .await
    .unwrap();
    assert!(!waiting.is_finished());
    waiting.abort();
}
