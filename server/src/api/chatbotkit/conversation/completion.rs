//! `POST /v1/conversation/complete`: an answer to messages that the caller keeps.

use std::convert::Infallible;

use axum::{
    Json,
    body::{Body, Bytes},
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use parlor_shared::vendor::chatbotkit::{
    Code, CompleteEvent, CompleteReply, CompletionRequest, ErrorBody, ErrorLine, MessageType, PromptMessage, TokenLine,
};

use super::{
    super::{auth::Owner, error::ApiError, saying},
    complete::reply,
    lines::{HEARTBEAT, end, model, say},
};
use crate::{
    core::{
        agent::{AgentError, Said},
        profile::AgentProfile,
        team::Actor,
        turn::{Piece, Prompt},
    },
    http::{
        body::{self, BodyError},
        jsonl,
    },
    state::AppState,
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
        return Ok(lines(pieces, model));
    }
    Ok(Json(whole(pieces).await?).into_response())
}

/// The last message, and those before it.
fn asked(mut messages: Vec<PromptMessage>) -> Result<(String, Vec<Said>), ApiError> {
    if messages.len() > MOST {
        return Err(ApiError::field("messages", "at most 100"));
    }
    let last = messages.pop().filter(|last| last.kind == MessageType::User);
    let last = last.ok_or_else(|| ApiError::field("messages", "the last one must be of type user"))?;
    saying::check("messages", &last.text)?;
    Ok((
        last.text,
        messages.into_iter().map(|PromptMessage { kind, text, .. }| Said { role: kind.into(), text }).collect(),
    ))
}

async fn agent(state: &AppState, actor: &Actor, id: Option<String>) -> Result<AgentProfile, ApiError> {
    let unknown = |reason| ApiError::new(Code::UnprocessableEntity, format!("botId: {reason}"));
    match id {
        Some(id) => {
            let found = match id.parse() {
                Ok(id) => state.store.team_agent(&actor.team_id, &id).await?,
                Err(_) => None,
            };
            found.ok_or_else(|| unknown("the team has no such agent"))
        }
        None => match <[AgentProfile; 1]>::try_from(state.store.team_agents(&actor.team_id).await?) {
            Ok([only]) => Ok(only),
            Err(_) => Err(unknown("name one of the team's agents")),
        },
    }
}

async fn whole(mut pieces: Pieces) -> Result<CompleteReply, ApiError> {
    let mut text = String::new();
    while let Some(piece) = pieces.next().await {
        match piece {
            Ok(Piece::Text(more)) => text.push_str(&more),
            Ok(Piece::End(finish, usage)) => return Ok(reply(None, text, finish, usage)),
            Err(error) => return Err(error.code().into()),
        }
    }
    Err(AgentError::Truncated.code().into())
}

type Pieces = BoxStream<'static, Result<Piece, AgentError>>;

/// An answer on its way to one reader.
struct Lines {
    pieces: Pieces,
    model: String,
    text: String,
    ended: bool,
}

fn lines(pieces: Pieces, model: String) -> Response {
    let mut first = String::new();
    say(&mut first, &CompleteEvent::CompleteBegin {});
    let rest = stream::unfold(Lines { pieces, model, text: String::new(), ended: false }, |mut lines| async move {
        Some((lines.next().await?, lines))
    });
    let all = stream::iter([first]).chain(rest).map(|lines| Ok::<_, Infallible>(Bytes::from(lines)));
    jsonl::response(Body::from_stream(all))
}

impl Lines {
    /// The next lines, never none; `None` at the end.
    async fn next(&mut self) -> Option<String> {
        if self.ended {
            return None;
        }
        let mut lines = String::new();
        match tokio::time::timeout(HEARTBEAT, self.pieces.next()).await {
            Err(_) => lines.push_str(jsonl::HEARTBEAT),
            Ok(Some(Ok(Piece::Text(token)))) => {
                self.text.push_str(&token);
                say(&mut lines, &CompleteEvent::Token(TokenLine { token }));
            }
            Ok(Some(Ok(Piece::End(finish, usage)))) => {
                self.ended = true;
                let text = std::mem::take(&mut self.text);
                end(&mut lines, &self.model, reply(None, text, finish, usage), usage);
            }
            Ok(Some(Err(error))) => self.fail(&mut lines, error),
            Ok(None) => self.fail(&mut lines, AgentError::Truncated),
        }
        Some(lines)
    }

    fn fail(&mut self, lines: &mut String, error: AgentError) {
        self.ended = true;
        let message = ApiError::from(error.code()).message().to_owned();
        say(lines, &CompleteEvent::Error(ErrorLine { message }));
    }
}
