//! Erased text of a visitor is in no file and no table any more.

use std::path::{Path, PathBuf};

use parlor::core::{
    conversation::{
        attachment::{Attachment, Quota, Takes},
        message::{Extras, Feedback},
        preview::{Kept, PreviewPage},
        rendered::Rendered,
        run::RunEvent,
        tool::page_tools::Outcome,
        visitor::{Identity, Visitor},
    },
    engagement::{
        Seen,
        lead::{ContactFilter, Lead},
        telemetry::WidgetEvent,
    },
    page_url::PageUrl,
    store::{Ended, NewTurn},
};
use parlor_shared::{
    ids::ConversationId,
    widget::{FeedbackValue, MessageStatus},
};
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite},
    search,
};
use rstest::rstest;
use serde_json::json;
use sqlx::Connection as _;

use crate::store::world::{NODE, World, at, chunk, conversation, done, file, lease, started, text};

/// Files in the folder of a database that hold a trace.
fn files_with(url: &str, trace: &str) -> Vec<PathBuf> {
    let database = Path::new(url.strip_prefix("sqlite://").unwrap());
    search::files_with(database.parent().unwrap(), trace).unwrap()
}

/// Tables with a row that holds a trace.
async fn tables_with(url: &str, trace: &str) -> Vec<String> {
    let mut c = sqlx::PgConnection::connect(url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.tables where table_schema = current_schema()",
    )
    .fetch_all(&mut c)
    .await
    .unwrap();
    let mut found = Vec::new();
    for table in tables {
        let query = format!(
            "select count(*) from \"{table}\" r where position($1 in lower(r::text || {})) > 0",
            bytes_of(&table)
        );
        let rows: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).bind(trace).fetch_one(&mut c).await.unwrap();
        if rows > 0 {
            found.push(table);
        }
    }
    found
}

/// Bytes are told in hexadecimal digits in a row's text.
fn bytes_of(table: &str) -> &'static str {
    if table == "rendered_messages" { "encode(r.nodes, 'escape')" } else { "''" }
}

async fn places_with(world: &World, trace: &str) -> Vec<String> {
    if world.guard.url.starts_with("sqlite") {
        files_with(&world.guard.url, trace).iter().map(|file| file.display().to_string()).collect()
    } else {
        tables_with(&world.guard.url, trace).await
    }
}

fn nodes(trace: &str) -> Rendered {
    Rendered { version: "1".into(), json: json!([{"open": "paragraph"}, {"text": trace}]).to_string() }
}

/// A visitor who leaves a trace wherever a visitor can leave one.
async fn everywhere(world: &World, trace: &str) -> Visitor {
    let store = &world.store;
    let visitor = Visitor {
        locale: Some(trace.into()),
        identity: Some(Identity { subject: trace.into(), name: Some(trace.into()), email: None }),
        ..crate::store::world::visitor(&world.widget)
    };
    store.insert_visitor(&visitor).await.unwrap();
    let mut conversation = conversation(&world.widget, &visitor);
    conversation.page.url = PageUrl::parse(&format!("https://shop.example/{trace}"));
    conversation.page.title = Some(trace.into());
    conversation.page.referrer = PageUrl::parse(&format!("https://from.example/{trace}"));
    store.insert_conversation(&conversation).await.unwrap();
    let id = &conversation.id;
    store.keep_meta(id, json!({"note": trace}).as_object().unwrap()).await.unwrap();
    beside(world, id, trace).await;
    let turn = |key: &str, attachments| NewTurn {
        conversation_id: id.clone(),
        visitor_id: visitor.id.clone(),
        attachments,
        rendered: Some(nodes(trace)),
        ..world.turn(trace, &format!("{trace}-{key}"))
    };
    let file = attachment(world, id, trace).await;
    let (_, answer) = started(store.begin(&turn("1", Takes::These(vec![file]))).await.unwrap());
    let told = [text(trace), RunEvent::ToolCall { name: "find".into(), args: json!({"q": trace}) }];
    store.append(&answer.id, NODE, &chunk(1, &told)).await.unwrap();
    store.hand_in(id, &answer.id, "call", &Outcome::Result(json!(trace))).await.unwrap();
    let ended = world.ended(&answer.id, trace, MessageStatus::Complete);
    store
        .end(&Ended { log: chunk(3, &[done()]), rendered: Some(nodes(trace)), extras: Extras::default(), ..ended })
        .await
        .unwrap();
    let feedback = Feedback { value: FeedbackValue::Down, reason: None, comment: Some(trace.into()) };
    store.set_feedback(id, &answer.id, &feedback, at(0)).await.unwrap();
    // One that is being written, and one that was interrupted.
    let (_, running) = started(store.begin(&turn("2", Takes::default())).await.unwrap());
    store.append(&running.id, NODE, &chunk(1, &[text(trace)])).await.unwrap();
    visitor
}

