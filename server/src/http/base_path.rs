//! Requests below the public URL's path: `/chat/widget.js` on a server at `https://example.com/chat`.
//!
//! A proxy either removes the path (nginx: `proxy_pass` with a slash at its end; Caddy: `handle_path`) or passes it on.
//! Both arrive here at the same routes. The two could be confused only where the public path begins like a route of
//! ours, as in `/chat/wk_…` at `https://example.com/chat`: a path counts as passed on only if what follows is a route.

use axum::{
    extract::{Request, State},
    http::{Uri, uri::PathAndQuery},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::request_origin::path_of;
use super::state::AppState;

/// First segments of all routes.
pub const FIRST_SEGMENTS: [&str; 15] = [
    "",
    "api",
    "assets",
    "chat",
    "dashboard",
    "demo",
    "docs",
    "frame",
    "healthz",
    "metrics",
    "openapi.json",
    "readyz",
    "v",
    "v1",
    "widget.js",
];

/// Removes the public path where a proxy has not.
pub async fn remove(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let base = path_of(&parts, &state);
    if !base.is_empty() && parts.uri.path() == base {
        // Relative links of the page at the root need the slash.
        return Redirect::permanent(&(base + "/")).into_response();
    }
    if let Some(uri) = without(&parts.uri, &base) {
        parts.uri = uri;
    }
    next.run(Request::from_parts(parts, body)).await
}

/// The address without `base`; `None` when it is to stay as it is.
fn without(uri: &Uri, base: &str) -> Option<Uri> {
    if base.is_empty() {
        return None;
    }
    let rest = uri.path_and_query()?.as_str().strip_prefix(base)?;
    let first = rest.strip_prefix('/')?.split(['/', '?']).next().unwrap_or_default();
    if !FIRST_SEGMENTS.contains(&first) {
        return None;
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(rest).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_path_is_removed_where_a_proxy_has_not() {
        let at = |path: &str, base: &str| {
            let uri: Uri = path.parse().unwrap();
            without(&uri, base).unwrap_or(uri).to_string()
        };
        for (asked, base, route) in [
            ("/chat/widget.js?a=b", "/chat", "/widget.js?a=b"),
            ("/widget.js", "/chat", "/widget.js"),
            ("/chat/chat/wk_1?from=here", "/chat", "/chat/wk_1?from=here"),
            ("/chat/wk_1", "/chat", "/chat/wk_1"),
            ("/chat/", "/chat", "/"),
            ("/chat/?a", "/chat", "/?a"),
            ("/chatter/widget.js", "/chat", "/chatter/widget.js"),
            ("/api/v1/widget/init", "/api", "/v1/widget/init"),
            ("/v1/widget/init", "/v1", "/v1/widget/init"),
            ("/v1/v1/widget/init", "/v1", "/v1/widget/init"),
            ("/a/b/docs/", "/a/b", "/docs/"),
            ("/chat/widget.js", "", "/chat/widget.js"),
            ("http://example.com/chat/docs/", "/chat", "http://example.com/docs/"),
        ] {
            assert_eq!(at(asked, base), route, "{asked} below {base:?}");
        }
    }
}
