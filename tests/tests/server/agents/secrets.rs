//! Nothing a service says about an error, and no key, reaches an event, an error or the log.

use std::{
    fmt::Write as _,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use parlor::agent::quiet;
use parlor_tests::upstream::{Act, Reply, Upstream};
use tracing_subscriber::EnvFilter;

use super::bench::{JSON, KEY, SIGNING, SSE, ask, chunk, endpoint, model, registry};

/// Text from a service that must not be shown.
const SAID: &str = "THE-SERVICE-SAID-THIS";

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// Ways to fail while quoting a key.
fn failures() -> Vec<Reply> {
    let error =
        format!(r#"{{"error":{{"message":"Incorrect API key {KEY} {SAID}","type":"{SAID}","code":"{SAID}"}}}}"#);
    let statuses = [301, 400, 401, 403, 404, 408, 413, 429, 500, 502, 503];
    let refusals =
        statuses.map(|status| Reply::whole(status, JSON, &error).header("Location", SAID).header("X-Why", SAID));
    let streams = [
        Reply::pieces(SSE, [&*format!("data: {error}\n\n")]),
        Reply::pieces(SSE, [&*format!("event: error\ndata: {error}\n\n")]),
        Reply::pieces(SSE, [&*format!("data: {{\"{SAID} {KEY}\n\n")]),
        Reply::pieces(SSE, [&*format!("event: {SAID}\ndata: {SAID} {KEY}\n\n")]),
        Reply::pieces(SSE, [&*format!(": {SAID}\n\n"), &*chunk(" ")]).then(Act::Close),
        Reply::whole(200, JSON, &error),
        Reply::whole(200, SAID, &error),
        Reply::whole(200, "text/html", SAID),
    ];
    refusals.into_iter().chain(streams).collect()
}

#[tokio::test]
async fn no_failure_quotes_a_service_or_a_key() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(quiet(EnvFilter::new("trace")))
        .with_ansi(false)
        .with_writer(move || writer.clone());
    let _logging = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber.finish());
    let agents = registry().await;
    let mut shown = String::new();
    for reply in failures() {
        let service = Upstream::start(vec![reply]).await;
        for spec in
            [model("openai", &service), model("anthropic", &service), model("gemini", &service), endpoint(&service)]
        {
            let told = ask(&agents, spec, "Tea?").await;
            let error = told.end.expect_err("it failed");
            _ = writeln!(shown, "{told:?} {error} {error:?}");
        }
    }
    let log = log.text();
    assert!(log.contains("a model did not answer") && log.contains("status=401"), "the log was read");
    for secret in [KEY, SAID, SIGNING, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        assert!(!shown.contains(secret), "an answer quotes {secret}");
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "the log quotes {secret}");
    }
}
