//! The conformance kit against this server: everything is as the pages say, down to agents that fail and hang.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::{collections::HashMap, sync::Arc};

use axum::{Router, http::StatusCode};
use parlor::{
    agent::{Registry, RegistryParts, Timeouts},
    core::{
        clock::SystemClock,
        conversation::{
            agent_error::AgentError,
            agent_port::{Agent, Agents},
            turn::parts::Parts,
        },
        entropy::SystemEntropy,
        owner::agent::{AgentProfile, AgentSpec},
        security::egress::EgressPolicy,
    },
    demo,
};
use parlor_tests::{
    app::{TestApp, config},
    conformance::{Credentials, Outcome, Report, run},
    databases::Backend,
    process::free_port,
    script::{Cast, Script},
};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// Follows a script, except where a model is to be asked.
struct Troupe {
    script: Cast,
    models: Registry,
}

impl Troupe {
    /// Models are asked at this origin.
    async fn new(origin: &str) -> Self {
        let (store, _) = Backend::Temporary.open().await;
        let (secrets, timeouts) = (HashMap::new(), Timeouts::default());
        let clock = Arc::new(SystemClock::default());
        let egress = EgressPolicy::default().and_origins(&[origin.to_owned()]);
        let parts = RegistryParts { store, secrets, egress, timeouts, clock, embeddings: None };
        let script = Cast(Script::says(&["We have **three** ", "pricing plans."]));
        Self { script, models: Registry::new(parts).unwrap() }
    }
}

impl Agents for Troupe {
    fn find(&self, profile: &AgentProfile) -> Result<Arc<dyn Agent>, AgentError> {
        match profile.spec {
            AgentSpec::Llm { .. } => self.models.find(profile),
            _ => self.script.find(profile),
        }
    }
}

/// A server with an owner, a team, its secret, an agent and a widget: what `parlor demo` makes.
struct Subject {
    credentials: Credentials,
    agent_port: u16,
    _app: TestApp,
    _folder: TempDir,
}

impl Subject {
    async fn start(backend: Backend) -> Self {
        let agent_port = free_port().await.unwrap();
        let origin = format!("http://localhost:{agent_port}");
        let agents: Arc<dyn Agents> = Arc::new(Troupe::new(&origin).await);
        let app = TestApp::with_flags(backend, Arc::clone(&agents), &["--agent-origins", &origin]).await.unwrap();
        let parts = Parts {
            store: Arc::clone(&app.store),
            agents,
            render: Arc::clone(&app.state.render),
            clock: app.clock.clone(),
            entropy: Arc::new(SystemEntropy),
            files: parlor_tests::app::files(parlor::attachments::memory()),
            budget: config(&[]).limits.budget(),
        };
        let (folder, port) = (TempDir::new().unwrap(), app.base.rsplit(':').next().unwrap().parse().unwrap());
        let ready = demo::prepare(&parts, port, folder.path()).await.unwrap();
        Self { credentials: ready.into(), agent_port, _app: app, _folder: folder }
    }

    async fn report(&self) -> Report {
        let report = run(self.credentials.clone(), self.agent_port).await.unwrap();
        println!("{report}");
        report
    }
}

/// The statuses each page names; the wire page for the two that name few.
const STATUSES: [(&str, &[&str]); 5] = [
    ("NexonTech", &["200", "400", "403", "429", "502", "504"]),
    ("NodeLoom", &["200", "201", "400", "401", "403", "404", "410"]),
    ("Glozr", &["200", "400", "401", "403", "404", "410", "429"]),
    ("Caty", &["200", "400", "401", "404", "429", "502", "504"]),
    ("ChatBotKit", &["200", "400", "401", "403", "404", "405", "409", "422", "429", "502", "503", "504"]),
];

async fn all_is_as_the_pages_say(backend: Backend) {
    let report = Subject::start(backend).await.report().await;
    assert!(report.differing().is_empty(), "{} cases differ, see above", report.differing().len());
    assert!(report.not_reached().is_empty(), "{} cases were not brought about", report.not_reached().len());
    assert_eq!((report.percent(), report.left_behind.as_slice()), (100, [].as_slice()));
    for (page, statuses) in STATUSES {
        for status in statuses {
            let tried = report.cases.iter().any(|case| case.page == page && case.case.starts_with(status));
            assert!(tried, "{page}: {status} is not tried");
        }
    }
}

#[tokio::test]
async fn all_is_as_the_pages_say_on_sqlite() {
    all_is_as_the_pages_say(Backend::Sqlite).await;
}

#[tokio::test]
async fn all_is_as_the_pages_say_on_postgresql() {
    all_is_as_the_pages_say(Backend::Postgres).await;
}

#[tokio::test]
async fn what_is_not_as_the_pages_say_is_found() {
    let mut subject = Subject::start(Backend::Temporary).await;
    subject.credentials.widget_key = "wk_ffffffffffffffffffffffffffffffff".into();
    let report = subject.report().await;
    let init = report.cases.iter().find(|case| case.page == "NexonTech" && case.case == "200: only the key").unwrap();
    let Outcome::Differs { differences } = &init.outcome else { panic!("{:?}", init.outcome) };
    assert_eq!(
        differences.as_slice(),
        [r#"status: expected 200, came 403 "{\"error\":\"Invalid or inactive widget key\"}""#]
    );
    assert!(report.percent() < 100);
    let json = serde_json::to_value(&report).unwrap();
    let first = &json["cases"][0];
    assert_eq!((first["page"].as_str(), first["outcome"].as_str()), (Some("NodeLoom"), Some("ok")));
    assert!(report.to_string().contains("differs\n    status: expected 200, came 403"));
}

/// A server that may not ask this machine: agents that fail are not seen, and that is said.
#[tokio::test]
async fn what_cannot_be_brought_about_is_not_a_hundred_in_a_hundred() {
    let subject = Subject::start(Backend::Temporary).await;
    let report = run(subject.credentials.clone(), free_port().await.unwrap()).await.unwrap();
    assert!(report.differing().is_empty(), "{report}");
    assert_eq!((report.not_reached().len(), report.percent()), (11, 96), "{report}");
}

/// A server that answers everything alike: no case may be as its page says.
async fn always(status: StatusCode, body: &'static str) -> Report {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let alike = move || async move { (status, [("content-type", "application/json")], body) };
    let serving = tokio::spawn(async move { axum::serve(listener, Router::new().fallback(alike)).await });
    let mut subject = Subject::start(Backend::Temporary).await;
    subject.credentials.url = url;
    let report = run(subject.credentials.clone(), subject.agent_port).await.unwrap();
    serving.abort();
    report
}

#[tokio::test]
async fn every_case_can_fail() {
    let report = always(StatusCode::IM_A_TEAPOT, "").await;
    let fooled: Vec<_> = report.cases.iter().filter(|case| case.outcome == Outcome::Ok).collect();
    assert!(fooled.is_empty(), "{fooled:#?}");
    let report = always(StatusCode::OK, "{}").await;
    let shapeless = report.cases.iter().filter(|case| case.outcome == Outcome::Ok).count();
    assert!(shapeless * 10 < report.cases.len(), "{shapeless} of {} look at no body:\n{report}", report.cases.len());
}
