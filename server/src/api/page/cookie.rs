//! The cookie that says who a visitor is.
//!
//! `HttpOnly`, `SameSite=Strict`, good for one widget's page, and `Secure` but on this machine. It holds the visitor's
//! secret, for as long as a conversation is resumed.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::{core::widget::Widget, http::address::Address};

const SECURE: &str = "__Secure-parlor-visitor";
const PLAIN: &str = "parlor-visitor";
/// Characters of a secret: longer ones are none of ours.
const LONGEST: usize = 128;

/// The secret in the request's cookie.
pub(super) fn secret(headers: &HeaderMap, here: &Address) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(name, _)| *name == called(here)).map(|(_, value)| value.to_owned());
    found.filter(|secret| !secret.is_empty() && secret.len() <= LONGEST)
}

/// Sets the cookie. A secret is hexadecimal digits: nothing in it ends the value.
pub(super) fn set(secret: &str, widget: &Widget, here: &Address) -> Option<HeaderValue> {
    let (name, path, seconds) = (called(here), path(widget), widget.effective().session_seconds());
    let secure = if here.is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={secret}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The page of a widget.
pub(super) fn path(widget: &Widget) -> String {
    format!("/chat/{}", widget.keys.key)
}

const fn called(here: &Address) -> &'static str {
    if here.is_secure() { SECURE } else { PLAIN }
}