/// Stores data of a conversation other than messages.
async fn beside(world: &World, conversation: &ConversationId, trace: &str) {
    let store = &world.store;
    let event = WidgetEvent {
        conversation_id: conversation.clone(),
        kind: "cta".into(),
        payload: Some(json!({"said": trace})),
        at: at(0),
    };
    store.record_events(&[event]).await.unwrap();
    store.merge_engagement(conversation, &Seen::on(PageUrl::parse(&format!("/{trace}")))).await.unwrap();
    let lead = Lead {
        conversation_id: conversation.clone(),
        name: Some(trace.into()),
        phone: Some(trace.into()),
        message: Some(trace.into()),
        fields: [(trace.to_owned(), trace.to_owned())].into(),
        ..world.lead(&format!("{trace}@shop.example"))
    };
    store.upsert_lead(&lead).await.unwrap();
    let page =
        PreviewPage { url: format!("https://{trace}.example/"), title: trace.into(), description: None, site: None };
    let preview = Kept {
        address_hash: format!("hash {conversation}"),
        conversation_id: conversation.clone(),
        page: Some(page),
        picture: None,
        ends_at: at(1_000_000),
    };
    store.put_preview(&preview, at(0)).await.unwrap();
}

async fn attachment(world: &World, conversation: &ConversationId, trace: &str) -> parlor_shared::ids::AttachmentId {
    let file = Attachment { text: Some(trace.into()), ..file(conversation, &format!("{trace}.txt")) };
    let quota = Quota { files: 100, bytes: 1 << 30, period: std::time::Duration::from_hours(1) };
    _ = world.store.insert_attachment(&file, &quota).await.unwrap();
    file.id
}

#[rstest]
#[tokio::test]
async fn a_visitors_words_are_nowhere_afterwards(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let (mine, theirs) = ("qxzmine", "qxztheirs");
    let me = everywhere(&world, mine).await;
    everywhere(&world, theirs).await;
    assert!(!places_with(&world, mine).await.is_empty() && !places_with(&world, theirs).await.is_empty());
    assert_eq!(world.store.erase_visitor(&world.widget.id, &me.id).await, Ok(true));
    assert_eq!(places_with(&world, mine).await, Vec::<String>::new());
    assert!(!places_with(&world, theirs).await.is_empty(), "others keep theirs");
    world.store.erase_conversations(&world.widget.id).await.unwrap();
    assert_eq!(places_with(&world, theirs).await, Vec::<String>::new());
}

/// Erasing removes the visitor's own part of a lead, and never the parts of others.
#[rstest]
#[tokio::test]
async fn a_word_that_two_gave_goes_with_the_last_of_them(#[values(Sqlite, Postgres)] backend: Backend) {
    let world = World::new(backend).await;
    let trace = "qxzboth";
    let (one, other) = (everywhere(&world, trace).await, everywhere(&world, trace).await);
    assert!(world.store.erase_visitor(&world.widget.id, &one.id).await.unwrap());
    assert_eq!(
        world.store.contacts(&world.agent.team_id, &ContactFilter::default(), 0, 10).await.unwrap()[0]
            .contributions
            .len(),
        1
    );
    assert!(world.store.erase_visitor(&world.widget.id, &other.id).await.unwrap());
    assert_eq!(places_with(&world, trace).await, Vec::<String>::new());
    assert_eq!(world.store.contacts(&world.agent.team_id, &ContactFilter::default(), 0, 10).await, Ok(vec![]));
}

