//! Lists: pages, filters, lines.

use std::{collections::BTreeSet, time::Duration};

use parlor::core::widget::settings::Settings;
use parlor_tests::{
    databases::Backend::{self, Postgres, Sqlite, Temporary},
    repertoire::Repertoire,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::bench::{Bench, lines, refuses, reply, text};

/// The widget every test server has is not ours to count.
async fn bench(backend: Backend) -> Bench {
    let bench = Bench::with(backend, Repertoire::default().agents()).await;
    bench.ours.done("/widget-1/delete", &json!({})).await;
    bench
}

async fn many(bench: &Bench, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..count {
        ids.push(bench.ours.widget(&json!({"name": format!("{n}")})).await);
        // Some are made in the same millisecond.
        if n % 3 == 0 {
            bench.app.clock.advance(Duration::from_millis(1));
        }
    }
    ids
}

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|item| text(&item["id"])).collect()
}

/// Follows cursors to the end.
async fn walk(bench: &Bench, query: &str) -> Vec<String> {
    walk_on(bench, query, "").await
}

/// The same from a cursor on.
async fn walk_on(bench: &Bench, query: &str, cursor: &str) -> Vec<String> {
    let (mut all, mut path) = (Vec::new(), format!("/list?{query}&cursor={cursor}"));
    loop {
        let page = bench.ours.read(&path).await;
        all.extend(ids(&page));
        let cursor = text(&page["cursor"]);
        if cursor.is_empty() {
            return all;
        }
        path = format!("/list?{query}&cursor={cursor}");
    }
}

#[rstest]
#[tokio::test]
async fn cursors_lead_through_everything_once(#[values(Temporary, Sqlite, Postgres)] backend: Backend) {
    let bench = bench(backend).await;
    bench.theirs.widget(&json!({"name": "theirs"})).await;
    let made = many(&bench, 13).await;
    let oldest_first = walk(&bench, "order=asc").await;
    assert_eq!(oldest_first.iter().collect::<BTreeSet<_>>(), made.iter().collect(), "each once");
    assert_eq!(oldest_first[..1], made[..1]);
    for take in [1, 4, 13, 14, 100] {
        assert_eq!(walk(&bench, &format!("order=asc&take={take}")).await, oldest_first, "{take}");
        let mut newest_first = walk(&bench, &format!("order=desc&take={take}")).await;
        assert_eq!(walk(&bench, &format!("take={take}")).await, newest_first, "newest first when nothing is said");
        newest_first.reverse();
        assert_eq!(newest_first, oldest_first, "{take}");
    }
    let page = bench.ours.read("/list?take=13").await;
    assert_eq!(page["cursor"], "", "nothing comes after the last one: {page}");
}

#[rstest]
#[tokio::test]
async fn a_cursor_stands_while_widgets_come_and_change(#[values(Temporary, Sqlite, Postgres)] backend: Backend) {
    let bench = bench(backend).await;
    many(&bench, 8).await;
    let before = walk(&bench, "").await;
    let page = bench.ours.read("/list?take=3").await;
    let cursor = text(&page["cursor"]);
    assert_eq!(ids(&page), before[..3]);
    // In the same millisecond as the newest, and later; changed, and at the place itself.
    bench.ours.widget(&json!({"name": "same"})).await;
    bench.app.clock.advance(Duration::from_secs(1));
    let newest = bench.ours.widget(&json!({"name": "later"})).await;
    for id in [&before[1], &before[2], &before[5]] {
        bench.ours.done(&format!("/{id}/update"), &json!({"title": "changed"})).await;
    }
    assert_eq!(walk_on(&bench, "take=2", &cursor).await, before[3..], "the rest, each once");
    let newer = walk_on(&bench, "order=asc", &before[0]).await;
    assert!(newer.last() == Some(&newest) && newer.iter().all(|id| !before.contains(id)), "{newer:?}");
}

#[rstest]
#[tokio::test]
async fn filters_and_pages_go_together(#[values(Temporary, Sqlite, Postgres)] backend: Backend) {
    let bench = bench(backend).await;
    bench.blueprint(&bench.ours, "blue-1", Settings::default(), &[]).await;
    let mut wanted = Vec::new();
    for n in 0..24 {
        bench.app.clock.advance(Duration::from_millis(n % 2));
        let input = match n % 3 {
            0 => json!({"meta": {"client": "acme"}, "blueprintId": "blue-1"}),
            1 => json!({"meta": {"client": "acme"}}),
            _ => json!({"meta": {"client": "mill"}, "blueprintId": "blue-1"}),
        };
        let id = bench.ours.widget(&input).await;
        if n % 3 == 0 {
            wanted.push(id);
        }
    }
    let query = "meta.client=acme&blueprintId=blue-1&order=asc";
    let all = walk(&bench, query).await;
    assert_eq!(all.iter().collect::<BTreeSet<_>>(), wanted.iter().collect());
    for take in [1, 3, 8] {
        assert_eq!(walk(&bench, &format!("{query}&take={take}")).await, all, "{take}");
    }
    let exactly = bench.ours.read(&format!("/list?{query}&take=8")).await;
    assert_eq!(exactly["cursor"], "", "nothing more of these comes");
    let read = lines(bench.ours.get(&format!("/list?{query}&take=4&cursor={}", all[1]))).await;
    let read: Vec<_> = read.iter().map(|line| text(&line["data"]["id"])).collect();
    assert_eq!(read, all[2..6]);
}

