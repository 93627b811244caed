//! The native widget API, `/v1/widget/*`: a file per endpoint.
//!
//! Source: Glozr, "Widget API"; resume, stop, regenerate, feedback, history, `render` and the launcher's configuration
//! are ours.

pub mod auth;
pub mod config;
pub mod error;
pub mod event;
pub mod feedback;
pub mod history;
pub mod init;
pub mod lead;
pub mod message;
pub mod regenerate;
pub mod resume;
mod saying;
pub mod stop;
pub mod stream;
mod wire;

use axum::middleware;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{http::cors, state::AppState};

/// Its routes, without their prefix.
pub fn router(state: &AppState) -> OpenApiRouter<AppState> {
    let gated = OpenApiRouter::new()
        .routes(routes!(init::init))
        .routes(routes!(message::message, history::history))
        .routes(routes!(stream::stream))
        .routes(routes!(resume::resume))
        .routes(routes!(stop::stop))
        .routes(routes!(regenerate::regenerate))
        .routes(routes!(feedback::feedback))
        .routes(routes!(lead::lead))
        .routes(routes!(event::events))
        .layer(middleware::from_fn_with_state(state.clone(), cors::widget));
    let public = OpenApiRouter::new().routes(routes!(config::config)).layer(middleware::from_fn(cors::public));
    gated.merge(public)
}
