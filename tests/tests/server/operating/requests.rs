//! A request's id leads to everything the log says of it: its answer too, which outlives it.

use parlor::core::owner::agent::AgentSpec;
use parlor_tests::upstream::{Reply, Upstream};
use serde_json::{Value, json};

use crate::operating::logged::{Logged, lines};

fn model(service: &Upstream) -> AgentSpec {
    AgentSpec::Llm {
        provider: "openai".into(),
        model: "model-1".into(),
        base_url: Some(format!("{}/v1", service.url)),
        api_key: None,
        system_prompt: String::new(),
        history_tokens: 100,
        max_output_tokens: 16,
        use_knowledge: false,
        tools: vec![],
        mcp_servers: vec![],
        options: Box::default(),
    }
}

/// The request ids of the spans a line is in.
fn request_ids(line: &Value) -> Vec<&str> {
    let spans = line["spans"].as_array().into_iter().flatten();
    spans.filter(|span| span["name"] == "request").filter_map(|span| span["request_id"].as_str()).collect()
}

fn is_in(line: &Value, span: &str) -> bool {
    line["spans"].as_array().into_iter().flatten().any(|it| it["name"] == span)
}

fn message(line: &Value) -> &str {
    line["fields"]["message"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn every_line_of_an_answer_has_the_id_of_its_request() {
    let refusal = Reply::whole(401, "application/json", "{}");
    let service = Upstream::start(vec![refusal.clone(), refusal]).await;
    let server = Logged::start(model(&service), "debug,hyper=off,h2=off", &["--agent-origins", &service.url]).await;
    let visitor = server.visitor().await;
    let mut asked = Vec::new();
    for _ in 0..2 {
        let reply = visitor.post("/messages").json(&json!({"message": "Tea?"})).send().await.unwrap();
        assert_eq!(reply.status(), 502);
        asked.push(reply.headers()["x-request-id"].to_str().unwrap().to_owned());
    }
    let log = server.end().await;
    let lines = lines(&log);
    let of_answers: Vec<&Value> = lines.iter().filter(|line| is_in(line, "answer")).collect();
    for line in &of_answers {
        let ids = request_ids(line);
        assert!(ids.len() == 1 && asked.iter().any(|id| id == ids[0]), "{line}");
    }
    for said in ["an agent's service does not accept its key", "a model did not answer", "an answer ended"] {
        let found: Vec<&str> =
            of_answers.iter().filter(|line| message(line) == said).flat_map(|line| request_ids(line)).collect();
        assert_eq!(found, asked, "{said}");
        let all = lines.iter().filter(|line| message(line) == said).count();
        assert_eq!(all, asked.len(), "{said}: a line that is in no answer");
    }
    // Queries and use cases are spans of their own, within the request.
    let spans = |name: &str| lines.iter().any(|line| is_in(line, name) && !request_ids(line).is_empty());
    assert!(spans("say"), "the use case");
    assert!(spans("begin"), "the query");
}

#[tokio::test]
async fn what_was_said_is_not_in_the_log() {
    let said = "The dragon sleeps under the old bridge";
    let service = Upstream::start(vec![Reply::whole(
        200,
        "application/json",
        &json!({"choices": [{"message": {"content": "The wyvern wakes at the new moon"}, "finish_reason": "stop"}]})
            .to_string(),
    )])
    .await;
    let server = Logged::start(model(&service), "trace", &["--agent-origins", &service.url]).await;
    let visitor = server.visitor().await;
    let reply = visitor.post("/messages").json(&json!({"message": said})).send().await.unwrap();
    assert!(reply.text().await.unwrap().contains("wyvern"));
    let log = server.end().await;
    assert!(log.contains("an answer ended"));
    for words in ["dragon sleeps", "wyvern wakes"] {
        let line = log.lines().find(|line| line.contains(words));
        assert_eq!(line, None, "{words}");
    }
}
