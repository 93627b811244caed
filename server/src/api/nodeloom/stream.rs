//! `POST /api/widget-chat/sessions/{sessionId}/messages`: says something and follows the answer.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::Response,
};
use parlor_shared::{
    error::ErrorCode,
    ids::MessageId,
    vendor::nodeloom::{ErrorBody, SendMessageRequest, StreamEvent, TokenUsage},
};

use super::{
    auth,
    error::{ApiError, words},
    messages::Named,
};
use crate::{
    core::{
        run::{Follower, RunEvent, Step},
        security::budget::Source,
        session,
        turn::Saying,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        idempotency,
        sending::{Frame, Sending, Voice},
    },
    state::AppState,
};

/// Characters of a message.
const LONGEST_MESSAGE: usize = 4_000;

/// Send a message in a widget chat session; the answer is streamed.
///
/// Server-sent events `start`, `thought`, `token`, `tool_call` and, at the end, `done` or `error`; their data is JSON and
/// repeats the name as `type`. `start` comes after the message is stored; dropping the connection does not stop the
/// answer. Source: NodeLoom, "Send Chat Message"; the format is ours.
#[utoipa::path(post, path = "/api/widget-chat/sessions/{sessionId}/messages", tag = "NodeLoom: widget",
    operation_id = "nodeloom_send_message", request_body = SendMessageRequest, security((), ("nodeloom" = [])),
    params(
        ("sessionId" = String, Path, description = "the session"),
        ("Idempotency-Key" = Option<String>, Header, description = "the client's id of the message, 1 to 255 visible ASCII characters"),
    ),
    responses(
        (status = 200, description = "the answer", content_type = "text/event-stream", body = StreamEvent),
        (status = 400, description = "a field is missing or not acceptable", body = ErrorBody),
        (status = 401, description = "the token is nobody's", body = ErrorBody),
        (status = 403, description = "the page's domain is not allowed", body = ErrorBody),
        (status = 404, description = "no such session of this widget", body = ErrorBody),
        (status = 409, description = "the key was used for another message", body = ErrorBody),
        (status = 410, description = "the widget was deleted or deactivated", body = ErrorBody),
        (status = 429, description = "an answer is being written, too many streams, or the budget is spent", body = ErrorBody),
        (status = 503, description = "stopping, or all streams are taken", body = ErrorBody),
    ))]
pub(super) async fn send(
    State(state): State<AppState>,
    ip: ClientIp,
    headers: HeaderMap,
    Named { session }: Named,
    body: Result<Json<SendMessageRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(SendMessageRequest { content, token }) = body?;
    let widget = auth::widget(&state, &headers, auth::token_of(token.as_ref(), &headers)?).await?;
    let conversation = auth::session(&state, &widget, &session).await?;
    let saying = saying(content, &headers)?;
    let slot = state.slots.take(ip.key(), &conversation.id)?;
    let speaker = session::speaker(state.store.as_ref(), &conversation, None, Source::Address(ip.key())).await?;
    let accepted = state.turns.say(&speaker, saying).await?;
    let start = StreamEvent::Start {
        session_id: conversation.id,
        message_id: accepted.answer.id.clone(),
        user_message_id: accepted.user.id.clone(),
    };
    let voice = NodeLoom { answer: accepted.answer.id.clone() };
    let sending = Sending::new(&state, slot, &widget, voice, accepted.run.follow(0), &accepted.answer.id);
    let mut response = sending.begin(|frame| tell(frame, Some(0), &start));
    if accepted.replayed {
        response.headers_mut().insert(idempotency::REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn saying(content: String, headers: &HeaderMap) -> Result<Saying, ApiError> {
    if content.trim().is_empty() || content.chars().count() > LONGEST_MESSAGE {
        return Err(ApiError::field("content", "1 to 4,000 characters, not only white space"));
    }
    Ok(Saying { text: content, client_id: idempotency::key(headers)?, ..Saying::default() })
}

struct NodeLoom {
    answer: MessageId,
}

impl Voice for NodeLoom {
    async fn step(&mut self, frame: &mut Frame, follower: &mut Follower, step: Step) {
        match step {
            Step::Stage(stage) => tell(frame, None, &StreamEvent::Thought { content: stage.to_owned() }),
            // Reading begins at the start, so nothing was told yet: the text so far is the first piece.
            Step::Reset => {
                let snapshot = follower.snapshot();
                tell(frame, Some(snapshot.seq), &StreamEvent::Token { content: snapshot.text });
            }
            Step::Event(seq, event) => self.numbered(frame, follower, seq, event),
        }
    }

    fn draining(&mut self, frame: &mut Frame) {
        tell(frame, None, &failed(ErrorCode::Overloaded));
    }

    fn lost(&mut self, frame: &mut Frame) {
        tell(frame, None, &failed(ErrorCode::WidgetInactive));
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
