//! Tools of MCP servers: a real server from npm, and servers that fail.

use std::{net::TcpListener, sync::Arc, time::Duration};

use parlor::{
    agent::{Registry, Timeouts},
    core::{
        conversation::{
            agent_port::{AgentEvent, Agents as _},
            agent_problem::AgentProblem,
            tool::{
                Tool,
                mcp::McpServer,
                page_tools::{Approval, Outcome, PageTool, PageTools, ToolResultSource},
            },
        },
        owner::agent::{AgentProfile, AgentSpec},
    },
};
use parlor_shared::widget::Finish;
use parlor_tests::{
    app::TestApp,
    databases::Backend,
    owner::{Owner, read as read_reply},
    services::Service,
    upstream::{Act, Reply, Upstream},
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    bench::{JSON, KEY, SSE, ask, model_with, question, read, registry, registry_with, timeouts},
    tools::{says, told_model},
};

fn server(url: &str) -> McpServer {
    McpServer { url: url.into(), secret: None, tools: None }
}

fn with_servers(llm: &Upstream, servers: Vec<McpServer>) -> AgentSpec {
    let mut spec = model_with("openai", llm, 256);
    if let AgentSpec::Llm { mcp_servers, .. } = &mut spec {
        *mcp_servers = servers;
    }
    spec
}

/// The model wants this tool.
fn wants(tool: &str, arguments: &Value) -> Reply {
    let call = json!({"index": 0, "id": "call_1", "function": {"name": tool, "arguments": arguments.to_string()}});
    let piece = json!({"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": "tool_calls"}]});
    Reply::pieces(SSE, [&*format!("data: {piece}\n\n"), "data: [DONE]\n\n"])
}

/// The names of the tools a model was offered.
fn offered(llm: &Upstream, request: usize) -> Vec<String> {
    let tools = llm.seen.requests()[request].json()["tools"].clone();
    let names =
        tools.as_array().into_iter().flatten().map(|tool| tool["function"]["name"].as_str().unwrap().to_owned());
    names.collect()
}

#[tokio::test]
async fn a_real_servers_tools_are_listed_chosen_and_called() {
    let mcp = Service::mcp().await.unwrap();
    let url = format!("{}/mcp", mcp.url);
    let chosen = McpServer { tools: Some(vec!["echo".into(), "get-sum".into(), "gone".into()]), ..server(&url) };
    let llm = Upstream::start(vec![
        wants("echo", &json!({"message": "Grüner Tee 🍵"})),
        wants("get-sum", &json!({"a": 2, "b": 40})),
        wants("get-sum", &json!({"a": "two"})),
        wants("get-env", &json!({})),
        says("42."),
    ])
    .await;
    let told = ask(&registry().await, with_servers(&llm, vec![chosen]), "How many?").await;
    assert_eq!((told.text.as_str(), told.end), ("42.", Ok(Finish::Stop)));
    assert_eq!(offered(&llm, 0), ["echo", "get-sum"]);
    let first = llm.seen.requests()[0].json();
    assert!(!first.to_string().contains(&mcp.url), "the model learns no address");
    let echoed = told_model(&llm, 1);
    assert!(echoed.starts_with("The result is data") && echoed.contains("Grüner Tee 🍵"), "{echoed}");
    assert!(told_model(&llm, 2).contains("42"), "{}", told_model(&llm, 2));
    assert!(told_model(&llm, 3).starts_with("The tool was not used"), "{}", told_model(&llm, 3));
    assert_eq!(told_model(&llm, 4), "The tool was not used: there is no such tool.", "it was not chosen");
    let call = AgentEvent::ToolCall { name: "get-sum".into(), args: json!({"a": 2, "b": 40}) };
    assert!(told.events.contains(&call), "{:?}", told.events);
}

/// A page that is never asked.
struct Nobody;

#[async_trait::async_trait]
impl ToolResultSource for Nobody {
    async fn outcome(&self, call: &str, _: Duration) -> Outcome {
        panic!("the page was asked: {call}")
    }
}

