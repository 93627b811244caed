//! Who speaks: the token in `Authorization: Bearer` or `X-Widget-Token`, never in an address or a cookie.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use parlor_shared::error::ErrorCode;

use super::error::ApiError;
use crate::{
    core::{
        blocks::Shows,
        conversation::Conversation,
        error::Error,
        policy::credential::{InvalidToken, TokenKey},
        public_url::PublicUrl,
        security::budget::{Source, Spender},
        session,
        turn::Speaker,
        widget::Widget,
    },
    http::{
        client_ip::ClientIp,
        request_origin::{UnknownHost, is_surely_ours},
    },
    state::AppState,
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
    /// Where their request comes from.
    pub source: Source,
    /// The token, for limits.
    pub token: TokenKey,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let token = token(&parts.headers)?;
        let claims = state.signer.check(token, state.clock.now())?;
        let token = TokenKey::from(token);
        let widget = state.store.widget(&claims.agent_id).await?.ok_or(InvalidToken)?;
        if !widget.is_open() {
            return Err(Error::Gone.into());
        }
        if claims.generation != widget.generation {
            return Err(InvalidToken.into());
        }
        let here = PublicUrl::from_request_parts(parts, state).await;
        gate(state, &widget, &parts.headers, here, Absent::Passes)?;
        let visitor = state.store.visitor(&widget.id, &claims.visitor_id).await?.ok_or(InvalidToken)?;
        let conversation = state.store.conversation(&visitor.id, &claims.conversation_id).await?.ok_or(InvalidToken)?;
        let name = visitor.identity.and_then(|identity| identity.name);
        let Ok(ip) = ClientIp::from_request_parts(parts, state).await;
        Ok(Self { widget, conversation, locale: visitor.locale, name, source: Source::Address(ip.key()), token })
    }
}

impl Visitor {
    /// Whose accounts pay for what they say and store.
    pub fn spender(&self) -> Spender {
        Spender::new(self.source, &self.widget, &self.conversation)
    }

    /// The visitor as the domain sees them, with the agent they talk to; refused once the conversation has ended.
    pub async fn speaker(&self, state: &AppState) -> Result<Speaker, ApiError> {
        if session::left(&self.widget, &self.conversation, state.clock.now()).is_zero() {
            return Err(ApiError::of(ErrorCode::SessionExpired));
        }
        let (store, language) = (state.store.as_ref(), self.locale.clone());
        let speaker = session::speaker(store, &self.conversation, language, self.source).await?;
        Ok(Speaker { shows: Shows::of(&self.widget.effective()), name: self.name.clone(), ..speaker })
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

/// What a request without an `Origin` header means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Absent {
    /// Some other credential speaks for it.
    Passes,
    /// Nothing else speaks for it.
    Refused,
}

/// The origin gate: 403 unless the page's origin is on the widget's list, or the page is ours: [`super::frame`] says itself
/// who may show it. The host of a request was chosen by whoever sent it: see [`is_surely_ours`].
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
