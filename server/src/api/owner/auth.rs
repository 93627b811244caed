//! Authorization of owners' requests, and the ids in the path.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use serde::Deserialize;

use super::error::ApiError;
use crate::{
    core::{
        error::Error,
        owner::{
            credential::Credential,
            team::{Actor, Role},
        },
    },
    http::{owner, state::AppState},
};

/// Someone who may read what the team in the path has.
pub(super) struct Reader(pub Actor);

/// Someone who may read, and the credential by which they may, to be checked again later.
pub(super) struct Watcher {
    pub(super) actor: Actor,
    pub(super) credential: Credential,
}

/// Someone who may also change it.
pub(super) struct Editor(pub Actor);

/// Someone who may also change members and secrets.
pub(super) struct Owner(pub Actor);

impl FromRequestParts<AppState> for Reader {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self(who(parts, state, Role::Viewer).await?))
    }
}

impl FromRequestParts<AppState> for Watcher {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let actor = who(parts, state, Role::Viewer).await?;
        Ok(Self { actor, credential: owner::credential(parts, state).await? })
    }
}

impl FromRequestParts<AppState> for Editor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self(who(parts, state, Role::Editor).await?))
    }
}

impl FromRequestParts<AppState> for Owner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self(who(parts, state, Role::Owner).await?))
    }
}

async fn who(parts: &mut Parts, state: &AppState, role: Role) -> Result<Actor, ApiError> {
    let actor = owner::actor(parts, state).await?;
    actor.needs(role)?;
    Ok(actor)
}

/// The id in the path after the team's.
#[derive(Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub(super) struct IdPath {
    id: String,
}

impl IdPath {
    /// As an id; what cannot be one names nothing.
    pub(super) fn id<I: TryFrom<String>>(self) -> Result<I, Error> {
        self.id.try_into().map_err(|_| Error::NotFound)
    }

    /// As it stands: some things also have names.
    pub(super) fn text(&self) -> &str {
        &self.id
    }
}
