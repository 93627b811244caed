//! A slash at the end of an API's path says nothing.

use axum::{extract::Request, http::Uri, middleware::Next, response::Response};

/// Paths whose trailing slash is removed. Pages and files keep theirs: relative links depend on it.
const APIS: [&str; 2] = ["/v1/", "/api/"];

/// Leaves out slashes at the end of an API's path. Around the router: it must happen before a route is looked for.
pub async fn leave_out(mut request: Request, next: Next) -> Response {
    if let Some(uri) = without(request.uri()) {
        *request.uri_mut() = uri;
    }
    next.run(request).await
}

/// The same without slashes at the end of the path; `None` when there is nothing to leave out.
fn without(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let trimmed = path.trim_end_matches('/');
    if trimmed.len() == path.len() || !APIS.iter().any(|api| path.starts_with(api)) {
        return None;
    }
    let path = uri.query().map_or_else(|| trimmed.to_owned(), |query| format!("{trimmed}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_apis_paths_lose_their_slash() {
        for (path, expected) in [
            ("/v1/widget/init/", Some("/v1/widget/init")),
            ("/v1/widget/messages///?take=1", Some("/v1/widget/messages?take=1")),
            ("http://localhost/api/widget/chat/", Some("http://localhost/api/widget/chat")),
            ("/v1/widget/init", None),
            ("/v1/", Some("/v1")),
            ("/docs/", None),
            ("/", None),
        ] {
            let found = without(&path.parse().unwrap()).map(|uri| uri.to_string());
            assert_eq!(found.as_deref(), expected, "{path}");
        }
    }
}
