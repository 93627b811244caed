//! Messages that an agent sends on its own are stored once, if there is room for them, and are part of the history.

use std::sync::Arc;

use parlor::core::store::{AgentMessage, MessagePlace};
use parlor_shared::widget::{MessageStatus, Role};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, at};

fn words(world: &World, text: &str, place: MessagePlace) -> AgentMessage {
    AgentMessage { at: at(5), ..world.agent_message(text, place) }
}

fn once(rule: &str) -> MessagePlace {
    MessagePlace::Last { once: Some(rule.into()) }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_openings_make_one(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..10 {
        let (store, opening) = (Arc::clone(&world.store), words(&world, &format!("Hello {n}"), MessagePlace::First));
        tasks.spawn(async move { store.add_agent_message(&opening).await.unwrap() });
    }
    let said: Vec<_> = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(said, world.history().await, "one was stored, and told as it was");
    assert_eq!(said.len(), 1);
    let first = &said[0];
    assert_eq!((first.seq, first.role, first.status), (1, Role::Agent, MessageStatus::Complete));
    assert_eq!((first.reply_to.is_none(), first.created_at), (true, at(5)));
    let conversation = world.store.conversation(&world.visitor.id, &world.conversation.id).await.unwrap().unwrap();
    assert_eq!(conversation.last_activity_at, at(5));
}

#[rstest]
#[tokio::test]
async fn a_rule_that_may_speak_once_does(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    world.exchange("Hi", "Hello", MessageStatus::Complete).await;
    assert_eq!(
        world.store.add_agent_message(&words(&world, "First", MessagePlace::First)).await,
        Ok(None),
        "it has begun"
    );
    let said = world.store.add_agent_message(&words(&world, "Help\0?", once("r1"))).await.unwrap().unwrap();
    assert_eq!((said.seq, said.text.as_str()), (3, "Help\u{fffd}?"));
    assert_eq!(world.store.add_agent_message(&words(&world, "Help?", once("r1"))).await, Ok(None));
    assert!(!world.store.claim_rule(&world.conversation.id, "r1").await.unwrap(), "the rule has spoken");
    for _ in 0..2 {
        let again = words(&world, "Still there?", MessagePlace::Last { once: None });
        assert!(world.store.add_agent_message(&again).await.unwrap().is_some());
    }
    let texts: Vec<_> = world.history().await.into_iter().map(|message| message.text).collect();
    assert_eq!(texts, ["Hi", "Hello", "Help\u{fffd}?", "Still there?", "Still there?"]);
}

#[rstest]
#[tokio::test]
async fn nobody_speaks_into_an_answer_or_a_foreign_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (stranger, _) = world.stranger().await;
    let foreign = AgentMessage { visitor_id: stranger.id, ..words(&world, "Hello", MessagePlace::First) };
    assert_eq!(world.store.add_agent_message(&foreign).await, Ok(None));
    world.start("Hi", "key").await;
    assert_eq!(world.store.add_agent_message(&words(&world, "Help?", once("r1"))).await, Ok(None));
    assert!(world.store.claim_rule(&world.conversation.id, "r1").await.unwrap(), "it has not spoken");
    assert_eq!(world.history().await.len(), 2);
}

#[rstest]
#[tokio::test]
async fn it_cannot_be_written_anew(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let said = world.store.add_agent_message(&words(&world, "Hello", MessagePlace::First)).await.unwrap().unwrap();
    let again = world.store.begin_again(&world.redo(&said.id)).await.unwrap();
    assert_eq!(again, parlor::core::store::Begun::Unknown, "it answers nothing");
}

#[rstest]
#[tokio::test]
async fn a_visitor_is_known_by_the_lead_of_any_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (stranger, _) = world.stranger().await;
    world.another().await;
    assert!(!world.store.has_lead(&world.visitor.id).await.unwrap());
    world.store.upsert_lead(&world.lead("ada@x.example")).await.unwrap();
    assert!(world.store.has_lead(&world.visitor.id).await.unwrap());
    assert!(!world.store.has_lead(&stranger.id).await.unwrap());
}
