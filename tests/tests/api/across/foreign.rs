//! Limits of the credentials: another team's conversation is answered like one that does not exist.

use std::collections::BTreeSet;

use parlor::core::widget::{KeyKind, WidgetKeys};
use parlor_tests::owner::Owner;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    Backend, Caty, ChatBotKit, KEY, Keys, Native, NexonTech, NodeLoom, Repertoire, Talk, Voice, World, status, whole,
};

/// Another team on the same server, with a widget that any page may use.
async fn rival(world: &World) -> Keys {
    let owner = Owner::register(&world.app, "them@rival.example").await.unwrap();
    let widget = owner.new_widget(&owner.new_agent().await.unwrap()).await.unwrap();
    let keys = owner.call(Method::POST, &format!("/widgets/{widget}/keys/key/regenerate")).await.unwrap();
    let keys: Value = keys.error_for_status().unwrap().json().await.unwrap();
    let text = |name: &str| keys[name].as_str().unwrap().to_owned();
    let keys = WidgetKeys { key: text("key"), embed_token: text("embed_token"), caty_key: text("caty_key") };
    Keys::new(keys, owner.secret(&world.app).await.unwrap())
}

/// Another widget of the same team, with the same agent.
async fn sibling(world: &World) -> Keys {
    let mut other = world.app.store.widget_by_key(KeyKind::Key, KEY).await.unwrap().unwrap();
    other.id = "widget-2".parse().unwrap();
    other.keys =
        WidgetKeys { key: "wk_sibling".into(), embed_token: "wt_sibling".into(), caty_key: "caty_sibling".into() };
    world.app.store.put_widget(&other).await.unwrap();
    Keys::new(other.keys, world.keys.secret.clone())
}

/// Status that each API returns for a credential of another conversation.
const NOT_YOURS: [(Voice, u16); 4] = [(NexonTech, 403), (NodeLoom, 404), (Caty, 404), (ChatBotKit, 404)];

#[rstest]
#[tokio::test]
async fn keys_of_another_widget_open_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Native, NexonTech, NodeLoom, Caty, ChatBotKit)] first: Voice,
) {
    let world = World::new(backend, Repertoire::default()).await;
    let (talk, rival, sibling) = (world.begin(first).await, rival(&world).await, sibling(&world).await);
    world.say(NodeLoom, &talk, "a secret").await;
    let before = world.read(NodeLoom, &talk).await;
    let nobodys = "a1b2c3d4-e5f6-4890-abcd-ef1234567890";
    for (voice, expected) in NOT_YOURS {
        // The team's secret opens all of its widgets.
        let others = if voice == ChatBotKit { vec![&rival] } else { vec![&rival, &sibling] };
        for keys in others {
            for id in [talk.id.as_str(), nobodys] {
                let said = status(world.saying(voice, keys.of(voice), id, "Hi")).await;
                assert_eq!(said, expected, "{voice:?} {id}");
                if let Some(request) = world.reading(voice, keys.of(voice), id) {
                    assert_eq!(status(request).await, expected, "{voice:?} {id}");
                }
            }
        }
    }
    assert_eq!(world.read(NodeLoom, &talk).await, before, "nothing was said");
}

/// A visitor's token is good for their own conversation: the calls that take it name no other, or refuse it.
#[tokio::test]
async fn tokens_of_another_conversation_open_nothing() {
    let world = World::usual().await;
    let session = whole(world.post("/v1/integration/widget/widget-1/session/create", &json!({}))).await;
    let token = session["token"].as_str().unwrap();
    let stranger = world.begin(Native).await;
    for first in Voice::ALL {
        let talk = world.begin(first).await;
        world.say(NodeLoom, &talk, "a secret").await;
        let answer = &world.read(NodeLoom, &talk).await.unwrap()[1].0;
        assert_eq!(status(world.saying(ChatBotKit, token, &talk.id, "Hi")).await, 404, "{first:?}");
        assert_eq!(status(world.reading(ChatBotKit, token, &talk.id).unwrap()).await, 404, "{first:?}");
        let url = world.app.url(&format!("/v1/widget/messages/{answer}/stream"));
        let follow = world.app.client.get(url).bearer_auth(stranger.jwt.as_deref().unwrap());
        assert_eq!(status(follow).await, 404, "{first:?}");
        let url = world.app.url(&format!("/v1/conversation/{}/message/{answer}/upvote", talk.id));
        assert_eq!(status(world.app.client.post(url).bearer_auth(token)).await, 404, "{first:?}");
        assert_eq!(world.read(NodeLoom, &talk).await.unwrap().len(), 2, "nothing was said");
    }
    assert_eq!(world.read(Native, &stranger).await.unwrap(), []);
}

/// Each voice takes its own kind of credential and no other, however good that is elsewhere.
#[tokio::test]
async fn a_credential_of_one_voice_is_none_in_another() {
    let world = World::usual().await;
    let session = whole(world.post("/v1/integration/widget/widget-1/session/create", &json!({}))).await;
    let token = session["token"].as_str().unwrap();
    let talk = Talk { id: session["conversationId"].as_str().unwrap().to_owned(), jwt: None };
    let native = world.begin(Native).await;
    let Keys { key, embed_token, caty_key, secret } = &world.keys;
    let jwt = native.jwt.as_deref().unwrap();
    let refusals = [(Native, 401), (NexonTech, 403), (NodeLoom, 401), (Caty, 401), (ChatBotKit, 401)];
    for (credential, good_for) in [
        (key.as_str(), NexonTech),
        (embed_token, NodeLoom),
        (caty_key, Caty),
        (secret, ChatBotKit),
        (token, ChatBotKit),
        (jwt, Native),
    ] {
        for (voice, refused) in refusals {
            let id = if voice == Native { &native.id } else { &talk.id };
            let expected = if voice == good_for { 200 } else { refused };
            assert_eq!(status(world.saying(voice, credential, id, "Hi")).await, expected, "{good_for:?} in {voice:?}");
            if let Some(request) = world.reading(voice, credential, id) {
                assert_eq!(status(request).await, expected, "{good_for:?} in {voice:?}");
            }
        }
    }
}

/// Names may be easy to guess. The one a page gave a visitor brings nobody back, in no voice.
#[tokio::test]
async fn a_visitors_name_opens_nothing() {
    let world = World::usual().await;
    let mut ids = BTreeSet::new();
    for voice in [Native, NexonTech, NodeLoom, Caty] {
        let id = world.open(voice, Some("v_abc123")).await;
        let talk = Talk { id: id.clone(), jwt: None };
        assert_eq!(world.read(NodeLoom, &talk).await.unwrap(), [], "{voice:?}");
        world.say(NodeLoom, &talk, "a secret").await;
        assert!(ids.insert(id), "{voice:?} went on with another's conversation");
    }
    for voice in [Native, NexonTech, NodeLoom, Caty] {
        assert!(
            ids.insert(world.open(voice, Some("v_abc123")).await),
            "{voice:?}: anybody may have said the same name"
        );
    }
}
