//! Tools of the page: who may offer them, what the agent's call looks like, and what may be handed in for it.

use std::time::Duration;

use futures_util::StreamExt;
use parlor::{agent::scripted::Step, core::widget::settings::Feature};
use parlor_shared::{error::ErrorCode, sse::Decoder};
use parlor_tests::{
    app::TestApp,
    databases::Backend::{self, Postgres, Temporary},
    repertoire::Repertoire,
    visitor::{Transcript, Visitor, whole},
};
use reqwest::Response;
use rstest::rstest;
use serde_json::{Value, json};

use crate::native_api::caller::refusal;

/// An agent that uses `stock`, then says what came of it.
fn agents() -> Repertoire {
    let page = |args: Value| Step::Page { name: "stock".into(), args };
    Repertoire::default()
        .on("tea?", [page(json!({"sku": "TEA"})), Step::Text("end".into())])
        .on("twice?", [page(json!({"sku": "A"})), page(json!({"sku": "B"})), Step::Text("end".into())])
}

async fn app(backend: Backend) -> TestApp {
    let app = TestApp::start(backend, agents().agents()).await.unwrap();
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Tools, true)).await.unwrap();
    app
}

fn tool() -> Value {
    json!({
        "name": "stock", "description": "How many are left.", "approval": "never",
        "parameters": {"type": "object", "required": ["sku"], "properties": {"sku": {"type": "string"}}},
    })
}

/// A question with tools; its answer is being read.
struct Asked {
    seen: Vec<(String, Value)>,
    body: futures_util::stream::BoxStream<'static, Vec<(String, Value)>>,
}

impl Asked {
    async fn new(visitor: &Visitor, text: &str, tools: Value) -> Self {
        let body = json!({"message": text, "tools": tools});
        let response = visitor.post("/messages/stream").json(&body).send().await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        Self { seen: Vec::new(), body: events(response) }
    }

    /// Reads until this event comes; its data.
    async fn until(&mut self, name: &str) -> Value {
        loop {
            if let Some((_, data)) = self.seen.iter().find(|(seen, _)| seen == name) {
                return data.clone();
            }
            self.seen.extend(self.body.next().await.expect("the stream ended"));
        }
    }

    /// The address of the call's outcome.
    async fn call(&mut self) -> String {
        let (start, call) = (self.until("start").await, self.until("tool_call").await);
        format!("/messages/{}/tools/{}", start["message_id"].as_str().unwrap(), call["id"].as_str().unwrap())
    }

    async fn text(&mut self) -> String {
        self.until("done").await["text"].as_str().unwrap().to_owned()
    }
}

fn events(response: Response) -> futures_util::stream::BoxStream<'static, Vec<(String, Value)>> {
    let mut decoder = Decoder::new(1 << 20);
    let chunks = response.bytes_stream().map(move |chunk| {
        let mut events = Vec::new();
        decoder
            .feed(&chunk.unwrap(), |event| {
                events.push((event.event.clone(), serde_json::from_str(&event.data).unwrap()));
            })
            .unwrap();
        events
    });
    chunks.boxed()
}

async fn hand_in(visitor: &Visitor, call: &str, body: &Value) -> Response {
    visitor.post(call).json(body).send().await.unwrap()
}

/// The same for a call that may not have been made yet.
async fn hand_in_when_asked(visitor: &Visitor, call: &str, body: &Value) {
    let taken = async {
        while hand_in(visitor, call, body).await.status().as_u16() != 200 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), taken).await.unwrap();
}

#[tokio::test]
async fn the_page_is_asked_and_the_answer_goes_on() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    let told = asked.until("tool_call").await;
    assert_eq!(
        told,
        json!({"id": "call-0", "name": "stock", "args": {"sku": "TEA"}, "origin": "page", "approval": "never"})
    );
    let reply: Value = whole(hand_in(&visitor, &call, &json!({"result": {"left": 3}})).await).await.unwrap();
    assert_eq!(reply, json!({"data": {"call_id": "call-0"}}));
    assert_eq!(asked.text().await, "result {\"left\":3}\nend");
    // The log tells it again, numbered as before.
    let mut again = Transcript::new("text");
    let id = visitor.history().await.unwrap().pop().unwrap().id;
    again.message = Some(id.clone());
    again.read(visitor.get(&format!("/messages/{id}/stream?after=0")).send().await.unwrap(), None).await.unwrap();
    // The text is one event or more, as it came.
    again.names.dedup();
    assert_eq!(again.names, ["tool_call", "token", "done"]);
}

