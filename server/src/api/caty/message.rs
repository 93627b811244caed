//! `POST /message`: says something and waits for the whole answer.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
};
use parlor_shared::{
    vendor::caty::{Always, Answer, ErrorBody, MessageReply, MessageRequest, Metadata},
    widget::Role,
};

use super::{
    auth::Caller,
    check::{LONGEST_URL, at_most},
    error::ApiError,
    wire,
};
use crate::{
    core::{
        conversation::{
            Conversation,
            turn::{UserInput, Whole},
        },
        engagement::{
            Seen,
            intent::{self, Intent, Reading},
            lead_score::{LeadSignals, MESSAGES_THAT_COUNT},
            suggest,
        },
        i18n::phrases::phrases,
        page_url::PageUrl,
    },
    http::{
        body::{BodyError, Json as Body},
        idempotency::{self, IdempotencyKeyHeader},
        state::AppState,
    },
};

/// Characters of a message.
const LONGEST_MESSAGE: usize = 4_000;

/// Send a message and wait for the whole answer.
///
/// With the header `Idempotency-Key` the same message may be sent again without harm: it gets the same answer, and
/// `Idempotency-Replayed: true`. Source: Caty, "Send Message".
#[utoipa::path(post, path = "/message", tag = "Caty", operation_id = "caty_message", security(("caty" = [])),
    request_body = MessageRequest,
    params(IdempotencyKeyHeader),
    responses(
        (status = 200, body = MessageReply),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid key", body = ErrorBody),
        (status = 403, description = "the origin is not on the list", body = ErrorBody),
        (status = 404, description = "no such session", body = ErrorBody),
        (status = 409, description = "the key was used for another message", body = ErrorBody),
        (status = 429, description = "more than 20 a minute in this session, an answer is being written, or the budget is spent", body = ErrorBody),
        (status = 502, description = "the agent failed", body = ErrorBody),
        (status = 503, description = "the agent or the database is not available just now", body = ErrorBody),
        (status = 504, description = "the agent was too slow", body = ErrorBody),
    ))]
pub async fn message(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<Body<MessageRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Body(request) = body?;
    let input = user_input(&request, &headers)?;
    let session = caller.session(&state, &request.session_id).await?;
    state.limits.caty_messages.take(&session.id, 1)?;
    let reading = intent::read(&input.text);
    let seen = Seen::on(input.page_url.clone());
    let context = caller.turn_context(&state, &session).await?;
    let whole = state.turns.say(&context, input).await?.whole().await?;
    let lead_score = lead_signals(&state, &session, reading.intent, &seen).await?.score();
    let metadata = Metadata { intent: wire::intent(reading.intent), confidence: reading.confidence(), lead_score };
    let replayed = whole.replayed;
    let response = answer(whole, reading, &context.language);
    let mut response = Json(MessageReply { success: Always, response, metadata }).into_response();
    if replayed {
        response.headers_mut().insert(idempotency::REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn user_input(request: &MessageRequest, headers: &HeaderMap) -> Result<UserInput, ApiError> {
    if request.message.trim().is_empty() {
        return Err(ApiError::field("message", "say something"));
    }
    at_most("message", Some(&request.message), LONGEST_MESSAGE)?;
    let page_url = request.context.as_ref().and_then(|context| context.page_url.as_deref());
    at_most("context.page_url", page_url, LONGEST_URL)?;
    let page_url = page_url.and_then(PageUrl::parse);
    let client_id = idempotency::key(headers)?;
    Ok(UserInput { text: request.message.clone(), client_id, page_url, ..UserInput::default() })
}

/// Collects the lead signals of a session: intent, engagement, message count and whether a lead was captured.
async fn lead_signals(
    state: &AppState,
    session: &Conversation,
    intent: Intent,
    seen: &Seen,
) -> Result<LeadSignals, ApiError> {
    let engagement = state.engagement().merge(&session.id, seen).await?;
    // As many messages as count, and an answer to each.
    let recent = u32::try_from(2 * MESSAGES_THAT_COUNT).unwrap_or(u32::MAX);
    let history = state.history(&session.id).newest(recent).await?;
    Ok(LeadSignals {
        intent,
        engagement: engagement.score(),
        messages: history.iter().filter(|message| message.role == Role::User).count(),
        lead_captured: session.lead_captured,
    })
}

fn answer(whole: Whole, reading: Reading, language: &str) -> Answer {
    let wants_person = reading.intent == Intent::HumanRequest || whole.done.low_confidence;
    let wanted = wants_person.then_some(phrases(language).person.as_str());
    let suggestions = suggest::after_answer(&whole.done.citations, &whole.done.quick_replies, &whole.blocks, wanted);
    Answer { content: whole.text, suggested_actions: wire::actions(suggestions) }
}
