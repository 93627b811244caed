//! Requests made to be expensive: they are answered plainly, and other visitors do not wait for them.

use std::time::Duration;

use futures_util::future::join_all;
use parlor_shared::error::ErrorCode;
use parlor_tests::{app::TestApp, databases::Backend::Temporary, repertoire::Repertoire, visitor::Visitor};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::native_api::caller::refusal;

/// Generous for a build that is not optimised: one of these texts alone took 2 s when it was read where requests are.
const SOON: Duration = Duration::from_millis(750);

async fn app(flags: &[&str]) -> TestApp {
    TestApp::with_flags(Temporary, Repertoire::default().agents(), flags).await.unwrap()
}

async fn render(visitor: &Visitor, text: &str) -> reqwest::Response {
    visitor.post("/render").json(&json!({"text": text})).send().await.unwrap()
}

fn busy_code(language: &str, unit: &str, length: usize) -> String {
    let line = format!("{}\n", unit.repeat(length / unit.len()));
    format!("```{language}\n{}```", line.repeat(3_900 / line.len()))
}

#[tokio::test]
async fn expensive_code_keeps_nobody_waiting() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let texts = [busy_code("bash", " ", 1_940), busy_code("makefile", "->", 240), busy_code("sql", " ", 240)];
    let renders = join_all((0..20).map(|n| render(&visitor, &texts[n % texts.len()])));
    let health = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let asked = Instant::now();
            assert!(app.client.get(app.url("/healthz")).send().await.unwrap().status().is_success());
            slowest = slowest.max(asked.elapsed());
        }
        slowest
    };
    let (replies, slowest) = tokio::join!(renders, health);
    assert!(slowest < SOON, "{slowest:?}");
    for reply in replies {
        assert!(matches!(reply.status().as_u16(), 200 | 503), "{}", reply.status());
    }
}

#[tokio::test]
async fn long_lines_are_shown_without_colours() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let text = format!("```bash\necho a\n{}\n```", "echo a ".repeat(40));
    let reply: Value = render(&visitor, &text).await.json().await.unwrap();
    let nodes = reply["data"]["nodes"].to_string();
    assert!(nodes.contains("token") && nodes.contains(&"echo a ".repeat(40)), "{nodes}");
}

#[tokio::test]
async fn an_address_has_so_many_texts_a_minute() {
    let app = app(&["--renders-per-minute", "3"]).await;
    let (one, other) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    for visitor in [&one, &other, &one] {
        assert_eq!(render(visitor, "a").await.status().as_u16(), 200);
    }
    let (status, code, _) = refusal(render(&other, "a").await).await;
    assert_eq!((status, code), (429, ErrorCode::RateLimited), "a new conversation is no new budget");
}

#[tokio::test]
async fn a_schema_that_explodes_is_refused_by_name() {
    let app = app(&[]).await;
    let visitor = app.visitor().await.unwrap();
    let level = |at: usize| {
        let next = json!({"$ref": format!("#/$defs/d{}", at + 1)});
        (format!("d{at}"), json!({"allOf": [next, next]}))
    };
    let defs: Map<String, Value> = (0..60).map(level).chain([("d60".to_owned(), json!({}))]).collect();
    let exploding = json!({"type": "object", "$defs": defs, "properties": {"a": {"$ref": "#/$defs/d0"}}});
    let tool = |name: &str, parameters: &Value| json!({"name": name, "description": "a", "parameters": parameters});
    let tools = [tool("fine", &json!({"type": "object"})), tool("explode", &exploding)];
    let body = json!({"message": "a", "tools": tools});
    for path in ["/messages", "/messages/stream"] {
        let reply = visitor.post(path).json(&body).send().await.unwrap();
        assert_eq!(reply.status().as_u16(), 422);
        let error = reply.json::<Value>().await.unwrap()["error"].clone();
        assert_eq!(error["field"], "tools");
        assert_eq!(error["message"], "explode: `parameters` must not use `$defs`");
    }
}
