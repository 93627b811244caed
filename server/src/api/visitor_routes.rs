//! Layers around the routes that visitors' pages call, of every dialect: CORS, also on the answer of a panic.
//!
//! A dialect adds its own fallbacks first: preflight requests are methods no route has, and an unknown path is a refusal
//! that a page may read.

use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;

use super::panics;
use crate::http::{cors, state::AppState};

/// For the routes of an API whose widgets have a list of allowed origins.
pub(super) fn with_origins(state: &AppState, routes: Router<AppState>) -> Router<AppState> {
    let routes = routes.layer(CatchPanicLayer::custom(panics::caught));
    routes.layer(middleware::from_fn_with_state(state.clone(), cors::widget))
}

/// For the routes of an API that any page may call.
pub(super) fn from_anywhere(routes: Router<AppState>) -> Router<AppState> {
    routes.layer(CatchPanicLayer::custom(panics::caught)).layer(middleware::from_fn(cors::open))
}
