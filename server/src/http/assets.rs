//! The embedded bundle: the loader, the WebAssembly widget, the demo page; compressed when they were built.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::state::DemoPage;

#[derive(RustEmbed)]
#[folder = "../dist/bundle"]
#[allow_missing = true]
struct Bundle;

/// Hashed names never change their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The loader's name stays the same, so browsers ask again; unchanged, it costs a 304.
const FOR_MINUTES: &str = "public, max-age=300, stale-while-revalidate=86400";
/// What the build writes in place of the widget's key.
const DEMO_KEY: &str = "__PARLOR_DEMO_KEY__";

/// `GET /widget.js`: the loader.
pub async fn loader(headers: HeaderMap) -> Response {
    file("widget.js", &headers, FOR_MINUTES)
}

/// `GET /assets/{name}`: a file with a hash in its name.
pub async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    file(&format!("assets/{name}"), &headers, FOR_EVER)
}

const HTML: &str = "text/html; charset=utf-8";
/// What a page of the demo may do: its own files, the chat, previews of itself. Nothing from elsewhere, nothing inline.
const DEMO_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
     img-src 'self' https: data: blob:; media-src 'self' blob:; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'self'; require-trusted-types-for 'script'";

/// `GET /` in demo mode: the playground.
pub async fn demo_page(State(demo): State<DemoPage>) -> Response {
    page("index.html", &demo)
}

/// `GET /demo/{name}` in demo mode: other pages, and what they need.
pub async fn demo_file(State(demo): State<DemoPage>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("demo/{name}");
    if media_type(&name) == HTML {
        return page(&path, &demo);
    }
    if demo.0.is_none() {
        return StatusCode::NOT_FOUND.into_response();
    }
    file(&path, &headers, FOR_MINUTES)
}

/// A page of the demo, with its widget's key.
fn page(path: &str, DemoPage(key): &DemoPage) -> Response {
    let (Some(key), Some(page)) = (key, Bundle::get(path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let html = String::from_utf8_lossy(&page.data).replace(DEMO_KEY, key);
    let headers = [
        (header::CONTENT_TYPE, HTML),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, DEMO_POLICY),
    ];
    (headers, html).into_response()
}

fn file(path: &str, request: &HeaderMap, cache: &'static str) -> Response {
    // Compressed twins are chosen by us, never named by a client.
    let Some(plain) = Bundle::get(path).filter(|_| !is_twin(path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", crate::core::entropy::hex(&plain.metadata.sha256_hash()[..16]));
    if request.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let (encoding, body) = best(path, plain, request);
    let mut response = body.data.into_owned().into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, media_type(path));
    set(header::CACHE_CONTROL, cache);
    set(header::VARY, "Accept-Encoding");
    set(header::ETAG, &etag);
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, encoding);
    }
    response
}

fn best(path: &str, plain: EmbeddedFile, request: &HeaderMap) -> (Option<&'static str>, EmbeddedFile) {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let accepts = |name: &str| {
        accepted
            .split(',')
            .any(|part| part.trim().split(';').next() == Some(name) && !part.contains("q=0,") && !part.ends_with("q=0"))
    };
    [("br", "br"), ("gzip", "gz")]
        .into_iter()
        .filter(|(name, _)| accepts(name))
        .find_map(|(name, suffix)| Some((Some(name), Bundle::get(&format!("{path}.{suffix}"))?)))
        .unwrap_or((None, plain))
}

fn is_twin(path: &str) -> bool {
    [".br", ".gz"].iter().any(|suffix| path.ends_with(suffix))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "html" => HTML,
        "json" => "application/json",
        _ => "application/octet-stream",
    }
}
