//! Authentication: a team's member or program on dashboard routes, a page with the widget's embed token on public ones.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use url::Url;

use super::error::{ApiError, NoToken};
use crate::{
    core::{
        conversation::Conversation,
        error::Error,
        owner::team::Actor,
        widget::{KeyKind, Widget},
    },
    http::{owner, state::AppState},
};

/// Someone acting for the team in the path: signed in with a cookie, or with the team's API secret (ours).
pub(super) struct Dashboard(pub Actor);

impl FromRequestParts<AppState> for Dashboard {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self(owner::actor(parts, state).await?))
    }
}

/// The widget of an embed token, on a page that may use it.
pub(super) async fn widget(state: &AppState, headers: &HeaderMap, token: &str) -> Result<Widget, ApiError> {
    let found = match KeyKind::of(token) {
        Some(KeyKind::EmbedToken) => state.sessions().widget(token).await,
        _ => return Err(NoToken.into()),
    };
    let widget = match found {
        Err(Error::NotFound) => return Err(NoToken.into()),
        found => found?,
    };
    if on_allowed_page(&widget, headers) { Ok(widget) } else { Err(Error::OriginNotAllowed.into()) }
}

/// The token of a request: in the body, else in a header. With a body that has none it is a field that is missing.
pub(super) fn token_of<'a>(body: Option<&'a String>, headers: &'a HeaderMap) -> Result<&'a str, ApiError> {
    let token = body.map(String::as_str).or_else(|| header_token(headers));
    token.ok_or_else(|| ApiError::field("token", "required, here or in X-Widget-Token"))
}

/// The token of a request without a body.
pub(super) fn header_token(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("x-widget-token").or_else(|| text(header::AUTHORIZATION.as_str()).and_then(owner::bearer))
}

/// A widget's session; another widget's is like one that does not exist.
pub(super) async fn session(state: &AppState, widget: &Widget, id: &str) -> Result<Conversation, ApiError> {
    let id = id.parse().map_err(|_| Error::NotFound)?;
    Ok(state.sessions().conversation_of_widget(&widget.id, &id).await?)
}

/// `Origin` says where a page is, else `Referer`; a program says neither, and has the token.
fn on_allowed_page(widget: &Widget, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(origin), None) => origin.to_str().is_ok_and(|origin| widget.allows(origin)),
        (Some(_), Some(_)) => false,
        (None, _) => headers.get(header::REFERER).is_none_or(|referer| {
            let page = referer.to_str().ok().and_then(|text| Url::parse(text).ok());
            page.is_some_and(|page| widget.allows(&page.origin().ascii_serialization()))
        }),
    }
}
