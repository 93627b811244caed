//! Leads collected in conversations, as the owner reads them: side by side, none overwriting another.

use parlor::core::{clock::Clock as _, engagement::lead::Lead};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;
use serde_json::{Value, json};

use super::{Pair, got, refused};

/// A conversation with the owner's agent gives a name for Ada's address.
async fn gives(pair: &Pair, agent: &str, key: &str, email: &str, name: &str, at: i64) -> String {
    let visitor = parlor_tests::visitor::Visitor::arrive(&pair.app.client, &pair.app.base, key).await.unwrap();
    let id = format!("lead-{at}").parse().unwrap();
    let then = pair.app.clock.now() + std::time::Duration::from_secs(at.unsigned_abs());
    let lead = Lead {
        name: Some(name.into()),
        fields: [("order".to_owned(), at.to_string())].into(),
        ..parlor_tests::app::lead(id, &agent.parse().unwrap(), &visitor.conversation, email, then)
    };
    pair.app.store.upsert_lead(&lead).await.unwrap();
    visitor.conversation.to_string()
}

#[rstest]
#[tokio::test]
async fn an_owner_reads_who_gave_what(#[values(Sqlite, Postgres)] backend: Backend) {
    let pair = Pair::new(backend, &[]).await;
    let agent = pair.us.new_agent().await.unwrap();
    let key = parlor_tests::app::KEY;
    let first = gives(&pair, &agent, key, "Ada@shop.example", "Ada", 1).await;
    let second = gives(&pair, &agent, key, "ada@shop.example", "Mallory", 2).await;
    gives(&pair, &agent, key, "bob@shop.example", "Bob", 3).await;
    let (status, body) = got(&pair.us, "/leads").await;
    assert_eq!(
        (status, body["contacts"].as_array().unwrap().len(), &body["has_more"]),
        (200, 2, &json!(false)),
        "{body}"
    );
    assert_eq!(body["contacts"][0]["names"], json!(["Bob"]), "heard of last");
    let ada = json!({"id": "lead-1", "email": "Ada@shop.example", "agent_id": agent, "names": ["Ada", "Mallory"], "phones": [],
        "messages": [], "fields": {"order": ["1", "2"]}, "updated_at": "2027-01-15T08:00:02.000Z",
        "contributions": [
            {"conversation_id": first, "email": "Ada@shop.example", "name": "Ada", "fields": {"order": "1"},
                "updated_at": "2027-01-15T08:00:01.000Z"},
            {"conversation_id": second, "email": "ada@shop.example", "name": "Mallory", "fields": {"order": "2"},
                "updated_at": "2027-01-15T08:00:02.000Z"}]});
    assert_eq!(body["contacts"][1], ada);
    let (_, page) = got(&pair.us, "/leads?take=1").await;
    assert_eq!((&page["contacts"], &page["has_more"]), (&json!([body["contacts"][0]]), &json!(true)));
    let (_, page) = got(&pair.us, "/leads?take=1&skip=1").await;
    assert_eq!((&page["contacts"], &page["has_more"]), (&json!([ada]), &json!(false)));
    assert_eq!(got(&pair.them, "/leads").await.1["contacts"], Value::Array(vec![]), "another team's");
    for odd in ["take=0", "take=501"] {
        refused(&got(&pair.us, &format!("/leads?{odd}")).await, 400, Some("take"));
    }
    assert_eq!(got(&pair.us, "/leads?take=x").await.0, 400);
}
