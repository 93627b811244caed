//! Passages that a model is given by number, and what it cites of them.

use std::{collections::HashMap, sync::Arc};

use parlor::{
    agent::{Registry, RegistryParts, knowledge},
    core::{
        clock::SystemClock,
        conversation::agent_port::{AgentEvent, Agents as _, HistoryMessage},
        owner::agent::AgentSpec,
        store::Store,
    },
};
use parlor_shared::{
    content::Citation,
    widget::{Finish, Role},
};
use parlor_tests::{
    databases::Backend,
    upstream::{Reply, Upstream, on_this_machine},
};

use super::bench::{KEY, SSE, STOP, Told, chunk, model_with, question, read, timeouts};

const SHOP: &str = "# Delivery\n\nTea is delivered in Austria within two days.\n\n# Returns\n\nTea may be returned within \
    thirty days, in Austria too.\n\n# Hours\n\nWe sell tea in Austria from nine to five.\n";

/// Agents that know the shop's documents.
async fn agents() -> Registry {
    let (store, _) = Backend::Temporary.open().await;
    know(store.as_ref()).await;
    Registry::new(RegistryParts {
        store,
        secrets: HashMap::from([("key".to_owned(), KEY.into())]),
        egress: on_this_machine(),
        timeouts: timeouts(),
        clock: Arc::new(SystemClock::default()),
        embeddings: None,
    })
    .unwrap()
}

async fn know(store: &dyn Store) {
    let passages = knowledge::passages("shop.md", Some("https://tea.example/docs"), SHOP);
    assert_eq!(passages.len(), 3);
    parlor_tests::app::team(store, jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    store
        .put_agent(&parlor_tests::app::agent(AgentSpec::knowledge(), jiff::Timestamp::UNIX_EPOCH).unwrap())
        .await
        .unwrap();
    let agent = "agent-1".parse().unwrap();
    store.replace_documents(&agent, &["shop.md".to_owned()], &passages).await.unwrap();
}

fn with_knowledge(provider: &str, service: &Upstream) -> AgentSpec {
    let mut spec = model_with(provider, service, 256);
    if let AgentSpec::Llm { use_knowledge, .. } = &mut spec {
        *use_knowledge = true;
    }
    spec
}

const QUESTION: &str = "How is tea delivered in Austria?";

/// The number under which the model was told of the passage below this heading.
fn number(system: &str, heading: &str) -> String {
    let label = system.lines().find(|line| line.contains("document [") && line.contains(&format!("]: {heading}")));
    let label = label.unwrap_or_else(|| panic!("{heading}: {system}"));
    label.split(['[', ']']).nth(1).unwrap().to_owned()
}

fn system(service: &Upstream, request: usize) -> String {
    service.seen.requests()[request].json()["messages"][0]["content"].as_str().unwrap().to_owned()
}

fn citations(told: &Told) -> Vec<Citation> {
    let last = told.events.iter().rev().find_map(|event| match event {
        AgentEvent::Citations(citations) => Some(citations.clone()),
        _ => None,
    });
    last.unwrap_or_default()
}

async fn asked(agents: &Registry, pieces: &[&str], history: Vec<HistoryMessage>) -> (Told, Upstream) {
    let pieces: Vec<String> = pieces.iter().map(|piece| chunk(piece)).chain([STOP.to_owned()]).collect();
    let service = Upstream::start(vec![Reply::pieces(SSE, pieces.iter().map(String::as_str))]).await;
    let question = parlor::core::conversation::agent_port::Question {
        history,
        ..question(with_knowledge("openai", &service), QUESTION)
    };
    (read(agents.find(&question.profile).unwrap().answer(question)).await, service)
}

#[tokio::test]
async fn what_a_model_cites_becomes_the_sources_of_its_answer() {
    let agents = agents().await;
    let (_, service) = asked(&agents, &["Yes."], vec![]).await;
    let told = system(&service, 0);
    let (delivery, returns) = (number(&told, "Delivery"), number(&told, "Returns"));
    assert!(told.contains(&format!("document [{delivery}]: Delivery, https://tea.example/docs/shop.md\n")), "{told}");
    assert!(told.contains("like [1] or [1][3]") && told.find("like [1]") < told.find("document ["), "{told}");

    let pieces = ["Thirty", " days ", "[", &returns, "]", ", and two [", &delivery, "][9", "]. `a[1]`"];
    let (told, _) = asked(&agents, &pieces, vec![]).await;
    let at = "https://tea.example/docs/shop.md";
    assert_eq!(told.text, format!("Thirty days[¹]({at}#returns), and two[²]({at}). `a[1]`"));
    assert_eq!(told.end, Ok(Finish::Stop));
    let cited: Vec<_> = citations(&told).into_iter().map(|it| (it.title, it.url.unwrap(), it.snippet)).collect();
    assert_eq!(cited.len(), 2);
    assert_eq!((cited[0].0.as_str(), cited[0].1.as_str()), ("Returns", "https://tea.example/docs/shop.md#returns"));
    assert_eq!((cited[1].0.as_str(), cited[1].1.as_str()), ("Delivery", "https://tea.example/docs/shop.md"));
    assert!(cited[0].2.contains("thirty days"), "{cited:?}");
    for event in &told.events {
        let AgentEvent::Text(text) = event else { continue };
        assert_eq!(text.matches('[').count(), text.matches(']').count(), "half a mark: {text}");
    }
}

#[tokio::test]
async fn an_answer_that_cites_nothing_has_no_sources() {
    let agents = agents().await;
    let (told, _) = asked(&agents, &["Good morning", "!"], vec![]).await;
    assert_eq!((told.text.as_str(), citations(&told)), ("Good morning!", vec![]));
}

/// The numbers of an earlier answer counted other passages.
#[tokio::test]
async fn a_model_does_not_read_the_marks_of_its_earlier_answers() {
    let agents = agents().await;
    let said = |role, text: &str| HistoryMessage { role, text: text.into() };
    let history = vec![
        said(Role::User, "What is [¹](x)?"),
        said(Role::Agent, "Two days[¹](https://tea.example/docs/shop.md#delivery), or [later](https://tea.example)."),
    ];
    let (_, service) = asked(&agents, &["Yes."], history).await;
    let messages = service.seen.requests()[0].json()["messages"].clone();
    assert_eq!(messages[1]["content"], "What is [¹](x)?");
    assert_eq!(messages[2]["content"], "Two days, or [later](https://tea.example).");
}

/// Without documents there are no numbers, and what looks like one is the model's own.
#[tokio::test]
async fn without_passages_a_text_is_left_alone() {
    let service = Upstream::start(vec![Reply::pieces(SSE, [&*chunk("See [1]"), &*chunk("."), STOP])]).await;
    let told = super::bench::ask(&super::bench::registry().await, with_knowledge("openai", &service), QUESTION).await;
    assert_eq!((told.text.as_str(), citations(&told)), ("See [1].", vec![]));
    assert!(!system(&service, 0).contains("numbered"));
}
