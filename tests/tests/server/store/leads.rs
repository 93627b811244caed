//! Leads: one per agent and address, however many write at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use parlor::core::engagement::lead::{ContactFilter, Lead};
use parlor_tests::databases::{
    Backend::{self, Postgres, Sqlite},
    Guard,
};
use rstest::rstest;
use sqlx::Connection as _;

use crate::store::world::{World, agent, at, fresh};

type Row = (String, String, Option<String>, Option<String>, Option<String>, String);

/// The port writes leads and does not read them: look behind it.
async fn rows(guard: &Guard) -> Vec<Row> {
    let query =
        "select lead_id, email, name, phone, message, fields from lead_contributions order by lead_id, conversation_id";
    if guard.url.starts_with("sqlite") {
        let mut c = sqlx::SqliteConnection::connect(&guard.url).await.unwrap();
        return sqlx::query_as(query).fetch_all(&mut c).await.unwrap();
    }
    let mut c = sqlx::PgConnection::connect(&guard.url).await.unwrap();
    sqlx::query_as(query).fetch_all(&mut c).await.unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_writers_make_one_lead(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..100 {
        let mut lead = world.lead(if n % 2 == 0 { "Ada@Shop.Example" } else { "ada@shop.example" });
        lead.fields = BTreeMap::from([(format!("field-{n}"), n.to_string())]);
        lead.name = (n == 7).then(|| "Ada".into());
        lead.phone = (n == 8).then(|| "+41 1".into());
        let store = Arc::clone(&world.store);
        tasks.spawn(async move { store.upsert_lead(&lead).await.unwrap() });
    }
    let ids = tasks.join_all().await.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(ids.len(), 1, "the id stays");
    let rows = rows(&world.guard).await;
    assert_eq!(rows.len(), 1);
    let fields: BTreeMap<String, String> = serde_json::from_str(&rows[0].5).unwrap();
    assert_eq!(fields, (0..100).map(|n| (format!("field-{n}"), n.to_string())).collect());
    assert_eq!((rows[0].2.as_deref(), rows[0].3.as_deref(), rows[0].4.as_deref()), (Some("Ada"), Some("+41 1"), None));
}

#[rstest]
#[tokio::test]
async fn given_replaces_and_absent_stays(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let first = Lead {
        name: Some("A".into()),
        phone: Some("1".into()),
        fields: pairs(&[("a", "1"), ("b", "2")]),
        ..world.lead("ADA@x.example")
    };
    let second = Lead {
        name: Some("B".into()),
        message: Some("hi".into()),
        fields: pairs(&[("b", "3"), ("c", "4")]),
        ..world.lead("ada@X.example")
    };
    assert_eq!(world.store.upsert_lead(&first).await, Ok(first.id.clone()));
    assert_eq!(world.store.upsert_lead(&second).await, Ok(first.id.clone()));
    let (id, email, name, phone, message, fields) = rows(&world.guard).await.pop().unwrap();
    assert_eq!((id.as_str(), email.as_str()), (first.id.as_str(), "ada@X.example"), "as last written");
    assert_eq!((name.as_deref(), phone.as_deref(), message.as_deref()), (Some("B"), Some("1"), Some("hi")));
    assert_eq!(
        serde_json::from_str::<BTreeMap<String, String>>(&fields).unwrap(),
        pairs(&[("a", "1"), ("b", "3"), ("c", "4")])
    );
}

#[rstest]
#[tokio::test]
async fn agents_and_addresses_do_not_mix(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let other = agent();
    world.store.put_agent(&other).await.unwrap();
    let mut ids = BTreeSet::new();
    for lead in [
        world.lead("ada@x.example"),
        world.lead("bob@x.example"),
        Lead { agent_id: other.id, ..world.lead("ada@x.example") },
        // Lower case of everything that has one, not only of ASCII.
        world.lead("ÄDA@x.example"),
    ] {
        ids.insert(world.store.upsert_lead(&lead).await.unwrap());
    }
    assert_eq!(ids.len(), 4);
    assert!(ids.contains(&world.store.upsert_lead(&world.lead("äda@x.example")).await.unwrap()));
}

/// A lead cannot be changed by other visitors: each conversation keeps what it gave, and the owner reads all of it.
#[rstest]
#[tokio::test]
async fn nobody_overwrites_what_another_gave(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (stranger, theirs) = world.stranger().await;
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let ada = Lead {
        name: Some("Ada".into()),
        phone: Some("1".into()),
        fields: pairs(&[("order", "7")]),
        ..world.lead("Ada@x.example")
    };
    let mallory = Lead {
        conversation_id: theirs.id.clone(),
        name: Some("Mallory".into()),
        fields: pairs(&[("order", "8"), ("more", "9")]),
        updated_at: at(5),
        ..world.lead("ada@x.example")
    };
    let bob = Lead { updated_at: at(3), ..world.lead("bob@x.example") };
    for lead in [&ada, &mallory, &bob] {
        world.store.upsert_lead(lead).await.unwrap();
    }
    let team = &world.agent.team_id;
    let contacts = world.store.contacts(team, &ContactFilter::default(), 0, 10).await.unwrap();
    let known = Lead { id: ada.id.clone(), ..mallory };
    assert_eq!(
        contacts.iter().map(|one| one.contributions.clone()).collect::<Vec<_>>(),
        [vec![ada.clone(), known], vec![bob]]
    );
    assert_eq!(world.store.contacts(team, &ContactFilter::default(), 1, 1).await.unwrap(), contacts[1..]);
    assert_eq!(world.store.contacts(team, &ContactFilter::default(), 2, 1).await, Ok(vec![]));
    assert_eq!(world.store.contacts(&fresh(), &ContactFilter::default(), 0, 10).await, Ok(vec![]), "another team's");

    assert_eq!(world.store.erase_visitor(&world.widget.id, &stranger.id).await, Ok(true));
    let contacts = world.store.contacts(team, &ContactFilter::default(), 0, 10).await.unwrap();
    assert_eq!(contacts[1].contributions, [ada], "the stranger took back theirs and nothing else");
    assert_eq!(world.store.erase_visitor(&world.widget.id, &world.visitor.id).await, Ok(true));
    assert_eq!(
        world.store.contacts(team, &ContactFilter::default(), 0, 10).await,
        Ok(vec![]),
        "and nothing is left of ours"
    );
}

#[rstest]
#[tokio::test]
async fn a_lead_marks_its_conversation(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let other = world.another().await;
    world.store.upsert_lead(&world.lead("ada@x.example")).await.unwrap();
    let captured = async |id| world.store.conversation(&world.visitor.id, id).await.unwrap().unwrap().lead_captured;
    assert!(captured(&world.conversation.id).await);
    assert!(!captured(&other.id).await);
}
