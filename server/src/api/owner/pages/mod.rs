//! Pages for people that work without a script: `/setup`, `/sign-in`, `/sign-out`, `/invite/{token}`. Plain forms;
//! signing in here sets the cookie that the owner's API accepts.

mod form;
mod invite;
mod layout;
mod setup;
mod sign_in;

use axum::{
    Router,
    routing::{get, post},
};

use crate::http::state::AppState;

/// Its routes.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/setup", get(setup::show).post(setup::create))
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/invite/{token}", get(invite::show).post(invite::join))
}
