//! The built-in agent, asked as a visitor asks it, and what it says.

pub mod typos;
pub mod xquad;

use std::{any::Any, sync::Arc};

use futures_util::StreamExt as _;
use jiff::Timestamp;
use parlor::{
    agent::{
        embeddings::{Embedder, Embeddings, NotEmbedded},
        knowledge::{Knowledge, Library, read_document},
    },
    core::{
        clock::SystemClock,
        conversation::{
            agent_port::{Agent as _, AgentEvent, HistoryMessage, Question},
            blocks::ClientFeatures,
            tool::page_tools::PageTools,
        },
        entropy::SystemEntropy,
        knowledge::Passage,
        owner::agent::{AgentProfile, AgentSpec},
        store::{KnowledgeStore, Store},
    },
};
use parlor_shared::{ids::AgentId, widget::Role};
use serde_json::Value;

use crate::{app, budget, databases::Backend};

/// The address documents are said to be published at.
pub const PUBLISHED: &str = "https://docs.test";

/// The events of an agent.
#[derive(Debug, Default)]
pub struct Told {
    /// The words of its answer.
    pub text: String,
    /// The address of the first source.
    pub cited: Option<String>,
    /// The headings above the first source.
    pub title: Option<String>,
    /// It says that it does not know.
    pub unsure: bool,
    /// Questions it suggests.
    pub suggested: Vec<String>,
    /// It offers a person.
    pub offers_person: bool,
}

/// A visitor's question after these messages.
///
/// # Panics
/// When the agent of the tests is not a knowledge agent.
#[expect(clippy::unwrap_used, reason = "a test without its agent must not pass")]
pub fn question(text: &str, before: &[String], language: &str) -> Question {
    let said = |text: &String| HistoryMessage { role: Role::User, text: text.clone() };
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
        shows: ClientFeatures::default(),
        page: PageTools::default(),
        visitor_name: None,
        permit: budget::permit(),
    }
}

/// Reads an answer.
///
/// # Panics
/// When the agent fails.
#[expect(clippy::unwrap_used, reason = "a failed agent is a failed test")]
pub async fn told(agent: &Knowledge, question: Question) -> Told {
    let mut told = Told::default();
    let mut answer = agent.answer(question);
    while let Some(event) = answer.next().await {
        match event.unwrap() {
            AgentEvent::Text(text) => told.text.push_str(&text),
            AgentEvent::Citations(cited) => {
                told.title = cited.first().map(|cited| cited.title.clone());
                told.cited = cited.into_iter().next().and_then(|cited| cited.url);
            }
            AgentEvent::LowConfidence => told.unsure = true,
            AgentEvent::QuickReplies(replies) => told.suggested = replies.into_iter().map(|reply| reply.0).collect(),
            AgentEvent::Block(_) => told.offers_person = true,
            _ => {}
        }
    }
    told
}

/// A library of one agent's passages.
pub struct Shelf {
    /// Finds them.
    pub library: Arc<Library>,
    /// Whose they are.
    pub agent: AgentId,
    store: Arc<dyn Store>,
    _data: Box<dyn Any + Send>,
}

impl Shelf {
    /// Of these passages.
    ///
    /// # Panics
    /// When they cannot be kept.
    #[expect(clippy::unwrap_used, reason = "a test without its documents must not pass")]
    pub async fn of(backend: Backend, passages: &[Passage]) -> Self {
        let (store, guard) = backend.open().await;
        let agent = kept(store.as_ref()).await;
        store.replace_passages(&agent, passages).await.unwrap();
        let library = Arc::new(Library::new(Arc::clone(&store) as Arc<dyn KnowledgeStore>));
        Self { library, agent, store, _data: Box::new(guard) }
    }

    /// The same with all passages embedded.
    ///
    /// # Errors
    /// When the service fails.
    pub async fn embedded(self, service: &Arc<Embeddings>) -> Result<Self, NotEmbedded> {
        let (store, clock) = (Arc::clone(&self.store), Arc::new(SystemClock::default()));
        Embedder::new(Arc::clone(&store), Arc::clone(service), clock, &SystemEntropy).round().await?;
        let library = Library::new(Arc::clone(&store) as _).by_meaning(Arc::clone(service), store as _);
        Ok(Self { library: Arc::new(library), ..self })
    }

    /// The agent that answers from them.
    pub fn agent(&self) -> Knowledge {
        Knowledge::new(Arc::clone(&self.library))
    }
}

/// Keeps the agent that [`question`] asks, in a team of its own.
///
/// # Panics
/// When it cannot be kept.
#[expect(clippy::unwrap_used, reason = "a test without its agent must not pass")]
pub async fn kept(store: &dyn Store) -> AgentId {
    let team = app::team(store, Timestamp::UNIX_EPOCH).await.unwrap();
    let profile = app::agent(AgentSpec::knowledge(), Timestamp::UNIX_EPOCH).unwrap();
    let profile = AgentProfile { team_id: team.id, ..profile };
    store.put_agent(&profile).await.unwrap();
    profile.id
}

/// The passages of documents, by name.
pub fn read(documents: &Value) -> Vec<Passage> {
    let documents = documents.as_object().into_iter().flatten();
    let texts = documents.filter_map(|(name, text)| Some((name, text.as_str()?)));
    texts.flat_map(|(name, text)| read_document(name, Some(PUBLISHED), text)).collect()
}

/// An agent that knows these documents, by name.
pub async fn knowing(backend: Backend, documents: &Value) -> (Knowledge, Shelf) {
    let shelf = Shelf::of(backend, &read(documents)).await;
    (shelf.agent(), shelf)
}

/// The texts of a list.
pub fn texts(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The answer is what a case of `cases/knowledge.json` says: the right document is cited first and the answer says what it must; what
/// nothing answers is said not to be known.
pub fn is_right(told: &Told, case: &Value) -> bool {
    match case["document"].as_str() {
        None => told.unsure && told.cited.is_none() && told.offers_person && told.suggested.len() <= 3,
        Some(document) => {
            !told.unsure
                && case["must"].as_str().is_some_and(|must| told.text.contains(must))
                && told.cited.as_deref().is_some_and(|url| url.contains(document))
        }
    }
}
