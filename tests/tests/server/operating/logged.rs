//! The real binary, whose log is read.

use std::{fs::File, process::Stdio, time::Duration};

use parlor::core::{owner::agent::AgentSpec, widget::settings::Feature};
use parlor_tests::{
    app::{agent, team, widget},
    databases::{Backend, Guard},
    process::{binary, free_port},
    visitor::Visitor,
};
use reqwest::Client;
use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// Signs tokens and addresses.
pub(crate) const SECRET: &str = "Zy4kT0uQ9wLr7mVx2sNb8cHd3fGj6pAe";

/// A running server.
pub(crate) struct Logged {
    child: Child,
    folder: TempDir,
    /// Its database.
    pub(crate) guard: Guard,
    /// Its address, without a slash at the end.
    pub(crate) base: String,
    /// Makes requests.
    pub(crate) client: Client,
}

impl Logged {
    /// A server whose widget takes files and has this agent, and which logs at this level, as JSON.
    pub(crate) async fn start(spec: AgentSpec, level: &str, flags: &[&str]) -> Self {
        let guard = Backend::Sqlite.fresh().await;
        furnish(&guard.url, spec).await;
        let (folder, listen) = (TempDir::new().unwrap(), format!("127.0.0.1:{}", free_port().await.unwrap()));
        let log = File::create(folder.path().join("log")).unwrap();
        let child = Command::new(binary().unwrap())
            .args(["serve", "--listen", &listen, "--database-url", &guard.url])
            .args(flags)
            .envs([("PARLOR_SECRET", SECRET), ("PARLOR_LOG", level), ("PARLOR_LOG_FORMAT", "json")])
            .stdin(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let server = Self { child, folder, guard, base: format!("http://{listen}"), client: Client::new() };
        server.answers().await;
        server
    }

    async fn answers(&self) {
        for _ in 0..2_000 {
            if self.client.get(self.url("/healthz")).send().await.is_ok_and(|reply| reply.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the server does not answer: {}", self.text());
    }

    /// The address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// A visitor of its widget.
    pub(crate) async fn visitor(&self) -> Visitor {
        Visitor::arrive(&self.client, &self.base, parlor_tests::app::KEY).await.unwrap()
    }

    /// Ends it and reads its log.
    pub(crate) async fn end(mut self) -> String {
        self.child.kill().await.unwrap();
        self.text()
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }
}

/// The lines of a log.
pub(crate) fn lines(log: &str) -> Vec<Value> {
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
}

async fn furnish(url: &str, spec: AgentSpec) {
    let store = parlor::store::open(url).await.unwrap();
    let at = jiff::Timestamp::from_second(1_800_000_000).unwrap();
    let agent = agent(spec, at).unwrap();
    let mut widget = widget(&agent).unwrap();
    _ = widget.settings.features.insert(Feature::Attachments, true);
    team(store.as_ref(), at).await.unwrap();
    store.put_agent(&agent).await.unwrap();
    store.put_widget(&widget).await.unwrap();
    store.close().await;
}
