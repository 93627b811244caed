use futures_util::StreamExt;
use parlor_shared::ids::AgentId;

use crate::agent::knowledge::*;
use crate::{
    agent::testing::question,
    core::{
        knowledge::{Document, Passage},
        store::{KnowledgeStore, Stored},
    },
};

/// One agent's passages, which nobody changes.
struct Shelf(Vec<Passage>);

#[async_trait::async_trait]
impl KnowledgeStore for Shelf {
    async fn replace_passages(&self, _: &AgentId, _: &[Passage]) -> Stored<()> {
        unreachable!("nobody changes them")
    }

    async fn replace_documents(&self, _: &AgentId, _: &[String], _: &[Passage]) -> Stored<()> {
        unreachable!("nobody changes them")
    }

    async fn documents(&self, _: &AgentId) -> Stored<Vec<Document>> {
        unreachable!("nobody asks for them")
    }

    async fn passages_version(&self, _: &AgentId) -> Stored<u64> {
        Ok(1)
    }

    async fn passages(&self, _: &AgentId) -> Stored<Vec<Passage>> {
        Ok(self.0.clone())
    }
}

const FAQ: &str = "# Shop\n\n## Returns\nSend it back within 30 days.\n\n```sh\nreturn --order 7\n```\n\n## Delivery\nParcels take two days.";

/// The agent whose documents the questions are about.
fn id() -> parlor_shared::ids::AgentId {
    question("").profile.id
}

fn library(passages: Vec<Passage>) -> Arc<Library> {
    Arc::new(Library::new(Arc::new(Shelf(passages))))
}

async fn told(text: &str) -> (String, Vec<AgentEvent>) {
    let events: Vec<_> = Knowledge::new(library(read_document("shop.md", Some("https://s.test"), FAQ)))
        .answer(question(text))
        .map(Result::unwrap)
        .collect()
        .await;
    let said =
        events.iter().filter_map(|event| if let AgentEvent::Text(text) = event { Some(text.as_str()) } else { None });
    (said.collect(), events)
}

#[tokio::test]
async fn the_passage_is_quoted_whole_and_cited() {
    let (text, events) = told("Which days can I return my order?").await;
    assert_eq!(events[0], AgentEvent::Stage("searching"));
    assert_eq!(text, "Send it back within 30 days.\n\n```sh\nreturn --order 7\n```");
    let cited =
        events.iter().find_map(|event| if let AgentEvent::Citations(cited) = event { Some(cited) } else { None });
    assert_eq!(cited.unwrap()[0].url.as_deref(), Some("https://s.test/shop.md#returns"));
    assert_eq!(events.last(), Some(&AgentEvent::Finish(Finish::Stop)));
}

#[tokio::test]
async fn what_is_not_there_is_not_invented() {
    let (_, events) = told("Who won the chess championship?").await;
    assert!(events.contains(&AgentEvent::LowConfidence));
    assert!(events.iter().any(|event| matches!(event, AgentEvent::Block(Block::EscalationButton { .. }))));
}

#[tokio::test]
async fn small_talk_needs_no_documents() {
    let (text, events) = told("Thank you!").await;
    assert_eq!(text, "You’re welcome! Is there anything else?");
    assert!(!events.contains(&AgentEvent::Stage("searching")));
}

#[test]
fn html_becomes_sections() {
    let page = "<head><title>x</title></head><body><nav>menu</nav><h1>Doc</h1><p>In &amp; out</p><h2>Two</h2><ul><li>a</li></ul><script>bad()</script></body>";
    let cut = read_document("d.html", None, page);
    let seen: Vec<_> = cut.iter().map(|passage| (passage.title.as_str(), passage.text.as_str())).collect();
    assert_eq!(seen, [("Doc", "In & out"), ("Doc › Two", "- a")]);
}

