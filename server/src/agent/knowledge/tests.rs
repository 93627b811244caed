#![expect(clippy::cast_precision_loss, reason = "ratios of small counts")]
use std::sync::Mutex;

use futures_util::StreamExt;

use super::*;
use crate::{
    agent::testing::question,
    core::{
        knowledge::{Document, Hit},
        store::Stored,
    },
};

/// An index as plain as can be: a point for each term a passage contains.
#[derive(Default)]
struct Shelf(Mutex<Vec<Passage>>);

#[async_trait::async_trait]
impl KnowledgeStore for Shelf {
    async fn replace_passages(&self, _: &AgentId, passages: &[Passage]) -> Stored<()> {
        *self.0.lock().unwrap() = passages.to_vec();
        Ok(())
    }

    async fn replace_documents(&self, _: &AgentId, names: &[String], passages: &[Passage]) -> Stored<()> {
        let mut kept = self.0.lock().unwrap();
        kept.retain(|passage| !names.contains(&passage.document));
        kept.extend(passages.iter().cloned());
        Ok(())
    }

    async fn documents(&self, _: &AgentId) -> Stored<Vec<Document>> {
        let kept = self.0.lock().unwrap();
        Ok(kept.iter().map(|passage| Document { name: passage.document.clone(), passages: 1 }).collect())
    }

    async fn search(&self, _: &AgentId, query: &Query) -> Stored<Vec<Hit>> {
        let hit = |passage: &Passage| {
            let plain = passage.plain.to_lowercase();
            let score = query.terms.iter().filter(|term| plain.contains(words::root(term))).count() as f64;
            (score > 0.0).then(|| Hit { passage: passage.clone(), score })
        };
        let mut hits: Vec<Hit> = self.0.lock().unwrap().iter().filter_map(hit).collect();
        hits.sort_by(|a, b| b.score.total_cmp(&a.score));
        hits.truncate(query.limit as usize);
        Ok(hits)
    }
}

const FAQ: &str = "# Shop\n\n## Returns\nSend it back within 30 days.\n\n```sh\nreturn --order 7\n```\n\n## Delivery\nParcels take two days.";

async fn shelf() -> Arc<Shelf> {
    let shelf = Arc::new(Shelf::default());
    let agent = "agent".parse().unwrap();
    shelf.replace_passages(&agent, &read_document("shop.md", Some("https://s.test"), FAQ)).await.unwrap();
    shelf
}

async fn told(text: &str) -> (String, Vec<AgentEvent>) {
    let events: Vec<_> = Knowledge::new(shelf().await).answer(question(text)).map(Result::unwrap).collect().await;
    let said =
        events.iter().filter_map(|event| if let AgentEvent::Text(text) = event { Some(text.as_str()) } else { None });
    (said.collect(), events)
}

#[tokio::test]
async fn the_passage_is_quoted_whole_and_cited() {
    let (text, events) = told("Which days can I return my order?").await;
    assert_eq!(events[0], AgentEvent::Stage("searching"));
    assert!(text.ends_with("Send it back within 30 days.\n\n```sh\nreturn --order 7\n```"), "{text}");
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
    assert_eq!(text, "You are welcome! Is there anything else?");
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
    ("Why do I get origin_not_allowed?", "Allow your site"),
    ("How do I run the server myself?", "Run your own server"),
    ("How do I check my configuration before serving?", "Check the configuration"),
    ("Which port does it listen on?", "Address and port to listen on"),
    ("How do I use postgres?", "Database address"),
    ("How long must the signing secret be?", "Signing secret"),
    ("We are behind a reverse proxy, how is X-Forwarded-For believed?", "Reverse proxies and visitors' addresses"),
    ("How many seconds may a request body take?", "Connection timeouts"),
    ("What are the rate limits?", "Rate limits per minute"),
    ("How many answers per day does one conversation get?", "Daily budget of a conversation"),
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
    ("How do I collect an email address?", "Leads: leave an e-mail address"),
    ("How many events fit in a batch?", "Report events"),
    ("What does retryable mean in an error?", "Errors"),
    ("What does readyz tell?", "Health checks"),
    ("What happens at SIGTERM?", "Shutdown and draining"),
    ("Should I use SQLite or PostgreSQL?", "SQLite or PostgreSQL"),
    ("What happens to an answer when the server crashes?", "Crashes and interrupted answers"),
    ("Does the knowledge agent need a language model?", "Do I need a language model?"),
    ("Which file types can the agent read?", "What the knowledge agent reads"),
    ("What does it do when it does not know the answer?", "When the agent does not know"),
    ("Does it speak German?", "Languages of built-in texts"),
    ("Who may embed my widget?", "Who may embed a widget"),
    ("Can an answer run scripts in my page?", "Answers are shown without HTML"),
    ("Where do I put API key secrets?", "Secrets of agents"),
    ("Do error messages contain secrets?", "Error messages"),
    ("Are messages lost when the connection breaks?", "Is a message lost when the connection breaks?"),
    ("How long can a message be?", "How long can a message be?"),
    ("Can I write my own client?", "Can I use my own client instead of the widget?"),
];

#[tokio::test]
async fn questions_about_the_documentation_find_their_section() {
    let shelf = Arc::new(Shelf::default());
    let agent = "agent".parse().unwrap();
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    ingest(&*shelf, &agent, &docs, None).await.unwrap();
    let (mut first, mut third) = (0, 0);
    for (asked, section) in QUESTIONS {
        let found = best(&shelf, &agent, asked).await.unwrap();
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
