//! The cookie of a sign-in.
//!
//! `HttpOnly`, `SameSite=Lax`, and `Secure` with the prefix `__Host-`: no other host and no plain connection can set it.
//! Below a path it stays with that path, which the prefix `__Host-` does not allow: there it is `__Secure-`. On a loopback
//! address without TLS it is neither, since some browsers drop such cookies there.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::core::public_url::PublicUrl;

/// Its name where connections are secure and the server has no path.
pub const SECURE: &str = "__Host-parlor-sign-in";
const BELOW_A_PATH: &str = "__Secure-parlor-sign-in";
const PLAIN: &str = "parlor-sign-in";

/// The token in the request's cookie.
pub fn token<'a>(headers: &'a HeaderMap, address: &PublicUrl) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == called(address)).map(|(_, value)| value)
}

/// Sets the cookie for so many seconds; none takes it away.
pub fn set(token: &str, seconds: i64, address: &PublicUrl) -> Option<HeaderValue> {
    let secure = if address.is_secure() { "; Secure" } else { "" };
    let (name, path) = (called(address), address.local("/"));
    let text = format!("{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).ok()
}

/// Its name under this address.
pub fn called(address: &PublicUrl) -> &'static str {
    match (address.is_secure(), address.path().is_empty()) {
        (true, true) => SECURE,
        (true, false) => BELOW_A_PATH,
        (false, _) => PLAIN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_stays_with_the_servers_path() {
        let set = |url: &str| set("t", 9, &url.parse().unwrap()).unwrap().to_str().unwrap().to_owned();
        let rest = "Max-Age=9; HttpOnly; SameSite=Lax";
        assert_eq!(set("https://a.example"), format!("__Host-parlor-sign-in=t; Path=/; {rest}; Secure"));
        assert_eq!(set("https://a.example/chat"), format!("__Secure-parlor-sign-in=t; Path=/chat/; {rest}; Secure"));
        assert_eq!(set("http://localhost:8787"), format!("parlor-sign-in=t; Path=/; {rest}"));
    }
}
