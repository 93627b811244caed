//! Pages of a website that embeds the widget, on an origin of their own, with their own policies.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Result;
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Content of `<head>`.
    pub head: String,
    /// Content of `<body>`.
    pub body: String,
    /// `Content-Security-Policy`; empty for none.
    pub policy: String,
}

type Shelf = Arc<Mutex<HashMap<String, Page>>>;

/// A web server with pages, on a free port.
pub struct Pages {
    /// Its origin, without a slash at the end.
    pub origin: String,
    shelf: Shelf,
    running: JoinHandle<()>,
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Pages {
    /// Opens it, without pages.
    pub async fn start() -> Result<Self> {
        let shelf = Shelf::default();
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let router = Router::new()
            // Browsers ask for it unasked; a 404 would be an error in the console.
            .route("/favicon.ico", get(async || StatusCode::NO_CONTENT))
            .route("/{name}", get(page))
            .with_state(Arc::clone(&shelf));
        let running = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                eprintln!("the pages' server ended: {error}");
            }
        });
        Ok(Self { origin, shelf, running })
    }

    /// Puts a page under a name; returns its address.
    pub fn put(&self, name: &str, page: Page) -> String {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), page);
        format!("{}/{name}", self.origin)
    }
}

async fn page(State(shelf): State<Shelf>, Path(name): Path<String>) -> Response {
    let found = shelf.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
    let Some(Page { head, body, policy }) = found else { return StatusCode::NOT_FOUND.into_response() };
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy)
        && !policy.is_empty()
    {
        headers.insert(HeaderName::from_static("content-security-policy"), policy);
    }
    let html = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width'><title>A shop</title>{head}</head><body>{body}</body></html>"
    );
    (headers, Html(html)).into_response()
}
