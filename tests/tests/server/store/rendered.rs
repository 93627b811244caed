//! Renderings of messages are stored with them, for as long as the messages exist.

use parlor::core::{
    conversation::rendered::Rendered,
    store::{AgentMessage, Ended, MessagePlace, NewTurn},
};
use parlor_shared::{ids::MessageId, widget::MessageStatus};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, fresh, started};

fn drawn(version: &str, json: &str) -> Rendered {
    Rendered { version: version.into(), json: json.into() }
}

async fn kept(world: &World, ids: &[&MessageId]) -> Vec<(MessageId, Rendered)> {
    let ids: Vec<_> = ids.iter().map(|id| (*id).clone()).collect();
    let mut kept = world.store.rendered(&world.conversation.id, &ids).await.unwrap();
    kept.sort_by(|(a, _), (b, _)| a.cmp(b));
    kept
}

#[rstest]
#[tokio::test]
async fn a_message_is_kept_as_it_was_drawn(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let opening =
        AgentMessage { rendered: Some(drawn("1", "[\"opening\"]")), ..world.agent_message("Hi", MessagePlace::First) };
    world.store.add_agent_message(&opening).await.unwrap().unwrap();
    let turn = NewTurn { rendered: Some(drawn("1", "[\"question ü\"]")), ..world.turn("q", "q") };
    let (user, answer) = started(world.store.begin(&turn).await.unwrap());
    assert_eq!(kept(&world, &[&answer.id]).await, [], "nothing of an answer that is being written");
    let ended = world.ended(&answer.id, "a", MessageStatus::Complete);
    world.store.end(&Ended { rendered: Some(drawn("2", "[\"answer\"]")), ..ended }).await.unwrap();
    let all = kept(&world, &[&opening.message_id, &user.id, &answer.id, &fresh()]).await;
    let expected = [
        (opening.message_id.clone(), drawn("1", "[\"opening\"]")),
        (user.id.clone(), drawn("1", "[\"question ü\"]")),
        (answer.id.clone(), drawn("2", "[\"answer\"]")),
    ];
    assert_eq!(all, expected);
    assert_eq!(kept(&world, &[]).await, []);
}

#[rstest]
#[tokio::test]
async fn a_message_may_be_drawn_anew(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, answer) = world.exchange("q", "a", MessageStatus::Complete).await;
    assert_eq!(kept(&world, &[&user, &answer]).await, []);
    for version in ["1", "2"] {
        let all = [(user.clone(), drawn(version, "[1]")), (answer.clone(), drawn(version, "[2]"))];
        world.store.keep_rendered(&world.conversation.id, &all).await.unwrap();
        assert_eq!(kept(&world, &[&user, &answer]).await, all);
    }
}

#[rstest]
#[tokio::test]
async fn nothing_is_kept_with_what_is_not_whole_not_theirs_or_gone(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (user, answer) = world.exchange("q", "a", MessageStatus::Complete).await;
    let (_, running) = world.start("r", "r").await;
    let (_, theirs) = world.stranger().await;
    let some = drawn("1", "[]");
    let ids = [user.clone(), answer.clone(), running.id.clone(), fresh()];
    let all = |ids: &[MessageId]| ids.iter().map(|id| (id.clone(), some.clone())).collect::<Vec<_>>();
    world.store.keep_rendered(&theirs.id, &all(&ids)).await.unwrap();
    assert_eq!(kept(&world, &ids.iter().collect::<Vec<_>>()).await, []);
    world.store.keep_rendered(&world.conversation.id, &all(&ids)).await.unwrap();
    assert_eq!(kept(&world, &ids.iter().collect::<Vec<_>>()).await.len(), 2);
    assert_eq!(world.store.rendered(&theirs.id, &ids).await, Ok(vec![]), "another conversation's");
    world.store.erase_visitor(&world.widget.id, &world.visitor.id).await.unwrap();
    world.store.keep_rendered(&world.conversation.id, &all(&ids)).await.unwrap();
    assert_eq!(kept(&world, &ids.iter().collect::<Vec<_>>()).await, []);
}
