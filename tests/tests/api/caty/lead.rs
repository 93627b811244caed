//! Leads: one per agent and address, whatever API they come by.

use std::collections::BTreeSet;

use parlor_shared::widget::{Data, LeadReply};
use parlor_tests::visitor::whole;
use rstest::rstest;
use serde_json::json;

use super::{Backend, Caty, Tells, refusal, reply};

#[rstest]
#[tokio::test]
async fn the_request_of_the_page(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let caty = Caty::with(backend, Tells::text("Yes."), &[]).await;
    let session = caty.session().await;
    let body = json!({
        "session_id": session, "name": "John Smith", "email": "john@example.com", "phone": "+1234567890",
        "company": "Acme Inc", "custom_fields": {"interest": "Enterprise plan"},
    });
    let first = reply(caty.post("lead", &body)).await;
    let id = first["lead_id"].as_str().unwrap();
    assert_eq!(first, json!({"success": true, "lead_id": id, "message": "Thanks! Someone will be in touch soon."}));
    let id = id.strip_prefix("lead_").unwrap();

    let visitor = caty.app.visitor().await.unwrap();
    let native = visitor.post("/leads").json(&json!({"email": "JOHN@example.com"})).send().await.unwrap();
    let native: Data<LeadReply> = whole(native).await.unwrap();
    assert_eq!(native.data.lead_id.as_str(), id, "the same person by another API");
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_at_once_make_one_lead(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let caty = Caty::with(backend, Tells::text("Yes."), &["--caty-per-minute", "1000"]).await;
    let sessions = futures_util::future::join_all((0..100).map(|_| caty.session())).await;
    let leads = sessions.iter().enumerate().map(|(n, session)| {
        let email = if n % 2 == 0 { "ada@shop.example" } else { " Ada@Shop.Example " };
        let fields = json!({format!("field-{n}"): n});
        reply(caty.post("lead", &json!({"session_id": session, "email": email, "custom_fields": fields})))
    });
    let replies = futures_util::future::join_all(leads).await;
    let ids: BTreeSet<_> = replies.iter().map(|reply| reply["lead_id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 1);
}

#[tokio::test]
async fn the_reply_tells_nothing_of_an_earlier_lead() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let (first, second) = (caty.session().await, caty.session().await);
    let secret = json!({"session_id": first, "email": "ada@shop.example", "name": "Ada", "phone": "+41 1"});
    let known = reply(caty.post("lead", &secret)).await;
    let again = reply(caty.post("lead", &json!({"session_id": second, "email": "ada@shop.example"}))).await;
    assert_eq!(again, known);
}

#[tokio::test]
async fn what_is_no_lead_is_refused() {
    let caty = Caty::start(Tells::text("Yes.")).await;
    let session = caty.session().await;
    let many: serde_json::Map<_, _> = (0..21).map(|n| (format!("f{n}"), json!("x"))).collect();
    for odd in [
        json!({}),
        json!({"email": null}),
        json!({"email": "john"}),
        json!({"email": "john@example.com\r\nBcc: eve@example.com"}),
        json!({"email": "john@example.com", "name": "x".repeat(201)}),
        json!({"email": "john@example.com", "phone": "1".repeat(41)}),
        json!({"email": "john@example.com", "company": "x".repeat(201)}),
        json!({"email": "john@example.com", "custom_fields": many}),
        json!({"email": "john@example.com", "custom_fields": {"f": "x".repeat(2001)}}),
        json!({"email": "john@example.com", "custom_fields": {"x".repeat(65): ""}}),
        json!({"email": "john@example.com", "custom_fields": [1]}),
        json!({"email": "john@example.com", "custom_fields": "x"}),
        json!({"email": "john@example.com", "name": 7}),
    ] {
        let mut body = odd.clone();
        body["session_id"] = json!(session);
        assert_eq!(refusal(caty.post("lead", &body)).await, (400, "VALIDATION_ERROR".into()), "{odd}");
    }
    for fields in [json!({"f": null}), json!({"f": ["x", 1]}), json!({"f": {"g": 1}}), json!([]), json!(null)] {
        let body = json!({"session_id": session, "email": "a@b.example", "custom_fields": fields, "name": null});
        reply(caty.post("lead", &body)).await;
    }
}
