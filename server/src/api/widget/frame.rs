//! `GET /frame/{key}`: a page of ours with nothing but a chat, for pages that show it in a frame. A frame needs no
//! WebAssembly of the page around it, and nothing in one can reach the other.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};

use super::{error::ApiError, path::Path};
use crate::{
    core::{error::Error, security::origin, widget::Widget},
    http::state::AppState,
};

/// The content security policy of the page: our own files, pictures in answers, and nothing else. The origins that may
/// frame it are appended.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; img-src 'self' https: data: blob:; \
     media-src 'self' blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors 'self' ";

/// The page. Only the origins on the widget's list may show it; browsers see to that.
pub async fn frame(State(state): State<AppState>, Path(key): Path<String>) -> Result<Response, ApiError> {
    let widget = state.sessions().widget(&key).await?;
    let policy = [POLICY, &ancestors(&widget)].concat();
    let policy = HeaderValue::from_str(&policy).map_err(|_| Error::NotFound)?;
    let html = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width,interactive-widget=resizes-content'>\
         <title>Chat</title></head><body><script src=../widget.js data-key={} data-layout=fullscreen data-framed></script></body></html>",
        widget.keys.key
    );
    let headers = [(header::CONTENT_SECURITY_POLICY, policy)];
    Ok((headers, [(header::REFERRER_POLICY, "strict-origin-when-cross-origin")], Html(html)).into_response())
}

/// The widget's list as a policy writes it; without a list, anywhere.
fn ancestors(widget: &Widget) -> String {
    let patterns = widget.origins();
    if patterns.is_empty() {
        return "*".to_owned();
    }
    patterns
        .iter()
        .filter(|pattern| origin::is_pattern(pattern))
        .map(|pattern| source(pattern))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A host without a scheme may be shown over either, on any port.
fn source(pattern: &str) -> String {
    match pattern.strip_prefix("//") {
        Some(host) => format!("http://{host}:* https://{host}:*"),
        None => pattern.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_become_sources() {
        assert_eq!(source("https://*.shop.example"), "https://*.shop.example");
        assert_eq!(source("//shop.example"), "http://shop.example:* https://shop.example:*");
        assert_eq!(source("*"), "*");
    }
}
