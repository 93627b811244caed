//! Authentication: an owner's program with one of the team's API secrets, or a visitor with a session token. Both are
//! sent as `Authorization: Bearer`, never in an address or a cookie.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use parlor_shared::ids::ConversationId;

use super::{error::ApiError, path};
use crate::{
    core::{
        conversation::{Conversation, turn::TurnContext},
        error::Error,
        owner::team::{Actor, SECRET_PREFIX},
        security::{
            budget::{RequestSource, Spender},
            token::{Announced, InvalidToken},
        },
        widget::Widget,
    },
    http::{client_ip::ClientIp, state::AppState},
};

/// An owner's program.
#[derive(Clone, Debug)]
pub struct Owner(pub Actor);

impl FromRequestParts<AppState> for Owner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let secret = bearer(&parts.headers)?.ok_or(InvalidToken)?;
        Ok(Self(actor(state, secret).await?))
    }
}

/// An owner's program, or anybody.
#[derive(Clone, Debug)]
pub struct Anyone(pub Option<Actor>);

impl FromRequestParts<AppState> for Anyone {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match bearer(&parts.headers)? {
            None => Ok(Self(None)),
            Some(secret) => Ok(Self(Some(actor(state, secret).await?))),
        }
    }
}

/// A conversation, asked for by its visitor or by the team whose widget it began in.
#[derive(Clone, Debug)]
pub struct Talk {
    /// The widget it began in.
    pub widget: Widget,
    /// The conversation.
    pub conversation: Conversation,
    /// The source of the request.
    pub source: RequestSource,
}

impl FromRequestParts<AppState> for Talk {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let id: Result<ConversationId, _> = path::segment(parts, state, "conversationId").await?.parse();
        let Ok(ip) = ClientIp::from_request_parts(parts, state).await;
        let token = bearer(&parts.headers)?.ok_or(InvalidToken)?;
        if token.starts_with(SECRET_PREFIX) {
            let actor = actor(state, token).await?;
            return of_team(state, &actor, &id.map_err(|_| Error::NotFound)?).await;
        }
        let talk = of_visitor(state, token, &parts.headers, RequestSource::Address(ip.key())).await?;
        if id.is_ok_and(|id| id == talk.conversation.id) { Ok(talk) } else { Err(Error::NotFound.into()) }
    }
}

/// A conversation, asked for by the team whose widget it began in.
#[derive(Clone, Debug)]
pub struct OwnedTalk(pub Talk);

impl FromRequestParts<AppState> for OwnedTalk {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Owner(actor) = Owner::from_request_parts(parts, state).await?;
        let id: Result<ConversationId, _> = path::segment(parts, state, "conversationId").await?.parse();
        Ok(Self(of_team(state, &actor, &id.map_err(|_| Error::NotFound)?).await?))
    }
}

/// The permission to send an announced file, from the upload token.
#[derive(Clone, Debug)]
pub struct Bringer(pub Announced);

impl FromRequestParts<AppState> for Bringer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let conversation = path::segment(parts, state, "conversationId").await?;
        let attachment = path::segment(parts, state, "attachmentId").await?;
        let permission = bearer(&parts.headers)?.ok_or(InvalidToken)?;
        let announced = state.signer.check_upload(permission, state.clock.now())?;
        let meant =
            announced.conversation_id.as_str() == conversation && announced.attachment_id.as_str() == attachment;
        if meant { Ok(Self(announced)) } else { Err(Error::NotFound.into()) }
    }
}

impl Talk {
    /// Whose accounts pay for what is said and stored.
    pub fn spender(&self) -> Spender {
        Spender::new(self.source, &self.widget, &self.conversation)
    }

    /// The visitor as the domain sees them, with the agent they talk to. A widget that is gone answers nobody.
    pub async fn turn_context(&self, state: &AppState) -> Result<TurnContext, ApiError> {
        if !self.widget.is_open() {
            return Err(Error::Gone.into());
        }
        let visitor = state.sessions().visitor(&self.widget.id, &self.conversation.visitor_id).await?;
        let locale = visitor.and_then(|visitor| visitor.locale).or_else(|| self.widget.language().map(str::to_owned));
        Ok(state.sessions().turn_context(&self.conversation, locale, self.source).await?)
    }
}

async fn of_team(state: &AppState, actor: &Actor, id: &ConversationId) -> Result<Talk, ApiError> {
    let (widget, conversation) = state.sessions().conversation_of_team(&actor.team_id, id).await?;
    Ok(Talk { widget, conversation, source: RequestSource::Team })
}

async fn of_visitor(
    state: &AppState,
    token: &str,
    headers: &HeaderMap,
    source: RequestSource,
) -> Result<Talk, ApiError> {
    let claims = state.signer.check_session(token, state.clock.now())?;
    let sessions = state.sessions();
    let widget = sessions.widget_of_token(&claims.widget_id, claims.generation).await?.ok_or(InvalidToken)?;
    gate(&widget, headers, Absent::Passes)?;
    let found = sessions.conversation(&claims.visitor_id, &claims.conversation_id).await?;
    Ok(Talk { widget, conversation: found.ok_or(InvalidToken)?, source })
}

/// Whom a secret belongs to.
async fn actor(state: &AppState, secret: &str) -> Result<Actor, ApiError> {
    Ok(state.accounts().program(secret).await?.ok_or(InvalidToken)?)
}

/// The token or secret; `None` without the header.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, InvalidToken> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or(InvalidToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(Some(token.trim())) } else { Err(InvalidToken) }
}

/// Treatment of a request without an `Origin` header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The request passes: another credential authorizes it.
    Passes,
    /// No other credential: the request passes only if the owner has not restricted the widget's origins.
    IsAnotherPage,
}

/// The origin gate: 403 unless the page's origin is on the widget's list.
pub fn gate(widget: &Widget, headers: &HeaderMap, absent: Absent) -> Result<(), ApiError> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let allowed = match (origins.next(), origins.next()) {
        (None, _) => absent == Absent::Passes || widget.origins().is_empty(),
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| widget.allows(origin)),
        (Some(_), Some(_)) => false,
    };
    if allowed { Ok(()) } else { Err(Error::OriginNotAllowed.into()) }
}
