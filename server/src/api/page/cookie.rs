//! The cookie that says who a visitor is.
//!
//! `HttpOnly`, `SameSite=Strict`, good for one widget's page, and `Secure` but on this machine. It holds the visitor's
//! secret, for as long as a conversation is resumed.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::core::{public_url::PublicUrl, widget::Widget};

const SECURE: &str = "__Secure-parlor-visitor";
const PLAIN: &str = "parlor-visitor";
/// Characters of a secret: longer ones are none of ours.
const LONGEST: usize = 128;

/// The secret in the request's cookie.
pub(super) fn secret(headers: &HeaderMap, here: &PublicUrl) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(name, _)| *name == called(here)).map(|(_, value)| value.to_owned());
    found.filter(|secret| !secret.is_empty() && secret.len() <= LONGEST)
}

/// Sets the cookie. A secret is hexadecimal digits: nothing in it ends the value.
pub(super) fn set(secret: &str, widget: &Widget, here: &PublicUrl) -> Option<HeaderValue> {
    let (name, path, seconds) = (called(here), path(widget, here), widget.effective().session_seconds());
    let secure = if here.is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The path of a widget's page on its host.
pub(super) fn path(widget: &Widget, here: &PublicUrl) -> String {
    here.local(&format!("/chat/{}", widget.keys.key))
}

const fn called(here: &PublicUrl) -> &'static str {
    if here.is_secure() { SECURE } else { PLAIN }
}
