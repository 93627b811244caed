//! A disk that is nearly full: every voice refuses what is new with 507, in its own words; reading and erasing go on.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use parlor::{
    core::disk::{FreeSpace, Reserve},
    store,
};
use parlor_tests::{databases::Backend, visitor::ORIGIN};
use serde_json::{Value, json};

use super::{Caty, ChatBotKit, Native, NexonTech, NodeLoom, Voice, World, status};

/// A disk that says what a test wants.
#[derive(Debug)]
struct Disk(AtomicU64);

impl FreeSpace for Disk {
    fn free(&self) -> io::Result<u64> {
        Ok(self.0.load(Ordering::Relaxed))
    }
}

async fn world() -> (World, Arc<Disk>) {
    let (guard, disk) = (Backend::Sqlite.fresh().await, Arc::new(Disk(AtomicU64::new(1_000))));
    let reserve = Reserve::new(1_000, Arc::clone(&disk) as Arc<dyn FreeSpace>);
    let store = store::open_with(&guard.url, Some(reserve)).await.unwrap();
    (World::keeping(store, guard).await, disk)
}

async fn readiness(world: &World) -> (u16, String) {
    let response = world.app.client.get(world.app.url("/readyz")).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn what_is_new_is_refused_in_every_voice() {
    let (world, disk) = world().await;
    let mut talks = Vec::new();
    for voice in Voice::ALL {
        let talk = world.begin(voice).await;
        world.say(voice, &talk, "before").await;
        talks.push((voice, talk));
    }
    assert_eq!(readiness(&world).await, (200, "ready".into()));
    disk.0.store(999, Ordering::Relaxed);
    assert_eq!(readiness(&world).await, (503, "disk reserve reached".into()));
    for (voice, talk) in &talks {
        let credential = world.credential(*voice, talk).unwrap();
        let refused = world.saying(*voice, credential, &talk.id, "new").send().await.unwrap();
        assert_eq!(refused.status(), 507, "{voice:?}");
        assert!(refused.headers().contains_key("retry-after"), "{voice:?}");
        let body: Value = refused.json().await.unwrap();
        let told = match voice {
            Native => &body["error"]["message"],
            NexonTech | NodeLoom | Caty => &body["error"],
            ChatBotKit => &body["message"],
        };
        assert!(told.as_str().is_some_and(|told| !told.is_empty()), "{voice:?}: {body}");
        if let Some(reading) = world.reading(*voice, credential, &talk.id) {
            assert_eq!(status(reading).await, 200, "{voice:?}");
        }
    }
    let native = talks[0].1.jwt.as_deref().unwrap();
    for (path, body) in
        [("/v1/widget/events", json!({"event": "cta"})), ("/v1/widget/leads", json!({"email": "ada@shop.example"}))]
    {
        assert_eq!(status(world.post(path, &body).bearer_auth(native)).await, 507, "{path}");
    }
    let arrives = world.post("/v1/widget/init", &json!({"agent_id": world.keys.key}));
    assert_eq!(status(arrives).await, 507, "a new conversation");
    let erase = world.app.client.delete(world.app.url("/v1/widget/me")).header("Origin", ORIGIN);
    assert_eq!(status(erase.bearer_auth(native)).await, 204);

    disk.0.store(1_000, Ordering::Relaxed);
    assert_eq!(readiness(&world).await, (200, "ready".into()));
    for (voice, talk) in &talks[1..] {
        world.say(*voice, talk, "after").await;
    }
}
