//! Contact details of visitors: one contact per agent and address, whichever call it came with.

use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    repertoire::Repertoire,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    bench::{AGENT, Bench, THEIR_AGENT, refuses, reply, text},
    talk::Talk,
};

/// A widget that collects contacts.
async fn collecting(bench: &Bench) -> String {
    bench.ours.widget(&json!({"botId": AGENT, "contactCollection": true})).await
}

async fn captured(bench: &Bench, conversation: &str) -> bool {
    let found = bench.app.store.team_conversation(&bench.ours.team, &conversation.parse().unwrap()).await.unwrap();
    found.unwrap().lead_captured
}

#[rstest]
#[tokio::test]
async fn a_contact_is_found_again(#[values(Sqlite, Postgres)] backend: Backend) {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    let id = collecting(&bench).await;
    let open =
        async |contact: Value| bench.ours.done(&format!("/{id}/session/create"), &json!({"contact": contact})).await;
    let first = open(json!({"name": "John Smith", "email": "john@example.com", "phone": "+1 (555) 010-1234"})).await;
    let again = open(json!({"email": "John@Example.com"})).await;
    let (first, again) = (Talk::of(&bench, &first), Talk::of(&bench, &again));
    assert_ne!(first.id, again.id, "an address never leads to an earlier conversation");
    assert!(captured(&bench, &first.id).await && captured(&bench, &again.id).await);
    let known = reply(first.post("/contact/upsert", &json!({"email": "john@example.com"}))).await;
    assert_eq!(known.as_object().unwrap().len(), 1, "the reply shows nothing of what was there: {known}");
    let other = json!({"email": "JOHN@EXAMPLE.COM", "name": "J", "nick": "Jo", "meta": {"plan": "pro", "seats": 3}});
    assert_eq!(reply(again.post("/contact/upsert", &other)).await, known, "not doubled");
    let else_one = reply(first.post("/contact/upsert", &json!({"email": "ada@example.com"}))).await;
    assert_ne!(else_one, known);

    let theirs = bench.theirs.widget(&json!({"botId": THEIR_AGENT})).await;
    let session = bench.theirs.done(&format!("/{theirs}/session/create"), &json!({})).await;
    let theirs = reply(Talk::of(&bench, &session).post("/contact/upsert", &json!({"email": "john@example.com"}))).await;
    assert_ne!(theirs, known, "another team's contact is another one");
}

#[tokio::test]
async fn a_contact_counts_only_where_it_is_collected() {
    let bench = Bench::new().await;
    let contact = json!({"contact": {"name": "John Smith", "email": "john@example.com", "phone": "+15550101234"}});
    let id = bench.ours.shop().await;
    let session = bench.ours.done(&format!("/{id}/session/create"), &contact).await;
    let talk = Talk::of(&bench, &session);
    assert!(!captured(&bench, &talk.id).await);
    let kept = reply(talk.get("/fetch")).await;
    assert!(!kept.to_string().contains("John") && !kept.to_string().contains("555"), "{kept}");
    bench.ours.done(&format!("/{id}/update"), &json!({"contactCollection": true})).await;
    let session = bench.ours.done(&format!("/{id}/session/create"), &contact).await;
    assert!(captured(&bench, &text(&session["conversationId"])).await);
}

#[tokio::test]
async fn a_contact_without_an_address_is_a_note() {
    let bench = Bench::new().await;
    let id = collecting(&bench).await;
    for (contact, note) in [
        (
            json!({"name": "John Smith", "phone": "+15550101234"}),
            json!({"name": "John Smith", "phone": "+15550101234"}),
        ),
        (json!({"name": "John Smith", "email": "", "phone": ""}), json!({"name": "John Smith"})),
        (json!({"name": "", "email": null}), Value::Null),
        (Value::Null, Value::Null),
    ] {
        let session = bench.ours.done(&format!("/{id}/session/create"), &json!({"contact": contact})).await;
        let talk = Talk::of(&bench, &session);
        assert_eq!(reply(talk.get("/fetch")).await["meta"]["contact"], note);
        assert!(!captured(&bench, &talk.id).await);
    }
}

#[tokio::test]
async fn odd_contacts_are_refused() {
    let bench = Bench::new().await;
    let id = collecting(&bench).await;
    let talk = Talk::open(&bench, &id).await;
    let many: serde_json::Map<_, _> = (0..16).map(|n| (format!("f{n}"), json!(n))).collect();
    for (field, value) in [
        ("email", json!("john")),
        ("email", json!("john@example.com\r\nBcc: x@y.example")),
        ("email", json!(format!("{}@example.com", "j".repeat(254)))),
        ("email", json!(["john@example.com"])),
        ("phone", json!("call me")),
        ("phone", json!("044 123 45 67")),
        ("name", json!("n".repeat(201))),
        ("name", json!({"first": "John"})),
        ("company", json!("Mill")),
    ] {
        let mut contact = json!({"email": "john@example.com"});
        contact[field] = value;
        refuses(talk.post("/contact/upsert", &contact), 400, "BAD_REQUEST").await;
        let session = bench.ours.post(&format!("/{id}/session/create"), &json!({"contact": contact}));
        refuses(session, 400, "BAD_REQUEST").await;
    }
    for more in [
        json!({"nick": "n".repeat(201)}),
        json!({"fingerprint": "f".repeat(201)}),
        json!({"description": "d".repeat(2_001)}),
        json!({"meta": many}),
        json!({"meta": {"_own": 1}}),
        json!({"meta": {"": 1}}),
        json!({"meta": {"long": "v".repeat(2_001)}}),
        json!({"meta": []}),
    ] {
        let mut contact = more;
        contact["email"] = json!("john@example.com");
        refuses(talk.post("/contact/upsert", &contact), 400, "BAD_REQUEST").await;
    }
    for none in [json!({}), json!({"email": ""}), json!({"email": null, "name": "John"})] {
        refuses(talk.post("/contact/upsert", &none), 422, "UNPROCESSABLE_ENTITY").await;
    }
    assert!(!captured(&bench, &talk.id).await, "nothing was kept");
}

#[tokio::test]
async fn five_contacts_a_minute() {
    let bench = Bench::with_flags(Temporary, Repertoire::default().agents(), &[]).await;
    let talk = Talk::open(&bench, &collecting(&bench).await).await;
    for n in 0..5 {
        reply(talk.post("/contact/upsert", &json!({"email": format!("j{n}@example.com")}))).await;
    }
    refuses(talk.post("/contact/upsert", &json!({"email": "j6@example.com"})), 429, "TOO_MANY_REQUESTS").await;
}
