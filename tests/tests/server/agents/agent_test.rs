//! An owner tries an agent: whatever is wrong is told in plain words, each kind by its own code, and no secret with it.

use std::{net::TcpListener, sync::Arc};

use parlor::{
    agent::{Registry, RegistryParts},
    core::{
        clock::SystemClock,
        conversation::agent_port::Agents,
        owner::{
            agent::{AgentProfile, AgentSpec},
            model_options::ModelOptions,
        },
        security::egress::EgressPolicy,
    },
};
use parlor_tests::{
    app::{TestApp, agent},
    databases::Backend,
    owner::{Owner, read},
    upstream::{Act, Reply, Upstream},
};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::bench::{
    FASTER, JSON, KEY, SIGNING, SSE, STOP, chunk, endpoint, model, model_with, registry, timeouts, with_options,
};

/// A server and the owner of a team there.
struct Bench {
    app: TestApp,
    owner: Owner,
}

impl Bench {
    async fn new(agents: Arc<dyn Agents>, flags: &[&str]) -> Self {
        let flags = [&["--agent-tests-per-minute", "1000"], flags].concat();
        let app = TestApp::with_flags(Backend::Temporary, agents, &flags).await.unwrap();
        let owner = Owner::register(&app, "owner@tea.example").await.unwrap();
        Self { app, owner }
    }

    async fn usual() -> Self {
        Self::new(Arc::new(registry().await), &[]).await
    }

    /// Stores an agent as it would be after the operator changed the server: it is not checked again.
    async fn keep(&self, spec: AgentSpec) {
        let profile = AgentProfile {
            id: "tested".parse().unwrap(),
            team_id: self.owner.team.clone(),
            ..agent(spec, jiff::Timestamp::UNIX_EPOCH).unwrap()
        };
        self.app.store.put_agent(&profile).await.unwrap();
    }

    async fn ask(&self, body: &Value) -> (u16, Value) {
        read(self.owner.send(Method::POST, "/agents/tested/test", body).await.unwrap()).await.unwrap()
    }

    async fn test(&self, spec: AgentSpec) -> Value {
        self.keep(spec).await;
        let (status, told) = self.ask(&json!({"question": "Do you have tea?"})).await;
        assert_eq!(status, 200, "{told}");
        told
    }

    /// The problem of an agent has this code, and its text these words.
    async fn fails(&self, spec: AgentSpec, code: &str, words: &str) {
        let told = self.test(spec).await;
        assert_eq!((&told["ok"], &told["problem"]["code"]), (&json!(false), &json!(code)), "{told}");
        let text = told["problem"]["text"].as_str().unwrap();
        assert!(text.contains(words) && text.ends_with(['.', '?']), "{code}: {text}");
        for secret in [KEY, SIGNING, SAID] {
            assert!(!told.to_string().contains(secret), "{told}");
        }
    }
}

/// A service's text about an error, which must not be shown.
const SAID: &str = "THE-SERVICE-SAID-THIS";

fn error(status: u16, code: &str, message: &str) -> Reply {
    let body = json!({"error": {"code": code, "message": format!("{message} {SAID} {KEY}")}});
    Reply::whole(status, JSON, &body.to_string())
}

