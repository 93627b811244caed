//! A database of the first schema, with everything in it, opened by this version.

use std::{borrow::Cow, path::Path};

use jiff::Timestamp;
use parlor::{
    core::{
        conversation::inbox::{ConversationFilter, SearchWords},
        owner::figures::Figures,
        store::Store,
        widget::{KeyKind, settings::Feature},
    },
    store::{self, SchemaState},
};
use parlor_shared::{
    ids::TeamId,
    widget::{FeedbackValue, Role},
};
use parlor_tests::databases::Backend::{self, Postgres, Sqlite};
use rstest::rstest;
use sqlx::{Connection as _, PgConnection, SqliteConnection, migrate::Migrator, raw_sql};

use crate::store::world::at;

/// Rows that the first schema stored for one agent, its widget and one exchange.
const ROWS: &str = r##"
insert into agents values ('a', 'Ada', '{"kind":"scripted"}', '[]', 'en', 5);
insert into widgets values ('w', 'wk_old', 'wt_old', 'a', 'Shop', '["https://shop.example"]',
    '{"title":"Help","intro":"","placeholder":"","initial":"Hi","theme":{"mode":"dark","brand":"#112233","on_brand":"#ffffff","brand_text_light":"#112233","brand_text_dark":"#aabbcc"},"position":"top-left","auto_scroll":false,"stream":true,"powered_by":true,"session_seconds":3600}',
    true, 6);
insert into visitors values ('v', 'w', 'hash', null, 7);
insert into conversations (id, widget_id, agent_id, visitor_id, page_url, referrer, created_at, last_activity_at) values
    ('c', 'w', 'a', 'v', 'https://shop.example/a?token=s3cret#b', 'https://shop.example/#/c?d=s3cret', 8, 9);
insert into messages (id, conversation_id, seq, role, status, text, reply_to, extras, feedback, superseded, created_at) values
    ('u', 'c', 1, 'user', 'complete', 'Hello', null, '{"usage":{"input":0,"output":0}}', null, false, 8),
    ('x', 'c', 2, 'agent', 'failed', '', 'u', '{"usage":{"input":1,"output":0}}', null, true, 8),
    ('y', 'c', 3, 'agent', 'complete', 'Hi', 'u', '{"usage":{"input":20,"output":5},"low_confidence":true}', '{"value":"down"}', false, 8);
"##;

/// The migrations this project began with.
async fn first_schema(database: &str) -> Migrator {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/migrations").join(database);
    let all = Migrator::new(folder.as_path()).await.unwrap();
    let first = all.iter().filter(|migration| migration.version <= 2).cloned().collect::<Vec<_>>();
    assert_eq!(first.len(), 2);
    Migrator { migrations: Cow::Owned(first), ..all }
}

