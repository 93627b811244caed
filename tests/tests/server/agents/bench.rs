//! Shared parts of these tests: agents with short deadlines, questions, and a reader that checks every answer's shape.

use std::{collections::HashMap, sync::Arc, time::Duration};

use futures_util::{StreamExt, stream::BoxStream};
use jiff::Timestamp;
use parlor::{
    agent::{Registry, RegistryParts, Timeouts},
    core::{
        clock::SystemClock,
        conversation::{
            agent_error::AgentError,
            agent_port::{AgentEvent, Agents, HistoryMessage, Question},
            blocks::ClientFeatures,
        },
        owner::{agent::AgentSpec, model_options::ModelOptions},
        page_url::PageUrl,
    },
};
use parlor_shared::widget::{Finish, Role, Usage};
use parlor_tests::{
    app,
    databases::Backend,
    upstream::{Upstream, on_this_machine},
};

/// Factor by which all times are shorter than in production.
pub(super) const FASTER: u32 = 10;
/// The API key of every language model agent here.
pub(super) const KEY: &str = "sk-SECRET123";
/// The signing secret of every webhook here.
pub(super) const SIGNING: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Most tokens of an answer; 8 characters each.
pub(super) const MOST_TOKENS: u32 = 16;
/// Longest time in which a closed connection may go unnoticed.
pub(super) const PROMPTLY: Duration = Duration::from_secs(1);

/// The deadlines of production, shortened.
pub(super) fn timeouts() -> Timeouts {
    let real = Timeouts::default();
    Timeouts {
        connect: real.connect / FASTER,
        first_byte: real.first_byte / FASTER,
        idle: real.idle / FASTER,
        total: real.total / FASTER,
        backoff: real.backoff / FASTER,
        longest_wait: Duration::from_secs(1),
        ..real
    }
}

/// All agents, with the shortened deadlines.
pub(super) async fn registry() -> Registry {
    registry_with(timeouts()).await
}

/// All agents, with these deadlines.
pub(super) async fn registry_with(timeouts: Timeouts) -> Registry {
    let (store, _) = Backend::Temporary.open().await;
    let secrets = HashMap::from([("key".to_owned(), KEY.into()), ("signing".to_owned(), SIGNING.into())]);
    Registry::new(RegistryParts {
        store,
        secrets,
        egress: on_this_machine(),
        timeouts,
        clock: Arc::new(SystemClock::default()),
        embeddings: None,
    })
    .unwrap()
}

/// An agent that asks a model at this service.
pub(super) fn model(provider: &str, service: &Upstream) -> AgentSpec {
    model_with(provider, service, MOST_TOKENS)
}

/// The same, with a limit of its own.
pub(super) fn model_with(provider: &str, service: &Upstream, max_output_tokens: u32) -> AgentSpec {
    AgentSpec::Llm {
        provider: provider.into(),
        model: "model-1".into(),
        base_url: Some(format!("{}/v1", service.url)),
        api_key: Some("key".into()),
        system_prompt: "You sell tea.".into(),
        history_tokens: 1_000,
        max_output_tokens,
        use_knowledge: false,
        tools: vec![],
        mcp_servers: vec![],
        options: Box::default(),
    }
}

/// The same model, asked in this way.
pub(super) fn with_options(mut spec: AgentSpec, asked: ModelOptions) -> AgentSpec {
    if let AgentSpec::Llm { options, .. } = &mut spec {
        **options = asked;
    }
    spec
}

/// An agent that asks this endpoint.
pub(super) fn endpoint(service: &Upstream) -> AgentSpec {
    AgentSpec::Webhook { url: format!("{}/hook", service.url), secret: "signing".into() }
}

/// Someone who has said something before asks something.
pub(super) fn question(spec: AgentSpec, text: &str) -> Question {
    let said = |role, text: &str| HistoryMessage { role, text: text.into() };
    Question {
        profile: app::agent(spec, Timestamp::UNIX_EPOCH).unwrap(),
        conversation_id: "conversation-1".parse().unwrap(),
        message_id: "message-1".parse().unwrap(),
        text: text.into(),
        attachments: vec![],
        form: None,
        history: vec![said(Role::User, "Good morning"), said(Role::Agent, "Hello")],
        page_context: Some("Green tea, 5 euros".into()),
        page_url: PageUrl::parse("https://shop.example.com/tea"),
        language: "en".into(),
        shows: ClientFeatures::default(),
        page: parlor::core::conversation::tool::page_tools::PageTools::default(),
        visitor_name: None,
        permit: parlor_tests::budget::permit(),
    }
}

/// The agent of a profile begins an answer.
pub(super) fn begin(
    agents: &Registry,
    spec: AgentSpec,
    text: &str,
) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
    let question = question(spec, text);
    agents.find(&question.profile).unwrap().answer(question)
}

/// An answer, read to its end.
#[derive(Debug)]
pub(super) struct Told {
    /// All text.
    pub(super) text: String,
    /// Its end: a finish or an error.
    pub(super) end: Result<Finish, AgentError>,
    /// The last usage.
    pub(super) usage: Option<Usage>,
    /// Everything, in order.
    pub(super) events: Vec<AgentEvent>,
}

/// Reads an answer. It must have exactly one end, and nothing after it.
pub(super) async fn read(mut answer: BoxStream<'static, Result<AgentEvent, AgentError>>) -> Told {
    let mut told = Told { text: String::new(), end: Err(AgentError::Truncated), usage: None, events: vec![] };
    loop {
        match answer.next().await.expect("an answer ends with a finish or an error") {
            Ok(AgentEvent::Finish(finish)) => {
                told.end = Ok(finish);
                break;
            }
            Err(error) => {
                told.end = Err(error);
                break;
            }
            Ok(event) => {
                match &event {
                    AgentEvent::Text(text) => told.text.push_str(text),
                    AgentEvent::Usage(usage) => told.usage = Some(*usage),
                    _ => {}
                }
                told.events.push(event);
            }
        }
    }
    assert_eq!(answer.next().await, None, "nothing comes after the end");
    told
}

/// Asks and reads.
pub(super) async fn ask(agents: &Registry, spec: AgentSpec, text: &str) -> Told {
    read(begin(agents, spec, text)).await
}

/// A chunk of the chat completions protocol.
pub(super) fn chunk(text: &str) -> String {
    format!("data: {}\n\n", serde_json::json!({ "choices": [{ "index": 0, "delta": { "content": text } }] }))
}

/// The end of the chat completions protocol.
pub(super) const STOP: &str =
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
/// The media type of streams.
pub(super) const SSE: &str = "text/event-stream";
/// The media type of whole answers.
pub(super) const JSON: &str = "application/json";
