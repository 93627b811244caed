//! Every statement is understood by its database, and both databases have the same schema.

use std::collections::{BTreeMap, BTreeSet};

use parlor::store::{self, PostgresStore, SqliteStore};
use parlor_tests::databases::Backend::{Postgres, Sqlite};
use sqlx::{AssertSqlSafe, Connection as _, Database, Executor, PgConnection, SqlSafeStr as _, SqliteConnection};

/// Has a database read each statement, without running any; returns what it does not understand.
async fn misunderstood<D: Database>(c: &mut D::Connection, statements: Vec<(String, String)>) -> Vec<String>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
{
    let mut complaints = Vec::new();
    for (name, sql) in statements {
        if let Err(error) = c.prepare(AssertSqlSafe(sql.clone()).into_sql_str()).await {
            complaints.push(format!("{name}: {error}\n{sql}"));
        }
    }
    complaints
}

/// An odd statement among the others is found: the test can fail.
fn with_a_slip(mut statements: Vec<(String, String)>) -> Vec<(String, String)> {
    statements.push(("a slip".into(), "select no_such_column from agents".into()));
    statements
}

#[tokio::test]
async fn sqlite_understands_every_statement() {
    let (store, guard) = Sqlite.open().await;
    let mut c = SqliteConnection::connect(&guard.url).await.unwrap();
    let complaints = misunderstood::<sqlx::Sqlite>(&mut c, SqliteStore::statements()).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    assert_eq!(misunderstood::<sqlx::Sqlite>(&mut c, with_a_slip(Vec::new())).await.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn postgres_understands_every_statement() {
    let (store, guard) = Postgres.open().await;
    let mut c = PgConnection::connect(&guard.url).await.unwrap();
    let complaints = misunderstood::<sqlx::Postgres>(&mut c, PostgresStore::statements()).await;
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    assert_eq!(misunderstood::<sqlx::Postgres>(&mut c, with_a_slip(Vec::new())).await.len(), 1);
    store.close().await;
}

/// The texts differ only where the databases have other words for the same: locks, JSON, placeholders in what is put together.
#[test]
fn both_databases_have_the_same_statements() {
    let names = |statements: Vec<(String, String)>| statements.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(SqliteStore::statements()), names(PostgresStore::statements()));
    assert!(SqliteStore::statements().len() > 150);
    let pairs = SqliteStore::statements().into_iter().zip(PostgresStore::statements());
    let other: BTreeSet<_> = pairs.filter(|(one, other)| one.1 != other.1).map(|(one, _)| one.0).collect();
    let known = [
        "attachments::LOCK",
        "budgets::BEGIN",
        "budgets::LOCK",
        "budgets::SAVE",
        "inbox::SEARCH",
        "messages::LOCK_ANSWER",
        "rendered::BY_MESSAGES",
        "runs::ORPHANS",
        "teams::LOCK",
        "turns::LOCK",
        "widgets::NEWEST",
        "widgets::OLDEST",
    ];
    assert_eq!(other.iter().map(String::as_str).collect::<Vec<_>>(), known);
}

/// A statement that stands elsewhere would not be prepared by these tests.
#[test]
fn statements_stand_where_they_are_counted() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/store/sql");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // Statements whose length depends on the number of accounts are built there, and counted by its function
        // `built`.
        if !path.ends_with("budgets.rs") {
            assert_eq!(astray(&std::fs::read_to_string(&path).unwrap()), [""; 0], "in {}", path.display());
        }
    }
    let declared = "statements! {\n    DELETE = \"delete from agents\";\n}\n";
    assert_eq!(astray(&format!("{declared}fn f() {{ sqlx::query(DELETE) }}")), [""; 0]);
    assert_eq!(astray(&format!("{declared}fn f() {{ sqlx::query(\"delete from agents\") }}")), ["delete from agents"]);
    assert_eq!(astray("fn f() { sqlx::query(\n \"\n select 1\") }"), ["select 1"]);
}

/// Texts that are statements, outside the macros that count them.
fn astray(text: &str) -> Vec<String> {
    let (mut rest, mut counted) = (String::new(), false);
    for line in text.split_inclusive('\n') {
        counted |= line.starts_with("statements! {") || line.starts_with("macro_rules!");
        rest.extend((!counted).then_some(line));
        counted &= line != "}\n";
    }
    let parts: Vec<_> = rest.split('"').map(str::trim).collect();
    // Every second part is between quotes.
    let literals = parts.chunks_exact(2).filter(|pair| !pair[0].ends_with("removing!(")).map(|pair| pair[1]);
    let is_statement =
        |text: &&str| ["select ", "insert ", "update ", "delete "].iter().any(|verb| text.starts_with(verb));
    literals.filter(is_statement).map(str::to_owned).collect()
}

