//! Authentication: the widget's key in `X-API-Key`, never in an address.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use parlor_shared::vendor::caty::{ErrorCode, SessionId};

use super::error::ApiError;
use crate::{
    core::{
        conversation::{Conversation, blocks::ClientFeatures, turn::TurnContext},
        error::Error,
        security::budget::RequestSource,
        widget::{KeyKind, Widget},
    },
    http::{client_ip::ClientIp, state::AppState},
};

/// Somebody with the key of an open widget, on a page that may use it, who has not called too often.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The widget.
    pub widget: Widget,
    /// The source of the call.
    pub source: RequestSource,
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let key = key(&parts.headers)?;
        let widget = match state.sessions().widget_by_key(KeyKind::Caty, key).await {
            Err(Error::NotFound | Error::Gone) => return Err(invalid_key()),
            found => found?,
        };
        gate(&widget, &parts.headers)?;
        let Ok(ip) = ClientIp::from_request_parts(parts, state).await;
        state.limits.caty.take(&(widget.id.clone(), ip.key()), 1)?;
        Ok(Self { widget, source: RequestSource::Address(ip.key()) })
    }
}

impl Caller {
    /// The session of this widget with this id. A foreign one is like one that does not exist.
    pub async fn session(&self, state: &AppState, id: &str) -> Result<Conversation, ApiError> {
        let SessionId(id) = SessionId::parse(id).ok_or(Error::NotFound)?;
        Ok(state.sessions().conversation_of_widget(&self.widget.id, &id).await?)
    }

    /// The visitor of a session, as the domain sees them. Buttons become suggested actions.
    pub async fn turn_context(&self, state: &AppState, session: &Conversation) -> Result<TurnContext, ApiError> {
        let language = self.widget.effective().languages.and_then(|all| all.into_iter().next());
        let context = state.sessions().turn_context(session, language, self.source).await?;
        Ok(TurnContext { shows: ClientFeatures { actions: true, ..ClientFeatures::default() }, ..context })
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
