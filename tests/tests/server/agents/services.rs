//! Third-party services: streamed text is exact, tools are called, errors are mapped correctly.

use parlor::core::{
    conversation::{
        agent_error::AgentError,
        agent_port::{AgentEvent, Agents as _, Question},
        agent_problem::AgentProblem,
    },
    owner::{agent::AgentSpec, model_options::ModelOptions},
};
use parlor_shared::widget::Finish;
use parlor_tests::{
    full,
    services::Service,
    upstream::{Reply, Upstream},
};
use rstest::rstest;
use serde_json::json;

use super::{
    bench::{JSON, Told, question, read, registry, with_options},
    tools::with_tool,
};

/// The services' text: four-byte characters, joined ones, every kind of quotation mark, white space at the end.
const SAID: &str = "Tea 🍵, 茶は美味しい, 차, 👩‍💻 – naïve “quotes” \\ \"and\"\n\n- a list\n";

/// The model of such a service, with a tool.
fn with_model(provider: &str, base: &str, name: &str, tool: &Upstream) -> AgentSpec {
    // The address of the first service is replaced.
    let mut spec = with_tool(provider, tool, tool);
    if let AgentSpec::Llm { base_url, model, max_output_tokens, .. } = &mut spec {
        (*base_url, *max_output_tokens) = (Some(base.to_owned()), 256);
        name.clone_into(model);
    }
    spec
}

async fn ask(spec: AgentSpec, text: &str) -> Told {
    let question = Question { history: vec![], ..question(spec, text) };
    read(registry().await.find(&question.profile).unwrap().answer(question)).await
}

async fn tool() -> Upstream {
    Upstream::start(vec![Reply::whole(200, JSON, r#"{"left":3}"#)]).await
}

/// Its stream has a UTF-16 unit in each chunk: half an emoji is no JSON to a strict reader.
#[rstest]
#[case::openai("openai", "/v1")]
#[case::anthropic("anthropic", "/v1")]
#[case::gemini("gemini", "/v1beta")]
#[case::ollama("ollama", "")]
#[tokio::test]
async fn a_mock_of_every_protocol_is_understood(#[case] provider: &str, #[case] path: &str) {
    let (service, tool) = (Service::models().await.unwrap(), tool().await);
    let base = format!("{}{path}", service.url);
    let asked = async |text: &str| ask(with_model(provider, &base, "model-1", &tool), text).await;

    let told = asked("say it").await;
    assert_eq!((told.text.as_str(), told.end), (SAID, Ok(Finish::Stop)), "{provider}");

    let told = asked("how many").await;
    assert_eq!((told.text.as_str(), told.end), ("Three are left. 🍵", Ok(Finish::Stop)), "{provider}");
    let call = AgentEvent::ToolCall { name: "stock".into(), args: json!({"sku": "TEA"}) };
    assert!(told.events.contains(&call), "{provider}: {:?}", told.events);
    assert_eq!(tool.seen.requests()[0].json()["arguments"], json!({"sku": "TEA"}));

    let told = asked("know me").await;
    assert_eq!(told.end, Err(AgentError::Misconfigured), "{provider}");
    assert!(told.events.contains(&AgentEvent::Problem(AgentProblem::KeyRefused)), "{provider}: {:?}", told.events);
}

#[tokio::test]
async fn litellms_proxy_is_understood_in_a_full_run() {
    if full::is_skipped("litellms_proxy_is_understood_in_a_full_run") {
        return;
    }
    let (service, tool) = (Service::litellm().await.unwrap(), tool().await);
    let base = format!("{}/v1", service.url);
    let asked = async |name: &str| ask(with_model("openai", &base, name, &tool), "Tea?").await;

    let told = asked("tea").await;
    assert_eq!((told.text.as_str(), told.end), (SAID, Ok(Finish::Stop)), "{:?}", told.events);
    // Its mock calls the tool endlessly, and only when nothing is streamed.
    let whole = json!({"stream": false, "stream_options": null});
    let options = ModelOptions { body: whole.as_object().unwrap().clone(), ..ModelOptions::default() };
    let told = ask(with_options(with_model("openai", &base, "stock", &tool), options), "Tea?").await;
    assert_eq!(told.end, Err(AgentError::Protocol), "{:?}", told.events);
    let asked_tool = tool.seen.requests();
    assert_eq!((asked_tool.len(), &asked_tool[0].json()["arguments"]), (5, &json!({"sku": "TEA"})));
    assert!(matches!(asked("limited").await.end, Err(AgentError::RateLimited { .. })));
    assert_eq!(asked("long").await.end, Err(AgentError::ContextTooLong));
    let told = asked("nobody").await;
    assert!(told.end.is_err() && told.events.contains(&AgentEvent::Problem(AgentProblem::ModelUnknown)), "{told:?}");
}