/// Runs one statement on a database of either kind.
async fn run(backend: Backend, url: &str, statement: &'static str) {
    if backend == Sqlite {
        let mut c = SqliteConnection::connect(url).await.unwrap();
        raw_sql(statement).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    } else {
        let mut c = PgConnection::connect(url).await.unwrap();
        raw_sql(statement).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn a_look_at_a_database_changes_nothing(#[values(Sqlite, Postgres)] backend: Backend) {
    let guard = backend.fresh().await;
    assert_eq!(store::inspect(&guard.url).await, Ok(SchemaState::Absent));
    assert_eq!(store::inspect(&guard.url).await, Ok(SchemaState::Absent), "the first look created nothing");
    store::open(&guard.url).await.unwrap().close().await;
    assert_eq!(store::inspect(&guard.url).await, Ok(SchemaState::Current));
    run(backend, &guard.url, "delete from _sqlx_migrations where version in (10, 11)").await;
    assert_eq!(store::inspect(&guard.url).await, Ok(SchemaState::Behind(2)));
    assert_eq!(store::inspect(&guard.url).await, Ok(SchemaState::Behind(2)));
}

#[rstest]
#[tokio::test]
async fn a_database_of_a_newer_version_is_refused_in_words(#[values(Sqlite, Postgres)] backend: Backend) {
    let guard = backend.fresh().await;
    store::open(&guard.url).await.unwrap().close().await;
    run(backend, &guard.url, "update _sqlx_migrations set version = 9999 where version = 11").await;
    for refusal in [store::inspect(&guard.url).await.err(), store::open(&guard.url).await.err()] {
        let words = refusal.unwrap().to_string();
        assert!(words.contains("newer version of Parlor") && words.contains("9999"), "{words}");
    }
}

#[rstest]
#[tokio::test]
async fn an_older_database_is_brought_up_to_date(#[values(Sqlite, Postgres)] backend: Backend) {
    let guard = backend.fresh().await;
    if backend == Sqlite {
        let mut c = SqliteConnection::connect(&format!("{}?mode=rwc", guard.url)).await.unwrap();
        first_schema("sqlite").await.run(&mut c).await.unwrap();
        raw_sql(ROWS).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    } else {
        let mut c = PgConnection::connect(&guard.url).await.unwrap();
        first_schema("postgres").await.run(&mut c).await.unwrap();
        raw_sql(ROWS).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    }
    let store = store::open(&guard.url).await.unwrap();
    let widget = store.widget_by_key(KeyKind::Key, "wk_old").await.unwrap().unwrap();
    assert_eq!(widget.keys.embed_token, "wt_old");
    assert!(widget.keys.caty_key.starts_with("caty_") && widget.keys.caty_key.len() == 37);
    assert_eq!(widget.origins(), ["https://shop.example"]);
    let config = widget.effective().config();
    assert_eq!((config.title.as_str(), config.initial.as_str(), config.session_seconds), ("Help", "Hi", 3600));
    assert_eq!((config.theme.brand.as_str(), config.theme.mode), ("#112233", parlor_shared::config::ThemeMode::Dark));
    assert!(!widget.effective().has(Feature::AutoScroll) && widget.effective().has(Feature::Stream));
    let agent = store.agent(widget.agent_id.as_ref().unwrap()).await.unwrap().unwrap();
    assert_eq!(agent.team_id, widget.team_id);
    assert!(store.team(&agent.team_id).await.unwrap().is_some());
    let stats = store.widget_stats(&widget.id, at(0)).await.unwrap();
    assert_eq!((stats.sessions, stats.messages, stats.input_tokens, stats.output_tokens), (1, 2, 21, 5));
    let conversation = store.widget_conversation(&widget.id, &"c".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(store.history(&conversation.id, None, 9).await.unwrap().len(), 2);
    its_conversations_are_listed(store.as_ref(), &agent.team_id).await;
    store.close().await;
    assert_eq!(pages(backend, &guard.url).await, ("https://shop.example/a".into(), "https://shop.example/".into()));
    let again = store::open(&guard.url).await.unwrap();
    assert!(again.widget(&widget.id).await.unwrap().is_some(), "a second opening changes nothing");
}

/// The entries of lists, search, gaps and figures for the conversation that was there before.
async fn its_conversations_are_listed(store: &dyn Store, team: &TeamId) {
    let words = SearchWords::of("hel");
    for filter in [ConversationFilter::default(), ConversationFilter { words, ..ConversationFilter::default() }] {
        let [listed] = &store.conversation_list(team, &filter, None, 9).await.unwrap()[..] else {
            panic!("{filter:?}")
        };
        assert_eq!((listed.last_text.as_str(), listed.last_role), ("Hi", Some(Role::Agent)));
        assert_eq!((listed.messages, listed.rating, listed.unsure), (2, Some(FeedbackValue::Down), true));
    }
    let gaps = store.unanswered(team, None, Timestamp::UNIX_EPOCH, at(0), 9).await.unwrap();
    assert_eq!(gaps.iter().map(|gap| (gap.text.as_str(), gap.rated_down)).collect::<Vec<_>>(), [("Hello", true)]);
    let figures = store.figures(team, None, 0, 1).await.unwrap();
    let expected = Figures {
        conversations: 1,
        questions: 1,
        answers: 1,
        unsure: 1,
        failed: 1,
        thumbs_down: 1,
        input_tokens: 21,
        output_tokens: 5,
        ..Figures::default()
    };
    assert_eq!(figures, [(0, expected)]);
}

/// The page and the referrer of the conversation, as they are stored.
async fn pages(backend: Backend, url: &str) -> (String, String) {
    let query = "select page_url, referrer from conversations";
    if backend == Sqlite {
        sqlx::query_as(query).fetch_one(&mut SqliteConnection::connect(url).await.unwrap()).await.unwrap()
    } else {
        sqlx::query_as(query).fetch_one(&mut PgConnection::connect(url).await.unwrap()).await.unwrap()
    }
}
