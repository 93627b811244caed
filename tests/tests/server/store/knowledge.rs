//! Passages of agents' documents.

use parlor::core::knowledge::{AllEmbedded, Embedded, Passage};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, agent, at, fresh, lease};

fn passage(ordinal: u32, title: &str, plain: &str) -> Passage {
    Passage {
        document: "shop.md".into(),
        ordinal,
        title: title.into(),
        url: None,
        text: format!("**{plain}**"),
        plain: plain.into(),
    }
}

async fn shop(backend: Backend) -> World {
    let world = World::new(backend).await;
    let passages = [
        passage(0, "Returns", "Send it back within thirty days and the money returns to you"),
        passage(1, "Shipping", "Parcels travel two days; express parcels one"),
        passage(2, "Contact", "Write an e-mail or telephone during the day"),
        passage(3, "Gift cards", "A card never expires"),
    ];
    world.store.replace_passages(&world.agent.id, &passages).await.unwrap();
    world
}

async fn kept(world: &World) -> Vec<(String, u32)> {
    let passages = world.store.passages(&world.agent.id).await.unwrap();
    passages.into_iter().map(|passage| (passage.title, passage.ordinal)).collect()
}

#[rstest]
#[tokio::test]
async fn passages_come_back_in_their_order(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let titles = ["Returns", "Shipping", "Contact", "Gift cards"];
    let all: Vec<_> = titles.into_iter().map(str::to_owned).zip(0..).collect();
    assert_eq!(kept(&world).await, all);
    let first = world.store.passages(&world.agent.id).await.unwrap().swap_remove(0);
    assert_eq!(first, passage(0, "Returns", "Send it back within thirty days and the money returns to you"));
}

#[rstest]
#[tokio::test]
async fn passages_are_replaced_and_belong_to_one_agent(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let other = agent();
    world.store.put_agent(&other).await.unwrap();
    world.store.replace_passages(&other.id, &[passage(9, "Cards", "card")]).await.unwrap();
    assert_eq!(world.store.passages(&fresh()).await, Ok(vec![]));
    world.store.replace_passages(&world.agent.id, &[passage(7, "News", "card")]).await.unwrap();
    assert_eq!(kept(&world).await, [("News".to_owned(), 7)]);
    world.store.replace_passages(&world.agent.id, &[]).await.unwrap();
    assert_eq!(kept(&world).await, []);
    assert_eq!(world.store.passages(&other.id).await.unwrap().len(), 1);
}

/// Other nodes see by the version that what they hold is old.
#[rstest]
#[tokio::test]
async fn every_change_has_a_version_of_its_own(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (store, id) = (&world.store, &world.agent.id);
    let version = async || store.passages_version(id).await.unwrap();
    let never = version().await;
    store.replace_passages(id, &[passage(0, "A", "a")]).await.unwrap();
    let first = version().await;
    assert!(first > never);
    assert_eq!(version().await, first, "reading changes nothing");
    store.replace_documents(id, &["shop.md".to_owned()], &[passage(0, "A", "b")]).await.unwrap();
    let second = version().await;
    assert!(second > first);
    store.put_agent(&world.agent).await.unwrap();
    assert_eq!(version().await, second, "the agent's other settings are not its documents");
    store.replace_documents(id, &["shop.md".to_owned()], &[]).await.unwrap();
    assert!(version().await > second);
    assert_eq!(store.passages_version(&fresh()).await, Ok(0));
}

#[rstest]
#[tokio::test]
async fn documents_are_replaced_one_by_one(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let other = Passage { document: "b\0.md".into(), ..passage(0, "Other", "Unicorns are sold out") };
    let names = ["b\0.md".to_owned(), "nobody.md".to_owned()];
    world.store.replace_documents(&world.agent.id, &names, std::slice::from_ref(&other)).await.unwrap();
    let known = async || {
        let documents = world.store.documents(&world.agent.id).await.unwrap();
        documents.into_iter().map(|document| (document.name, document.passages)).collect::<Vec<_>>()
    };
    let both = [("b\u{FFFD}.md".to_owned(), 1), ("shop.md".to_owned(), 4)];
    assert_eq!(known().await, both);
    let again = [passage(0, "Returns", "Never")];
    world.store.replace_documents(&world.agent.id, &["shop.md".to_owned()], &again).await.unwrap();
    assert_eq!(known().await[1], ("shop.md".to_owned(), 1));
    world.store.replace_documents(&world.agent.id, &["shop.md".to_owned()], &[]).await.unwrap();
    assert_eq!(known().await, both[..1]);
    let nobody = fresh();
    assert_eq!(world.store.documents(&nobody).await.unwrap(), []);
}