/// Pages of the database are split, filled and emptied in every way: messages of many lengths by many visitors in turns.
#[tokio::test]
async fn nothing_is_left_in_any_page() {
    let world = World::new(Sqlite).await;
    let mut visitors = Vec::new();
    for n in 0..40 {
        let (visitor, conversation) = world.stranger().await;
        visitors.push((format!("qxz{n:02}word"), visitor, conversation));
    }
    for round in 0..4_usize {
        for (n, (trace, visitor, conversation)) in visitors.iter().enumerate() {
            let length = [1, 40, 300, 900, 4_000, 20_000][(n * 7 + round * 5) % 6] / trace.len() + 1;
            let words = format!("{trace} ").repeat(length);
            let turn = NewTurn {
                conversation_id: conversation.id.clone(),
                visitor_id: visitor.id.clone(),
                rendered: Some(nodes(&words)),
                lease: lease(NODE, 1_000),
                ..world.turn(&words, &format!("{round}"))
            };
            let (_, answer) = started(world.store.begin(&turn).await.unwrap());
            for piece in 0..3 {
                world.store.append(&answer.id, NODE, &chunk(piece + 1, &[text(&words)])).await.unwrap();
            }
            let ended = world.ended(&answer.id, &words.repeat(3), MessageStatus::Complete);
            world.store.end(&Ended { log: chunk(4, &[done()]), rendered: Some(nodes(&words)), ..ended }).await.unwrap();
        }
    }
    let keeps = |n: usize| n % 3 == 1;
    for (n, (_, visitor, _)) in visitors.iter().enumerate().filter(|(n, _)| !keeps(*n)) {
        if n % 2 == 0 {
            world.store.prune_logs(at(1_000_000)).await.unwrap();
        }
        assert!(world.store.erase_visitor(&world.widget.id, &visitor.id).await.unwrap());
    }
    for (n, (trace, _, _)) in visitors.iter().enumerate() {
        assert_eq!(!files_with(&world.guard.url, trace).is_empty(), keeps(n), "{trace}");
    }
}

/// A reader keeps the write-ahead log in use: it is truncated when the reader is done, without another call.
#[tokio::test]
async fn a_reader_delays_the_cut_and_nothing_else() {
    let world = World::new(Sqlite).await;
    let trace = "qxzreader";
    let visitor = everywhere(&world, trace).await;
    let mut reader = sqlx::SqliteConnection::connect(&world.guard.url).await.unwrap();
    sqlx::raw_sql("begin; select count(*) from messages").execute(&mut reader).await.unwrap();
    let begun = std::time::Instant::now();
    assert_eq!(world.store.erase_visitor(&world.widget.id, &visitor.id).await, Ok(true));
    world.start("somebody else", "key").await;
    assert!(begun.elapsed() < std::time::Duration::from_secs(2), "nobody waits for the reader");
    assert!(!files_with(&world.guard.url, trace).is_empty(), "the reader still sees it");
    sqlx::raw_sql("rollback").execute(&mut reader).await.unwrap();
    let deadline = begun + std::time::Duration::from_secs(20);
    while !files_with(&world.guard.url, trace).is_empty() {
        assert!(std::time::Instant::now() < deadline, "the log is not cut");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// An earlier version did not overwrite what it erased: the first opening by this one does.
#[tokio::test]
async fn an_older_file_is_freed_of_what_was_erased() {
    let world = World::new(Sqlite).await;
    let trace = "qxzolder";
    let visitor = everywhere(&world, trace).await;
    world.store.close().await;
    let mut old = sqlx::SqliteConnection::connect(&world.guard.url).await.unwrap();
    sqlx::raw_sql("pragma user_version = 0; pragma secure_delete = off; pragma foreign_keys = off")
        .execute(&mut old)
        .await
        .unwrap();
    for table in ["messages", "run_log", "rendered_messages", "lead_contributions", "leads", "events", "attachments"] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("delete from {table}"))).execute(&mut old).await.unwrap();
    }
    old.close().await.unwrap();
    assert!(!files_with(&world.guard.url, trace).is_empty());
    let store = parlor::store::open(&world.guard.url).await.unwrap();
    store.erase_visitor(&world.widget.id, &visitor.id).await.unwrap();
    assert_eq!(files_with(&world.guard.url, trace), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let world = World::new(Sqlite).await;
    world.start("hello", "key").await;
    let database = world.guard.url.strip_prefix("sqlite://").unwrap();
    for file in [database.to_owned(), format!("{database}-wal"), format!("{database}-shm")] {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
}