/// A table as both databases can describe it.
#[derive(Default, PartialEq, Eq, Debug)]
struct Table {
    /// Each column, and whether it may be null.
    columns: BTreeMap<String, bool>,
    /// Lists of columns no two rows have alike.
    unique: BTreeSet<Vec<String>>,
    /// A column, the table and column it refers to, and what becomes of it when that row goes.
    references: BTreeSet<[String; 4]>,
}

type Schema = BTreeMap<String, Table>;

/// The list of migrations is the library's own.
const FOREIGN: &str = "_sqlx_migrations";

async fn sqlite_schema(url: &str) -> Schema {
    let mut c = SqliteConnection::connect(url).await.unwrap();
    let mut schema = Schema::new();
    let columns: Vec<(String, String, bool)> = sqlx::query_as(
        "select t.name, c.name, c.\"notnull\" = 0 and c.pk = 0 from pragma_table_list t, pragma_table_info(t.name) c \
         where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite_%' and t.name <> $1",
    )
    .bind(FOREIGN)
    .fetch_all(&mut c)
    .await
    .unwrap();
    for (table, column, nullable) in columns {
        schema.entry(table).or_default().columns.insert(column, nullable);
    }
    for (name, table) in &mut schema {
        let key: Vec<String> = sqlx::query_scalar("select name from pragma_table_info($1) where pk > 0 order by pk")
            .bind(name)
            .fetch_all(&mut c)
            .await
            .unwrap();
        table.unique.extend((!key.is_empty()).then_some(key));
        let lists: Vec<String> = sqlx::query_scalar(
            "select group_concat(c.name, ',' order by c.seqno) from pragma_index_list($1) i, pragma_index_info(i.name) c \
             where i.\"unique\" and not i.partial group by i.name",
        )
        .bind(name)
        .fetch_all(&mut c)
        .await
        .unwrap();
        table.unique.extend(lists.iter().map(|list| list.split(',').map(str::to_owned).collect()));
        let references: Vec<(String, String, String, String)> = sqlx::query_as(
            "select \"from\", \"table\", coalesce(\"to\", 'id'), lower(on_delete) from pragma_foreign_key_list($1)",
        )
        .bind(name)
        .fetch_all(&mut c)
        .await
        .unwrap();
        table.references.extend(references.into_iter().map(|(from, table, to, rule)| [from, table, to, rule]));
    }
    schema
}

async fn postgres_schema(url: &str) -> Schema {
    let mut c = PgConnection::connect(url).await.unwrap();
    let mut schema = Schema::new();
    let columns: Vec<(String, String, bool)> = sqlx::query_as(
        "select table_name::text, column_name::text, is_nullable = 'YES' from information_schema.columns \
         where table_schema = 'public' and table_name <> $1",
    )
    .bind(FOREIGN)
    .fetch_all(&mut c)
    .await
    .unwrap();
    for (table, column, nullable) in columns {
        schema.entry(table).or_default().columns.insert(column, nullable);
    }
    let unique: Vec<(String, Vec<String>)> = sqlx::query_as(
        "select t.relname::text, array_agg(a.attname::text order by k.place) \
         from pg_index i join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace \
         cross join unnest(i.indkey::int2[]) with ordinality k (number, place) \
         join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number \
         where n.nspname = 'public' and i.indisunique and i.indpred is null and t.relname <> $1 group by i.indexrelid, t.relname",
    )
    .bind(FOREIGN)
    .fetch_all(&mut c)
    .await
    .unwrap();
    for (table, columns) in unique {
        schema.entry(table).or_default().unique.insert(columns);
    }
    let references: Vec<(String, String, String, String, String)> = sqlx::query_as(
        "select t.relname::text, a.attname::text, o.relname::text, b.attname::text, \
         case f.confdeltype when 'c' then 'cascade' when 'n' then 'set null' when 'a' then 'no action' else f.confdeltype::text end \
         from pg_constraint f join pg_class t on t.oid = f.conrelid join pg_class o on o.oid = f.confrelid \
         join pg_attribute a on a.attrelid = t.oid and a.attnum = f.conkey[1] \
         join pg_attribute b on b.attrelid = o.oid and b.attnum = f.confkey[1] where f.contype = 'f'",
    )
    .fetch_all(&mut c)
    .await
    .unwrap();
    for (table, from, to_table, to, rule) in references {
        schema.entry(table).or_default().references.insert([from, to_table, to, rule]);
    }
    schema
}

/// Tables, columns, what may be null, what is unique, what refers to what.
#[tokio::test]
async fn both_databases_have_the_same_schema() {
    let (one, other) = (Sqlite.fresh().await, Postgres.fresh().await);
    for url in [&one.url, &other.url] {
        store::open(url).await.unwrap().close().await;
    }
    let (sqlite, postgres) = (sqlite_schema(&one.url).await, postgres_schema(&other.url).await);
    assert!(sqlite.len() > 20 && sqlite.values().any(|table| !table.references.is_empty()), "nothing was read");
    let names = |schema: &Schema| schema.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    for (name, table) in &sqlite {
        assert_eq!(table, &postgres[name], "SQLite's {name} and PostgreSQL's");
    }
}
