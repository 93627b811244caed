//! Shared by all of these pages: a document, its style, its security headers, fields.

use std::sync::LazyLock;

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::{
    core::{
        error::{Error, StorageFailure},
        public_url::PublicUrl,
    },
    http::{owner::AccessRefused, request_origin::UnknownHost, state::AppState},
};

/// The address people go to once they are signed in.
pub(super) const DASHBOARD: &str = "/dashboard/";
const CSS: &str = include_str!("pages.css");

/// The page's own style and forms to this server; nothing else, and no frame.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(CSS));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// This server's address, as the browser sees it; a request without a host gets a page that says so.
pub(super) struct Here(pub(super) PublicUrl);

impl FromRequestParts<AppState> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let here = PublicUrl::from_request_parts(parts, state).await;
        here.map(Self).map_err(|UnknownHost| refusal(&AccessRefused::UnknownHost, None))
    }
}

/// A page with this title, which is also its heading.
pub(super) fn page(status: StatusCode, title: &str, content: &Markup) -> Response {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                meta name="robots" content="noindex";
                title { (title) " – Parlor" }
                style { (PreEscaped(CSS)) }
            }
            body {
                main {
                    h1 { (title) }
                    (content)
                }
            }
        }
    };
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
        // Other sites are told nothing; our forms say where they come from.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    (status, headers, Html(page.into_string())).into_response()
}

/// A field with its label and what to know about it.
pub(super) fn field(name: &str, label: &str, kind: &str, complete: &str, hint: &str, value: &str) -> Markup {
    html! {
        label {
            (label)
            @if !hint.is_empty() { small { (hint) } }
            input name=(name) type=(kind) autocomplete=(complete) value=(value) required;
        }
    }
}

/// The fault, above the fields.
pub(super) fn complaint(text: Option<&str>) -> Markup {
    html! { @if let Some(text) = text { p role="alert" { (text) } } }
}

/// Another page of this server; the browser asks for it with `GET`.
pub(super) fn go(here: &PublicUrl, path: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(location) = HeaderValue::from_str(&here.local(path)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Status and words of a refusal.
pub(super) fn told(refused: &AccessRefused) -> (StatusCode, String) {
    let (status, text) = match refused {
        AccessRefused::OtherSite => (StatusCode::FORBIDDEN, "This form was not sent from this server's own page."),
        AccessRefused::Other(Error::Invalid { field, reason }) => {
            return (StatusCode::UNPROCESSABLE_ENTITY, format!("{}: {reason}.", capital(field)));
        }
        AccessRefused::Other(Error::Conflict(reason)) => {
            return (StatusCode::CONFLICT, format!("{}.", capital(reason)));
        }
        AccessRefused::Other(Error::Limited { retry_after, .. }) => {
            let wait = format!("Too many tries. Wait {} seconds and try again.", retry_after.as_secs().max(1));
            return (StatusCode::TOO_MANY_REQUESTS, wait);
        }
        AccessRefused::Other(Error::Storage(StorageFailure::Broken) | Error::Draining) => {
            (StatusCode::SERVICE_UNAVAILABLE, "The server cannot do this now. Try again in a moment.")
        }
        AccessRefused::Other(Error::Storage(_)) => {
            (StatusCode::SERVICE_UNAVAILABLE, "The database cannot be reached now. Try again in a moment.")
        }
        AccessRefused::Other(Error::NotFound) => {
            (StatusCode::NOT_FOUND, "There is no such page, or it is no longer valid.")
        }
        _ => (StatusCode::BAD_REQUEST, "This cannot be done. Check what you entered."),
    };
    (status, text.to_owned())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A page that says why something is refused.
pub(super) fn refusal(refused: &AccessRefused, here: Option<&PublicUrl>) -> Response {
    let (status, text) = told(refused);
    let content = html! {
        p role="alert" { (text) }
        @if let Some(here) = here { p { a href=(here.local("/sign-in")) { "Sign in" } } }
    };
    page(status, "Something went wrong", &content)
}
