//! Each request has an id: in the `X-Request-Id` header, in the log, and in error bodies.

use axum::{
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{
    core::entropy::{Entropy, new_secret},
    state::AppState,
};

tokio::task_local! {
    static CURRENT: String;
}

/// The id of the request this task serves; empty outside of one.
pub fn current() -> String {
    CURRENT.try_with(Clone::clone).unwrap_or_default()
}

/// Gives each request an id of our own making: one sent by a client could name another's request in the log.
pub async fn assign(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let entropy: &dyn Entropy = state.entropy.as_ref();
    let id = new_secret(entropy);
    // The path may hold ids but never secrets: tokens are taken from headers only. The query is left out.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    let started = state.clock.elapsed();
    let method = request.method().clone();
    let mut response = CURRENT.scope(id.clone(), next.run(request)).instrument(span.clone()).await;
    let took = state.clock.elapsed().saturating_sub(started);
    span.in_scope(|| {
        tracing::info!(
            status = response.status().as_u16(),
            ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "answered"
        );
    });
    super::metrics::request(&method, response.status(), took);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}
