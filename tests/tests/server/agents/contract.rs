//! Contract of every agent: one suite over all kinds.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures_util::{StreamExt, future::join_all, stream::BoxStream};
use jiff::Timestamp;
use parlor::{
    agent::{Registry, RegistryParts, knowledge::read_document},
    core::{
        clock::SystemClock,
        conversation::{agent_error::AgentError, agent_port::AgentEvent},
        owner::agent::AgentSpec,
        store::Store,
    },
};
use parlor_shared::widget::Finish;
use parlor_tests::{
    app,
    databases::Backend,
    upstream::{Act, Reply, Upstream, on_this_machine},
};
use rstest::rstest;
use serde_json::json;

use super::{
    anthropic::{closing, delta, opening},
    bench::{KEY, PROMPTLY, SIGNING, SSE, STOP, Told, begin, chunk, endpoint, model_with, read, timeouts},
};

/// Kind of agent that answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Knowledge,
    Scripted,
    OpenAi,
    Anthropic,
    Webhook,
}

/// An agent that gives one answer.
struct Subject {
    agents: Registry,
    spec: AgentSpec,
    question: String,
    service: Option<Upstream>,
}

impl Kind {
    /// An agent that answers with these pieces; one that is `held` never ends.
    async fn says(self, answers: &[Vec<&str>], held: bool) -> Subject {
        let (store, _) = Backend::Temporary.open().await;
        let pieces = &answers[0];
        let (spec, question, service) = match self {
            Self::Knowledge => (AgentSpec::knowledge(), know(&*store, pieces).await, None),
            Self::Scripted => (AgentSpec::Scripted {}, script(pieces, held), None),
            _ => {
                let service = Upstream::start(answers.iter().map(|pieces| self.reply(pieces, held)).collect()).await;
                let spec = match self {
                    Self::Webhook => endpoint(&service),
                    Self::OpenAi => model_with("openai", &service, 100_000),
                    _ => model_with("anthropic", &service, 100_000),
                };
                (spec, "Tea?".into(), Some(service))
            }
        };
        let secrets = [("key".to_owned(), KEY.into()), ("signing".to_owned(), SIGNING.into())].into();
        let parts = RegistryParts {
            store,
            secrets,
            egress: on_this_machine(),
            timeouts: timeouts(),
            clock: Arc::new(SystemClock::default()),
            embeddings: None,
        };
        Subject { agents: Registry::new(parts).unwrap(), spec, question, service }
    }

    fn reply(self, pieces: &[&str], held: bool) -> Reply {
        let token = |text: &str| format!("event: token\ndata: {}\n\n", json!({ "t": text }));
        let (first, piece, last): (String, fn(&str) -> String, String) = match self {
            Self::OpenAi => (String::new(), chunk, STOP.into()),
            Self::Anthropic => (opening(), delta, closing("end_turn")),
            _ => (": hello\n\n".into(), token, "event: done\ndata: {}\n\n".into()),
        };
        let first = if first.is_empty() { ": hello\n\n".into() } else { first };
        let said = [first].into_iter().chain(pieces.iter().map(|text| piece(text)));
        let acts = said.map(|text| Act::send(&text)).chain([if held { Act::Hang } else { Act::send(&last) }]);
        Reply::made(200, SSE, acts)
    }
}

/// Puts a document on the shelf, and asks for it.
async fn know(store: &dyn Store, pieces: &[&str]) -> String {
    app::team(store, Timestamp::UNIX_EPOCH).await.unwrap();
    store.put_agent(&app::agent(AgentSpec::knowledge(), Timestamp::UNIX_EPOCH).unwrap()).await.unwrap();
    let document = format!("# Teapots\n\n{}", pieces.concat());
    let passages = read_document("teapots.md", None, &document);
    store.replace_passages(&"agent-1".parse().unwrap(), &passages).await.unwrap();
    "Teapots?".into()
}

fn script(pieces: &[&str], held: bool) -> String {
    let texts = pieces.iter().map(|text| json!({ "text": text }));
    let end = held.then(|| json!({ "delay": 3_600_000 }));
    format!("/script {}", json!({ "steps": texts.chain(end).collect::<Vec<_>>() }))
}