fn embedded(hash: &str, vector: &[i8]) -> Embedded {
    Embedded { hash: hash.into(), vector: vector.to_vec() }
}

fn all_embedded(owner: &str, model: &str, version: u64, hashes: &[&str]) -> AllEmbedded {
    let hashes = hashes.iter().map(|&hash| hash.to_owned()).collect();
    AllEmbedded { model: model.into(), version, hashes, owner: owner.into() }
}

/// One node embeds an agent's passages; another takes over when its time is up.
#[rstest]
#[tokio::test]
async fn one_node_at_a_time_embeds_an_agents_passages(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (store, id) = (&world.store, &world.agent.id);
    let waiting = async |millis| store.agents_to_embed("m", at(millis), 9).await.unwrap().contains(id);
    assert!(!waiting(0).await, "it has no passages");
    store.replace_passages(id, &[passage(0, "A", "a")]).await.unwrap();
    assert!(waiting(0).await);
    assert!(store.agents_to_embed("m", at(0), 0).await.unwrap().is_empty());
    assert!(store.claim_embedding(id, &lease("one", 1000), at(0)).await.unwrap());
    assert!(!store.claim_embedding(id, &lease("two", 1500), at(500)).await.unwrap());
    assert!(store.claim_embedding(id, &lease("one", 2000), at(500)).await.unwrap(), "it may go on");
    assert!(!waiting(1999).await);
    assert!(waiting(2000).await);
    assert!(store.claim_embedding(id, &lease("two", 3000), at(2000)).await.unwrap());
    let version = store.passages_version(id).await.unwrap();
    store.finish_embedding(id, &all_embedded("one", "m", version, &[])).await.unwrap();
    assert!(!store.claim_embedding(id, &lease("one", 3000), at(2500)).await.unwrap(), "it was no longer its own");
    store.finish_embedding(id, &all_embedded("two", "m", version, &[])).await.unwrap();
    assert!(!waiting(9000).await, "all are embedded");
    assert!(store.agents_to_embed("other", at(9000), 9).await.unwrap().contains(id), "by another model they are not");
    store.replace_passages(id, &[passage(0, "A", "b")]).await.unwrap();
    assert!(waiting(9000).await, "they have changed");
}

#[rstest]
#[tokio::test]
async fn embeddings_are_kept_by_their_text_and_model(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let (store, id) = (&world.store, &world.agent.id);
    let kept = async |model: &str| {
        let mut kept = store.embeddings(id, model).await.unwrap();
        kept.sort_by(|a, b| a.hash.cmp(&b.hash));
        kept
    };
    let (a, b) = (embedded("a", &[1, -128, 127]), embedded("b", &[]));
    let never = store.embeddings_version(id).await.unwrap();
    store.put_embeddings(id, "m", &[a.clone(), b.clone()]).await.unwrap();
    store.put_embeddings(id, "m", &[embedded("a", &[9, 9, 9])]).await.unwrap();
    store.put_embeddings(id, "n", &[embedded("a", &[7])]).await.unwrap();
    assert!(store.embeddings_version(id).await.unwrap() > never);
    assert_eq!(kept("m").await, [a.clone(), b], "the first one stays");
    assert_eq!(kept("n").await, [embedded("a", &[7])]);
    assert!(store.claim_embedding(id, &lease("one", 1000), at(0)).await.unwrap());
    let before = store.embeddings_version(id).await.unwrap();
    store.finish_embedding(id, &all_embedded("one", "m", 1, &["a", "c"])).await.unwrap();
    assert!(store.embeddings_version(id).await.unwrap() > before);
    assert_eq!((kept("m").await, kept("n").await), (vec![a], vec![]), "what belongs to no text is gone");
    assert!(store.delete_agent(&world.agent.team_id, id).await.unwrap());
    assert_eq!(kept("m").await, []);
    store.put_embeddings(id, "m", &[embedded("z", &[1])]).await.unwrap();
    assert_eq!(kept("m").await, [], "an agent that is gone has none");
}
