//! `POST /v1/conversation/complete`: an answer to messages that the caller keeps.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use futures_util::{FutureExt, StreamExt, stream::BoxStream};
use parlor_shared::vendor::chatbotkit::{
    Code, CompleteEvent, CompleteReply, CompletionRequest, ErrorBody, MessageType, PromptMessage, TokenLine,
};

use super::{
    lines::{begin, end, fail, model, say},
    reply::reply,
};
use crate::api::chatbotkit::{auth::Owner, error::ApiError, user_input};
use crate::{
    core::{
        conversation::{
            agent_error::AgentError,
            agent_port::HistoryMessage,
            turn::{CompletionPiece, Prompt},
        },
        owner::{agent::AgentProfile, team::Actor},
    },
    http::{
        body::{self, BodyError},
        event_stream::{CutReason, Encoder, EventStream, Frame, Source, StreamFormat},
        jsonl,
        state::AppState,
    },
};

/// The most messages.
const MOST: usize = 100;

/// Have messages answered that are stored nowhere.
///
/// For owners' programs. An agent of the team, `botId`, answers the last message, which must be the user's; it may be left out
/// when the team has one agent. Nothing is stored, so the reply has no `id`. With `Accept: application/jsonl` the answer comes
/// as lines, as in `/{conversationId}/complete`; dropping the connection stops it. Source: the vendor's SDK, whose
/// `complete(null, …)` this is.
#[utoipa::path(post, path = "/complete", operation_id = "chatbotkit_complete_messages", tag = "ChatBotKit: conversations",
    request_body = CompletionRequest, security(("secret" = [])),
    responses(
        (status = 200, description = "the answer", content((CompleteReply = "application/json"), (CompleteEvent = "application/jsonl"))),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 422, description = "the team has no such agent, or several and none is named", body = ErrorBody),
        (status = 502, description = "the agent failed", body = ErrorBody),
        (status = 503, description = "the agent or the database is busy", body = ErrorBody),
        (status = 504, description = "the agent was too slow", body = ErrorBody),
    ))]
pub async fn complete(
    State(state): State<AppState>,
    Owner(actor): Owner,
    headers: HeaderMap,
    body: Result<body::Json<CompletionRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let body::Json(CompletionRequest { bot_id, messages, .. }) = body?;
    let (text, history) = asked(messages)?;
    let agent = agent(&state, &actor, bot_id.filter(|id| !id.is_empty())).await?;
    let model = model(&agent);
    let pieces = state.turns.complete(Prompt { agent, history, text }).await?;
    if jsonl::is_wanted(&headers) {
        let encoder = CompletionLines { model, text: String::new() };
        return Ok(EventStream::unstored(&state, encoder, pieces).begin(begin));
    }
    Ok(Json(whole(pieces).await?).into_response())
}

/// The last message, and those before it.
fn asked(mut messages: Vec<PromptMessage>) -> Result<(String, Vec<HistoryMessage>), ApiError> {
    if messages.len() > MOST {
        return Err(ApiError::field("messages", "at most 100"));
    }
    let last = messages.pop().filter(|last| last.kind == MessageType::User);
    let last = last.ok_or_else(|| ApiError::field("messages", "the last one must be of type user"))?;
    user_input::check("messages", &last.text)?;
    Ok((
        last.text,
        messages
            .into_iter()
            .map(|PromptMessage { kind, text, .. }| HistoryMessage { role: kind.into(), text })
            .collect(),
    ))
}

async fn agent(state: &AppState, actor: &Actor, id: Option<String>) -> Result<AgentProfile, ApiError> {
    let unknown = |reason| ApiError::new(Code::UnprocessableEntity, format!("botId: {reason}"));
    let agents = state.agent_admin(actor);
    match id {
        Some(id) => agents.find(&id).await?.ok_or_else(|| unknown("the team has no such agent")),
        None => match <[AgentProfile; 1]>::try_from(agents.agents().await?) {
            Ok([only]) => Ok(only),
            Err(_) => Err(unknown("name one of the team's agents")),
        },
    }
}

async fn whole(mut pieces: Pieces) -> Result<CompleteReply, ApiError> {
    let mut text = String::new();
    while let Some(piece) = StreamExt::next(&mut pieces).await {
        match piece {
            Ok(CompletionPiece::Text(more)) => text.push_str(&more),
            Ok(CompletionPiece::End(finish, usage)) => return Ok(reply(None, text, finish, usage)),
            Err(error) => return Err(error.code().into()),
        }
    }
    Err(AgentError::Truncated.code().into())
}

type Pieces = BoxStream<'static, Result<CompletionPiece, AgentError>>;

impl Source for Pieces {
    type Step = Result<CompletionPiece, AgentError>;

    async fn next(&mut self) -> Option<Self::Step> {
        Some(StreamExt::next(self).await.unwrap_or(Err(AgentError::Truncated)))
    }

    fn ready(&mut self) -> Option<Self::Step> {
        Source::next(self).now_or_never().flatten()
    }

    fn ends(step: &Self::Step) -> bool {
        !matches!(step, Ok(CompletionPiece::Text(_)))
    }
}

/// Encodes an answer that is stored nowhere.
struct CompletionLines {
    model: String,
    text: String,
}

impl Encoder for CompletionLines {
    type Source = Pieces;

    const FORMAT: StreamFormat = StreamFormat::JsonLines;

    async fn step(&mut self, frame: &mut Frame, _: &mut Pieces, step: Result<CompletionPiece, AgentError>) {
        match step {
            Ok(CompletionPiece::Text(token)) => {
                self.text.push_str(&token);
                say(frame, &CompleteEvent::Token(TokenLine { token }));
            }
            Ok(CompletionPiece::End(finish, usage)) => {
                let text = std::mem::take(&mut self.text);
                end(frame, &self.model, reply(None, text, finish, usage), usage);
            }
            Err(error) => fail(frame, &error.code().into()),
        }
    }

    fn cut_short(&mut self, frame: &mut Frame, reason: CutReason) {
        fail(frame, &reason.code().into());
    }
}
