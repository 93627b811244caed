//! Lists of a team with 10,000 conversations, 100,000 messages and 5,000 leads answer in time, on both databases.

use std::time::{Duration, Instant};

use parlor::core::{
    conversation::inbox::{ConversationFilter, ConversationPlace, Rated, SearchWords},
    engagement::lead::ContactFilter,
    owner::figures::slot,
};
use parlor_shared::owner::ConversationStatus;
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection, raw_sql};

use crate::store::world::{World, at};

/// The figure: 95 of 100 answers come within it.
const LONGEST: Duration = Duration::from_millis(100);
const TRIES: usize = 20;

/// Numbers from 0 to before this one, as a table `n` with a column `i`.
fn numbers(backend: Backend, count: u32) -> String {
    if backend == Sqlite {
        let last = count - 1;
        format!("(with recursive r (i) as (select 0 union all select i + 1 from r where i < {last}) select i from r) n")
    } else {
        format!("(select generate_series(0, {}) as i) n", count - 1)
    }
}

async fn fill(backend: Backend, world: &World) {
    let (widget, agent, visitor) = (&world.widget.id, &world.agent.id, &world.visitor.id);
    let (team, base) = (&world.agent.team_id, at(0).as_millisecond());
    let (conversations, ten, leads) = (numbers(backend, 10_000), numbers(backend, 10), numbers(backend, 5_000));
    let ten = ten.replace(") n", ") k");
    let sql = format!(
        "insert into conversations (id, widget_id, agent_id, visitor_id, created_at, last_activity_at, team_id, started_at, messages, last_text, last_role, rating, unsure)
         select 'many-' || i, '{widget}', '{agent}', '{visitor}', {base}, {base} + i, '{team}', {base}, 10, 'Hello', 'agent',
             case when i % 50 = 0 then 'down' end, i % 20 = 0
         from {conversations};
         insert into messages (id, conversation_id, seq, role, status, text, extras, created_at, gap_team)
         select 'm-' || n.i || '-' || k.i, 'many-' || n.i, k.i + 1, case when k.i % 2 = 0 then 'user' else 'agent' end, 'complete',
             'My order number ' || n.i || ' is about shipping and word' || (n.i % 500) || ' and part' || k.i,
             '{{\"usage\":{{\"input\":0,\"output\":0}}}}', {base} + n.i, null
         from {conversations} cross join {ten};
         update messages set reply_to = substr(id, 1, length(id) - 1) || '0', gap_team = '{team}' where id like '%0-1';
         insert into leads (id, agent_id, email_lower, created_at)
         select 'l-' || i, '{agent}', 'somebody' || i || '@shop.example', {base} from {leads};
         insert into lead_contributions (lead_id, conversation_id, email, fields, created_at, updated_at, search)
         select 'l-' || i, 'many-' || i, 'somebody' || i || '@shop.example', '{{}}', {base}, {base} + i, 'somebody' || i || '@shop.example'
         from {leads};
         insert into figures (team_id, slot, widget_id, questions)
         select '{team}', {slot} - i, '{widget}', 1 from {conversations};
         analyze;",
        slot = slot(at(0)),
    );
    if backend == Sqlite {
        let mut c = SqliteConnection::connect(&world.guard.url).await.unwrap();
        raw_sql(AssertSqlSafe(sql)).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    } else {
        let mut c = PgConnection::connect(&world.guard.url).await.unwrap();
        raw_sql(AssertSqlSafe(sql)).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    }
}

/// The time within which 95 of 100 calls end.
async fn p95<T>(mut call: impl AsyncFnMut() -> T) -> Duration {
    call().await;
    let mut times = Vec::with_capacity(TRIES);
    for _ in 0..TRIES {
        let begun = Instant::now();
        call().await;
        times.push(begun.elapsed());
    }
    times.sort();
    times[TRIES * 95 / 100 - 1]
}

#[rstest]
#[tokio::test]
async fn lists_answer_in_time(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    fill(backend, &world).await;
    let (store, team) = (&world.store, &world.agent.team_id);
    let all = ConversationFilter::default();
    let searched = |words: &str| ConversationFilter { words: SearchWords::of(words), ..ConversationFilter::default() };
    let filters = [
        ("all", all.clone(), 50),
        ("nobody waits", ConversationFilter { status: Some(ConversationStatus::Waiting), ..all.clone() }, 0),
        ("rated", ConversationFilter { rated: Some(Rated::Any), ..all.clone() }, 50),
        ("unsure", ConversationFilter { unsure: true, ..all.clone() }, 50),
        ("nothing rated and old", ConversationFilter { rated: Some(Rated::Any), to: Some(at(0)), ..all.clone() }, 0),
        ("a common word", searched("order"), 50),
        ("a rare word", searched("word77"), 20),
        ("a beginning", searched("ship"), 50),
        ("two words", searched("order word77"), 20),
        ("no such word", searched("zebra"), 0),
    ];
    let mut slow = Vec::new();
    let mut note = |what: &str, took: Duration| {
        println!("{backend:?} {what}: {took:?}");
        if took > LONGEST {
            slow.push(format!("{what}: {took:?}"));
        }
    };
    for (what, filter, found) in &filters {
        assert_eq!(store.conversation_list(team, filter, None, 50).await.unwrap().len(), *found, "{what}");
        note(what, p95(async || store.conversation_list(team, filter, None, 51).await.unwrap()).await);
    }
    let deep = ConversationPlace { last_activity_at: at(100), id: "many-100".parse().unwrap() };
    assert_eq!(store.conversation_list(team, &all, Some(&deep), 50).await.unwrap().len(), 50);
    note("a late page", p95(async || store.conversation_list(team, &all, Some(&deep), 51).await.unwrap()).await);
    let id = "many-7".parse().unwrap();
    note("messages", p95(async || store.history(&id, None, 50).await.unwrap()).await);
    let some = ContactFilter { text: Some("BODY4999".into()), ..ContactFilter::default() };
    assert_eq!(store.contacts(team, &some, 0, 50).await.unwrap().len(), 1);
    note("leads", p95(async || store.contacts(team, &ContactFilter::default(), 0, 51).await.unwrap()).await);
    note("a lead", p95(async || store.contacts(team, &some, 0, 51).await.unwrap()).await);
    // 30 days in which something happened in every quarter of an hour.
    let (from, to) = (slot(at(0)) - 30 * 96 + 1, slot(at(0)) + 1);
    assert_eq!(store.figures(team, None, from, to).await.unwrap().len(), 30 * 96);
    note("figures", p95(async || store.figures(team, None, from, to).await.unwrap()).await);
    assert_eq!(store.unanswered(team, None, at(0), at(100_000), 2_000).await.unwrap().len(), 1_000);
    note("gaps", p95(async || store.unanswered(team, None, at(0), at(100_000), 2_001).await.unwrap()).await);
    assert!(slow.is_empty(), "too slow: {slow:#?}");
}
