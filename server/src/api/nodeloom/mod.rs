//! NodeLoom, "Widgets API": dashboard routes below `/api/teams/{teamId}/widgets`, visitors' below `/api/widget-chat`.
//!
//! Source: NodeLoom, "Widgets API". Ours: what creating, updating and deleting answer; reading messages wants the token
//! too; the token may come in a header; the format of the stream; 409, 413, 415, 429 and 5xx.

mod auth;
mod embed;
mod error;
mod init;
mod messages;
mod session;
mod stats;
mod stream;
mod widgets;
mod wire;

use axum::{Router, routing::any};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{api::visitor_routes::with_origins, http::state::AppState};

/// Its routes and their description, with whole paths.
pub fn router(state: &AppState) -> (Router<AppState>, OpenApi) {
    let (dashboard, mut document) = OpenApiRouter::new()
        .routes(routes!(widgets::list, widgets::create))
        .routes(routes!(widgets::update, widgets::delete))
        .routes(routes!(embed::embed_code))
        .routes(routes!(embed::regenerate_token))
        .routes(routes!(stats::stats))
        .split_for_parts();
    let (public, about_public) = OpenApiRouter::new()
        .routes(routes!(init::init))
        .routes(routes!(session::create))
        .routes(routes!(messages::list, stream::send))
        .split_for_parts();
    document.merge(about_public);
    // Preflight requests are methods no route has: the fallback must be inside the layer that answers them.
    let public = public.route("/api/widget-chat/{*rest}", any(error::no_such_path));
    let public = with_origins(state, public.method_not_allowed_fallback(error::no_such_method));
    // Pages of other sites get no CORS headers here, whatever they ask.
    (dashboard.method_not_allowed_fallback(error::no_such_method).merge(public), document)
}
