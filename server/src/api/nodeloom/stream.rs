//! `POST /api/widget-chat/sessions/{sessionId}/messages`: says something and follows the answer.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use parlor_shared::{
    error::ErrorCode,
    ids::MessageId,
    vendor::nodeloom::{ErrorBody, SendMessageRequest, ServerSentEvent, StreamEvent, TokenUsage},
};

use super::{
    auth,
    error::{ApiError, words},
    messages::SessionPath,
};
use crate::{
    core::{
        conversation::{
            message::Message,
            run::{FollowStep, Follower, RunEvent, Snapshot},
            turn::{Accepted, LONGEST_MESSAGE, UserInput},
        },
        security::budget::RequestSource,
        widget::Widget,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        event_stream::{CutReason, Encoder, EventStream, Frame, StreamFormat},
        idempotency::{self, IdempotencyKeyHeader},
        last_event_id,
        state::AppState,
        streams::StreamSlot,
    },
};

/// Send a message in a widget chat session; the answer is streamed.
///
/// Server-sent events `start`, `thought`, `token`, `tool_call` and, at the end, `done` or `error`; their data is JSON and
/// repeats the name as `type`. `start` comes after the message is stored; dropping the connection does not stop the
/// answer. The same request with `Last-Event-ID` says nothing again: it goes on with the answer after that event; a `reset`
/// replaces the text so far. Source: NodeLoom, "Send Chat Message"; the format is ours.
#[utoipa::path(post, path = "/api/widget-chat/sessions/{sessionId}/messages", tag = "NodeLoom: widget",
    operation_id = "nodeloom_send_message", request_body = SendMessageRequest, security((), ("nodeloom" = [])),
    params(
        ("sessionId" = String, Path, description = "the session"),
        IdempotencyKeyHeader,
        ("Last-Event-ID" = Option<String>, Header, description = "the id of the last event received of the answer to this message"),
    ),
    responses(
        (status = 200, description = "the answer", content_type = "text/event-stream", body = Vec<ServerSentEvent>),
        (status = 400, description = "a field is missing or not acceptable", body = ErrorBody),
        (status = 401, description = "the token is nobody's", body = ErrorBody),
        (status = 403, description = "the page's domain is not allowed", body = ErrorBody),
        (status = 404, description = "no such session of this widget", body = ErrorBody),
        (status = 409, description = "the key was used for another message, or the event is of the answer to another one", body = ErrorBody),
        (status = 410, description = "the widget was deleted or deactivated", body = ErrorBody),
        (status = 429, description = "an answer is being written, too many streams, or the budget is spent", body = ErrorBody),
        (status = 503, description = "stopping, or all streams are taken", body = ErrorBody),
    ))]
pub(super) async fn send(
    State(state): State<AppState>,
    ip: ClientIp,
    headers: HeaderMap,
    SessionPath { session }: SessionPath,
    body: Result<Json<SendMessageRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(SendMessageRequest { content, token }) = body?;
    let widget = auth::widget(&state, &headers, auth::token_of(token.as_ref(), &headers)?).await?;
    let conversation = auth::session(&state, &widget, &session).await?;
    let place = last_event_id::place(&headers)?;
    let input = user_input(content, &headers)?;
    let slot = state.slots.take(ip.key(), &conversation.id)?;
    let accepted = if let Some(place) = &place {
        state.turns.resume(&conversation.id, place, &input).await?
    } else {
        let source = RequestSource::Address(ip.key());
        let context = state.sessions().turn_context(&conversation, None, source).await?;
        state.turns.say(&context, input).await?
    };
    Ok(follow(&state, slot, &widget, accepted, place.map(|place| place.after)))
}

fn follow(state: &AppState, slot: StreamSlot, widget: &Widget, accepted: Accepted, after: Option<u64>) -> Response {
    let Accepted { user, answer, replayed, run } = accepted;
    let encoder = NodeLoom { answer: answer.id.clone(), resumed: after.is_some_and(|after| after > 0) };
    let stream = EventStream::new(state, slot, widget, encoder, run.follow(after.unwrap_or(0)), &answer.id);
    let mut response = stream.begin(|frame| {
        if after.is_none() {
            let Message { conversation_id: session_id, id: message_id, .. } = answer;
            tell(frame, Some(0), &StreamEvent::Start { session_id, message_id, user_message_id: user.id });
        }
    });
    if replayed {
        response.headers_mut().insert(idempotency::REPLAYED, HeaderValue::from_static("true"));
    }
    response
}

fn user_input(content: String, headers: &HeaderMap) -> Result<UserInput, ApiError> {
    if content.trim().is_empty() || content.chars().count() > LONGEST_MESSAGE {
        return Err(ApiError::field("content", "1 to 4,000 characters, not only white space"));
    }
    Ok(UserInput::text(content).with_client_id(idempotency::key(headers)?))
}

struct NodeLoom {
    answer: MessageId,
    /// The reader has a part of the answer already.
    resumed: bool,
}

impl Encoder for NodeLoom {
    type Source = Follower;

    const FORMAT: StreamFormat = StreamFormat::ServerSentEvents;

    async fn step(&mut self, frame: &mut Frame, follower: &mut Follower, step: FollowStep) {
        match step {
            FollowStep::Stage(stage) => tell(frame, None, &StreamEvent::Thought { content: stage.to_owned() }),
            FollowStep::Reset => {
                let Snapshot { seq, text: content, .. } = follower.snapshot();
                // To a reader who has nothing yet, the text so far is the first piece.
                let event = if self.resumed { StreamEvent::Reset { content } } else { StreamEvent::Token { content } };
                tell(frame, Some(seq), &event);
            }
            FollowStep::Event(seq, event) => self.numbered(frame, follower, seq, event),
        }
    }

    fn cut_short(&mut self, frame: &mut Frame, reason: CutReason) {
        tell(frame, None, &failed(reason.code()));
    }
}

impl NodeLoom {
    fn numbered(&self, frame: &mut Frame, follower: &Follower, seq: u64, event: RunEvent) {
        let event = match event {
            RunEvent::Text(content) => StreamEvent::Token { content },
            RunEvent::ToolCall { name, args } => StreamEvent::ToolCall { name, args },
            RunEvent::Done(done) => StreamEvent::Done {
                message_id: self.answer.clone(),
                content: follower.text(),
                finish: done.finish,
                token_usage: TokenUsage { input: done.usage.input, output: done.usage.output },
            },
            RunEvent::Failed(failure) => failed(failure.code),
            // This API has text alone, and pages that use it lend no tools.
            RunEvent::Block(_) | RunEvent::PageCall(_) => return,
        };
        tell(frame, Some(seq), &event);
    }
}

fn failed(code: ErrorCode) -> StreamEvent {
    StreamEvent::Error { error: words(code).to_owned(), code, retryable: code.retryable() }
}

fn tell(frame: &mut Frame, seq: Option<u64>, event: &StreamEvent) {
    frame.event(seq, event.name(), event);
}
