//! NexonTech's widget API, `/api/widget/{init,chat}`: a file per endpoint.
//!
//! Source: NexonTech, "Widget API Documentation". Any page may call it: that page promises "CORS is fully open, so you
//! can call these endpoints from any domain", so a widget's allowed origins do not count here. What keeps strangers out
//! is the key and what a conversation may cost.

mod auth;
mod chat;
mod error;
mod fields;
mod init;
mod words;

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{api::visitor_routes::from_anywhere, http::state::AppState};

/// Its routes, without their prefix, and their description.
pub fn router() -> (Router<AppState>, OpenApi) {
    let calls = OpenApiRouter::new().routes(routes!(init::init)).routes(routes!(chat::chat));
    let (router, document) = calls.split_for_parts();
    // Preflight requests are methods no route has: the fallback must be inside the layer that answers them.
    let router = router.method_not_allowed_fallback(error::no_such_method);
    (from_anywhere(router), document)
}
