//! CORS for visitors' routes: any page may send requests, pages on an allow-list may read the answers, and any page may
//! read an error; otherwise a page that is not on the list could only be told "CORS error". Credentials are never
//! allowed. [`open`] is for vendor APIs that allow calls from any page. Owners' routes have no CORS headers.
//!
//! The origin check itself is in the handlers, which answer 403. This module only tells browsers which responses a page
//! may read.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::state::AppState;

const METHODS: &str = "GET, POST, DELETE, OPTIONS";
const REQUEST_HEADERS: &str = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, X-API-Key, X-Widget-Token";
const RESPONSE_HEADERS: &str = "Idempotency-Replayed, RateLimit, Retry-After, X-Request-Id";

/// The APIs that pages call.
const PAGES_CALL: [&str; 4] = ["/v1/widget/", "/api/v1/widget/", "/api/widget/", "/api/widget-chat/"];

/// Answers preflight requests, and adds to other responses what the page may read.
pub async fn widget(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else {
        return next.run(request).await;
    };
    let preflight = request.method() == Method::OPTIONS;
    let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let readable = preflight || is_refusal(response.status()) || is_known(&state, &origin).await;
    let headers = response.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if readable {
        allow(headers, origin, preflight);
    }
    response
}

fn is_refusal(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

async fn is_known(state: &AppState, origin: &HeaderValue) -> bool {
    match origin.to_str() {
        Ok(origin) => state.origins.allow(origin).await,
        Err(_) => false,
    }
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

/// For paths without a route: below an API that pages call, any page may read that there is nothing.
pub async fn nothing(request: Request, next: Next) -> Response {
    let of_pages = PAGES_CALL.iter().any(|api| request.uri().path().starts_with(api));
    if of_pages { open(request, next).await } else { next.run(request).await }
}

/// For public files: any page may read them.
pub async fn public(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}
