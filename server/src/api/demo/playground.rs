//! Widgets of the playground: what an owner may set is set from a page, and acts.
//!
//! Nobody signs in, so these are widgets of their own, copies of the demo's with the agent it has, and no other can be
//! changed here. Only a page of this server on this machine may ask: another site's page says where it comes from, and a
//! name that was made to point here is not `localhost`.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use parlor_shared::owner::settings::SettingsBody;
use serde::Serialize;
use serde_json::json;

use crate::{
    core::{
        error::Error,
        owner::team::Actor,
        public_url::PublicUrl,
        widget::{KeyKind, Widget, settings::Settings},
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        request_origin::is_ours,
        state::AppState,
    },
};

/// Marks the playground's widgets.
const MARK: &str = "playground";

/// A widget to play with.
#[derive(Serialize)]
pub(super) struct Made {
    /// Its public key.
    key: String,
}

/// A page of ours, on this machine, and the demo's widget.
pub(super) struct Player(Widget);

impl FromRequestParts<AppState> for Player {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Refusal> {
        let demo = state.demo.0.clone().ok_or(Refusal::from(Error::NotFound))?;
        let here = PublicUrl::from_request_parts(parts, state).await.map_err(|_| Error::OriginNotAllowed)?;
        if !here.is_loopback() || !is_ours(&here, &parts.headers) {
            return Err(Error::OriginNotAllowed.into());
        }
        Ok(Self(state.sessions().widget_by_key(KeyKind::Key, &demo).await?))
    }
}

/// `POST /demo/widgets`: a new one with these settings.
pub(super) async fn make(
    State(state): State<AppState>,
    Player(demo): Player,
    ip: ClientIp,
    body: Result<Json<SettingsBody>, BodyError>,
) -> Result<Reply<Made>, Refusal> {
    let settings = Settings::from(body?.0);
    state.limits.init.take(&ip.key(), 1)?;
    let actor = Actor::program(demo.team_id.clone());
    let fill = |widget: &mut Widget| {
        widget.agent_id = demo.agent_id;
        widget.allowed_origins = demo.allowed_origins;
        widget.settings = settings;
        widget.meta.insert(MARK.into(), true.into());
    };
    let widget = state.widget_admin(&actor).create("Playground", fill).await?;
    Ok(Reply(Made { key: widget.keys.key }))
}

/// `PUT /demo/widgets/{key}`: these settings instead of those it has.
pub(super) async fn change(
    State(state): State<AppState>,
    Player(demo): Player,
    Path(key): Path<String>,
    body: Result<Json<SettingsBody>, BodyError>,
) -> Result<Reply<Made>, Refusal> {
    let settings = Settings::from(body?.0);
    let widget = state.sessions().widget_by_key(KeyKind::Key, &key).await?;
    if !widget.meta.contains_key(MARK) || widget.team_id != demo.team_id {
        return Err(Error::NotFound.into());
    }
    let actor = Actor::program(demo.team_id);
    let set = |widget: &mut Widget| {
        widget.settings = settings.clone();
        Ok(())
    };
    let widget = state.widget_admin(&actor).edit(widget.id.as_str(), set).await?;
    Ok(Reply(Made { key: widget.keys.key }))
}

/// A refusal, in words for the page.
pub(super) struct Refusal(StatusCode, String);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = match error {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::OriginNotAllowed | Error::NotPermitted => StatusCode::FORBIDDEN,
            Error::Invalid { .. } => StatusCode::BAD_REQUEST,
            Error::Unprocessable { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Conflict(_) => StatusCode::CONFLICT,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self(status, error.to_string())
    }
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        Self(StatusCode::BAD_REQUEST, error.message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Reply(json!({"error": self.1}))).into_response()
    }
}
