//! `POST /messages/stream`: says something and follows the answer. What the events of a stream are called lives here too.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use parlor_shared::{
    error::ErrorCode,
    widget::{
        AnswerEvent, DoneEvent, ErrorEvent, MessageRequest, ReconnectEvent, Render, ResetEvent, StageEvent, StartEvent,
        TokenEvent, ToolCallEvent,
    },
};

use super::{
    auth::Visitor,
    error::{ApiError, words},
    tool::lend,
    user_input::user_input,
};
use crate::{
    core::{
        clock::rfc3339,
        conversation::{
            message::Message,
            run::{FollowStep, Follower, RunEvent},
            tool::page_tools::PageCall,
            turn::Accepted,
        },
        widget::Widget,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        event_stream::{CutReason, Encoder, EventStream, Frame, StreamFormat},
        idempotency::{IdempotencyKeyHeader, REPLAYED},
        last_event_id,
        state::AppState,
        streams::StreamSlot,
    },
};

/// Readers of a stopping server come back after about this time; their own jitter spreads them.
const RECONNECT_MS: u64 = 1_000;

/// Send a message and follow the answer.
///
/// Server-sent events: `start`, `stage`, `token` or `nodes`, `block`, `tool_call`, then exactly one of `done` and
/// `error`. `start` comes after the message is stored. Events carry `id: <message>:<n>`, n = 0, 1, 2 … without gaps; a
/// body that ends early is resumed at `GET /messages/{id}/stream`, or by sending the request again with `Last-Event-ID`, as
/// clients of server-sent events do: then nothing is said again, and events n+1, n+2 … of the answer follow. Dropping the
/// connection does not stop the answer. Source: Glozr, "Endpoints"; `Last-Event-ID` is ours.
#[utoipa::path(post, path = "/messages/stream", tag = "Widget: conversation", operation_id = "widget_stream_message", request_body = MessageRequest, security(("visitor" = [])),
    params(
        IdempotencyKeyHeader,
        ("Last-Event-ID" = Option<String>, Header, description = "the id of the last event received of the answer to this message"),
    ),
    responses(
        (status = 200, description = "the answer", content_type = "text/event-stream", body = Vec<AnswerEvent>),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the key was used for another message, or the event is of the answer to another one", body = parlor_shared::error::ErrorBody),
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
    let place = last_event_id::place(&headers)?;
    let mut input = user_input(&state, &visitor, request, &headers).await?;
    lend(&visitor.widget, &mut input.tools);
    let slot = state.slots.take(ip.key(), &visitor.conversation.id)?;
    let accepted = match &place {
        Some(place) => state.turns.resume(&visitor.conversation.id, place, &input).await?,
        None => state.turns.say(&visitor.turn_context(&state).await?, input).await?,
    };
    Ok(follow(&state, slot, &visitor.widget, render, accepted, place.map(|place| place.after)))
}

/// The stream of an answer, from its beginning or after an event.
pub(super) fn follow(
    state: &AppState,
    slot: StreamSlot,
    widget: &Widget,
    render: Render,
    accepted: Accepted,
    after: Option<u64>,
) -> Response {
    let Accepted { user, answer, replayed, run } = accepted;
    let stream = EventStream::new(state, slot, widget, Native { render }, run.follow(after.unwrap_or(0)), &answer.id);
    let mut response = stream.begin(|frame| {
        if after.is_none() {
            frame.event(Some(0), "start", &start(&user, &answer, user.client_id.clone()));
        }
    });
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

pub(super) fn start(user: &Message, answer: &Message, client_message_id: Option<String>) -> StartEvent {
    StartEvent {
        conversation_id: answer.conversation_id.clone(),
        message_id: answer.id.clone(),
        user_message_id: user.id.clone(),
        created_at: rfc3339(answer.created_at),
        client_message_id,
    }
}

/// The native encoder: text or patches of nodes.
pub(super) struct Native {
    pub(super) render: Render,
}

impl Encoder for Native {
    type Source = Follower;

    const FORMAT: StreamFormat = StreamFormat::ServerSentEvents;

    async fn step(&mut self, frame: &mut Frame, follower: &mut Follower, step: FollowStep) {
        match step {
            FollowStep::Stage(stage) => frame.event(None, "stage", &StageEvent { s: stage.to_owned() }),
            FollowStep::Reset => self.reset(frame, follower).await,
            FollowStep::Event(seq, event) => self.numbered(frame, follower, seq, event).await,
        }
    }

    fn cut_short(&mut self, frame: &mut Frame, reason: CutReason) {
        match reason {
            CutReason::Draining => frame.event(None, "reconnect", &ReconnectEvent { after_ms: RECONNECT_MS }),
            CutReason::AccessLost => frame.event(None, "error", &error_event(reason.code(), None)),
        }
    }
}

impl Native {
    async fn reset(&self, frame: &mut Frame, follower: &mut Follower) {
        let nodes = self.render == Render::Nodes;
        let snapshot = if nodes { follower.snapshot_with_nodes().await } else { follower.snapshot() };
        let text = (!nodes).then_some(snapshot.text);
        frame.event(None, "reset", &ResetEvent { seq: snapshot.seq, text, nodes: snapshot.nodes });
    }

    async fn numbered(&self, frame: &mut Frame, follower: &Follower, seq: u64, event: RunEvent) {
        let id = Some(seq);
        match event {
            RunEvent::Text(t) if self.render == Render::Text => frame.event(id, "token", &TokenEvent { t }),
            RunEvent::Text(_) => frame.event(id, "nodes", &follower.patch(seq).await),
            RunEvent::Block(block) => frame.event(id, "block", &block),
            RunEvent::ToolCall { name, args } => {
                frame.event(
                    id,
                    "tool_call",
                    &ToolCallEvent { name, args, origin: "server".into(), id: None, approval: None },
                );
            }
            RunEvent::PageCall(PageCall { id: call, name, args, approval }) => {
                let (call, approval) = (Some(call), Some(approval));
                frame.event(id, "tool_call", &ToolCallEvent { name, args, origin: "page".into(), id: call, approval });
            }
            RunEvent::Done(done) => {
                let patch = match self.render {
                    Render::Nodes => Some(follower.patch(seq).await),
                    Render::Text => None,
                };
                let done = DoneEvent {
                    finish: done.finish,
                    text: follower.text(),
                    patch,
                    citations: done.citations,
                    quick_replies: done.quick_replies,
                    usage: done.usage,
                    low_confidence: done.low_confidence,
                };
                frame.event(id, "done", &done);
            }
            RunEvent::Failed(failure) => {
                frame.event(id, "error", &error_event(failure.code, failure.retry_after));
            }
        }
    }
}

fn error_event(code: ErrorCode, retry_after: Option<u32>) -> ErrorEvent {
    ErrorEvent { code, message: words(code).to_owned(), retryable: code.retryable(), retry_after }
}
