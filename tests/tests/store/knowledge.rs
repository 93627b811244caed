//! Passages of agents' documents.

use parlor::core::knowledge::Passage;
use parlor_tests::databases::Backend::{self, Memory, Postgres, Sqlite};
use rstest::rstest;

use crate::world::{World, agent, fresh};

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
async fn passages_come_back_in_their_order(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let titles = ["Returns", "Shipping", "Contact", "Gift cards"];
    let all: Vec<_> = titles.into_iter().map(str::to_owned).zip(0..).collect();
    assert_eq!(kept(&world).await, all);
    let first = world.store.passages(&world.agent.id).await.unwrap().swap_remove(0);
    assert_eq!(first, passage(0, "Returns", "Send it back within thirty days and the money returns to you"));
}

#[rstest]
#[tokio::test]
async fn passages_are_replaced_and_belong_to_one_agent(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
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
async fn every_change_has_a_version_of_its_own(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
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
async fn documents_are_replaced_one_by_one(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
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
