//! `POST /messages/stream`: says something and follows the answer. The encoding of a stream lives here too.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{future::BoxFuture, stream};
use parlor_shared::{
    error::ErrorCode,
    ids::MessageId,
    sse,
    widget::{
        DoneEvent, ErrorEvent, MessageRequest, ReconnectEvent, Render, ResetEvent, StageEvent, StartEvent, TokenEvent,
        ToolCallEvent,
    },
};
use serde::Serialize;

use super::{
    auth::Visitor,
    error::{ApiError, words},
    message::REPLAYED,
    saying::saying,
};
use crate::{
    core::{
        message::Message,
        run::{Follower, RunEvent, Step},
        widget::Widget,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        standing::Began,
        streams::Slot,
    },
    state::{AppState, Shutdown},
};

/// A comment is sent after this much silence.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events that are ready are sent together up to this many bytes.
const FRAME: usize = 8 * 1024;
/// Readers of a stopping server come back after about this time; their own jitter spreads them.
const RECONNECT_MS: u64 = 1_000;

/// Say something and follow the answer.
///
/// Server-sent events: `start`, `stage`, `token` or `nodes`, `block`, `tool_call`, then exactly one of `done` and
/// `error`. `start` comes after the message is stored. Events carry `id: <message>:<n>`, n = 0, 1, 2 … without gaps; a
/// body that ends early is resumed at `GET /messages/{id}/stream`. Dropping the connection does not stop the answer.
/// Source: Glozr, "Endpoints".
#[utoipa::path(post, path = "/messages/stream", tag = "conversation", request_body = MessageRequest, security(("visitor" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the client's id of the message, 1 to 255 visible ASCII characters")),
    responses(
        (status = 200, description = "the answer", content_type = "text/event-stream", body = String),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the key was used for another message", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "an answer is being written, too many streams, or the budget is spent", body = parlor_shared::error::ErrorBody),
        (status = 503, description = "stopping, or all streams are taken", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn stream(
    State(state): State<AppState>,
    ip: ClientIp,
    visitor: Visitor,
    headers: HeaderMap,
    body: Result<Json<MessageRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    let render = request.render;
    let saying = saying(request, &headers)?;
    let slot = state.slots.take(ip.key(), &visitor.conversation.id)?;
    let speaker = visitor.speaker(&state).await?;
    let client_message_id = saying.client_id.clone();
    let accepted = state.turns.say(&speaker, saying).await?;
    let start = start(&accepted.user, &accepted.answer, client_message_id);
    let mut response = Sending::new(&state, slot, &visitor.widget, render, accepted.run.follow(0), &accepted.answer.id)
        .begin(Some(&start));
    if accepted.replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

pub(super) fn start(user: &Message, answer: &Message, client_message_id: Option<String>) -> StartEvent {
    StartEvent {
        conversation_id: answer.conversation_id.clone(),
        message_id: answer.id.clone(),
        user_message_id: user.id.clone(),
        client_message_id,
    }
}

/// A stream on its way to one reader. It holds a place in the log and at most one frame.
pub(super) struct Sending {
    follower: Follower,
    render: Render,
    message: Arc<str>,
    shutdown: Shutdown,
    lost: BoxFuture<'static, ()>,
    ended: bool,
    _slot: Slot,
}

impl Sending {
    pub(super) fn new(
        state: &AppState,
        slot: Slot,
        widget: &Widget,
        render: Render,
        follower: Follower,
        message: &MessageId,
    ) -> Self {
        let (standing, began) = (Arc::clone(&state.standing), Began::from(widget));
        Self {
            follower,
            render,
            message: message.as_str().into(),
            shutdown: state.shutdown.clone(),
            lost: Box::pin(async move { standing.lost(&began).await }),
            ended: false,
            _slot: slot,
        }
    }

    /// The response; `start` is its first event.
    pub(super) fn begin(self, start: Option<&StartEvent>) -> Response {
        let mut first = String::new();
        if let Some(start) = start {
            self.event(&mut first, Some(0), "start", start);
        }
        let frames = stream::unfold((self, first), |(mut sending, frame)| async move {
            let frame = if frame.is_empty() { sending.frame().await? } else { frame };
            Some((Ok::<_, Infallible>(Bytes::from(frame)), (sending, String::new())))
        });
        let mut response = Body::from_stream(frames).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    /// The next bytes to send; `None` at the end.
    async fn frame(&mut self) -> Option<String> {
        if self.ended {
            return None;
        }
        let mut frame = String::new();
        tokio::select! {
            biased;
            step = self.follower.next() => self.add(&mut frame, step?),
            () = self.shutdown.closing.cancelled() => {
                self.ended = true;
                self.event(&mut frame, None, "reconnect", &ReconnectEvent { after_ms: RECONNECT_MS });
            }
            () = &mut self.lost => {
                self.ended = true;
                self.event(&mut frame, None, "error", &error_event(ErrorCode::WidgetInactive, None));
            }
            () = tokio::time::sleep(HEARTBEAT) => frame.push_str(sse::comment()),
        }
        while frame.len() < FRAME && !self.ended {
            let Some(step) = self.follower.ready() else { break };
            self.add(&mut frame, step);
        }
        Some(frame)
    }

    fn add(&mut self, frame: &mut String, step: Step) {
        match step {
            Step::Stage(stage) => self.event(frame, None, "stage", &StageEvent { s: stage.to_owned() }),
            Step::Reset => self.reset(frame),
            Step::Event(seq, event) => self.numbered(frame, seq, event),
        }
    }

    fn reset(&mut self, frame: &mut String) {
        let nodes = self.render == Render::Nodes;
        let snapshot = self.follower.snapshot(nodes);
        let text = (!nodes).then_some(snapshot.text);
        self.event(frame, None, "reset", &ResetEvent { seq: snapshot.seq, text, nodes: snapshot.nodes });
    }

    fn numbered(&mut self, frame: &mut String, seq: u64, event: RunEvent) {
        self.ended |= event.is_terminal();
        let id = Some(seq);
        match event {
            RunEvent::Text(t) if self.render == Render::Text => self.event(frame, id, "token", &TokenEvent { t }),
            RunEvent::Text(_) => self.event(frame, id, "nodes", &self.follower.patch(seq)),
            RunEvent::Block(block) => self.event(frame, id, "block", &block),
            RunEvent::ToolCall { name, args } => {
                self.event(frame, id, "tool_call", &ToolCallEvent { name, args, origin: "server".into() });
            }
            RunEvent::Done(done) => {
                let done = DoneEvent {
                    finish: done.finish,
                    text: self.follower.text(),
                    patch: (self.render == Render::Nodes).then(|| self.follower.patch(seq)),
                    citations: done.citations,
                    quick_replies: done.quick_replies,
                    usage: done.usage,
                    low_confidence: done.low_confidence,
                };
                self.event(frame, id, "done", &done);
            }
            RunEvent::Failed(failure) => {
                self.event(frame, id, "error", &error_event(failure.code, failure.retry_after));
            }
        }
    }

    fn event(&self, frame: &mut String, seq: Option<u64>, name: &str, data: &impl Serialize) {
        let id = seq.map(|n| format!("{}:{n}", self.message));
        match serde_json::to_string(data) {
            Ok(json) => sse::encode(frame, id.as_deref(), name, &json),
            Err(error) => tracing::error!(%error, name, "an event could not be written"),
        }
    }
}

fn error_event(code: ErrorCode, retry_after: Option<u32>) -> ErrorEvent {
    ErrorEvent { code, message: words(code).to_owned(), retryable: code.retryable(), retry_after }
}
