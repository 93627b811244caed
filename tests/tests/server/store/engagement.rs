//! Activity of visitors is added up in one step, and each rule addresses a visitor once.

use std::{collections::BTreeSet, sync::Arc};

use parlor::core::{
    engagement::{Engagement, Seen},
    page_url::PageUrl,
};
use parlor_shared::ids::ConversationId;
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, fresh};

fn seen(scroll_percent: u8, time_ms: u64, clicks: u64, page: Option<&str>) -> Seen {
    Seen { scroll_percent, time_ms, clicks, ..Seen::on(page.and_then(PageUrl::parse)) }
}

#[rstest]
#[tokio::test]
async fn the_store_adds_up_as_the_domain_does(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (store, id) = (&world.store, &world.conversation.id);
    assert_eq!(store.engagement(id).await, Ok(Engagement::default()));
    let mut expected = Engagement::default();
    for seen in [
        seen(0, 0, 0, None),
        seen(50, 1_000, 0, Some("https://a.example/")),
        seen(40, 9_000, 2, None),
        seen(0, 0, 0, Some("https://a.example/b#part")),
        seen(100, 10, 1, Some("https://a.example/b")),
        seen(0, 0, 7, Some("https://a.example/")),
        seen(0, i64::MAX as u64, i64::MAX as u64, Some("https://a.example/c")),
    ] {
        expected = expected.with(&seen);
        assert_eq!(store.merge_engagement(id, &seen).await.as_ref(), Ok(&expected), "{seen:?}");
        assert_eq!(store.engagement(id).await.as_ref(), Ok(&expected));
    }
    assert_eq!(expected.pages, 4);
}

#[rstest]
#[tokio::test]
async fn conversations_do_not_mix(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let other = world.another().await;
    world.store.merge_engagement(&world.conversation.id, &seen(10, 10, 1, Some("/a"))).await.unwrap();
    assert_eq!(world.store.claim_rule(&world.conversation.id, "r").await, Ok(true));
    assert_eq!(world.store.engagement(&other.id).await, Ok(Engagement::default()));
    assert_eq!(world.store.spoken_rules(&other.id).await, Ok(BTreeSet::new()));
    assert_eq!(world.store.claim_rule(&other.id, "r").await, Ok(true));
    let nowhere: ConversationId = fresh();
    assert!(world.store.merge_engagement(&nowhere, &Seen::default()).await.is_err());
    assert!(world.store.claim_rule(&nowhere, "r").await.is_err());
    assert_eq!(world.store.engagement(&nowhere).await, Ok(Engagement::default()));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_writers_lose_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..100_u8 {
        let (store, id) = (Arc::clone(&world.store), world.conversation.id.clone());
        let seen = seen(n, u64::from(99 - n) * 1_000, u64::from(n / 2), Some("https://a.example/"));
        tasks.spawn(async move { store.merge_engagement(&id, &seen).await.unwrap() });
    }
    tasks.join_all().await;
    let all = world.store.engagement(&world.conversation.id).await.unwrap();
    assert_eq!((all.scroll_percent, all.time_ms, all.clicks, all.pages), (99, 99_000, 49, 1));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_is_given_to_one_of_a_hundred(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let (store, id) = (Arc::clone(&world.store), world.conversation.id.clone());
        tasks.spawn(async move { store.claim_rule(&id, "rule").await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|claimed| *claimed).count(), 1);
    assert_eq!(world.store.spoken_rules(&world.conversation.id).await, Ok(BTreeSet::from(["rule".into()])));
}

#[rstest]
#[tokio::test]
async fn visits_are_other_conversations_of_the_visitor(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (visitor, id) = (&world.visitor.id, &world.conversation.id);
    world.stranger().await;
    assert_eq!(world.store.earlier_visits(visitor, id).await, Ok(0));
    world.another().await;
    world.another().await;
    assert_eq!(world.store.earlier_visits(visitor, id).await, Ok(2));
    assert_eq!(world.store.earlier_visits(&fresh(), id).await, Ok(0));
}

#[rstest]
#[tokio::test]
async fn odd_pages_and_rules_are_kept(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (store, id) = (&world.store, &world.conversation.id);
    let odd = seen(0, 0, 0, Some("/'; drop table engagement; --?token=s3cret#top"));
    let first = store.merge_engagement(id, &odd).await.unwrap();
    assert_eq!(first.last_page.as_ref().map(PageUrl::as_str), Some("/';%20drop%20table%20engagement;%20--"));
    assert_eq!(store.merge_engagement(id, &odd).await.unwrap().pages, 1, "the same page, as it is kept");
    assert_eq!(store.claim_rule(id, "a\0").await, Ok(true));
    assert_eq!(store.claim_rule(id, "a\0").await, Ok(false));
}

#[rstest]
#[tokio::test]
async fn what_is_erased_is_gone(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (store, id) = (&world.store, &world.conversation.id);
    store.merge_engagement(id, &seen(10, 10, 1, Some("/a"))).await.unwrap();
    store.claim_rule(id, "r").await.unwrap();
    store.erase_conversations(&world.widget.id).await.unwrap();
    assert_eq!(store.engagement(id).await, Ok(Engagement::default()));
    assert_eq!(store.spoken_rules(id).await, Ok(BTreeSet::new()));
}
