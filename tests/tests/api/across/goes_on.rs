//! Access that the credentials allow.

use std::time::Duration;

use rstest::rstest;
use serde_json::json;

use super::{Backend, Caty, ChatBotKit, Native, NexonTech, NodeLoom, Repertoire, Told, Voice, World, status, whole};

#[rstest]
#[tokio::test]
async fn a_conversation_goes_on_in_every_voice(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Native, NexonTech, NodeLoom, Caty, ChatBotKit)] first: Voice,
) {
    let world = World::new(backend, Repertoire::default()).await;
    let talk = world.begin(first).await;
    let mut said = Vec::new();
    for voice in Voice::ALL.into_iter().chain(Voice::ALL) {
        if world.credential(voice, &talk).is_none() {
            continue;
        }
        let text = format!("{} through {voice:?}", said.len());
        assert_eq!(world.say(voice, &talk, &text).await, text);
        said.extend([(true, text.clone()), (false, text)]);
    }
    assert_eq!(said.len(), if first == Native { 20 } else { 16 });

    let mut read = Vec::new();
    for voice in [NodeLoom, ChatBotKit, Native] {
        read.extend(world.read(voice, &talk).await);
    }
    assert_eq!(read.len(), if first == Native { 3 } else { 2 });
    let told: Vec<_> = read[0].iter().map(|(_, by, text)| (*by, text.clone())).collect();
    assert_eq!(told, said);
    assert!(read.iter().all(|other: &Vec<Told>| *other == read[0]), "the same messages with the same ids");

    let path = "/api/teams/team-1/widgets/widget-1/stats";
    let figures = whole(world.app.client.get(world.app.url(path)).bearer_auth(&world.keys.secret)).await;
    assert_eq!((&figures["totalSessions"], &figures["totalMessages"]), (&json!(1), &json!(said.len())));
}

/// There is one answer at a time, whichever API asked; requests through the other APIs are told to wait.
#[tokio::test]
async fn one_answer_at_a_time_across_voices() {
    for first in Voice::ALL {
        let (answers, gate) = Repertoire::default().held("wait", "so ", "long");
        let world = World::new(Backend::Temporary, answers).await;
        let talk = world.begin(Native).await;
        let waiting = world.saying(first, world.credential(first, &talk).unwrap(), &talk.id, "wait");
        let answer = tokio::spawn(async { waiting.send().await.unwrap().text().await.unwrap() });
        // It is announced before it is stored.
        let stored = talk.id.parse().unwrap();
        while world.app.store.history(&stored, None, 2).await.unwrap().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        for voice in Voice::ALL {
            let request = world.saying(voice, world.credential(voice, &talk).unwrap(), &talk.id, "Hi");
            assert_eq!(status(request).await, 429, "{voice:?} while {first:?} waits");
        }
        gate.open(1);
        assert!(answer.await.unwrap().contains("so long"));
        for voice in Voice::ALL {
            assert_eq!(world.say(voice, &talk, "Hi").await, "Hi");
        }
    }
}

/// The visitor's page goes on reading what was asked for through another voice.
#[tokio::test]
async fn an_answer_asked_for_elsewhere_can_be_followed_natively() {
    let world = World::usual().await;
    let talk = world.begin(Native).await;
    world.say(NexonTech, &talk, "What do you sell?").await;
    let answer = world.read(Native, &talk).await.unwrap().pop().unwrap().0;
    let url = world.app.url(&format!("/v1/widget/messages/{answer}/stream?after=0"));
    let request = world.app.client.get(url).bearer_auth(talk.jwt.as_deref().unwrap());
    let events = request.send().await.unwrap().text().await.unwrap();
    assert!(events.contains("What do you sell?") && events.contains("event: done"), "{events}");
}
