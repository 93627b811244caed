//! Each request has an id: in the `X-Request-Id` header, in the log, and in error bodies.

use axum::{
    extract::{MatchedPath, Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use crate::{
    core::{
        entropy::{Entropy, new_secret},
        security::redact::{REDACTED, redacted},
    },
    http::state::AppState,
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
    let route = request.extensions().get::<MatchedPath>().cloned();
    let path = loggable(request.uri().path(), route.as_ref().map(MatchedPath::as_str));
    let span = tracing::info_span!("request", request_id = %id, method = %request.method(), path);
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
    super::metrics::request(&method, route.as_ref().map(MatchedPath::as_str), response.status(), took);
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The path for the log: with its ids, without the query, and without the parts that let somebody in.
fn loggable(path: &str, route: Option<&str>) -> String {
    let route: Vec<&str> = route.map(|route| route.split('/').collect()).unwrap_or_default();
    let parts = path.split('/').enumerate().map(|(at, part)| {
        let is_credential = route.get(at).is_some_and(|name| {
            name.starts_with('{')
                && ["token", "secret", "ticket", "invitation", "code"].iter().any(|it| name.contains(it))
        });
        if is_credential { REDACTED } else { part }
    });
    redacted(&parts.collect::<Vec<_>>().join("/")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_logged_with_ids_and_without_credentials() {
        for (path, route, logged) in [
            (
                "/v1/widget/messages/m-1/stream",
                Some("/v1/widget/messages/{id}/stream"),
                "/v1/widget/messages/m-1/stream",
            ),
            (
                "/api/widget-chat/init/anything",
                Some("/api/widget-chat/init/{token}"),
                "/api/widget-chat/init/[redacted]",
            ),
            ("/api/widget-chat/typo/wt_0123456789", None, "/api/widget-chat/typo/[redacted]"),
            ("/chat/wk_0123456789", Some("/chat/{key}"), "/chat/wk_0123456789"),
            ("/", Some("/"), "/"),
        ] {
            assert_eq!(loggable(path, route), logged);
        }
    }
}
