//! Finding passages.

use parlor::core::knowledge::{Passage, Query};
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

fn query(terms: &[&str], limit: u32) -> Query {
    Query { terms: terms.iter().map(|term| (*term).to_owned()).collect(), limit }
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

async fn found(world: &World, query: &Query) -> Vec<u32> {
    world.store.search(&world.agent.id, query).await.unwrap().into_iter().map(|hit| hit.passage.ordinal).collect()
}

#[rstest]
#[tokio::test]
async fn any_of_the_terms_matches(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    assert_eq!(found(&world, &query(&["expires"], 10)).await, [3]);
    let mut both = found(&world, &query(&["expires", "parcels", "unicorns"], 10)).await;
    both.sort_unstable();
    assert_eq!(both, [1, 3]);
    assert_eq!(found(&world, &query(&["unicorns"], 10)).await, [0; 0]);
    assert_eq!(found(&world, &query(&["gift"], 10)).await, [3], "a heading counts");
    assert_eq!(found(&world, &query(&["parcel"], 10)).await, [1], "so does another form of the word");
}

#[rstest]
#[tokio::test]
async fn the_best_come_first_and_no_more_than_asked_for(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let terms = query(&["returns", "money", "days"], 10);
    let hits = world.store.search(&world.agent.id, &terms).await.unwrap();
    assert_eq!(hits[0].passage.ordinal, 0, "more terms, and one in the heading");
    assert!(hits.len() > 1 && hits.is_sorted_by(|a, b| a.score >= b.score), "{hits:?}");
    assert_eq!(found(&world, &Query { limit: 1, ..terms.clone() }).await, [0]);
    assert_eq!(found(&world, &Query { limit: 0, ..terms }).await, [0; 0]);
}

#[rstest]
#[tokio::test]
async fn passages_are_replaced_and_belong_to_one_agent(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let other = agent();
    world.store.put_agent(&other).await.unwrap();
    world.store.replace_passages(&other.id, &[passage(9, "Cards", "card")]).await.unwrap();
    assert_eq!(found(&world, &query(&["card"], 10)).await, [3]);
    assert_eq!(world.store.search(&fresh(), &query(&["card"], 10)).await, Ok(vec![]));
    world.store.replace_passages(&world.agent.id, &[passage(7, "News", "card")]).await.unwrap();
    assert_eq!(found(&world, &query(&["card"], 10)).await, [7]);
    assert_eq!(found(&world, &query(&["parcels"], 10)).await, [0; 0]);
    world.store.replace_passages(&world.agent.id, &[]).await.unwrap();
    assert_eq!(found(&world, &query(&["card"], 10)).await, [0; 0]);
    assert_eq!(world.store.search(&other.id, &query(&["card"], 10)).await.unwrap().len(), 1);
}

/// Both databases have a query language; a visitor must not speak it.
#[rstest]
#[tokio::test]
async fn terms_are_words_and_nothing_else(#[values(Memory, Sqlite, Postgres)] backend: Backend) {
    let world = shop(backend).await;
    let odd = [
        "",
        " ",
        "\0",
        "'",
        "''",
        "'''",
        "\"",
        "\"\"",
        "*",
        "card*",
        "near",
        "NEAR(a b)",
        "and",
        "or",
        "not",
        "OR",
        "-",
        "--",
        "-card",
        "^card",
        "(",
        ")",
        "()",
        "plain:card",
        "{plain}:card",
        "a\\",
        "\\",
        "\\'",
        "a & !b",
        "| |",
        "!",
        ":*",
        "'a':*",
        "<->",
        "a <2> b",
        "%",
        "_",
        ";",
        "$1",
        "+",
        "card\0x",
        "👩‍👩‍👧",
        "\u{202E}",
        "日本語",
        "e-mail",
        "c++",
        "'; drop table passages; --",
    ];
    for term in odd {
        let alone = world.store.search(&world.agent.id, &query(&[term], 10)).await;
        assert!(alone.is_ok(), "{term:?}: {alone:?}");
        let beside = found(&world, &query(&[term, "expires"], 10)).await;
        assert!(beside.contains(&3), "{term:?} must not hide what another term finds: {beside:?}");
    }
    for nothing in ["", " ", "*", "-", "'", "\"", "(", "!", ":*", "\\"] {
        assert_eq!(found(&world, &query(&[nothing], 10)).await, [0; 0], "{nothing:?} is no word");
    }
    assert_eq!(found(&world, &query(&odd, 10)).await.iter().filter(|n| **n == 3).count(), 1, "all at once");
    assert_eq!(found(&world, &query(&[], 10)).await, [0; 0]);
    assert_eq!(found(&world, &query(&["e-mail"], 10)).await, [2]);
    let many: Vec<_> = (0..2_000).map(|n| format!("word{n}")).collect();
    assert_eq!(world.store.search(&world.agent.id, &Query { terms: many, limit: 5 }).await, Ok(vec![]));
    assert_eq!(found(&world, &query(&["expires"], 10)).await, [3], "everything is still there");
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
    assert_eq!(found(&world, &query(&["unicorns"], 10)).await, [0]);
    assert_eq!(found(&world, &query(&["expires"], 10)).await, [3], "the others stay");
    let again = [passage(0, "Returns", "Never")];
    world.store.replace_documents(&world.agent.id, &["shop.md".to_owned()], &again).await.unwrap();
    assert_eq!(known().await[1], ("shop.md".to_owned(), 1));
    assert_eq!(found(&world, &query(&["expires"], 10)).await, [0; 0]);
    world.store.replace_documents(&world.agent.id, &["shop.md".to_owned()], &[]).await.unwrap();
    assert_eq!(known().await, both[..1]);
    let nobody = fresh();
    assert_eq!(world.store.documents(&nobody).await.unwrap(), []);
}
