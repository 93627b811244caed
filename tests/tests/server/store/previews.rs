//! Previews of links are kept for a limited time, and their number is limited.

use futures_util::future::join_all;
use jiff::Timestamp;
use parlor::core::conversation::preview::{Kept, MOST_KEPT, Picture, PreviewPage};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::World;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

fn kept(world: &World, hash: &str, title: Option<&str>, ends: i64) -> Kept {
    let page = |title: &str| PreviewPage {
        url: "https://a.example/".into(),
        title: title.into(),
        description: Some("It's; \"tea\"".into()),
        site: None,
    };
    Kept {
        address_hash: hash.into(),
        conversation_id: world.conversation.id.clone(),
        page: title.map(page),
        picture: title.map(|title| Picture { key: format!("key of {title}"), jpeg: vec![0xff, 0, 0xd8] }),
        ends_at: at(ends),
    }
}

#[rstest]
#[tokio::test]
async fn what_was_found_is_kept_for_its_time(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    assert_eq!(store.preview("a", at(0)).await, Ok(None));
    let (hit, miss) = (kept(&world, "a", Some("Tea"), 100), kept(&world, "b", None, 10));
    store.put_preview(&hit, at(0)).await.unwrap();
    store.put_preview(&miss, at(0)).await.unwrap();
    assert_eq!(store.preview("a", at(99)).await, Ok(Some(hit)));
    assert_eq!(store.preview("b", at(9)).await, Ok(Some(miss)));
    assert_eq!(store.preview("b", at(10)).await, Ok(None));
    assert_eq!(store.preview_picture("key of Tea", at(99)).await, Ok(Some(vec![0xff, 0, 0xd8])));
    assert_eq!(store.preview_picture("key of Tea", at(100)).await, Ok(None));
    assert_eq!(store.preview_picture("", at(0)).await, Ok(None));

    let newer = kept(&world, "a", Some("Coffee"), 200);
    store.put_preview(&newer, at(50)).await.unwrap();
    assert_eq!(store.preview("a", at(150)).await, Ok(Some(newer)));
    assert_eq!(store.preview_picture("key of Tea", at(50)).await, Ok(None), "replaced");
    assert_eq!(store.preview("b", at(0)).await, Ok(None), "it ended, and was removed");
}

/// On one database: it takes a while.
#[tokio::test]
async fn what_ends_first_makes_room() {
    let world = World::new(Sqlite).await;
    let store = &world.store;
    let all: Vec<_> = (0..=i64::from(MOST_KEPT)).map(|n| kept(&world, &n.to_string(), None, 1_000 + n)).collect();
    for some in all.chunks(500) {
        for stored in join_all(some.iter().map(|kept| store.put_preview(kept, at(0)))).await {
            stored.unwrap();
        }
    }
    assert_eq!(store.preview("0", at(0)).await, Ok(None));
    assert!(store.preview("1", at(0)).await.unwrap().is_some());
}