#[tokio::test]
async fn the_page_may_say_why_not() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    assert_eq!(hand_in(&visitor, &call, &json!({"error": "no such plant"})).await.status().as_u16(), 200);
    assert_eq!(asked.text().await, "error no such plant\nend");
}

#[tokio::test]
async fn what_is_handed_in_is_checked() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    for (body, field) in [
        (json!({}), "result"),
        (json!({"result": null}), "result"),
        (json!({"result": 1, "error": "x"}), "result"),
        (json!({"error": " "}), "error"),
        (json!({"error": "x".repeat(1_001)}), "error"),
    ] {
        let (status, code, named) = refusal(hand_in(&visitor, &call, &body).await).await;
        assert_eq!((status, code, named.as_deref()), (400, ErrorCode::InvalidRequest, Some(field)), "{body}");
    }
    let huge = json!({"result": "x".repeat(64 << 10)});
    assert_eq!(refusal(hand_in(&visitor, &call, &huge).await).await.0, 413);
    // None of these used the call up.
    assert_eq!(hand_in(&visitor, &call, &json!({"result": ""})).await.status().as_u16(), 200);
    assert_eq!(asked.text().await, "result \"\"\nend");
}

#[tokio::test]
async fn the_first_outcome_counts() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "twice?", json!([tool()])).await;
    let first = asked.call().await;
    assert_eq!(hand_in(&visitor, &first, &json!({"result": 1})).await.status().as_u16(), 200);
    assert_eq!(refusal(hand_in(&visitor, &first, &json!({"result": 2})).await).await.1, ErrorCode::Conflict);
    let second = first.replace("call-0", "call-1");
    hand_in_when_asked(&visitor, &second, &json!({"result": 3})).await;
    assert_eq!(asked.text().await, "result 1\nresult 3\nend");
    let late = refusal(hand_in(&visitor, &second, &json!({"result": 4})).await).await;
    assert_eq!((late.0, late.1), (409, ErrorCode::Conflict), "the answer has ended");
}

#[tokio::test]
async fn only_this_conversations_own_call() {
    let app = app(Temporary).await;
    let (visitor, other) = (app.visitor().await.unwrap(), app.visitor().await.unwrap());
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    let fine = json!({"result": 1});
    assert_eq!(refusal(hand_in(&other, &call, &fine).await).await.1, ErrorCode::NotFound, "someone else's");
    for odd in [call.replace("call-0", "call-7"), "/messages/nobody/tools/call-0".into(), "/messages/~/tools/x".into()]
    {
        assert_eq!(refusal(hand_in(&visitor, &odd, &fine).await).await.1, ErrorCode::NotFound, "{odd}");
    }
    let question = visitor.history().await.unwrap()[0].id.clone();
    let of_the_question = format!("/messages/{question}/tools/call-0");
    assert_eq!(refusal(hand_in(&visitor, &of_the_question, &fine).await).await.1, ErrorCode::NotFound);
    let nobody = app.client.post(app.url(&format!("/v1/widget{call}"))).json(&fine).send().await.unwrap();
    assert_eq!(nobody.status().as_u16(), 401);
    assert_eq!(hand_in(&visitor, &call, &fine).await.status().as_u16(), 200);
    assert_eq!(asked.text().await, "result 1\nend");
}

/// A page that was left, or does not come to an end.
#[tokio::test]
async fn a_page_that_is_gone_holds_nobody_for_long() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "twice?", json!([tool()])).await;
    let call = asked.call().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(61)).await;
    tokio::time::resume();
    let text = "error the page did not answer in time\n";
    while asked.until("token").await["t"].as_str() != Some(text) {
        tokio::task::yield_now().await;
    }
    let late = refusal(hand_in(&visitor, &call, &json!({"result": 1})).await).await;
    assert_eq!(late.1, ErrorCode::Conflict, "the answer goes on without");
    hand_in_when_asked(&visitor, &call.replace("call-0", "call-1"), &json!({"result": 2})).await;
    assert_eq!(asked.text().await, [text, "result 2\nend"].concat());
}

#[tokio::test]
async fn stop_ends_the_wait() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    let stop = call.split("/tools").next().unwrap().to_owned() + "/stop";
    let reply: Value = whole(visitor.post(&stop).send().await.unwrap()).await.unwrap();
    assert_eq!(reply["data"]["status"], "stopped");
    assert_eq!(asked.until("done").await["finish"], "stopped");
    assert_eq!(refusal(hand_in(&visitor, &call, &json!({"result": 1})).await).await.1, ErrorCode::Conflict);
}