#[tokio::test]
async fn a_deleted_widget_is_still_a_place() {
    let bench = bench(Temporary).await;
    let made = many(&bench, 5).await;
    let order = walk(&bench, "order=asc").await;
    bench.ours.done(&format!("/{}/delete", order[2]), &json!({})).await;
    assert_eq!(ids(&bench.ours.read(&format!("/list?order=asc&cursor={}", order[2])).await), order[3..]);
    assert_eq!(made.len(), 5);
}

#[rstest]
#[tokio::test]
async fn metadata_filters(#[values(Temporary, Sqlite, Postgres)] backend: Backend) {
    let bench = bench(backend).await;
    let acme = bench.ours.widget(&json!({"meta": {"client": "acme", "live": true, "tier": 2, "a.b": "dot"}})).await;
    let mill = bench.ours.widget(&json!({"meta": {"client": "mill", "live": false, "näme": "größe & co"}})).await;
    bench.ours.widget(&json!({})).await;
    bench.theirs.widget(&json!({"meta": {"client": "acme"}})).await;
    for (query, found) in [
        ("meta.client=acme", vec![&acme]),
        ("meta[client]=acme", vec![&acme]),
        ("meta%5Bclient%5D=acme&meta.live=true", vec![&acme]),
        ("meta.client=acme&meta.live=false", vec![]),
        ("meta.tier=2", vec![&acme]),
        ("meta.a.b=dot", vec![&acme]),
        ("meta.n%C3%A4me=gr%C3%B6%C3%9Fe+%26+co", vec![&mill]),
        ("meta.client=ACME", vec![]),
        ("meta.client=%25", vec![]),
        ("meta.client=acme%27+or+1=1+--", vec![]),
        ("meta.other=x", vec![]),
        ("unknown=parameter&meta.client=mill", vec![&mill]),
    ] {
        assert_eq!(ids(&bench.ours.read(&format!("/list?{query}")).await).iter().collect::<Vec<_>>(), found, "{query}");
    }
}

#[tokio::test]
async fn only_those_of_a_blueprint() {
    let bench = bench(Temporary).await;
    for id in ["blue-1", "blue-2"] {
        bench.blueprint(&bench.ours, id, Settings::default(), &[]).await;
    }
    let first = bench.ours.widget(&json!({"blueprintId": "blue-1"})).await;
    bench.ours.widget(&json!({"blueprintId": "blue-2"})).await;
    bench.ours.widget(&json!({})).await;
    assert_eq!(ids(&bench.ours.read("/list?blueprintId=blue-1").await), [first]);
    assert_eq!(ids(&bench.ours.read("/list?blueprintId=nothing").await), [""; 0]);
    assert_eq!(ids(&bench.ours.read("/list?blueprintId=").await).len(), 3);
}

#[tokio::test]
async fn lines_are_everything_or_as_many_as_asked_for() {
    let bench = bench(Sqlite).await;
    many(&bench, 230).await;
    let all = walk(&bench, "").await;
    let told = async |query: &str| -> Vec<String> {
        let lines = lines(bench.ours.get(&format!("/list?{query}"))).await;
        assert!(lines.iter().all(|line| line["type"] == "item"));
        lines.iter().map(|line| text(&line["data"]["id"])).collect()
    };
    assert_eq!(told("").await, all);
    assert_eq!(told("take=150").await, all[..150]);
    assert_eq!(told(&format!("take=3&cursor={}", all[9])).await, all[10..13]);
    assert_eq!(told(&format!("cursor={}", all[227])).await, all[228..]);
    let page = bench.ours.read("/list?take=1000").await;
    assert_eq!(ids(&page), all[..100], "a page has a hundred at most");
    let one = lines(bench.ours.get("/list?take=1")).await;
    assert_eq!(one[0]["data"], bench.ours.fetch(&all[0]).await);
}

#[tokio::test]
async fn no_lines_are_no_lines() {
    let bench = bench(Temporary).await;
    let response = bench.ours.get("/list").header("Accept", "application/jsonl").send().await.unwrap();
    assert_eq!((response.status().as_u16(), response.text().await.unwrap().as_str()), (200, ""));
    assert_eq!(reply(bench.ours.get("/list")).await, json!({"items": [], "cursor": ""}));
}

#[tokio::test]
async fn odd_parameters_are_refused() {
    let bench = bench(Temporary).await;
    let theirs = bench.theirs.widget(&json!({})).await;
    for query in [
        "take=0",
        "take=-1",
        "take=1.5",
        "take=x",
        "take=",
        "order=up",
        "order=",
        "cursor=nothing",
        "cursor=a%20b",
        &format!("cursor={theirs}"),
        "blueprintId=a%20b",
    ] {
        let request = bench.ours.get(&format!("/list?{query}"));
        let is_malformed = query.starts_with("take") || query.starts_with("order");
        let (status, code) = if is_malformed { (400, "BAD_REQUEST") } else { (422, "UNPROCESSABLE_ENTITY") };
        refuses(request, status, code).await;
    }
    assert_eq!(
        bench.ours.get("/list?cursor=&blueprintId=&meta=").send().await.unwrap().status(),
        200,
        "empty is absent"
    );
}
