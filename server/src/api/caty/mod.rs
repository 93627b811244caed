//! Caty's API, `/api/widget/{config,session,message,track,proactive,lead}`: a file per endpoint.
//!
//! Source: Caty, "Widget API". The intents, both scores and what the page leaves open are ours, and said so where they stand.

pub mod auth;
mod check;
pub mod config;
pub mod error;
pub mod lead;
pub mod message;
pub mod proactive;
pub mod session;
pub mod track;
mod wire;

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{api::visitor_routes::with_origins, http::state::AppState};

/// Its routes, without their prefix, and their description.
pub fn router(state: &AppState) -> (Router<AppState>, OpenApi) {
    let routes = OpenApiRouter::new()
        .routes(routes!(config::config))
        .routes(routes!(session::session))
        .routes(routes!(message::message))
        .routes(routes!(track::track))
        .routes(routes!(proactive::proactive))
        .routes(routes!(lead::lead));
    let (routes, document) = routes.split_for_parts();
    // Preflight requests are methods no route has: the fallback must be inside the layer that answers them.
    let routes = routes.fallback(error::no_such_path).method_not_allowed_fallback(error::no_such_method);
    (with_origins(state, routes), document)
}
