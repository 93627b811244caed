//! An answer on its way to one reader, as server-sent events: numbered, with a heartbeat, ended when the server stops or
//! the widget is no longer what it was. What the events are called and say is each dialect's own ([`Voice`]).
//!
//! It holds a place in the answer's log and at most one frame, so a slow reader costs no more than a fast one; the
//! connection's write deadline ends those that read nothing.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{future::BoxFuture, stream};
use parlor_shared::{ids::MessageId, sse};
use serde::Serialize;

use super::{standing::Began, streams::Slot};
use crate::{
    core::{
        run::{Follower, Step},
        widget::Widget,
    },
    state::{AppState, Shutdown},
};

/// A comment is sent after this much silence.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events that are ready are sent together up to this many bytes.
const FRAME: usize = 8 * 1024;

/// How a dialect tells an answer.
pub trait Voice: Send + 'static {
    /// What was read from the log. [`Step::Reset`] must be answered with [`Follower::snapshot`].
    fn step(&mut self, frame: &mut Frame, follower: &mut Follower, step: Step) -> impl Future<Output = ()> + Send;
    /// The server is stopping: nothing more comes on this connection, the answer goes on.
    fn draining(&mut self, frame: &mut Frame);
    /// The widget was switched off or deleted, or its key was replaced: nothing more comes.
    fn lost(&mut self, frame: &mut Frame);
}

/// Events that are sent together.
pub struct Frame {
    message: Arc<str>,
    text: String,
}

impl Frame {
    /// Adds an event. A numbered one gets `id: <message>:<n>`.
    pub fn event(&mut self, seq: Option<u64>, name: &str, data: &impl Serialize) {
        let id = seq.map(|n| format!("{}:{n}", self.message));
        match serde_json::to_string(data) {
            Ok(json) => sse::encode(&mut self.text, id.as_deref(), name, &json),
            Err(error) => tracing::error!(%error, name, "an event could not be written"),
        }
    }
}

/// A stream on its way to one reader.
pub struct Sending<V> {
    voice: V,
    follower: Follower,
    message: Arc<str>,
    shutdown: Shutdown,
    lost: BoxFuture<'static, ()>,
    ended: bool,
    _slot: Slot,
}

impl<V: Voice> Sending<V> {
    /// Of the answer `message`, from the follower's place on. The slot is given back at the end.
    pub fn new(
        state: &AppState,
        slot: Slot,
        widget: &Widget,
        voice: V,
        follower: Follower,
        message: &MessageId,
    ) -> Self {
        let (standing, began) = (Arc::clone(&state.standing), Began::from(widget));
        Self {
            voice,
            follower,
            message: message.as_str().into(),
            shutdown: state.shutdown.clone(),
            lost: Box::pin(async move { standing.lost(&began).await }),
            ended: false,
            _slot: slot,
        }
    }

    /// The response; `first` adds what comes before everything else.
    pub fn begin(self, first: impl FnOnce(&mut Frame)) -> Response {
        let mut frame = self.empty();
        first(&mut frame);
        let frames = stream::unfold((self, frame), |(mut sending, frame)| async move {
            let text = if frame.text.is_empty() { sending.frame().await?.text } else { frame.text };
            let next = sending.empty();
            Some((Ok::<_, Infallible>(Bytes::from(text)), (sending, next)))
        });
        let mut response = Body::from_stream(frames).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    fn empty(&self) -> Frame {
        Frame { message: Arc::clone(&self.message), text: String::new() }
    }

    /// The next events to send, never none; `None` at the end. What a dialect has no word for is passed over.
    async fn frame(&mut self) -> Option<Frame> {
        let mut frame = self.empty();
        while frame.text.is_empty() {
            if self.ended {
                return None;
            }
            tokio::select! {
                biased;
                step = self.follower.next() => self.add(&mut frame, step?).await,
                () = self.shutdown.closing.cancelled() => {
                    self.ended = true;
                    self.voice.draining(&mut frame);
                }
                () = &mut self.lost => {
                    self.ended = true;
                    self.voice.lost(&mut frame);
                }
                () = tokio::time::sleep(HEARTBEAT) => frame.text.push_str(sse::comment()),
            }
        }
        while frame.text.len() < FRAME && !self.ended {
            let Some(step) = self.follower.ready() else { break };
            self.add(&mut frame, step).await;
        }
        Some(frame)
    }

    async fn add(&mut self, frame: &mut Frame, step: Step) {
        if let Step::Event(_, event) = &step {
            self.ended |= event.is_terminal();
        }
        self.voice.step(frame, &mut self.follower, step).await;
    }
}
