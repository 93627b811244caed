//! `POST /chat`: says something and waits for the whole answer.

use axum::{Json, extract::State};
use parlor_shared::{
    content::{Block, QuickReply},
    vendor::nexon::{ChatReply, ChatRequest, ErrorBody, Lang},
};

use super::{auth, error::ApiError, fields};
use crate::{
    core::{
        conversation::turn::{UserInput, Whole},
        security::budget::RequestSource,
    },
    http::{
        body::{BodyError, Json as Body},
        client_ip::ClientIp,
        state::AppState,
    },
};

/// Send a message and wait for the whole answer.
///
/// The answer is written to its end and stored even if the client stops waiting. After 502 and 504 the message is
/// stored; sent again, it is another message. `lang` is also the language of what a visitor may read in `error`.
/// Any page may call it. Source: NexonTech, "Send Message".
#[utoipa::path(post, path = "/chat", operation_id = "nexon_chat", tag = "NexonTech", request_body = ChatRequest, responses(
    (status = 200, body = ChatReply),
    (status = 400, description = "a field is missing or not acceptable; the error names it", body = ErrorBody),
    (status = 403, description = "no active widget has this key, or the conversation is not one of its own", body = ErrorBody),
    (status = 413, description = "larger than 64 KiB", body = ErrorBody),
    (status = 429, description = "more than 60 a minute from this address, an answer is being written, or the conversation's budget is spent; `Retry-After` says when to come back", body = ErrorBody),
    (status = 502, description = "the agent failed, or none is connected", body = ErrorBody),
    (status = 503, description = "the database is away or the server is stopping; `Retry-After` says when to come back", body = ErrorBody),
    (status = 504, description = "the agent was too slow", body = ErrorBody),
))]
pub(super) async fn chat(
    State(state): State<AppState>,
    ip: ClientIp,
    body: Result<Body<ChatRequest>, BodyError>,
) -> Result<Json<ChatReply>, ApiError> {
    let lang = body.as_ref().ok().and_then(|Body(request)| request.lang).unwrap_or_default();
    let whole = answer(&state, &ip, body, lang).await.map_err(|error| error.within(lang))?;
    Ok(Json(reply(whole)))
}

async fn answer(
    state: &AppState,
    ip: &ClientIp,
    body: Result<Body<ChatRequest>, BodyError>,
    lang: Lang,
) -> Result<Whole, ApiError> {
    state.limits.nexon_chat.take(&ip.key(), 1)?;
    let Body(request) = body?;
    let conversation = auth::conversation(state, &request.key, &request.conversation_id).await?;
    fields::text(&request.text)?;
    fields::visitor_id(request.visitor_id.as_ref())?;
    let (language, source) = (Some(lang.tag().to_owned()), RequestSource::Address(ip.key()));
    let context = state.sessions().turn_context(&conversation, language, source).await?;
    // Chat requests name no page: the one where the chat was started is what the agent can know.
    let input = UserInput { text: request.text, page_url: conversation.page.url, ..UserInput::default() };
    Ok(state.turns.say(&context, input).await?.whole().await?)
}

/// The text and the suggestions. The offer of a person is a suggestion too: choosing it says the same.
fn reply(whole: Whole) -> ChatReply {
    let suggested = whole.done.quick_replies.into_iter().map(|QuickReply(text)| text);
    let offered = whole.blocks.into_iter().filter_map(|block| match block {
        Block::EscalationButton { message, .. } => Some(message),
        _ => None,
    });
    ChatReply { response: whole.text, user_reply_options: suggested.chain(offered).collect() }
}