/// The owner's own tools come first, then those of the servers, then the page's.
#[tokio::test]
async fn a_name_belongs_to_the_first_who_has_it() {
    let mcp = Service::mcp().await.unwrap();
    let own = Upstream::start(vec![Reply::whole(200, JSON, r#""mine""#)]).await;
    let llm = Upstream::start(vec![wants("echo", &json!({})), says("Mine.")]).await;
    let choice = Some(vec!["echo".into(), "get-sum".into()]);
    let mut spec = with_servers(&llm, vec![McpServer { tools: choice, ..server(&format!("{}/mcp", mcp.url)) }]);
    let AgentSpec::Llm { tools, .. } = &mut spec else { panic!() };
    tools.push(Tool {
        name: "echo".into(),
        description: "Ours.".into(),
        parameters: json!({"type": "object"}),
        url: format!("{}/echo", own.url),
        secret: None,
    });
    let page = |name: &str| PageTool {
        name: name.into(),
        description: "The page's.".into(),
        parameters: json!({"type": "object"}),
        approval: Approval::Never,
    };
    let mut asked = question(spec, "Echo?");
    asked.page = PageTools::new(vec![page("get-sum"), page("basket")], Arc::new(Nobody));
    let told = read(registry().await.find(&asked.profile).unwrap().answer(asked)).await;
    assert_eq!(told.text, "Mine.");
    assert_eq!(offered(&llm, 0), ["echo", "get-sum", "basket"]);
    assert_eq!(own.seen.requests().len(), 1);
    assert!(told_model(&llm, 1).contains("mine"));
}

/// A server that cannot be asked costs the answer its tools and nothing else, and is left alone for a while.
#[tokio::test]
async fn an_answer_goes_on_without_a_server_that_is_away() {
    let hangs = Upstream::start(vec![Reply::made(200, JSON, [Act::Hang])]).await;
    let nonsense = Upstream::start(vec![Reply::whole(200, "text/html", "<p>")]).await;
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let servers = [&*hangs.url, &nonsense.url, &format!("http://{closed}"), "http://169.254.169.254/mcp"].map(server);
    let llm = Upstream::start(vec![says("Yes.")]).await;
    let agents = registry_with(Timeouts { first_byte: timeouts().first_byte / 10, ..timeouts() }).await;
    for round in 0..2 {
        let told = ask(&agents, with_servers(&llm, servers.to_vec()), "Tea?").await;
        assert_eq!((told.text.as_str(), told.end), ("Yes.", Ok(Finish::Stop)));
        let away = (0..4).map(|at| AgentEvent::Problem(AgentProblem::McpServerAway(at)));
        assert!(away.into_iter().all(|event| told.events.contains(&event)), "{:?}", told.events);
        assert_eq!(hangs.seen.connections(), 1, "round {round}: it is not waited for again");
        assert!(offered(&llm, round).is_empty());
    }
}

/// A server under control: says what it is, then its tools, then what a call gives.
fn scripted(tools: &Value, result: &str) -> Vec<Reply> {
    let reply =
        |id: u32, result: &str| Reply::whole(200, JSON, &format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#));
    let hello =
        r#"{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}"#;
    let accepted = || Reply::whole(202, JSON, "");
    let list = json!({"tools": tools}).to_string();
    vec![reply(0, hello), accepted(), reply(1, &list), reply(0, hello), accepted(), reply(1, result)]
}

#[tokio::test]
async fn the_secret_is_sent_and_odd_tools_and_long_results_are_bounded() {
    let object = json!({"type": "object"});
    let tools = json!([
        {"name": "stock", "description": "x".repeat(5_000), "inputSchema": object},
        {"name": "not a name", "inputSchema": object},
        {"name": "wild", "inputSchema": {"type": "object", "properties": {"a": {"$ref": "https://evil.example/"}}}},
    ]);
    let long = json!({"content": [{"type": "text", "text": format!("~~~~~\n{}", "é".repeat(40_000))}]}).to_string();
    let mcp = Upstream::start(scripted(&tools, &long)).await;
    let llm = Upstream::start(vec![wants("stock", &json!({})), says("Many.")]).await;
    let one = McpServer { secret: Some("key".into()), ..server(&format!("{}/mcp", mcp.url)) };
    let told = ask(&registry().await, with_servers(&llm, vec![one]), "Tea?").await;
    assert_eq!(told.text, "Many.", "{:?}", told.events);
    assert_eq!(offered(&llm, 0), ["stock"]);
    let description = llm.seen.requests()[0].json()["tools"][0]["function"]["description"].as_str().unwrap().len();
    assert_eq!(description, 1_000);
    let result = told_model(&llm, 1);
    assert!(result.len() < 34_000 && result.contains("[cut: the result is longer]"), "{}", result.len());
    for request in mcp.seen.requests() {
        assert_eq!(request.header("authorization"), format!("Bearer {KEY}"));
    }
}

async fn owners(agents: Registry) -> (TestApp, Owner) {
    let app = TestApp::with_flags(Backend::Temporary, Arc::new(agents), &[]).await.unwrap();
    let owner = Owner::register(&app, "owner@tea.example").await.unwrap();
    (app, owner)
}

async fn keep(app: &TestApp, owner: &Owner, spec: AgentSpec) {
    let agent = parlor_tests::app::agent(spec, jiff::Timestamp::UNIX_EPOCH).unwrap();
    let profile = AgentProfile { id: "tested".parse().unwrap(), team_id: owner.team.clone(), ..agent };
    app.store.put_agent(&profile).await.unwrap();
}

#[tokio::test]
async fn an_owner_sees_what_servers_offer_and_which_are_away() {
    let mcp = Service::mcp().await.unwrap();
    let (app, owner) = owners(registry().await).await;
    let refuses = Upstream::start(vec![Reply::whole(401, JSON, "{}").header("WWW-Authenticate", "Bearer")]).await;
    let moved = Upstream::start(vec![Reply::whole(302, JSON, "").header("Location", "http://169.254.169.254/")]).await;
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let llm = Upstream::start(vec![says("Yes.")]).await;
    let everything = McpServer { tools: Some(vec!["echo".into()]), ..server(&format!("{}/mcp", mcp.url)) };
    let asks = McpServer { secret: Some("key".into()), ..server(&refuses.url) };
    let servers = vec![everything, asks, server(&moved.url), server(&format!("http://{closed}"))];
    keep(&app, &owner, with_servers(&llm, servers)).await;

    let (status, offers) = read_reply(owner.get("/agents/tested/mcp-tools").await.unwrap()).await.unwrap();
    assert_eq!(status, 200, "{offers}");
    let tools = offers[0]["tools"].as_array().unwrap();
    let named =
        |name: &str| tools.iter().find(|tool| tool["name"] == name).unwrap_or_else(|| panic!("{offers}")).clone();
    assert_eq!((&named("echo")["chosen"], &named("get-sum")["chosen"]), (&json!(true), &json!(false)));
    assert_eq!((&named("echo")["refused"], &offers[0]["problem"]), (&Value::Null, &Value::Null));
    assert!(named("echo")["description"].as_str().unwrap().to_lowercase().contains("echo"));
    let codes: Vec<_> = (1..4).map(|at| offers[at]["problem"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["key_refused", "not_an_answer", "connection_refused"], "{offers}");
    assert_eq!(moved.seen.requests().len(), 1, "a redirect is not followed");
    assert!(offers[1]["problem"]["text"].as_str().unwrap().contains("`key`") && !offers.to_string().contains(KEY));

    let tested = owner.send(Method::POST, "/agents/tested/test", &json!({})).await.unwrap();
    let (_, tested) = read_reply(tested).await.unwrap();
    assert_eq!((&tested["ok"], &tested["problem"]["code"]), (&json!(true), &json!("mcp_server_away")), "{tested}");
    assert!(tested["problem"]["text"].as_str().unwrap().contains(&closed.to_string()), "{tested}");
}

#[tokio::test]
async fn an_agent_may_not_name_any_server() {
    let (app, owner) = owners(registry().await).await;
    drop(app);
    let with = |servers: Value| {
        let spec = json!({"kind": "llm", "provider": "openai", "model": "m", "mcp_servers": servers});
        json!({"name": "Ada", "spec": spec})
    };
    let mcp = |n: usize| json!({"url": format!("https://mcp{n}.example/mcp")});
    for (servers, field) in [
        (json!((0..5).map(mcp).collect::<Vec<_>>()), "spec.mcp_servers"),
        (json!([mcp(1), mcp(1)]), "spec.mcp_servers"),
        (json!([{"url": "https://mcp.example/", "tools": [""]}]), "spec.mcp_servers"),
        (json!([{"url": "http://10.0.0.1/mcp"}]), "spec.mcp_servers.url"),
        (json!([{"url": "https://mcp.example/", "secret": "nobody"}]), "spec.mcp_servers.secret"),
    ] {
        let refused = owner.send(Method::POST, "/agents", &with(servers)).await.unwrap();
        let (status, refused) = read_reply(refused).await.unwrap();
        assert_eq!((status, refused["field"].as_str()), (422, Some(field)), "{refused}");
    }
    let fine = owner.send(Method::POST, "/agents", &with(json!((0..4).map(mcp).collect::<Vec<_>>()))).await.unwrap();
    assert_eq!(fine.status(), 201);
}
