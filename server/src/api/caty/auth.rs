//! Who calls: the widget's key in `X-API-Key`, never in an address.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use parlor_shared::vendor::caty::{ErrorCode, SessionId};

use super::error::ApiError;
use crate::{
    core::{
        blocks::Shows,
        conversation::Conversation,
        error::Error,
        security::budget::Source,
        session,
        turn::Speaker,
        widget::{KeyKind, Widget},
    },
    http::client_ip::ClientIp,
    state::AppState,
};

/// Somebody with the key of an open widget, on a page that may use it, who has not called too often.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The widget.
    pub widget: Widget,
    /// Where the call comes from.
    pub source: Source,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let key = key(&parts.headers)?;
        let found = state.store.widget_by_key(KeyKind::Caty, key).await?;
        let widget = found.filter(Widget::is_open).ok_or_else(invalid_key)?;
        gate(&widget, &parts.headers)?;
        let Ok(ip) = ClientIp::from_request_parts(parts, state).await;
        state.limits.caty.take(&(widget.id.clone(), ip.key()), 1)?;
        Ok(Self { widget, source: Source::Address(ip.key()) })
    }
}

impl Caller {
    /// The session of this widget with this id. A foreign one is like one that does not exist.
    pub async fn session(&self, state: &AppState, id: &str) -> Result<Conversation, ApiError> {
        let SessionId(id) = SessionId::parse(id).ok_or(Error::NotFound)?;
        Ok(state.store.widget_conversation(&self.widget.id, &id).await?.ok_or(Error::NotFound)?)
    }

    /// The visitor of a session, as the domain sees them. Buttons become suggested actions.
    pub async fn speaker(&self, state: &AppState, session: &Conversation) -> Result<Speaker, ApiError> {
        let language = self.widget.effective().languages.and_then(|all| all.into_iter().next());
        let speaker = session::speaker(state.store.as_ref(), session, language, self.source).await?;
        Ok(Speaker { shows: Shows { actions: true, ..Shows::default() }, ..speaker })
    }
}

fn key(headers: &HeaderMap) -> Result<&str, ApiError> {
    let missing = || ApiError::new(ErrorCode::MissingApiKey, "the header X-API-Key is missing");
    headers.get("x-api-key").ok_or_else(missing)?.to_str().map_err(|_| invalid_key())
}

fn invalid_key() -> ApiError {
    ApiError::new(ErrorCode::InvalidApiKey, "the API key is not valid")
}

/// The origin gate. A request without an `Origin` header comes from no page: the key alone speaks for it.
fn gate(widget: &Widget, headers: &HeaderMap) -> Result<(), Error> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let allowed = match (origins.next(), origins.next()) {
        (None, _) => true,
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| widget.allows(origin)),
        (Some(_), Some(_)) => false,
    };
    if allowed { Ok(()) } else { Err(Error::OriginNotAllowed) }
}
