//! The address a request was made to, written as browsers write it in `Origin`.
//!
//! `X-Forwarded-Proto` and `X-Forwarded-Host` count only when a trusted proxy sent the request; everybody else says where
//! they are going in `Host`, over plain HTTP.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use url::{Host, Url};

use super::client_ip::{is_trusted, peer};
use crate::state::AppState;

/// The address a request was made to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Address {
    origin: String,
    secure: bool,
    loopback: bool,
}

/// The request names no host, or not one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoAddress;

/// Dialects answer in their own envelope: they take `Result<Address, NoAddress>`. This is for whoever does not.
impl IntoResponse for NoAddress {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, "the request names no host").into_response()
    }
}

impl Address {
    /// `https://chat.example`: scheme, host, and the port when it is not the scheme's own. Never a slash at the end, and
    /// only characters that mean nothing in HTML.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether cookies are to be sent over TLS alone: always, but on this machine, where some browsers would lose them.
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether it names this machine: `localhost`, a name below it, or a loopback address.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether a page of this `Origin` is ours.
    pub fn is_ours(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        origins.next().is_some_and(|origin| origin.as_bytes() == self.origin.as_bytes()) && origins.next().is_none()
    }

    fn read(scheme: &str, host: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if !host.chars().all(plain) {
            return None;
        }
        let url = Url::parse(&format!("{scheme}://{host}/")).ok()?;
        let here = match url.host()? {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        let secure = scheme == "https" || !here;
        Some(Self { origin: url.origin().ascii_serialization(), secure, loopback: here })
    }
}

impl FromRequestParts<AppState> for Address {
    type Rejection = NoAddress;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, NoAddress> {
        address(parts, state).ok_or(NoAddress)
    }
}

fn address(parts: &Parts, state: &AppState) -> Option<Address> {
    let behind_proxy = is_trusted(peer(parts), &state.proxies.0);
    let forwarded = |name: &str| if behind_proxy { only(&parts.headers, name) } else { None };
    let scheme = match forwarded("x-forwarded-proto") {
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => "https",
        _ => "http",
    };
    let asked = only(&parts.headers, header::HOST.as_str())
        .or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str));
    Address::read(scheme, forwarded("x-forwarded-host").or(asked)?)
}

/// A header that stands once; of a list what the first proxy wrote, the one the client spoke to.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then(|| value.split(',').next().unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_browsers_write_origins() {
        let read = |scheme, host| Address::read(scheme, host).map(|it| (it.origin.clone(), it.is_secure()));
        for (scheme, host, origin, secure) in [
            ("http", "localhost:8787", "http://localhost:8787", false),
            ("http", "127.0.0.1", "http://127.0.0.1", false),
            ("http", "[::1]:80", "http://[::1]", false),
            ("https", "localhost", "https://localhost", true),
            ("https", "Chat.Example:443", "https://chat.example", true),
            ("http", "chat.example", "http://chat.example", true),
            ("http", "chat.example:8080", "http://chat.example:8080", true),
        ] {
            assert_eq!(read(scheme, host), Some((origin.to_owned(), secure)), "{host}");
        }
        for odd in ["", "a/b", "a@b", "a b", "a?b", "a#b", "a:port", "\"><script>", "a\\b", "a%2fb"] {
            assert_eq!(read("http", odd), None, "{odd:?}");
        }
    }

    #[test]
    fn only_our_own_pages_are_ours() {
        let address = Address::read("https", "chat.example").unwrap();
        let from = |origins: &[&str]| {
            let mut headers = HeaderMap::new();
            for origin in origins {
                headers.append(header::ORIGIN, origin.parse().unwrap());
            }
            address.is_ours(&headers)
        };
        assert!(from(&["https://chat.example"]));
        let others = ["http://chat.example", "https://chat.example:444", "https://a.chat.example", "null", ""];
        assert!(others.iter().all(|other| !from(&[other])));
        assert!(!from(&[]) && !from(&["https://chat.example", "https://chat.example"]));
    }
}
