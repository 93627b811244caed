//! Owner requests over much data: a page of 10,000 widgets, the statistics of a million messages.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use parlor::{
    core::{
        clock::{Clock as _, SystemClock},
        entropy::SystemEntropy,
        owner::team::ApiSecret,
        store::Saved,
        widget::Widget,
    },
    store,
};
use parlor_tests::{
    app::{KEY, TEAM, WIDGET},
    visitor::Visitor,
};
use serde_json::Value;
use sqlx::{ConnectOptions as _, Executor as _, sqlite::SqliteConnectOptions};

use crate::{
    server::Measured,
    timing::{median, timed},
};

const WIDGETS: usize = 10_000;
const PAGE: usize = 50;
const PAGE_GOAL: Duration = Duration::from_millis(10);
const MESSAGES: usize = 1_000_000;
const STATS_GOAL: Duration = Duration::from_secs(1);

/// Every page of all widgets, one after the other.
pub(crate) async fn widgets() -> Result<Option<String>> {
    let measured = Measured::with_flags(&[]).await?;
    let secret = furnish(&measured).await?;
    let (mut times, mut seen, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let url = format!("{}/v1/integration/widget/list?take={PAGE}{cursor}", measured.server.base);
        let (time, body) = timed(measured.client.get(url).bearer_auth(&secret)).await?;
        let page: Value = serde_json::from_str(&body)?;
        times.push(time);
        let items = page["items"].as_array().context("items")?;
        seen += items.len();
        let Some(last) = items.last().filter(|_| items.len() == PAGE) else { break };
        cursor = format!("&cursor={}", page["cursor"].as_str().or_else(|| last["id"].as_str()).context("a cursor")?);
    }
    ensure!(seen > WIDGETS, "{seen} of {WIDGETS} widgets were listed");
    let (pages, time) = (times.len(), median(times));
    println!(
        "a page of {PAGE} of {WIDGETS} widgets: median {time:.2?} over all {pages} pages, SQLite (goal: < {PAGE_GOAL:?})"
    );
    Ok((time >= PAGE_GOAL).then(|| format!("a page of widgets takes {time:?}")))
}

/// A secret of the team, which has all those widgets then.
async fn furnish(measured: &Measured) -> Result<String> {
    let store = store::open(&measured.database).await?;
    let now = SystemClock::default().now();
    let (kept, secret) = ApiSecret::generate(TEAM.parse()?, "bench".into(), now, &SystemEntropy);
    store.insert_secret(&kept).await?;
    for n in 0..WIDGETS {
        let widget = Widget::new(TEAM.parse()?, format!("Widget {n}"), now, &SystemEntropy);
        ensure!(store.insert_widget(&widget).await? == Saved::Done, "widget {n} was not kept");
    }
    store.close().await;
    Ok(secret)
}

/// The statistics of a widget with a million messages.
pub(crate) async fn stats() -> Result<Option<String>> {
    let measured = Measured::with_flags(&[]).await?;
    let visitor = Visitor::arrive(&measured.client, &measured.server.base, KEY).await?;
    visitor.ask("/words 5 0").await?;
    multiply(&measured.database, visitor.conversation.as_str()).await?;
    let store = store::open(&measured.database).await?;
    let widget = WIDGET.parse()?;
    let mut times = Vec::new();
    for _ in 0..10 {
        #[expect(clippy::disallowed_methods, reason = "measures real time")]
        let asked = Instant::now();
        let stats = store.widget_stats(&widget, jiff::Timestamp::UNIX_EPOCH).await?;
        times.push(asked.elapsed());
        ensure!(stats.messages >= MESSAGES as u64, "{} messages", stats.messages);
    }
    let time = median(times);
    println!("statistics of a widget with {MESSAGES} messages: median {time:.2?}, SQLite (goal: < {STATS_GOAL:?})");
    store.close().await;
    Ok((time >= STATS_GOAL).then(|| format!("statistics take {time:?}")))
}

/// The one conversation a hundred thousand times, with ten messages in each. A server that counts rows when asked would
/// show it here.
async fn multiply(database: &str, conversation: &str) -> Result<()> {
    let mut db = SqliteConnectOptions::from_str(database)?.foreign_keys(false).connect().await?;
    for (table, columns, source) in [
        ("conversations", "'c' || n, 10", "id, messages"),
        ("messages", "'m' || n, 'c' || (n / 10), n % 10, null, null", "id, conversation_id, seq, client_id, reply_to"),
    ] {
        let rows = if table == "messages" { MESSAGES } else { MESSAGES / 10 };
        let given: Vec<&str> = source.split(", ").collect();
        let all: Vec<String> =
            sqlx::query_scalar("select name from pragma_table_info($1)").bind(table).fetch_all(&mut db).await?;
        let copied: Vec<&str> = all.iter().map(String::as_str).filter(|name| !given.contains(name)).collect();
        let copied = copied.join(", ");
        let one = if table == "messages" { "conversation_id" } else { "id" };
        let statement = format!(
            "with recursive many (n) as (select 0 union all select n + 1 from many where n + 1 < {rows}) \
             insert into {table} ({source}, {copied}) \
             select {columns}, {copied} from many, (select * from {table} where {one} = '{conversation}' limit 1)"
        );
        db.execute(sqlx::AssertSqlSafe(statement)).await.with_context(|| format!("filling {table}"))?;
    }
    Ok(())
}
