//! Authentication: the visitor's token in `Authorization: Bearer` or `X-Widget-Token`, never in an address or a cookie.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use parlor_shared::error::ErrorCode;

use super::error::ApiError;
use crate::{
    core::{
        conversation::{Conversation, blocks::ClientFeatures, session, turn::TurnContext},
        error::Error,
        public_url::PublicUrl,
        security::{
            budget::{RequestSource, Spender},
            token::{InvalidToken, TokenKey},
        },
        widget::Widget,
    },
    http::{
        client_ip::ClientIp,
        request_origin::{UnknownHost, is_surely_ours},
        state::AppState,
    },
};

/// A visitor with a valid token, in their conversation, on a page that may use the widget.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The widget, switched on.
    pub widget: Widget,
    /// The conversation the token is good for.
    pub conversation: Conversation,
    /// The visitor's language (BCP 47), when known.
    pub locale: Option<String>,
    /// Their name, when the owner's server told it.
    pub name: Option<String>,
    /// The source of their request.
    pub source: RequestSource,
    /// The token's key, for rate limits.
    pub token: TokenKey,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let token = token(&parts.headers)?;
        let claims = state.signer.check(token, state.clock.now())?;
        let token = TokenKey::from(token);
        let sessions = state.sessions();
        let widget = sessions.widget_of_token(&claims.agent_id, claims.generation).await?.ok_or(InvalidToken)?;
        let here = PublicUrl::from_request_parts(parts, state).await;
        gate(state, &widget, &parts.headers, here, Absent::Passes)?;
        let visitor = sessions.visitor(&widget.id, &claims.visitor_id).await?.ok_or(InvalidToken)?;
        let conversation = sessions.conversation(&visitor.id, &claims.conversation_id).await?.ok_or(InvalidToken)?;
        let name = visitor.identity.and_then(|identity| identity.name);
        let Ok(ip) = ClientIp::from_request_parts(parts, state).await;
        Ok(Self { widget, conversation, locale: visitor.locale, name, source: RequestSource::Address(ip.key()), token })
    }
}

impl Visitor {
    /// The accounts that pay for this visitor.
    pub fn spender(&self) -> Spender {
        Spender::new(self.source, &self.widget, &self.conversation)
    }

    /// The visitor as the domain sees them, with the agent they talk to; refused once the conversation has ended.
    pub async fn turn_context(&self, state: &AppState) -> Result<TurnContext, ApiError> {
        if session::left(&self.widget, &self.conversation, state.clock.now()).is_zero() {
            return Err(ApiError::of(ErrorCode::SessionExpired));
        }
        let language = self.locale.clone();
        let context = state.sessions().turn_context(&self.conversation, language, self.source).await?;
        Ok(TurnContext { shows: ClientFeatures::of(&self.widget.effective()), name: self.name.clone(), ..context })
    }
}

fn token(headers: &HeaderMap) -> Result<&str, InvalidToken> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match text(header::AUTHORIZATION.as_str()) {
        Some(value) => {
            let (scheme, token) = value.split_once(' ').ok_or(InvalidToken)?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()).ok_or(InvalidToken)
        }
        None => text("x-widget-token").ok_or(InvalidToken),
    }
}

/// Treatment of a request without an `Origin` header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// The request passes: another credential authorizes it.
    Passes,
    /// No other credential: the request is refused.
    Refused,
}

/// The origin gate: 403 unless the page's origin is on the widget's list, or the page is ours: [`super::frame`] says itself
/// who may show it. The host of a request was chosen by its sender: see [`is_surely_ours`].
pub fn gate(
    state: &AppState,
    widget: &Widget,
    headers: &HeaderMap,
    here: Result<PublicUrl, UnknownHost>,
    absent: Absent,
) -> Result<(), ApiError> {
    if here.is_ok_and(|here| is_surely_ours(state, &here, headers)) {
        return Ok(());
    }
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let allowed = match (origins.next(), origins.next()) {
        (None, _) => absent == Absent::Passes,
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| widget.allows(origin)),
        (Some(_), Some(_)) => false,
    };
    if allowed { Ok(()) } else { Err(Error::OriginNotAllowed.into()) }
}
