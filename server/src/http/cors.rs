//! CORS for widget routes: headers only follow from the allow-lists; credentials are never allowed. Where a vendor promises
//! calls from any page, [`open`] says so.
//!
//! The gate itself is the handlers' business: they answer 403. Here a browser is told what it may read.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::state::AppState;

const METHODS: &str = "GET, POST, DELETE, OPTIONS";
const REQUEST_HEADERS: &str = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-API-Key, X-Widget-Token";
const RESPONSE_HEADERS: &str = "Idempotency-Replayed, Retry-After, X-Request-Id";

/// Marks a response that says the page's origin is not allowed: the page may not read it.
#[derive(Clone, Copy)]
pub struct OriginRefused;

/// Answers preflight requests, and adds to other responses what the page may read.
pub async fn widget(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    let allowed = match origin.to_str() {
        Ok(text) => state.origins.allow(text).await,
        Err(_) => false,
    };
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let refused = response.extensions().get::<OriginRefused>().is_some();
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if allowed && !refused {
        allow(headers, origin, preflight);
    }
    response
}

fn allow(headers: &mut HeaderMap, origin: HeaderValue, preflight: bool) {
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(RESPONSE_HEADERS));
    if preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(REQUEST_HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    }
}

/// For an API that any page may call and read. Credentials are not allowed, so no page acts with a visitor's cookies.
pub async fn open(request: Request, next: Next) -> Response {
    let preflight = request.method() == Method::OPTIONS;
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    allow(headers, HeaderValue::from_static("*"), preflight);
    // Older browsers take a star for the name of a header: say the names they asked for.
    if let (true, Some(asked)) = (preflight, asked) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
        headers.append(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    }
    response
}

/// For public files: any page may read them.
pub async fn public(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}
