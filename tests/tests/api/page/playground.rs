//! Widgets of the playground may be made and changed only by its own page on this machine.

use std::sync::Arc;

use anyhow::Result;
use parlor::{
    core::{conversation::turn::parts::Parts, entropy::SystemEntropy},
    demo,
};
use parlor_shared::owner::settings::SettingsBody;
use parlor_tests::{
    app::{self, KEY, TestApp},
    databases::Backend,
    repertoire::Repertoire,
};
use reqwest::{Method, RequestBuilder, header};
use serde_json::{Value, json};

fn ask(app: &TestApp, method: Method, path: &str, body: &Value) -> RequestBuilder {
    app.client.request(method, app.url(path)).header(header::ORIGIN, &app.base).json(body)
}

async fn status(request: RequestBuilder) -> Result<u16> {
    Ok(request.send().await?.status().as_u16())
}

#[tokio::test]
async fn a_widget_to_play_with() -> Result<()> {
    let app = TestApp::playing(Repertoire::default().agents(), &[]).await?;
    let settings = json!({"title": "Mine", "features": {"math": false}});
    let made: Value =
        ask(&app, Method::POST, "/demo/widgets", &settings).send().await?.error_for_status()?.json().await?;
    let key = made["key"].as_str().unwrap().to_owned();
    assert!(key.starts_with("wk_") && key != KEY);
    let path = format!("/demo/widgets/{key}");
    assert_eq!(status(ask(&app, Method::PUT, &path, &json!({"title": "Other"}))).await?, 200);
    let config: Value = app.client.get(app.url(&format!("/v1/widget/config/{key}"))).send().await?.json().await?;
    assert_eq!(config["data"]["title"], "Other");
    for bad in
        [json!({"titel": "x"}), json!({"title": "x".repeat(81)}), json!([1]), json!({"features": {"magic": true}})]
    {
        assert_eq!(status(ask(&app, Method::PUT, &path, &bad)).await?, 400, "{bad}");
    }
    // The demo's own widget, one that does not exist, another path.
    for path in [format!("/demo/widgets/{KEY}"), "/demo/widgets/wk_0".into()] {
        assert_eq!(status(ask(&app, Method::PUT, &path, &json!({}))).await?, 404);
    }
    Ok(())
}

#[tokio::test]
async fn others_may_not() -> Result<()> {
    let app = TestApp::playing(Repertoire::default().agents(), &[]).await?;
    let post = || app.client.post(app.url("/demo/widgets")).json(&SettingsBody::default());
    assert_eq!(status(post()).await?, 403, "no origin");
    for origin in ["https://evil.test", "null", "http://localhost:1"] {
        assert_eq!(status(post().header(header::ORIGIN, origin)).await?, 403, "{origin}");
    }
    // A name that was made to point to this machine.
    let rebound = post().header(header::HOST, "evil.test").header(header::ORIGIN, "http://evil.test");
    assert_eq!(status(rebound).await?, 403);
    let text = app.client.post(app.url("/demo/widgets")).header(header::ORIGIN, &app.base).body("{}");
    assert_eq!(status(text).await?, 400);
    // A server that is not a demo.
    let app = TestApp::start(Backend::Temporary, Repertoire::default().agents()).await?;
    assert_eq!(status(ask(&app, Method::POST, "/demo/widgets", &json!({}))).await?, 404);
    for path in ["/demo/shop.html", "/demo/playground.js"] {
        assert_eq!(status(app.client.get(app.url(path))).await?, 404, "{path}");
    }
    Ok(())
}

/// The site of `parlor demo`: its agent shows what an answer may hold, and leaves questions to the documentation.
#[tokio::test]
async fn the_demo_s_agent_shows_what_it_is_asked_for() -> Result<()> {
    let agents = demo::agents(Repertoire::default().agents())?;
    let app = TestApp::start(Backend::Temporary, Arc::clone(&agents)).await?;
    let parts = Parts {
        store: Arc::clone(&app.store),
        agents,
        render: Arc::clone(&app.state.render),
        clock: app.clock.clone(),
        entropy: Arc::new(SystemEntropy),
        files: app::files(parlor::attachments::memory()),
        budget: app::config(&[]).limits.budget(),
    };
    let folder = tempfile::TempDir::new()?;
    let port = app.base.rsplit(':').next().unwrap().parse()?;
    let key = demo::prepare(&parts, port, folder.path()).await?.widget_key;

    let init = ask(&app, Method::POST, "/v1/widget/init", &json!({"agent_id": key}));
    let visitor: Value = init.send().await?.error_for_status()?.json().await?;
    let token = visitor["data"]["jwt"].as_str().unwrap();
    for (said, shown) in [("Show me cards", "carousel"), ("Show me a form", "form"), ("Show me buttons", "actions")] {
        let asked = ask(&app, Method::POST, "/v1/widget/messages", &json!({"message": said})).bearer_auth(token);
        let reply: Value = asked.send().await?.error_for_status()?.json().await?;
        assert_eq!(reply["data"]["blocks"][0]["type"], shown, "{reply}");
    }
    let asked = ask(&app, Method::POST, "/v1/widget/messages", &json!({"message": "How is a form sent?"}));
    let reply: Value = asked.bearer_auth(token).send().await?.error_for_status()?.json().await?;
    assert_eq!(reply["data"]["content"], "How is a form sent?", "the agent behind says back what it hears");
    Ok(())
}
