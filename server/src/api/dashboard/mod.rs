//! `GET /dashboard` and everything below it: the page in which the owner's dashboard runs. Its routes are the browser's.
//!
//! The page holds nothing of anybody: the dashboard asks the owner's API for all it shows. Until it has started, the page
//! shows the same frame with the same measures.

mod page;

use axum::{
    Router,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use crate::{
    core::public_url::PublicUrl,
    http::{dashboard_assets::DASHBOARD, request_origin::UnknownHost, state::AppState},
};

/// Its own files, the owner's API, and pictures that answers show. Nothing inline, no frame around it, and no text becomes
/// markup: there is no policy for trusted types, so nothing can make one.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
     img-src 'self' https: data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types 'none'",
);

/// Its routes.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/dashboard", get(dashboard))
        .route("/dashboard/", get(dashboard))
        .route("/dashboard/{*path}", get(dashboard))
}

async fn dashboard(address: Result<PublicUrl, UnknownHost>, headers: HeaderMap) -> Response {
    let base = address.map_or_else(|_| String::new(), |address| address.path().to_owned());
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page = page::page(DASHBOARD.as_ref(), &base, asked).into_string();
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::VARY, HeaderValue::from_static("Accept-Language")),
    ];
    (headers, Html(page)).into_response()
}