impl Subject {
    fn begin(&self) -> BoxStream<'static, Result<AgentEvent, AgentError>> {
        begin(&self.agents, self.spec.clone(), &self.question)
    }

    async fn told(&self) -> Told {
        read(self.begin()).await
    }

    fn connections(&self) -> usize {
        self.service.as_ref().map_or(0, |service| service.seen.connections())
    }
}

/// Everything written in many ways, longer than 8,000 tokens.
fn long() -> Vec<&'static str> {
    ["Tee für dich. ", "お茶を一杯。", "شاي أخضر ", "👩‍👩‍👧‍👦 ", "e\u{301} ", "\\u0041 \"quoted\" "]
        .into_iter()
        .cycle()
        .take(6_000)
        .collect()
}

#[rstest]
#[tokio::test]
async fn an_answer_is_its_pieces_and_one_end(
    #[values(Kind::Knowledge, Kind::Scripted, Kind::OpenAi, Kind::Anthropic, Kind::Webhook)] kind: Kind,
) {
    let pieces = vec!["Grüner ", "Tee 🍵, ", "お茶"];
    let told = kind.says(std::slice::from_ref(&pieces), false).await.told().await;
    assert_eq!(told.end, Ok(Finish::Stop));
    let text = pieces.concat();
    // Only one of them speaks of its own accord: it says where it quotes from.
    let whole = if kind == Kind::Knowledge { told.text.contains(&text) } else { told.text == text };
    assert!(whole, "{}", told.text);
}

#[rstest]
#[tokio::test]
async fn a_long_answer_comes_whole(#[values(Kind::Scripted, Kind::OpenAi, Kind::Anthropic, Kind::Webhook)] kind: Kind) {
    let text = long().concat();
    assert!(text.chars().count() / 4 > 8_000);
    let told = kind.says(&[long()], false).await.told().await;
    assert_eq!(told.end, Ok(Finish::Stop));
    assert!(told.text == text, "{} of {} bytes", told.text.len(), text.len());
}

#[rstest]
#[tokio::test]
async fn nothing_happens_before_it_is_read(#[values(Kind::OpenAi, Kind::Anthropic, Kind::Webhook)] kind: Kind) {
    let subject = kind.says(&[vec!["Tea"]], false).await;
    let unread = subject.begin();
    // An answer that is read has come and gone by the time its end is read.
    subject.told().await;
    assert_eq!(subject.connections(), 1);
    drop(unread);
    subject.told().await;
    assert_eq!(subject.connections(), 2);
}

#[rstest]
#[tokio::test]
async fn dropping_an_answer_closes_its_connection(#[values(Kind::OpenAi, Kind::Anthropic, Kind::Webhook)] kind: Kind) {
    let subject = kind.says(&[vec!["Tea"]], true).await;
    let mut answer = subject.begin();
    assert_eq!(answer.next().await, Some(Ok(AgentEvent::Text("Tea".into()))));
    drop(answer);
    let seen = &subject.service.as_ref().unwrap().seen;
    seen.idle(PROMPTLY).await;
    assert_eq!(seen.left(), 1);
}

#[rstest]
#[tokio::test]
async fn twenty_answers_do_not_mix(
    #[values(Kind::Knowledge, Kind::Scripted, Kind::OpenAi, Kind::Anthropic, Kind::Webhook)] kind: Kind,
) {
    let texts: Vec<_> = (0..20).map(|i| format!("[tea {i}] ").repeat(30)).collect();
    let halves: Vec<_> = texts.iter().map(|text| vec![&text[..40], &text[40..]]).collect();
    let subject = kind.says(&halves, false).await;
    // One more reader who stops at once must not disturb the others.
    let mut stopped = subject.begin();
    let ended = join_all((0..19).map(|_| subject.told())).await;
    assert!(tokio::time::timeout(Duration::from_secs(2), stopped.next()).await.is_ok());
    drop(stopped);
    assert!(ended.iter().all(|told| told.end == Ok(Finish::Stop)));
    let told: BTreeSet<_> = ended.into_iter().map(|told| told.text).collect();
    if subject.service.is_some() {
        assert_eq!(told.len(), 19, "each its own");
        assert!(told.iter().all(|text| texts.contains(text)), "and each whole");
    } else {
        assert_eq!(told.len(), 1, "the same to everybody");
    }
}
