//! Every router on one page. A dialect is a folder with its own errors, credentials and names; dialects never import
//! each other.
//!
//! | Module | Below |
//! |---|---|
//! | [`widget`] | `/v1/widget`: the native API |
//! | [`caty`], [`nexon`] | `/api/widget` |
//! | [`chatbotkit`] | `/v1/integration/widget` and `/v1/conversation` |
//! | [`nodeloom`] | `/api/teams/{teamId}/widgets` and `/api/widget-chat` |
//! | [`owner`] | `/api/auth` and `/api/teams`: the owner's API |
//! | [`page`] | `/chat/{key}`: the chat without a script |
//! | [`dashboard`], [`home`], [`demo`] | `/dashboard`, `/` and the pages of `parlor demo` |
//! | [`reference`] | `/openapi.json` and `/docs` |

pub mod caty;
pub mod chatbotkit;
pub mod dashboard;
pub mod demo;
pub mod home;
mod message_wire;
pub mod nexon;
pub mod nodeloom;
pub mod owner;
pub mod page;
mod panics;
pub mod reference;
mod visitor_routes;
pub mod widget;

use axum::{Router, middleware, routing::get};
use tower_http::catch_panic::CatchPanicLayer;

use crate::http::{
    assets, base_path, cors, health, metrics, request_id, security, state::AppState, trailing_slash, unread_body,
};

/// All routes.
pub fn router(state: AppState) -> Router {
    let (native, native_document) = widget::router(&state);
    let (caty, caty_document) = caty::router(&state);
    let (chatbotkit, chatbotkit_document) = chatbotkit::router(&state);
    let (nexon, nexon_document) = nexon::router();
    let (nodeloom, nodeloom_document) = nodeloom::router(&state);
    let (owner, owner_document) = owner::router();
    let document = reference::join([
        reference::at("/v1/widget", native_document, "ErrorBody"),
        reference::at("/api/widget", caty_document, "caty.ErrorBody"),
        reference::at("/v1", chatbotkit_document, "chatbotkit.ErrorBody"),
        reference::at("/api/widget", nexon_document, "nexon.ErrorBody"),
        reference::at("", nodeloom_document, "NodeLoomError"),
        reference::at("", owner_document, "OwnerError"),
    ]);
    let files = Router::new()
        .route("/widget.js", get(assets::loader))
        .route("/v/{version}/widget.js", get(assets::pinned_loader))
        .route("/assets/{name}", get(assets::asset))
        .layer(middleware::from_fn(cors::public));
    let home = Router::new().route("/", get(home::home));
    let frame = Router::new().route("/frame/{key}", get(widget::frame::frame));
    let operating = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(metrics::metrics));
    let nothing = Router::new().fallback(widget::error::no_such_path).layer(middleware::from_fn(cors::nothing));
    let routes = Router::new()
        .nest("/v1/widget", native.clone())
        .nest("/api/v1/widget", native)
        .nest("/api/widget", caty.merge(nexon))
        .merge(chatbotkit)
        .merge(nodeloom)
        .merge(owner)
        .merge(files)
        .merge(frame)
        .merge(home)
        .merge(dashboard::router())
        .merge(page::router())
        .merge(demo::router())
        .merge(operating)
        .merge(reference::router(document).layer(middleware::from_fn(security::reference)))
        .fallback_service(nothing)
        .method_not_allowed_fallback(widget::error::no_such_method)
        .layer(CatchPanicLayer::custom(panics::caught))
        .layer(middleware::from_fn(security::headers))
        .layer(middleware::from_fn_with_state(state.clone(), request_id::assign))
        .with_state(state.clone());
    // Layers of a router come after its routes are chosen: what changes the path stands around all of it.
    Router::new()
        .fallback_service(routes)
        .layer(middleware::from_fn(trailing_slash::leave_out))
        .layer(middleware::from_fn_with_state(state, base_path::remove))
        .layer(middleware::from_fn(unread_body::settle))
}
