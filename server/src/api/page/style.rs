//! The appearance of the page: the widget's own style sheets, and the owner's theme.

use std::sync::LazyLock;

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

use crate::core::{
    entropy::hex,
    widget::{
        settings::Settings,
        theme::{self, Tokens},
    },
};

/// In a layer, as in the widget: rules outside of it, which are the owner's, win.
const CSS: &str = concat!(
    "@layer parlor{",
    include_str!("../../../../widget/src/theme/tokens.css"),
    include_str!("../../../../widget/src/components/header/header.css"),
    include_str!("../../../../widget/src/components/message/message.css"),
    include_str!("../../../../widget/src/components/content/content.css"),
    include_str!("page.css"),
    "}",
);

/// With its content's hash in its name, so that browsers may keep it for ever.
static PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/chat-{}.css", hex(&Sha256::digest(CSS)[..8])));

/// Returns the path of the style sheet.
pub(super) fn path() -> &'static str {
    &PATH
}

/// `GET` of the style sheet.
pub(super) async fn sheet() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, CSS)
}

/// The owner's theme: what stands in the page itself, and what its root is called.
pub(super) struct PageTheme {
    pub(super) css: String,
    /// `light`, `dark` or nothing, and `contrast`.
    pub(super) classes: String,
}

pub(super) fn theme(settings: &Settings) -> PageTheme {
    of(&settings.tokens())
}

/// For a page of no widget.
pub(super) fn plain_theme() -> PageTheme {
    of(&Tokens::default())
}

fn of(tokens: &Tokens) -> PageTheme {
    use parlor_shared::config::{Contrast, ThemeMode};
    let theme = theme::derive(tokens);
    let mode = match theme.mode {
        ThemeMode::Light => "light",
        ThemeMode::Dark => "dark",
        ThemeMode::Auto => "",
    };
    let contrast = if theme.contrast == Contrast::More { " contrast" } else { "" };
    // It stands in the page: nothing in it may end its element.
    let css = theme::page_sheet(&theme, &tokens.css).replace("</", "<\\/");
    PageTheme { css, classes: ["root ", mode, contrast].concat() }
}

/// Security headers of the page: it may load its style sheet and pictures in answers, and send its forms to us, nothing
/// else. No page may frame it: the cookie would not be sent there, and framing would allow clickjacking.
pub(super) fn headers(theme: &PageTheme) -> [(HeaderName, HeaderValue); 3] {
    let hash = BASE64_STANDARD.encode(Sha256::digest(&theme.css));
    let policy = format!(
        "default-src 'none'; style-src 'self' 'sha256-{hash}'; img-src 'self' https:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, policy),
        // Other sites are told nothing; our forms say where they come from.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ]
}
