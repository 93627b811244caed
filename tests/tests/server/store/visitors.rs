//! Visitors, and the data erased with them.

use parlor::core::{
    conversation::{
        message::Feedback,
        visitor::{Identity, Visitor},
    },
    engagement::{Engagement, lead::Lead, telemetry::WidgetEvent},
    security::identity::IdentitySeed,
    store::{RunSignal, Saved, StoreError},
};
use parlor_shared::widget::{FeedbackValue, MessageStatus};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;

use crate::store::world::{NODE, World, at, chunk, fresh, text, visitor, widget};

fn ada() -> Identity {
    Identity { subject: "42".into(), name: Some("Ada\0".into()), email: None }
}

#[rstest]
#[tokio::test]
async fn an_identity_is_kept_and_changed(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let clean = Identity { name: Some("Ada\u{FFFD}".into()), ..ada() };
    store.save_identity(&world.widget.id, &world.visitor.id, &ada()).await.unwrap();
    let known = Visitor { identity: Some(clean.clone()), ..world.visitor.clone() };
    assert_eq!(store.visitor(&world.widget.id, &known.id).await, Ok(Some(known.clone())));
    assert_eq!(store.visitor_by_secret(&world.widget.id, &known.secret_hash).await, Ok(Some(known.clone())));
    // A foreign widget's name for the visitor changes nothing.
    store.save_identity(&fresh(), &known.id, &Identity { name: None, ..ada() }).await.unwrap();
    assert_eq!(store.visitor(&world.widget.id, &known.id).await, Ok(Some(known)));
    let born = Visitor { identity: Some(ada()), ..visitor(&world.widget) };
    store.insert_visitor(&born).await.unwrap();
    let kept = store.visitor(&world.widget.id, &born.id).await.unwrap().unwrap();
    assert_eq!(kept.identity, Some(clean));
}

#[rstest]
#[tokio::test]
async fn a_seed_is_one_widgets_and_the_last_one_counts(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (store, id) = (&world.store, &world.widget.id);
    let seed = |text: &str| IdentitySeed { seed: text.into(), created_at: at(5) };
    assert_eq!(store.identity_seed(id).await, Ok(None));
    assert_eq!(store.remove_identity_seed(id).await, Ok(false));
    for text in ["a", "b"] {
        store.put_identity_seed(id, &seed(text)).await.unwrap();
        assert_eq!(store.identity_seed(id).await, Ok(Some(seed(text))));
    }
    assert!(matches!(store.put_identity_seed(&fresh(), &seed("c")).await, Err(StoreError::Broken(_))));
    assert_eq!(store.remove_identity_seed(id).await, Ok(true));
    assert_eq!(store.identity_seed(id).await, Ok(None));
}

#[rstest]
#[tokio::test]
async fn erasing_a_visitor_takes_all_of_theirs_and_nothing_else(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let store = &world.store;
    let (_, answer) = world.exchange("one", "yes", MessageStatus::Complete).await;
    let thumb = Feedback { value: FeedbackValue::Up, reason: None, comment: None };
    store.set_feedback(&world.conversation.id, &answer, &thumb, at(0)).await.unwrap();
    let (_, running) = world.start("two", "two").await;
    let second = world.another().await;
    let (stranger, theirs) = world.stranger().await;
    for conversation in [&world.conversation, &theirs] {
        let event =
            WidgetEvent { conversation_id: conversation.id.clone(), kind: "cta".into(), payload: None, at: at(0) };
        store.record_events(&[event]).await.unwrap();
        store.claim_rule(&conversation.id, "r").await.unwrap();
        store.merge_engagement(&conversation.id, &parlor::core::engagement::Seen::default()).await.unwrap();
        let email = format!("{}@shop.example", conversation.id);
        let lead = Lead { conversation_id: conversation.id.clone(), ..world.lead(&email) };
        store.upsert_lead(&lead).await.unwrap();
    }
    let other = widget(&world.agent);
    assert_eq!(store.insert_widget(&other).await, Ok(Saved::Done));
    assert_eq!(store.erase_visitor(&other.id, &world.visitor.id).await, Ok(false), "another widget's");
    assert_eq!(store.erase_visitor(&world.widget.id, &fresh()).await, Ok(false));
    assert_eq!(world.history().await.len(), 4);

    assert_eq!(store.erase_visitor(&world.widget.id, &world.visitor.id).await, Ok(true));
    assert_eq!(store.erase_visitor(&world.widget.id, &world.visitor.id).await, Ok(false), "once is enough");
    assert_eq!(store.visitor(&world.widget.id, &world.visitor.id).await, Ok(None));
    for conversation in [&world.conversation, &second] {
        assert_eq!(store.conversation(&world.visitor.id, &conversation.id).await, Ok(None));
        assert_eq!(store.count_events(&conversation.id, "cta").await, Ok(0));
        assert_eq!(store.engagement(&conversation.id).await, Ok(Engagement::default()));
        assert!(store.spoken_rules(&conversation.id).await.unwrap().is_empty());
    }
    assert_eq!(world.history().await, []);
    assert_eq!(world.log(&running.id, 0).await, []);
    assert_eq!(
        store.append(&running.id, NODE, &chunk(1, &[text("x")])).await,
        Err::<RunSignal, _>(StoreError::LeaseLost)
    );

    assert_eq!(store.visitor(&world.widget.id, &stranger.id).await, Ok(Some(stranger)));
    assert_eq!(store.count_events(&theirs.id, "cta").await, Ok(1));
    assert_eq!(store.spoken_rules(&theirs.id).await.unwrap().len(), 1);
    assert!(store.widget_conversation(&world.widget.id, &theirs.id).await.unwrap().unwrap().lead_captured);
}
