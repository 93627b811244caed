//! The cookie of a sign-in.
//!
//! `HttpOnly`, `SameSite=Lax`, `Path=/`, and `Secure` with the prefix `__Host-`: no other host and no plain connection can
//! set it. On this machine without TLS it is neither, since some browsers drop such cookies there.

use axum::http::{HeaderMap, HeaderValue, header};

use super::address::Address;

const SECURE: &str = "__Host-parlor-sign-in";
const PLAIN: &str = "parlor-sign-in";

/// The token in the request's cookie.
pub fn token<'a>(headers: &'a HeaderMap, address: &Address) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == called(address)).map(|(_, value)| value)
}

/// Sets the cookie for so many seconds; none takes it away.
pub fn set(token: &str, seconds: i64, address: &Address) -> Option<HeaderValue> {
    let secure = if address.is_secure() { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", called(address));
    HeaderValue::from_str(&text).ok()
}

const fn called(address: &Address) -> &'static str {
    if address.is_secure() { SECURE } else { PLAIN }
}
