//! The embedded bundle: the loader, the WebAssembly widget, the demo page; compressed when they were built. Files of
//! other versions come from the [`BundleArchive`].

use std::sync::LazyLock;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest, Sha384};

use super::bundle_archive::{BundleArchive, is_hash};
use crate::{
    core::{entropy::hex, i18n::built_in::LANGUAGES, store::Stored},
    http::state::DemoPage,
};

#[derive(RustEmbed)]
#[folder = "../dist/bundle"]
#[allow_missing = true]
struct Bundle;

/// Hashed names never change their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The loader's name stays the same, so browsers ask again; unchanged, it costs a 304.
const FOR_MINUTES: &str = "public, max-age=300, stale-while-revalidate=86400";
/// Stands in the demo's pages for the widget's key.
const DEMO_KEY: &str = "__PARLOR_DEMO_KEY__";
/// Stands in the demo's pages for the pinned loader's path.
const DEMO_PINNED: &str = "__PARLOR_PINNED__";
/// Stands in the demo's pages for the pinned loader's integrity.
const DEMO_INTEGRITY: &str = "__PARLOR_INTEGRITY__";
/// Stands in the demo's pages for the languages of the chat.
const DEMO_LANGUAGES: &str = "__PARLOR_LANGUAGES__";
const LOADER: &str = "widget.js";

/// The loader of one version, which never changes: for snippets with an `integrity` attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PinnedLoader {
    /// `/v/<hash>/widget.js`, below the public URL.
    pub path: String,
    /// The value of the `integrity` attribute: `sha384-…`.
    pub integrity: String,
}

/// The embedded loader, pinned; `None` when the server was built without a bundle.
pub static PINNED: LazyLock<Option<PinnedLoader>> = LazyLock::new(|| {
    let loader = Bundle::get(LOADER)?;
    let integrity = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(&loader.data)));
    Some(PinnedLoader { path: format!("/{}", pinned_name(&version(&loader))), integrity })
});

/// A version's name: the hash of its loader, which names all other files by their hashes.
fn version(loader: &EmbeddedFile) -> String {
    hex(&loader.metadata.sha256_hash()[..8])
}

fn pinned_name(version: &str) -> String {
    format!("v/{version}/{LOADER}")
}

/// A file of the bundle, uncompressed; `None` without such a file.
pub(super) fn embedded(path: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
    Bundle::get(path).map(|file| file.data)
}

/// `GET /widget.js`: the loader.
pub async fn loader(headers: HeaderMap) -> Response {
    file(LOADER, &headers, FOR_MINUTES)
}

/// `GET /v/{version}/widget.js`: the loader of a version.
pub async fn pinned_loader(
    State(archive): State<BundleArchive>,
    Path(asked): Path<String>,
    headers: HeaderMap,
) -> Response {
    match Bundle::get(LOADER) {
        Some(loader) if version(&loader) == asked => file(LOADER, &headers, FOR_EVER),
        _ if is_hash(&asked) => archived(&archive, &pinned_name(&asked), &headers).await,
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /assets/{name}`: a file with a hash in its name.
pub async fn asset(State(archive): State<BundleArchive>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("assets/{name}");
    if Bundle::get(&path).is_some() {
        return file(&path, &headers, FOR_EVER);
    }
    archived(&archive, &path, &headers).await
}

/// Keeps the embedded version for the time after this server.
pub async fn keep(archive: &BundleArchive) -> Stored<()> {
    let Some(loader) = Bundle::get(LOADER) else { return Ok(()) };
    let bytes = |file: EmbeddedFile| Bytes::from(file.data.into_owned());
    let pinned = pinned_name(&version(&loader));
    let files = Bundle::iter().filter(|path| path.starts_with("assets/") || path.starts_with("widget.js."));
    let files = files.filter_map(|path| {
        let name = path.strip_prefix(LOADER).map_or_else(|| path.to_string(), |twin| format!("{pinned}{twin}"));
        Some((name, bytes(Bundle::get(&path)?)))
    });
    archive.keep((pinned.clone(), bytes(loader)), files.collect()).await
}

/// A file of another version.
async fn archived(archive: &BundleArchive, name: &str, request: &HeaderMap) -> Response {
    if is_twin(name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    for (encoding, suffix) in wanted(request) {
        match archive.file(&format!("{name}{suffix}")).await {
            Ok(Some(body)) => return with_headers(body.into_response(), name, FOR_EVER, encoding, None),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, name, "a file of an earlier bundle could not be read");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
        }
    }
    StatusCode::NOT_FOUND.into_response()
}

const HTML: &str = "text/html; charset=utf-8";
/// The content security policy of the demo's pages: own files, the chat and previews of the pages; no other host,
/// nothing inline.
const DEMO_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
     img-src 'self' https: data: blob:; media-src 'self' blob:; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'self'; require-trusted-types-for 'script'";

/// `GET /` in demo mode: the playground.
pub fn demo_page(demo: &DemoPage) -> Response {
    page("index.html", demo)
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
    let mut html =
        String::from_utf8_lossy(&page.data).replace(DEMO_KEY, key).replace(DEMO_LANGUAGES, &LANGUAGES.join(" "));
    if let Some(pinned) = &*PINNED {
        html = html.replace(DEMO_PINNED, &pinned.path).replace(DEMO_INTEGRITY, &pinned.integrity);
    }
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
    let etag = format!("\"{}\"", hex(&plain.metadata.sha256_hash()[..16]));
    if request.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let (encoding, body) = best(path, plain, request);
    with_headers(body.data.into_owned().into_response(), path, cache, encoding, Some(&etag))
}

fn with_headers(
    mut response: Response,
    path: &str,
    cache: &'static str,
    encoding: Option<&'static str>,
    etag: Option<&str>,
) -> Response {
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: Option<&str>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, Some(media_type(path)));
    set(header::CACHE_CONTROL, Some(cache));
    set(header::VARY, Some("Accept-Encoding"));
    set(header::ETAG, etag);
    set(header::CONTENT_ENCODING, encoding);
    response
}

fn best(path: &str, plain: EmbeddedFile, request: &HeaderMap) -> (Option<&'static str>, EmbeddedFile) {
    let twins = wanted(request).filter(|(encoding, _)| encoding.is_some());
    let found = { twins }.find_map(|(name, suffix)| Some((name, Bundle::get(&format!("{path}{suffix}"))?)));
    found.unwrap_or((None, plain))
}

/// Encodings a client accepts, the smallest first, and how names of such files end. As it is, last.
fn wanted(request: &HeaderMap) -> impl Iterator<Item = (Option<&'static str>, &'static str)> {
    let accepted = request.get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let accepts = |name: &str| {
        accepted
            .split(',')
            .any(|part| part.trim().split(';').next() == Some(name) && !part.contains("q=0,") && !part.ends_with("q=0"))
    };
    let (brotli, gzip) = (accepts("br"), accepts("gzip"));
    let all = [(brotli, Some("br"), ".br"), (gzip, Some("gzip"), ".gz"), (true, None, "")];
    all.into_iter().filter(|(accepted, ..)| *accepted).map(|(_, encoding, suffix)| (encoding, suffix))
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
