//! Documents as owners bring them, and questions as visitors ask them: what the agent says, and which document it cites.

use std::sync::Arc;

use futures_util::StreamExt as _;
use jiff::Timestamp;
use parlor::{
    agent::knowledge::{Knowledge, Library, read_document},
    core::{
        agent::{Agent as _, AgentEvent, Question, Said},
        blocks::Shows,
        profile::AgentSpec,
    },
};
use parlor_shared::widget::Role;
use parlor_tests::{app, budget, corpora, databases::Backend};
use serde_json::Value;

/// The events of an agent.
#[derive(Debug, Default)]
pub(super) struct Told {
    text: String,
    /// The address of the first source.
    pub(super) cited: Option<String>,
    /// It says that it does not know.
    pub(super) unsure: bool,
    suggested: Vec<String>,
    offers_person: bool,
}

/// A visitor's question after these messages.
pub(super) fn question(text: &str, before: &[String], language: &str) -> Question {
    let said = |text: &String| Said { role: Role::User, text: text.clone() };
    Question {
        profile: app::agent(AgentSpec::knowledge(), Timestamp::UNIX_EPOCH).unwrap(),
        conversation_id: "conversation-1".parse().unwrap(),
        message_id: "message-1".parse().unwrap(),
        text: text.into(),
        attachments: vec![],
        form: None,
        history: before.iter().map(said).collect(),
        page_context: None,
        page_url: None,
        language: language.into(),
        shows: Shows::default(),
        page: parlor::core::tool::page::PageTools::default(),
        visitor_name: None,
        permit: budget::permit(),
    }
}

/// Reads an answer.
pub(super) async fn told(agent: &Knowledge, question: Question) -> Told {
    let mut told = Told::default();
    let mut answer = agent.answer(question);
    while let Some(event) = answer.next().await {
        match event.unwrap() {
            AgentEvent::Text(text) => told.text.push_str(&text),
            AgentEvent::Citations(cited) => told.cited = cited.first().and_then(|cited| cited.url.clone()),
            AgentEvent::LowConfidence => told.unsure = true,
            AgentEvent::QuickReplies(replies) => told.suggested = replies.into_iter().map(|reply| reply.0).collect(),
            AgentEvent::Block(_) => told.offers_person = true,
            _ => {}
        }
    }
    told
}

/// An agent that knows these documents, by name.
pub(super) async fn knowing(backend: Backend, documents: &Value) -> (Knowledge, Box<dyn std::any::Any>) {
    let (store, guard) = backend.open().await;
    let profile = app::agent(AgentSpec::knowledge(), Timestamp::UNIX_EPOCH).unwrap();
    let agent = super::agent_of(store.as_ref(), profile).await;
    let documents = documents.as_object().unwrap().iter();
    let passages: Vec<_> = documents
        .flat_map(|(name, text)| read_document(name, Some("https://docs.test"), text.as_str().unwrap()))
        .collect();
    store.replace_passages(&agent, &passages).await.unwrap();
    (Knowledge::new(Arc::new(Library::new(store))), Box::new(guard))
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The right document is cited first and the answer says what it must; what nothing answers is said not to be known.
#[tokio::test]
async fn questions_about_owners_documents_are_answered() {
    let cases = corpora::own("knowledge/cases.json");
    let mut missed = Vec::new();
    for backend in Backend::ALL {
        let (agent, _guard) = knowing(backend, &cases["documents"]).await;
        for case in cases["questions"].as_array().unwrap() {
            let (asked, must) = (case["question"].as_str().unwrap(), case["must"].as_str().unwrap());
            let told = told(&agent, question(asked, &texts(&case["after"]), "en")).await;
            let right = match case["document"].as_str() {
                None => told.unsure && told.cited.is_none() && told.offers_person && told.suggested.len() <= 3,
                Some(document) => {
                    !told.unsure
                        && told.text.contains(must)
                        && told.cited.as_deref().is_some_and(|url| url.contains(document))
                }
            };
            if !right {
                missed.push(format!("{backend:?}: {asked}: {told:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