#[tokio::test]
async fn an_agent_that_answers_is_told_so() {
    let bench = Bench::usual().await;
    let service = Upstream::start(vec![Reply::pieces(SSE, [&*chunk("Green "), &*chunk("tea 🍵."), STOP])]).await;
    let told = bench.test(model("openai", &service)).await;
    let expected =
        json!({"ok": true, "answer": "Green tea 🍵.", "seconds_to_first_token": 0.0, "seconds": 0.0, "problem": null});
    assert_eq!(told, expected);
    let asked = service.seen.requests()[0].json();
    assert_eq!(asked["messages"].as_array().unwrap().last().unwrap()["content"], "Do you have tea?");

    let (status, told) = bench.ask(&json!({})).await;
    assert_eq!((status, &told["ok"]), (200, &json!(true)), "{told}");
    let asked = service.seen.requests()[1].json();
    assert!(asked["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().starts_with("Hello"));

    let hook = Upstream::start(vec![Reply::whole(200, JSON, r#"{"text": "Yes."}"#)]).await;
    assert_eq!(bench.test(endpoint(&hook)).await["answer"], "Yes.");
    assert_eq!(bench.test(AgentSpec::knowledge()).await["ok"], true);
    assert_eq!(bench.test(AgentSpec::Scripted {}).await["ok"], true);
}

fn at(url: &str) -> AgentSpec {
    AgentSpec::Llm {
        provider: "openai".into(),
        model: "model-1".into(),
        base_url: Some(url.into()),
        api_key: Some("key".into()),
        system_prompt: String::new(),
        history_tokens: 0,
        max_output_tokens: 16,
        use_knowledge: false,
        tools: vec![],
        mcp_servers: vec![],
        options: Box::default(),
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_asked_says_why() {
    let bench = Bench::usual().await;
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let closed = format!("http://{closed}");
    bench.fails(at(&closed), "connection_refused", &closed).await;
    bench.fails(at("http://tea.invalid/v1?key=1"), "name_not_resolved", "http://tea.invalid.").await;
    bench.fails(at("http://169.254.169.254/v1"), "address_blocked", "PARLOR_AGENT_ORIGINS").await;
    let service = Upstream::with_bad_certificate(vec![Reply::nothing()]).await;
    bench.fails(model("openai", &service), "tls", "certificate").await;
    bench.fails(model("anthropic", &service), "tls", "certificate").await;
    bench.fails(at(&speaks_no_tls().await), "tls", "TLS").await;
    let service = Upstream::start(vec![Reply::nothing()]).await;
    bench.fails(model("openai", &service), "no_connection", &service.url).await;
    let slow = Upstream::start(vec![Reply::made(200, SSE, [Act::Hang])]).await;
    bench.fails(model("openai", &slow), "timed_out", &slow.url).await;
}

/// The secure address of a server that answers everything as servers without TLS do.
async fn speaks_no_tls() -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            _ = stream.read(&mut [0; 1024]).await;
            _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    url
}

/// A name that resolves to this machine, without the operator having opened it.
#[tokio::test]
async fn a_name_of_an_inside_address_is_blocked_and_tells_no_address() {
    let bench = Bench::new(Arc::new(closed_registry(EgressPolicy::default()).await), &[]).await;
    bench.fails(at("http://127.0.0.1:1/v1"), "address_blocked", "http://127.0.0.1:1").await;
    // Any name is looked up where some network is open; this one leads elsewhere.
    let elsewhere = EgressPolicy::default().and_networks(&["10.9.8.0/24".parse().unwrap()]);
    let bench = Bench::new(Arc::new(closed_registry(elsewhere).await), &[]).await;
    bench.keep(at("http://localhost/v1")).await;
    let (_, told) = bench.ask(&json!({})).await;
    assert_eq!(told["problem"]["code"], "address_blocked", "{told}");
    assert!(!told.to_string().contains("127.0.0.1") && !told.to_string().contains("::1"), "{told}");
}

async fn closed_registry(egress: EgressPolicy) -> Registry {
    let (store, _) = Backend::Temporary.open().await;
    let secrets = [("key".to_owned(), KEY.into())].into();
    let clock = Arc::new(SystemClock::default());
    Registry::new(RegistryParts { store, secrets, egress, timeouts: timeouts(), clock, embeddings: None }).unwrap()
}

#[tokio::test]
async fn keys_and_secrets_are_named_and_never_shown() {
    let bench = Bench::usual().await;
    for provider in ["openai", "anthropic", "gemini", "ollama"] {
        let service = Upstream::start(vec![error(401, "x", "no")]).await;
        bench.fails(model(provider, &service), "key_refused", "`key`").await;
        let service = Upstream::start(vec![error(403, "x", "no")]).await;
        bench.fails(model(provider, &service), "forbidden", "`key`").await;
    }
    let service = Upstream::start(vec![error(400, "invalid_api_key", "no")]).await;
    bench.fails(model("openai", &service), "key_refused", "`key`").await;
    let service = Upstream::start(vec![error(429, "insufficient_quota", "no")]).await;
    bench.fails(model("openai", &service), "nothing_to_pay_with", "account").await;
    let mut keyless = model("openai", &Upstream::start(vec![error(401, "x", "no")]).await);
    let service = Upstream::start(vec![error(401, "x", "no")]).await;
    if let AgentSpec::Llm { api_key, base_url, .. } = &mut keyless {
        (*api_key, *base_url) = (None, Some(service.url.clone()));
    }
    bench.fails(keyless.clone(), "key_refused", "names none").await;
    if let AgentSpec::Llm { api_key, .. } = &mut keyless {
        *api_key = Some("gone".into());
    }
    bench.fails(keyless, "secret_missing", "`gone`").await;
    let hook = |secret: &str| AgentSpec::Webhook { url: "http://127.0.0.1:1/".into(), secret: secret.into() };
    bench.fails(hook("gone"), "secret_missing", "`gone`").await;
    bench.fails(hook("key"), "secret_not_a_signing_key", "`key`").await;
}

#[tokio::test]
async fn what_a_service_answers_instead_is_told_by_kind() {
    let bench = Bench::usual().await;
    let page = || Reply::whole(200, "text/html", "<html>model</html>");
    for (reply, code, words) in [
        (error(404, "model_not_found", "no such model"), "model_unknown", "`model-1`"),
        (
            Reply::whole(404, JSON, r#"{"error":"model \"x\" not found, try pulling it first"}"#),
            "model_unknown",
            "`model-1`",
        ),
        (Reply::whole(404, JSON, r#"{"detail":"Not Found"}"#), "wrong_path", "/v1"),
        (Reply::whole(404, "text/html", "<html>model</html>"), "wrong_path", "base_url"),
        (Reply::whole(405, JSON, "{}"), "wrong_path", "base_url"),
        (page(), "web_page", "base_url"),
        (Reply::whole(301, JSON, "").header("Location", "/v2"), "redirect", "redirect"),
        (Reply::whole(200, JSON, "Tea"), "not_an_answer", "neither a stream nor JSON"),
        (Reply::whole(200, "image/png", "x"), "not_an_answer", "neither a stream nor JSON"),
        (Reply::pieces(SSE, ["data: {\"a\n\n"]), "not_an_answer", "neither a stream nor JSON"),
        (error(429, "x", "no").header("Retry-After", "70"), "rate_limited", "70 s"),
        (error(500, "x", "no"), "service_failed", "500"),
        (error(529, "x", "no"), "service_failed", "529"),
        (error(422, "x", "no"), "rejected", "422"),
        (error(400, "context_length_exceeded", "no"), "context_too_long", "longer"),
        (error(400, "content_filter", "no"), "withheld", "filter"),
        (Reply::pieces(SSE, ["data: {\"error\":{\"message\":\"no\"}}\n\n"]), "error_reported", "error"),
        (Reply::pieces(SSE, [&*chunk("Green")]), "ended_early", "before the end"),
        (Reply::pieces(SSE, [STOP]), "empty_answer", "no text"),
    ] {
        let service = Upstream::start(vec![reply]).await;
        bench.fails(model("openai", &service), code, words).await;
    }
    let early = Upstream::start(vec![Reply::pieces(SSE, [&*chunk("Green")])]).await;
    assert_eq!(bench.test(model("openai", &early)).await["answer"], "Green", "what came of it is shown");
    bench.fails(model("nobody", &early), "provider_unknown", "provider").await;
    let odd = ModelOptions { first_token_seconds: Some(600), ..ModelOptions::default() };
    let service = Upstream::start(vec![error(404, "x", "models/model-1 is not found")]).await;
    bench.fails(with_options(model("gemini", &service), odd), "model_unknown", "`model-1`").await;
    let service = Upstream::start(vec![Reply::whole(404, JSON, r#"{"detail":"Not Found"}"#)]).await;
    bench.fails(model_with("anthropic", &service, FASTER), "wrong_path", "base_url").await;
}

#[tokio::test]
async fn what_a_webhook_replies_instead_is_told_by_kind() {
    let bench = Bench::usual().await;
    for (reply, code, words) in [
        (Reply::whole(200, JSON, "{\"text\": 1}"), "malformed_reply", "JSON"),
        (Reply::pieces(SSE, ["event: token\ndata: {}\n\n"]), "malformed_reply", "event"),
        (Reply::whole(200, "text/html", "<p>"), "web_page", "`url`"),
        (Reply::whole(200, "image/png", "x"), "media_type", "text/event-stream"),
        (Reply::whole(404, JSON, "{}"), "wrong_path", "POST"),
        (Reply::whole(401, JSON, "{}"), "key_refused", "`signing`"),
        (Reply::whole(500, JSON, "{}"), "service_failed", "500"),
        (Reply::pieces(SSE, ["event: token\ndata: {\"t\":\"a\"}\n\n"]), "ended_early", "end"),
        (Reply::pieces(SSE, ["event: error\ndata: x\n\n"]), "error_reported", "error"),
        (Reply::whole(200, JSON, "{}"), "empty_answer", "no text"),
    ] {
        let hook = Upstream::start(vec![reply]).await;
        bench.fails(endpoint(&hook), code, words).await;
    }
}

#[tokio::test]
async fn a_service_that_failed_too_often_is_left_alone() {
    let bench = Bench::usual().await;
    let service = Upstream::start(vec![error(500, "x", "no")]).await;
    for _ in 0..5 {
        bench.fails(model("openai", &service), "service_failed", "500").await;
    }
    bench.fails(model("openai", &service), "left_alone", "10 s").await;
}

#[tokio::test]
async fn tests_are_limited_and_paid_for_by_the_team() {
    let agents = Arc::new(registry().await);
    let bench = Bench::new(agents.clone(), &["--agent-tests-per-minute", "2"]).await;
    bench.keep(AgentSpec::knowledge()).await;
    let question = json!({"question": "Tea?"});
    assert_eq!((bench.ask(&question).await.0, bench.ask(&question).await.0), (200, 200));
    let refused = bench.owner.send(Method::POST, "/agents/tested/test", &question).await.unwrap();
    assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"30".parse().unwrap()));

    let bench = Bench::new(agents, &["--team-answers-per-month", "1"]).await;
    bench.keep(AgentSpec::knowledge()).await;
    assert_eq!(bench.ask(&question).await.0, 200);
    let (status, told) = bench.ask(&question).await;
    assert_eq!(status, 429, "{told}");
    assert!(told["error"].as_str().unwrap().contains("team"), "{told}");
}

#[tokio::test]
async fn an_odd_test_is_refused_and_costs_nothing() {
    let bench = Bench::new(Arc::new(registry().await), &["--team-answers-per-month", "1"]).await;
    bench.keep(AgentSpec::knowledge()).await;
    for (body, field) in [
        (json!({"question": "x".repeat(2_001)}), "question"),
        (json!({"question": " "}), "question"),
        (json!({"question": 1}), "question"),
        (json!({"ask": "Tea?"}), "ask"),
    ] {
        let (status, told) = bench.ask(&body).await;
        assert_eq!((status, told["field"].as_str()), (400, Some(field)), "{told}");
    }
    assert_eq!(bench.ask(&json!({"question": "x".repeat(2_000)})).await.0, 200);
}
