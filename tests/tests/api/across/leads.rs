//! Leads: one per agent and address, whichever voice it came by.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use parlor::core::{clock::Clock as _, owner::agent::AgentSpec};
use parlor_tests::app::agent;
use reqwest::RequestBuilder;
use rstest::rstest;
use serde_json::{Value, json};

use super::{Backend, Caty, ChatBotKit, Native, NexonTech, NodeLoom, Repertoire, Talk, Voice, World, status, whole};

/// Leaves an address in a conversation.
fn leaving(world: &World, voice: Voice, credential: &str, id: &str, email: &str) -> RequestBuilder {
    match voice {
        Native => world.post("/v1/widget/leads", &json!({"email": email})).bearer_auth(credential),
        Caty => {
            let body = json!({"session_id": format!("sess_{id}"), "email": email});
            world.post("/api/widget/lead", &body).header("X-API-Key", credential)
        }
        ChatBotKit => {
            let path = format!("/v1/conversation/{id}/contact/upsert");
            world.post(&path, &json!({"email": email})).bearer_auth(credential)
        }
        NexonTech | NodeLoom => panic!("{voice:?} has no call for it"),
    }
}

/// The lead's id, and the whole reply.
async fn left(world: &World, voice: Voice, talk: &Talk, email: &str) -> (String, Value) {
    let credential = world.credential(voice, talk).unwrap();
    let body = whole(leaving(world, voice, credential, &talk.id, email)).await;
    let id = match voice {
        Native => &body["data"]["lead_id"],
        Caty => &body["lead_id"],
        _ => &body["id"],
    };
    (id.as_str().unwrap().trim_start_matches("lead_").to_owned(), body)
}

#[rstest]
#[tokio::test]
async fn one_person_is_one_lead(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Native, Caty, ChatBotKit)] first: Voice,
) {
    let world = World::new(backend, Repertoire::default()).await;
    let (known, _) = left(&world, first, &world.begin(first).await, "ada@shop.example").await;
    for voice in [Native, Caty, ChatBotKit] {
        let talk = world.begin(voice).await;
        for email in ["ADA@Shop.Example", "ada@shop.example"] {
            let (id, body) = left(&world, voice, &talk, email).await;
            assert_eq!(id, known, "{voice:?} after {first:?}");
            assert!(!body.to_string().contains('@'), "{voice:?} shows nothing of what was there: {body}");
        }
        assert_ne!(left(&world, voice, &talk, "eve@shop.example").await.0, known);
    }
    // Conversations of the APIs that have no leads take them too, through another voice.
    for begun in [NexonTech, NodeLoom] {
        let talk = world.begin(begun).await;
        for voice in [Caty, ChatBotKit] {
            assert_eq!(left(&world, voice, &talk, "ada@shop.example").await.0, known, "{begun:?}, {voice:?}");
        }
    }
}

/// A hundred conversations, native ones and Caty's, leave the same address at the same time.
#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_are_one_lead(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let world = World::new(backend, Repertoire::default()).await;
    let mut talks = Vec::new();
    for n in 0..100 {
        let voice = if n % 2 == 0 { Native } else { Caty };
        talks.push((voice, world.begin(voice).await));
    }
    let emails = ["ada@shop.example", "Ada@Shop.Example", "ADA@SHOP.EXAMPLE"];
    let leads =
        talks.iter().zip(emails.into_iter().cycle()).map(|((voice, talk), email)| left(&world, *voice, talk, email));
    let ids: BTreeSet<_> = join_all(leads).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn other_agents_have_leads_of_their_own() {
    let world = World::usual().await;
    let mut ids = BTreeSet::new();
    for agent_id in ["agent-1", "agent-2"] {
        let mut other = agent(AgentSpec::Scripted {}, world.app.clock.now()).unwrap();
        other.id = agent_id.parse().unwrap();
        world.app.store.put_agent(&other).await.unwrap();
        world.app.change_widget(|widget| widget.agent_id = Some(other.id)).await.unwrap();
        for voice in [Native, Caty, ChatBotKit] {
            ids.insert(left(&world, voice, &world.begin(voice).await, "ada@shop.example").await.0);
        }
    }
    assert_eq!(ids.len(), 2);
}

#[tokio::test]
async fn without_the_credential_nothing_is_left() {
    let world = World::usual().await;
    let talk = world.begin(Native).await;
    for (voice, wrong, refused) in [
        (Native, world.keys.key.as_str(), 401),
        (Native, world.keys.secret.as_str(), 401),
        (Caty, world.keys.key.as_str(), 401),
        (Caty, world.keys.secret.as_str(), 401),
        (ChatBotKit, talk.jwt.as_deref().unwrap(), 401),
        (ChatBotKit, world.keys.caty_key.as_str(), 401),
    ] {
        let request = leaving(&world, voice, wrong, &talk.id, "ada@shop.example");
        assert_eq!(status(request).await, refused, "{voice:?}");
    }
    let nobodys = "a1b2c3d4-e5f6-4890-abcd-ef1234567890";
    for voice in [Caty, ChatBotKit] {
        let request = leaving(&world, voice, world.keys.of(voice), nobodys, "ada@shop.example");
        assert_eq!(status(request).await, 404, "{voice:?}");
    }
    let (widget, id) = ("widget-1".parse().unwrap(), talk.id.parse().unwrap());
    let conversation = world.app.store.widget_conversation(&widget, &id).await.unwrap().unwrap();
    assert!(!conversation.lead_captured);
}
