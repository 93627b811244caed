//! Objects that owners make: agents, widgets; and the visitors and events of widgets.

use parlor::core::{
    conversation::visitor::Visitor,
    engagement::telemetry::WidgetEvent,
    owner::agent::{AgentProfile, AgentSpec},
    store::{Saved, StoreError},
    widget::{KeyKind, Widget, WidgetKeys},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{World, agent, at, fresh, visitor, widget};

#[rstest]
#[tokio::test]
async fn an_agent_is_replaced_whole(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    assert_eq!(world.store.agent(&world.agent.id).await, Ok(Some(world.agent.clone())));
    let spec = AgentSpec::Webhook { url: "https://x.example".into(), secret: "hook".into() };
    let new = AgentProfile {
        name: "Bea".into(),
        spec,
        starter_prompts: vec![],
        language: "de".into(),
        created_at: at(9),
        ..world.agent
    };
    world.store.put_agent(&new).await.unwrap();
    assert_eq!(world.store.agent(&new.id).await, Ok(Some(new.clone())));
    assert_eq!(world.store.agent(&fresh()).await, Ok(None));
}

#[rstest]
#[tokio::test]
async fn a_widget_is_replaced_whole(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let old = world.widget.clone();
    assert_eq!(world.store.widget(&old.id).await, Ok(Some(old.clone())));
    assert_eq!(world.store.widget_by_key(KeyKind::Key, &old.keys.key).await, Ok(Some(old.clone())));
    let other = agent();
    world.store.put_agent(&other).await.unwrap();
    let mut new = Widget {
        id: old.id.clone(),
        agent_id: Some(other.id),
        active: false,
        updated_at: at(9),
        ..widget(&world.agent)
    };
    new.settings.title = Some("Help".into());
    world.store.put_widget(&new).await.unwrap();
    new.revision = 1;
    assert_eq!(world.store.widget(&old.id).await, Ok(Some(new.clone())));
    assert_eq!(
        world.store.widget_by_key(KeyKind::Key, &old.keys.key).await,
        Ok(None),
        "a key that was replaced opens nothing"
    );
    assert_eq!(world.store.widget_by_key(KeyKind::Key, &new.keys.key).await, Ok(Some(new)));
}

#[rstest]
#[tokio::test]
async fn odd_keys_open_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    for key in ["", "wk_", "wk_\0", "\0", "' or 1=1 --", "%", "\u{FFFD}"] {
        for kind in [KeyKind::Key, KeyKind::EmbedToken, KeyKind::Caty] {
            assert_eq!(world.store.widget_by_key(kind, key).await, Ok(None), "{key:?}");
        }
        assert_eq!(world.store.visitor_by_secret(&world.widget.id, key).await, Ok(None), "{key:?}");
    }
}

