//! `GET /`: leads people to the dashboard, and on a server without accounts to `/setup`. In demo mode the playground stands
//! here. While the database cannot be asked, a page tells what this is.

use std::sync::LazyLock;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::{
    core::public_url::PublicUrl,
    http::{assets, request_origin::UnknownHost, state::AppState},
};

const CSS: &str = include_str!("home.css");

/// The page's own style and links to this server; nothing else, and no frame.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(CSS));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The playground of a demo, else the page about this server.
pub async fn home(State(state): State<AppState>, address: Result<PublicUrl, UnknownHost>) -> Response {
    if state.demo.0.is_some() {
        return assets::demo_page(&state.demo);
    }
    if let (Ok(has_accounts), Ok(here)) = (state.accounts().has_accounts().await, address) {
        let path = if has_accounts { "/dashboard/" } else { "/setup" };
        return (StatusCode::SEE_OTHER, [(header::LOCATION, here.local(path))]).into_response();
    }
    // A database that cannot be asked is no reason to show nobody what this is.
    ([(header::CONTENT_SECURITY_POLICY, POLICY.clone())], Html(page().into_string())).into_response()
}

fn page() -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { "Parlor" }
                style { (PreEscaped(CSS)) }
            }
            body {
                main {
                    h1 { "Parlor" }
                    p.lead { "This server runs Parlor chats. This page is for its operator; visitors use the chat on the pages that show it." }
                    nav aria-label="Pages of this server" {
                        a href="sign-in" { "Sign in" }
                        a href="docs/" { "API reference" }
                        a href="openapi.json" { "OpenAPI document" }
                        a href="healthz" { "Health" }
                        a href="readyz" { "Readiness" }
                    }
                }
            }
        }
    }
}
