//! The conformance kit against this server: everything is as the pages say, down to agents that fail and hang.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "what is not as expected is a failed test")]

use std::{collections::HashMap, sync::Arc, time::Duration};

use parlor::{
    agent::{Registry, RegistryParts, Timeouts},
    core::{
        agent::Agents,
        clock::SystemClock,
        entropy::SystemEntropy,
        profile::{AgentProfile, AgentSpec},
        turn::Parts,
    },
    demo,
};
use parlor_tests::{
    app::{TestApp, config},
    conformance::{Credentials, Outcome, Subjects, run},
    databases::Backend,
    script::{Cast, Script},
};
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A server with an owner, a team, its secret, an agent and a widget: what `parlor demo` makes.
struct Subject {
    credentials: Credentials,
    app: TestApp,
    _folder: TempDir,
}

impl Subject {
    async fn start(backend: Backend, agents: Arc<dyn Agents>) -> Self {
        let app = TestApp::start(backend, Arc::clone(&agents)).await.unwrap();
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
        Self { credentials: ready.into(), app, _folder: folder }
    }

    /// Its agent answers.
    async fn answering(backend: Backend) -> Self {
        let words = Script::says(&["We have **three** ", "pricing plans."]);
        Self::start(backend, Arc::new(Cast(words))).await
    }

    /// Its agent asks the owner's endpoint at this address.
    async fn asking(url: String) -> Self {
        let subject = Self::start(Backend::Memory, Arc::new(impatient().await)).await;
        let store = &subject.app.store;
        let id = subject.credentials.widget_id.parse().unwrap();
        let widget = store.widget(&id).await.unwrap().unwrap();
        let profile = store.agent(&widget.agent_id.unwrap()).await.unwrap().unwrap();
        let spec = AgentSpec::Webhook { url, secret: "signing".into() };
        store.put_agent(&AgentProfile { spec, ..profile }).await.unwrap();
        subject
    }
}

/// All agents, with short deadlines.
async fn impatient() -> Registry {
    let (store, _) = Backend::Memory.open().await;
    let short = Duration::from_millis(300);
    let timeouts = Timeouts { connect: short, first_byte: short, idle: short, total: short * 3 };
    let secrets = HashMap::from([("signing".to_owned(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into())]);
    Registry::new(RegistryParts { store, secrets, timeouts, clock: Arc::new(SystemClock::default()) }).unwrap()
}

/// The address of a listener.
fn address(listener: &TcpListener) -> String {
    format!("http://{}/hook", listener.local_addr().unwrap())
}

async fn all_is_as_the_pages_say(backend: Backend) {
    let subject = Subject::answering(backend).await;
    // Takes connections, and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slow = Subject::asking(address(&silent)).await;
    let broken = Subject::asking({
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
        address(&closed)
    })
    .await;
    let report = run(Subjects {
        server: subject.credentials.clone(),
        broken_agent: Some(broken.credentials.clone()),
        slow_agent: Some(slow.credentials.clone()),
    })
    .await
    .unwrap();
    println!("{report}");
    assert!(report.differing().is_empty(), "{} cases differ, see above", report.differing().len());
    assert!(report.left_behind.is_empty(), "{:?}", report.left_behind);
    let unreached: Vec<&str> = report.not_reached().iter().map(|case| case.case.as_str()).collect();
    assert_eq!(unreached, ["200: attached and detached", "429: the conversation's budget"]);
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
    let mut subject = Subject::answering(Backend::Memory).await;
    subject.credentials.widget_key = "wk_ffffffffffffffffffffffffffffffff".into();
    let report =
        run(Subjects { server: subject.credentials.clone(), broken_agent: None, slow_agent: None }).await.unwrap();
    let init = report.cases.iter().find(|case| case.page == "NexonTech" && case.case == "200: only the key").unwrap();
    let Outcome::Differs { differences } = &init.outcome else { panic!("{:?}", init.outcome) };
    assert_eq!(
        differences.as_slice(),
        [r#"status: expected 200, came 403 "{\"error\":\"Invalid or inactive widget key\"}""#]
    );
    assert!(report.not_reached().len() > 5, "without agents that fail, what they would show was not seen");
    let json = serde_json::to_value(&report).unwrap();
    let first = &json["cases"][0];
    assert_eq!((first["page"].as_str(), first["outcome"].as_str()), (Some("NodeLoom"), Some("ok")));
    assert!(report.to_string().contains("differs\n    status: expected 200, came 403"));
}
