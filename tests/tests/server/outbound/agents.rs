//! Agents ask through the same client: what is inside is for the operator to open, whatever was stored.

use std::{collections::HashMap, sync::Arc};

use futures_util::StreamExt;
use parlor::{
    agent::{Registry, RegistryParts, Timeouts},
    core::{
        clock::SystemClock,
        conversation::{
            agent_error::AgentError,
            agent_port::{Agents, Question},
            blocks::ClientFeatures,
        },
        owner::agent::AgentSpec,
        security::egress::EgressPolicy,
    },
};
use parlor_tests::{
    app,
    databases::Backend,
    upstream::{Reply, Upstream},
};

async fn registry(egress: EgressPolicy) -> Registry {
    let (store, _) = Backend::Temporary.open().await;
    let secrets = HashMap::from([("signing".to_owned(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into())]);
    let parts = RegistryParts {
        store,
        secrets,
        egress,
        timeouts: Timeouts::default(),
        clock: Arc::new(SystemClock::default()),
        embeddings: None,
    };
    Registry::new(parts).unwrap()
}

async fn asked(egress: EgressPolicy, spec: AgentSpec) -> Option<AgentError> {
    let question = Question {
        profile: app::agent(spec, jiff::Timestamp::UNIX_EPOCH).unwrap(),
        conversation_id: "conversation-1".parse().unwrap(),
        message_id: "message-1".parse().unwrap(),
        text: "Tea?".into(),
        attachments: vec![],
        history: vec![],
        page_context: None,
        page_url: None,
        language: "en".into(),
        form: None,
        shows: ClientFeatures::default(),
        page: parlor::core::conversation::tool::page_tools::PageTools::default(),
        visitor_name: None,
        permit: parlor_tests::budget::permit(),
    };
    let answer = registry(egress).await.find(&question.profile).unwrap().answer(question);
    answer.filter_map(async |event| event.err()).collect::<Vec<_>>().await.pop()
}

fn llm(provider: &str, base_url: &str) -> AgentSpec {
    AgentSpec::Llm {
        provider: provider.into(),
        model: "model-1".into(),
        base_url: Some(base_url.into()),
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

/// By address and by name, each kind of agent.
#[tokio::test]
async fn an_agent_does_not_ask_inside() {
    let service = Upstream::start(vec![Reply::whole(200, "application/json", r#"{"text":"Yes."}"#)]).await;
    let by_name = service.url.replace("127.0.0.1", "localhost");
    for url in [&service.url, &by_name] {
        let hook = AgentSpec::Webhook { url: url.clone(), secret: "signing".into() };
        for spec in [hook, llm("openai", url), llm("anthropic", url)] {
            let failed = asked(EgressPolicy::default(), spec).await;
            assert_eq!(failed, Some(AgentError::Misconfigured), "{url}");
        }
    }
    assert_eq!(service.seen.connections(), 0);
}

/// Origins that the operator opened can be called.
#[tokio::test]
async fn an_opened_origin_is_asked() {
    let service = Upstream::start(vec![Reply::whole(200, "application/json", r#"{"text":"Yes."}"#)]).await;
    let by_name = service.url.replace("127.0.0.1", "localhost");
    for url in [&service.url, &by_name] {
        let hook = AgentSpec::Webhook { url: url.clone(), secret: "signing".into() };
        let egress = EgressPolicy::default().and_origins(std::slice::from_ref(url));
        assert_eq!(asked(egress, hook).await, None, "{url}");
    }
    assert_eq!(service.seen.connections(), 2);
}

/// A provider without an address of its own, whose library would ask this machine.
#[tokio::test]
async fn a_library_is_guarded_too() {
    let mut spec = llm("ollama", "");
    if let AgentSpec::Llm { base_url, .. } = &mut spec {
        *base_url = None;
    }
    assert_eq!(asked(EgressPolicy::default(), spec).await, Some(AgentError::Unavailable));
}
