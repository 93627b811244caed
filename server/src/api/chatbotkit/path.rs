//! Ids and names in the path. A segment that is not a valid id, or cannot be decoded, is answered with 404.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use parlor_shared::ids::{FileId, MessageId};

use super::error::ApiError;
use crate::{core::error::Error, http::state::AppState};

/// A widget, by its id or alias.
#[derive(Clone, Debug)]
pub struct WidgetName(pub String);

impl FromRequestParts<AppState> for WidgetName {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        segment(parts, state, "idOrAlias").await.map(Self)
    }
}

/// A file.
#[derive(Clone, Debug)]
pub struct FileName(pub FileId);

impl FromRequestParts<AppState> for FileName {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let id = segment(parts, state, "fileId").await?.parse();
        Ok(Self(id.map_err(|_| Error::NotFound)?))
    }
}

/// A message.
#[derive(Clone, Debug)]
pub struct MessageName(pub MessageId);

impl FromRequestParts<AppState> for MessageName {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let id = segment(parts, state, "messageId").await?.parse();
        Ok(Self(id.map_err(|_| Error::NotFound)?))
    }
}

/// The part of the path with this name.
pub(super) async fn segment(parts: &mut Parts, state: &AppState, name: &str) -> Result<String, ApiError> {
    let all = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Error::NotFound)?;
    let found = all.iter().find(|(its, _)| *its == name).map(|(_, value)| value.to_owned());
    Ok(found.ok_or(Error::NotFound)?)
}
