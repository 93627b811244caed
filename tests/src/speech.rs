//! A service that hears and speaks, with OpenAI's protocol: it hears what the test says it heard.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Result;
use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// Requests received so far, and the replies to give.
#[derive(Default)]
pub struct Spoken {
    /// Recordings that came, with their form around them.
    pub recordings: Vec<Bytes>,
    /// The bodies of what was to be read aloud.
    pub speeches: Vec<Value>,
    /// The keys that came with them.
    pub keys: Vec<String>,
    /// Text recognised in every recording.
    pub hears: String,
    /// Duration of everything that is read aloud, in seconds; at least one.
    pub seconds: u32,
    /// Status returned to every request instead of the usual reply.
    pub fails: Option<StatusCode>,
}

type Shared = Arc<Mutex<Spoken>>;

/// The service.
pub struct SpeechService {
    /// Its address, up to `/audio`.
    pub url: String,
    spoken: Shared,
    running: JoinHandle<()>,
}

impl Drop for SpeechService {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl SpeechService {
    /// Starts it on a free port.
    pub async fn start() -> Result<Self> {
        let spoken = Shared::default();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let url = format!("http://{}/v1", listener.local_addr()?);
        let router = Router::new()
            .route("/v1/audio/transcriptions", post(transcribe))
            .route("/v1/audio/speech", post(speak))
            .layer(DefaultBodyLimit::disable())
            .with_state(Arc::clone(&spoken));
        let running = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the voice service ended: {error}");
            }
        });
        Ok(Self { url, spoken, running })
    }

    /// Returns the requests received so far and the replies to give, locked.
    pub fn spoken(&self) -> MutexGuard<'_, Spoken> {
        lock(&self.spoken)
    }

    /// The flags of a server that uses it.
    pub fn flags(&self) -> [&str; 6] {
        ["--voice-url", &self.url, "--voice-secret", "ears", "--secret-named", "ears=sk-ears"]
    }
}

fn lock(spoken: &Shared) -> MutexGuard<'_, Spoken> {
    spoken.lock().unwrap_or_else(PoisonError::into_inner)
}

fn note_key(spoken: &mut Spoken, headers: &HeaderMap) {
    let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    spoken.keys.push(key.to_owned());
}

async fn transcribe(State(spoken): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let mut spoken = lock(&spoken);
    note_key(&mut spoken, &headers);
    spoken.recordings.push(body);
    match spoken.fails {
        Some(status) => (status, "the key sk-ears is not good").into_response(),
        None => Json(json!({"text": spoken.hears, "language": "english"})).into_response(),
    }
}

async fn speak(State(spoken): State<Shared>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let mut spoken = lock(&spoken);
    note_key(&mut spoken, &headers);
    spoken.speeches.push(body);
    match spoken.fails {
        Some(status) => (status, "the key sk-ears is not good").into_response(),
        None => ([(header::CONTENT_TYPE, "audio/mpeg")], sound(spoken.seconds.max(1))).into_response(),
    }
}

/// A WAV file of a quiet tone, of this many seconds: browsers play it whatever its name.
pub fn sound(seconds: u32) -> Vec<u8> {
    const RATE: u32 = 16_000;
    let length = RATE * seconds * 2;
    let mut wav = Vec::new();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + length).to_le_bytes());
    wav.extend_from_slice(b"WAVEfmt ");
    for (value, size) in [(16, 4), (1, 2), (1, 2), (RATE, 4), (RATE * 2, 4), (2, 2), (16, 2)] {
        wav.extend_from_slice(&value.to_le_bytes()[..size]);
    }
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&length.to_le_bytes());
    // A square wave of 250 Hz.
    wav.extend((0..RATE * seconds).flat_map(|at| if at / 32 % 2 == 0 { 8_000_i16 } else { -8_000 }.to_le_bytes()));
    wav
}
