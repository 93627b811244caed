//! The cookie that says who a visitor is.
//!
//! `HttpOnly`, `SameSite=Strict`, good for one widget's page, and `Secure` but on this machine. It holds the visitor's
//! secret, for as long as a conversation is resumed.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::core::{public_url::PublicUrl, widget::Widget};

const SECURE: &str = "__Secure-parlor-visitor";
const PLAIN: &str = "parlor-visitor";
const SECURE_OFFER: &str = "__Secure-parlor-offer";
const PLAIN_OFFER: &str = "parlor-offer";
/// An offer is good for this long.
const OFFER_SECONDS: u64 = 600;
/// Characters of a secret: longer ones are none of ours.
const LONGEST: usize = 128;

/// The secret in the request's cookie.
pub(super) fn secret(headers: &HeaderMap, here: &PublicUrl) -> Option<String> {
    value(headers, called(here))
}

/// Returns the offer in the browser's cookie: a key, a full stop and a visitor's secret. See [`super::continuing`].
pub(super) fn offer(headers: &HeaderMap, here: &PublicUrl) -> Option<String> {
    value(headers, offer_called(here))
}

fn value(headers: &HeaderMap, called: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(name, _)| *name == called).map(|(_, value)| value.to_owned());
    found.filter(|value| !value.is_empty() && value.len() <= LONGEST)
}

/// Sets the cookie. A secret is hexadecimal digits: nothing in it ends the value.
pub(super) fn set(secret: &str, widget: &Widget, here: &PublicUrl) -> Option<HeaderValue> {
    made(called(here), secret, widget.effective().session_seconds(), widget, here)
}

/// Remembers for ten minutes what this browser was offered; an empty text forgets it.
pub(super) fn set_offer(offered: &str, widget: &Widget, here: &PublicUrl) -> Option<HeaderValue> {
    made(offer_called(here), offered, if offered.is_empty() { 0 } else { OFFER_SECONDS }, widget, here)
}

fn made(name: &str, value: &str, seconds: u64, widget: &Widget, here: &PublicUrl) -> Option<HeaderValue> {
    let path = path(widget, here);
    let secure = if here.is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The path of a widget's page on its host.
pub(super) fn path(widget: &Widget, here: &PublicUrl) -> String {
    here.local(&format!("/chat/{}", widget.keys.key))
}

const fn offer_called(here: &PublicUrl) -> &'static str {
    if here.is_secure() { SECURE_OFFER } else { PLAIN_OFFER }
}

const fn called(here: &PublicUrl) -> &'static str {
    if here.is_secure() { SECURE } else { PLAIN }
}