#[tokio::test]
async fn only_where_the_owner_lets_pages_lend_tools() {
    let app = TestApp::start(Temporary, agents().agents()).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    assert_eq!(asked.text().await, "error there is no such tool\nend");
    // Clients that wait for the whole answer would not learn of a call.
    app.change_widget(|widget| _ = widget.settings.features.insert(Feature::Tools, true)).await.unwrap();
    let body = json!({"message": "tea?", "tools": [tool()]});
    let reply: Value = whole(visitor.post("/messages").json(&body).send().await.unwrap()).await.unwrap();
    assert_eq!(reply["data"]["content"], "error there is no such tool\nend");
}

#[tokio::test]
async fn what_a_page_offers_is_checked() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let changed = |field: &str, value: Value| {
        let mut tool = tool();
        tool[field] = value;
        json!([tool])
    };
    let many: Vec<_> = (0..17).map(|n| changed("name", json!(format!("t{n}")))[0].clone()).collect();
    for tools in [
        json!(many),
        json!([tool(), tool()]),
        changed("name", json!("a b")),
        changed("description", json!("")),
        changed("parameters", json!({"type": "string"})),
        changed("parameters", json!({"type": "object", "properties": {"a": {"$ref": "file:///etc/passwd"}}})),
        changed("parameters", json!({"type": "object", "description": "x".repeat(16 << 10)})),
    ] {
        let expected = if tools == json!(many) { 400 } else { 422 };
        let body = json!({"message": "tea?", "tools": tools});
        let (status, _, field) = refusal(visitor.post("/messages/stream").json(&body).send().await.unwrap()).await;
        assert_eq!((status, field.as_deref()), (expected, Some("tools")));
    }
    let odd = json!({"message": "tea?", "tools": changed("approval", json!("always"))});
    assert_eq!(refusal(visitor.post("/messages/stream").json(&odd).send().await.unwrap()).await.0, 400);
    assert!(visitor.history().await.unwrap().is_empty(), "nothing was stored");
}

#[tokio::test]
async fn another_answer_may_use_them_too() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    hand_in(&visitor, &call, &json!({"result": 1})).await;
    asked.text().await;
    let again = call.split("/tools").next().unwrap().to_owned() + "/regenerate";
    let response = visitor.post(&again).json(&json!({"tools": [tool()], "render": "text"})).send().await.unwrap();
    let mut asked = Asked { seen: Vec::new(), body: events(response) };
    let call = asked.call().await;
    hand_in(&visitor, &call, &json!({"result": 2})).await;
    assert_eq!(asked.text().await, "result 2\nend");
    let odd = visitor.post(&again).json(&json!({"tools": [{"name": ""}]})).send().await.unwrap();
    assert_eq!(odd.status().as_u16(), 400);
}

/// The node that hears of the outcome is not the one that writes.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn any_node_may_be_told(#[values(Postgres)] backend: Backend) {
    let app = app(backend).await;
    let node = app.another_node(agents().agents(), &[]).await.unwrap();
    let visitor = app.visitor().await.unwrap();
    let mut asked = Asked::new(&visitor, "tea?", json!([tool()])).await;
    let call = asked.call().await;
    let elsewhere = Visitor { base: node.base.clone(), ..visitor.clone() };
    let unknown = call.replace("call-0", "call-9");
    assert_eq!(refusal(hand_in(&elsewhere, &unknown, &json!({"result": 1})).await).await.1, ErrorCode::NotFound);
    let reply = hand_in(&elsewhere, &call, &json!({"result": "from afar"})).await;
    assert_eq!(reply.status().as_u16(), 200);
    let again = hand_in(&visitor, &call, &json!({"result": "too late"})).await;
    assert_eq!(refusal(again).await.1, ErrorCode::Conflict);
    assert_eq!(asked.text().await, "result \"from afar\"\nend");
}

#[tokio::test]
async fn words_in_the_agents_place_are_read_by_the_server() {
    let app = app(Temporary).await;
    let visitor = app.visitor().await.unwrap();
    let render = async |text: &str| visitor.post("/render").json(&json!({"text": text})).send().await.unwrap();
    let reply: Value = whole(render("**Hi**").await).await.unwrap();
    assert_eq!(reply["data"]["nodes"][1], json!({"open": "strong"}));
    assert_eq!(refusal(render(&"x".repeat(4_001)).await).await.2.as_deref(), Some("text"));
    assert!(visitor.history().await.unwrap().is_empty());
}
