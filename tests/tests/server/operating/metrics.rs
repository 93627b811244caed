//! Metrics: named, explained, bounded, listed in the documentation, and shown on the dashboard.

use std::{
    collections::BTreeSet,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use parlor_tests::{
    app::TestApp,
    databases::Backend,
    script::{Cast, Script},
};
use reqwest::Method;
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Every word that begins with `parlor_`, without what Prometheus puts behind the names of histograms.
fn names(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let names = words.filter(|word| word.starts_with("parlor_"));
    names
        .map(|name| {
            ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name).to_owned()
        })
        .collect()
}

/// The names in string literals of the server, which are metrics: nothing else is called so.
fn recorded(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            recorded(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let literals = text.split("\"parlor_").skip(1).filter_map(|rest| rest.split('"').next());
            let plain = |it: &&str| it.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            found.extend(literals.filter(plain).map(|rest| format!("parlor_{rest}")));
        }
    }
}

async fn app() -> TestApp {
    TestApp::start(Backend::Temporary, Arc::new(Cast(Script::says(&["Yes."])))).await.unwrap()
}

async fn told(app: &TestApp) -> String {
    app.client.get(app.url("/metrics")).send().await.unwrap().text().await.unwrap()
}

/// `target/tools/promtool`, where `cargo xtask test` puts it, or the system's.
fn promtool() -> Option<PathBuf> {
    let ours = root().join("target/tools/promtool/promtool");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let others = std::env::split_paths(&path).map(|folder| folder.join("promtool"));
    [ours].into_iter().chain(others).find(|file| file.is_file())
}

#[tokio::test]
async fn every_metric_is_explained_and_promtool_agrees() {
    let app = app().await;
    let visitor = app.visitor().await.unwrap();
    visitor.ask("Tea?").await.unwrap();
    let text = told(&app).await;
    for name in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()) {
        let help = text.lines().filter_map(|line| line.strip_prefix("# HELP ")?.strip_prefix(name)?.strip_prefix(' '));
        assert!(help.into_iter().any(|help| help.len() > 10), "{name} is not explained");
        assert!(name.starts_with("parlor_"), "{name}");
    }
    assert!(!text.contains(" summary\n"), "summaries cannot be added up over nodes");
    for name in
        ["parlor_http_request_duration_seconds", "parlor_answer_first_text_seconds", "parlor_answer_duration_seconds"]
    {
        assert!(text.contains(&format!("# TYPE {name} histogram")), "{name}");
    }
    assert!(text.contains("parlor_answers_total{status=\"complete\"}"), "{text}");
    let Some(promtool) = promtool() else {
        eprintln!("promtool is not here: `cargo xtask test` brings it");
        return;
    };
    let mut child =
        Command::new(promtool).args(["check", "metrics"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test]
async fn no_client_makes_series_at_will() {
    let app = app().await;
    let series = async || {
        let text = told(&app).await;
        text.lines()
            .filter(|line| line.starts_with("parlor_http_requests_total{"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for number in 0..30 {
        let method = Method::from_bytes(format!("WORD{number}").as_bytes()).unwrap();
        _ = app.client.request(method, app.url(&format!("/nothing/{number}"))).send().await.unwrap();
        _ = app.client.get(app.url(&format!("/v1/widget/config/wk_{number}"))).send().await.unwrap();
    }
    let series = series().await;
    assert!(series.iter().any(|it| it.contains("method=\"(other)\"") && it.contains("route=\"(none)\"")), "{series:?}");
    assert!(series.iter().any(|it| it.contains("route=\"/v1/widget/config/{key}\"")), "{series:?}");
    assert!(!series.iter().any(|it| it.contains("WORD") || it.contains("nothing") || it.contains("wk_")), "{series:?}");
}

#[test]
fn the_documentation_lists_every_metric_and_no_other() {
    let mut recorded_names = BTreeSet::new();
    recorded(&root().join("server/src"), &mut recorded_names);
    let documented = names(&read("docs/operating.md"));
    assert!(recorded_names.len() > 8, "{recorded_names:?}");
    assert_eq!(documented, recorded_names);
}

#[test]
fn the_dashboard_asks_for_metrics_that_exist() {
    let dashboard: Value = serde_json::from_str(&read("deploy/grafana/parlor.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let known = names(&read("docs/operating.md"));
    let mut asked = 0;
    for target in panels.iter().flat_map(|panel| panel["targets"].as_array().into_iter().flatten()) {
        let names = names(target["expr"].as_str().unwrap());
        assert!(!names.is_empty() && names.is_subset(&known), "{target}");
        asked += 1;
    }
    assert!(asked >= 8, "{asked} queries");
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
}