#[rstest]
#[tokio::test]
async fn keys_and_embed_tokens_are_unique(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let other = widget(&world.agent);
    for clash in [
        WidgetKeys { key: world.widget.keys.key.clone(), ..other.keys.clone() },
        WidgetKeys { embed_token: world.widget.keys.embed_token.clone(), ..other.keys.clone() },
        WidgetKeys { caty_key: world.widget.keys.caty_key.clone(), ..other.keys.clone() },
    ] {
        let clash = Widget { keys: clash, ..other.clone() };
        assert!(matches!(world.store.put_widget(&clash).await, Err(StoreError::Broken(_))));
        assert_eq!(world.store.insert_widget(&clash).await, Ok(Saved::Taken));
    }
    assert_eq!(world.store.widget(&other.id).await, Ok(None));
    world.store.put_widget(&other).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn origins_of_active_widgets_each_once(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let with = |origins: &[&str], active| Widget {
        allowed_origins: origins.iter().map(|o| (*o).to_owned()).collect(),
        active,
        ..widget(&world.agent)
    };
    for widget in [
        with(&["https://b.example", "https://shop.example"], true),
        with(&["https://off.example"], false),
        with(&["https://b.example"], true),
    ] {
        world.store.put_widget(&widget).await.unwrap();
    }
    let mut origins = world.store.origins().await.unwrap();
    origins.sort();
    assert_eq!(origins, ["https://b.example", "https://shop.example"]);
    world.store.put_widget(&with(&[], true)).await.unwrap();
    let origins = world.store.origins().await.unwrap();
    assert!(origins.iter().any(|origin| origin == "*"), "a widget whose owner named no origin may be used anywhere");
}

#[rstest]
#[tokio::test]
async fn a_visitor_is_known_by_their_secret_in_their_widget(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let elsewhere = widget(&world.agent);
    world.store.put_widget(&elsewhere).await.unwrap();
    let (known, hash) = (world.visitor.clone(), world.visitor.secret_hash.as_str());
    assert_eq!(world.store.visitor_by_secret(&world.widget.id, hash).await, Ok(Some(known.clone())));
    assert_eq!(world.store.visitor(&world.widget.id, &known.id).await, Ok(Some(known.clone())));
    assert_eq!(world.store.visitor_by_secret(&elsewhere.id, hash).await, Ok(None));
    assert_eq!(world.store.visitor(&elsewhere.id, &known.id).await, Ok(None));
    let namesake = Visitor { secret_hash: hash.into(), locale: None, ..visitor(&elsewhere) };
    world.store.insert_visitor(&namesake).await.unwrap();
    assert_eq!(
        world.store.visitor_by_secret(&elsewhere.id, hash).await,
        Ok(Some(namesake)),
        "secrets are unique in a widget"
    );
    let clash = Visitor { secret_hash: hash.into(), ..visitor(&world.widget) };
    assert!(matches!(world.store.insert_visitor(&clash).await, Err(StoreError::Broken(_))));
    let clash = Visitor { id: known.id.clone(), ..visitor(&world.widget) };
    assert!(matches!(world.store.insert_visitor(&clash).await, Err(StoreError::Broken(_))));
    assert_eq!(world.store.visitor_by_secret(&world.widget.id, hash).await, Ok(Some(known)));
}

#[rstest]
#[tokio::test]
async fn events_are_counted_by_conversation_and_kind(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let other = world.another().await;
    let event = |conversation: &parlor_shared::ids::ConversationId, kind: &str| WidgetEvent {
        conversation_id: conversation.clone(),
        kind: kind.into(),
        payload: Some(serde_json::json!({"a": [1, null, "\0"]})),
        at: at(0),
    };
    let ours = &world.conversation.id;
    let odd = WidgetEvent { payload: None, ..event(ours, "o\0dd") };
    world
        .store
        .record_events(&[
            event(ours, "opened"),
            event(ours, "opened"),
            event(ours, "closed"),
            event(&other.id, "opened"),
            odd,
        ])
        .await
        .unwrap();
    world.store.record_events(&[]).await.unwrap();
    assert_eq!(world.store.count_events(ours, "opened").await, Ok(2));
    assert_eq!(world.store.count_events(ours, "closed").await, Ok(1));
    assert_eq!(world.store.count_events(&other.id, "opened").await, Ok(1));
    assert_eq!(world.store.count_events(ours, "o\0dd").await, Ok(1));
    assert_eq!(world.store.count_events(&fresh(), "opened").await, Ok(0));
}

/// Only databases know which conversations there are; the others have nothing that could fail half-way.
#[rstest]
#[tokio::test]
async fn events_are_stored_all_or_none(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let event =
        WidgetEvent { conversation_id: world.conversation.id.clone(), kind: "opened".into(), payload: None, at: at(0) };
    let foreign = WidgetEvent { conversation_id: fresh(), ..event.clone() };
    assert!(matches!(world.store.record_events(&[event, foreign]).await, Err(StoreError::Broken(_))));
    assert_eq!(world.store.count_events(&world.conversation.id, "opened").await, Ok(0));
}

#[rstest]
#[tokio::test]
async fn a_closed_store_says_so(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    assert_eq!(world.store.ping().await, Ok(()));
    world.store.close().await;
    world.store.close().await;
    assert!(matches!(world.store.ping().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(world.store.agent(&world.agent.id).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(world.store.begin(&world.turn("x", "x")).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(world.store.put_agent(&world.agent).await, Err(StoreError::Unavailable(_))));
}
