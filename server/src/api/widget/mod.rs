//! The native widget API, `/v1/widget/*`: a file per endpoint.
//!
//! Source: Glozr, "Widget API"; resume, stop, regenerate, feedback, history, `render` and the launcher's configuration
//! are ours.

pub mod attachment;
pub mod auth;
pub mod config;
pub mod error;
pub mod event;
pub mod export;
pub mod feedback;
pub mod frame;
pub mod history;
pub mod init;
pub mod lead;
pub mod me;
pub mod message;
mod outreach;
pub mod path;
pub mod preview;
pub mod proactive;
pub mod regenerate;
pub mod render;
pub mod resume;
pub mod stop;
pub mod stream;
pub mod tool;
pub mod unfurl;
mod user_input;
pub mod voice;
mod wire;

use axum::{Router, middleware};
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    api::visitor_routes::with_origins,
    http::{cors, state::AppState},
};

/// Its routes, without their prefix, and their description.
pub fn router(state: &AppState) -> (Router<AppState>, OpenApi) {
    let gated = OpenApiRouter::new()
        .routes(routes!(init::init))
        .routes(routes!(message::message, history::history))
        .routes(routes!(stream::stream))
        .routes(routes!(resume::resume))
        .routes(routes!(stop::stop))
        .routes(routes!(tool::outcome))
        .routes(routes!(render::render))
        .routes(routes!(regenerate::regenerate))
        .routes(routes!(feedback::feedback))
        .routes(routes!(lead::lead))
        .routes(routes!(proactive::proactive))
        .routes(routes!(unfurl::unfurl))
        .routes(routes!(voice::transcribe))
        .routes(routes!(voice::speak))
        .routes(routes!(event::events))
        .routes(routes!(attachment::upload))
        .routes(routes!(attachment::download))
        .routes(routes!(export::export))
        .routes(routes!(me::erase));
    let (gated, mut document) = gated.split_for_parts();
    let public = OpenApiRouter::new().routes(routes!(config::config)).routes(routes!(preview::picture));
    let (public, about_public) = public.split_for_parts();
    document.merge(about_public);
    // Preflight requests are methods no route has: the fallback must be inside the layer that answers them.
    let gated = gated.fallback(error::no_such_path).method_not_allowed_fallback(error::no_such_method);
    let gated = with_origins(state, gated);
    (gated.merge(public.layer(middleware::from_fn(cors::public))), document)
}