/// Questions about the project's documentation, and the heading that answers each.
const QUESTIONS: &[(&str, &str)] = &[
    ("How can I see a demo?", "Try the demo"),
    ("Where do I paste the script tag?", "Paste the snippet"),
    ("What is data-key?", "Paste the snippet"),
    ("Why do I get origin_not_allowed?", "Allow your site (allowed origins)"),
    ("How do I run the server myself?", "Run your own server"),
    ("How do I check my configuration before serving?", "Check the configuration"),
    ("Which port does it listen on?", "Address and port to listen on"),
    ("How do I use postgres?", "Database address (SQLite, PostgreSQL)"),
    ("How long must the signing secret be?", "Signing secret (PARLOR_SECRET)"),
    (
        "We are behind a reverse proxy, how is X-Forwarded-For believed?",
        "Visitors' addresses behind a proxy (X-Forwarded-For, trusted proxies)",
    ),
    ("How many seconds may a request body take?", "Connection timeouts"),
    ("What are the rate limits?", "\"Too many requests\": rate limits and error 429"),
    ("How many answers per day does one conversation get?", "How many messages and answers: daily budgets"),
    ("Can the log be JSON?", "Logging"),
    ("How do I open a conversation with the API?", "Open a conversation: init"),
    ("What is anonymous_id?", "Open a conversation: init"),
    ("When does the jwt token expire?", "Token and authentication"),
    ("How do I send a message?", "Send a message"),
    ("What does Idempotency-Key do?", "Idempotency: retry without sending twice"),
    ("Which events does the stream have?", "Stream an answer"),
    ("How do I resume with Last-Event-ID?", "Resume a stream after a lost connection"),
    ("How do I stop an answer?", "Stop an answer"),
    ("Can I regenerate the last answer?", "Regenerate an answer"),
    ("How do I fetch older messages?", "History of messages"),
    ("How does thumbs up work?", "Feedback: thumbs up or down"),
    ("How do I collect an email address?", "Collect leads: ask for an e-mail address or phone number"),
    ("How many events fit in a batch?", "Report events"),
    ("What does retryable mean in an error?", "Form of errors"),
    ("What does readyz tell?", "Health checks"),
    ("What happens at SIGTERM?", "Shutdown and draining (SIGTERM, restart)"),
    ("Should I use SQLite or PostgreSQL?", "SQLite or PostgreSQL: which database? Several servers (nodes)"),
    ("What happens to an answer when the server crashes?", "Crashes and interrupted answers"),
    ("Does the knowledge agent need a language model?", "Do I need a language model (LLM)?"),
    ("Which file types can the agent read?", "What the knowledge agent reads"),
    ("What does it do when it does not know the answer?", "When the agent does not know"),
    ("Does it speak German?", "Which languages does the chat speak?"),
    ("Who may embed my widget?", "Who may embed a widget"),
    ("Can an answer run scripts in my page?", "Answers are shown without HTML or scripts (XSS)"),
    ("Where do I put API key secrets?", "Where API keys are kept"),
    ("Do error messages contain secrets?", "What error messages tell"),
    ("Are messages lost when the connection breaks?", "What happens when the connection drops? Is a message lost?"),
    ("How long can a message be?", "How long can a message be?"),
    ("Can I write my own client?", "Can I use my own client instead of the widget?"),
];

#[tokio::test]
async fn questions_about_the_documentation_find_their_section() {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    let library = library(read_folder(&docs, None).unwrap());
    let (mut first, mut third) = (0, 0);
    for (asked, section) in QUESTIONS {
        let found = library.best(&id(), asked).await.unwrap();
        let place = found.iter().position(|passage| passage.title.rsplit(" › ").next() == Some(section));
        first += usize::from(place == Some(0));
        third += usize::from(place.is_some_and(|place| place < 3));
        if place != Some(0) {
            println!("{place:?} {asked} -> {:?}", found.first().map(|passage| &passage.title));
        }
    }
    println!("top-1 {first}/{all}, top-3 {third}/{all}", all = QUESTIONS.len());
    assert!(first * 100 >= QUESTIONS.len() * 80 && third * 100 >= QUESTIONS.len() * 95);
}
