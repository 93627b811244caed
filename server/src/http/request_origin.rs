//! The public URL of this server as a request sees it.
//!
//! A configured one (`--public-url`) always rules. Without it the request's `Host` says where the client believes to be,
//! over plain HTTP; `X-Forwarded-Proto`, `-Host`, `-Port` and `-Prefix`, or `Forwarded` (RFC 7239) when none of them is
//! there, count only when a trusted proxy sent the request.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

use super::client_ip::{is_trusted, peer};
use crate::{core::public_url::PublicUrl, http::state::AppState};

/// The request names no host, or a malformed one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnknownHost;

/// Dialects answer in their own envelope: they take `Result<PublicUrl, UnknownHost>`. This is for handlers that do not.
impl IntoResponse for UnknownHost {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, "the request names no host").into_response()
    }
}

impl FromRequestParts<AppState> for PublicUrl {
    type Rejection = UnknownHost;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, UnknownHost> {
        match &state.public_url {
            Some(configured) => Ok(configured.clone()),
            None => derived(parts, is_trusted(peer(parts), &state.proxies.0)).ok_or(UnknownHost),
        }
    }
}

/// The path of the public URL, without the rest of it.
pub(super) fn path_of(parts: &Parts, state: &AppState) -> String {
    match &state.public_url {
        Some(configured) => configured.path().to_owned(),
        None if is_trusted(peer(parts), &state.proxies.0) => prefix(&parts.headers),
        None => String::new(),
    }
}

/// The request comes from a page of this server: it has one `Origin` header, with the public URL's origin.
pub fn is_ours(here: &PublicUrl, headers: &HeaderMap) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    origins.next().is_some_and(|origin| origin.as_bytes() == here.origin().as_bytes()) && origins.next().is_none()
}

/// The same where nobody could have made it up. Any name may point at this server, and so a page under that name would pass
/// for one of ours by its `Host` alone: only a configured public URL counts, and this machine's own names, which nobody else
/// can have.
pub fn is_surely_ours(state: &AppState, here: &PublicUrl, headers: &HeaderMap) -> bool {
    (state.public_url.is_some() || here.is_loopback()) && is_ours(here, headers)
}

/// Derives the server's address from the request itself.
fn derived(parts: &Parts, behind_proxy: bool) -> Option<PublicUrl> {
    let forwarded = if behind_proxy { Forwarded::read(&parts.headers) } else { Forwarded::default() };
    let asked = first(&parts.headers, header::HOST.as_str())
        .or_else(|| parts.uri.authority().map(|authority| authority.as_str().to_owned()));
    let scheme = if forwarded.is_https { "https" } else { "http" };
    let host = forwarded.host.or(asked)?;
    let authority = match forwarded.port.filter(|_| !has_port(&host)) {
        Some(port) if !belongs_to_another(port, scheme) => format!("{host}:{port}"),
        _ => host,
    };
    PublicUrl::new(scheme, &authority, &forwarded.prefix)
}

/// The forwarding headers that a proxy added.
#[derive(Default)]
struct Forwarded {
    is_https: bool,
    host: Option<String>,
    port: Option<u16>,
    prefix: String,
}

impl Forwarded {
    fn read(headers: &HeaderMap) -> Self {
        let said = |name: &str| first(headers, name);
        let (scheme, host) = (said("x-forwarded-proto"), said("x-forwarded-host"));
        // Few proxies remove a `Forwarded` header of the client's own, so it counts only where nothing else was said.
        let (scheme, host) = if scheme.is_none() && host.is_none() { standard(headers) } else { (scheme, host) };
        Self {
            is_https: scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")),
            host,
            port: said("x-forwarded-port").and_then(|port| port.parse().ok()),
            prefix: prefix(headers),
        }
    }
}

/// The path a proxy removed; empty when it names none, or a malformed one.
fn prefix(headers: &HeaderMap) -> String {
    let prefix = first(headers, "x-forwarded-prefix");
    prefix
        .and_then(|prefix| PublicUrl::new("http", "localhost", &prefix))
        .map(|url| url.path().to_owned())
        .unwrap_or_default()
}

/// Scheme and host of the first element of `Forwarded`: what the first proxy wrote, the one the client spoke to.
fn standard(headers: &HeaderMap) -> (Option<String>, Option<String>) {
    let line = headers.get("forwarded").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let unquoted = |value: &str| value.trim().trim_matches('"').to_owned();
    match rfc7239::parse(line).next() {
        Some(Ok(element)) => (element.protocol.map(unquoted), element.host.map(unquoted)),
        _ => (None, None),
    }
}

/// `[::1]:80` has a port, `[::1]` has none.
fn has_port(host: &str) -> bool {
    host.rsplit(']').next().is_some_and(|end| end.contains(':'))
}

/// A proxy behind another that ended TLS names its own port, 80.
fn belongs_to_another(port: u16, scheme: &str) -> bool {
    matches!((port, scheme), (80, "https") | (443, "http"))
}

/// A header that stands once; of a list its first entry, which the first proxy wrote, the one the client spoke to.
fn first(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then(|| value.split(',').next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(headers: &[(&str, &str)], behind_proxy: bool) -> Option<String> {
        let mut request = axum::http::Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        derived(&request.body(()).unwrap().into_parts().0, behind_proxy).map(|url| url.base())
    }

    #[test]
    fn only_trusted_proxies_say_where_the_client_is() {
        let said = [
            ("host", "10.0.0.1:8787"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-host", "example.com"),
            ("x-forwarded-port", "8443"),
            ("x-forwarded-prefix", "/chat/"),
        ];
        assert_eq!(seen(&said, true).unwrap(), "https://example.com:8443/chat");
        assert_eq!(seen(&said, false).unwrap(), "http://10.0.0.1:8787");
        let standard =
            [("host", "inside"), ("forwarded", "for=192.0.2.1;proto=https;host=\"example.com:8443\", for=::1")];
        assert_eq!(seen(&standard, true).unwrap(), "https://example.com:8443");
        assert_eq!(seen(&standard, false).unwrap(), "http://inside");
        assert_eq!(seen(&[], true), None);
    }

    #[test]
    fn what_contradicts_itself_is_passed_over() {
        let with = |more: &[(&str, &str)]| seen(&[&[("host", "a.example")], more].concat(), true).unwrap();
        assert_eq!(with(&[("x-forwarded-proto", "https"), ("x-forwarded-port", "80")]), "https://a.example");
        assert_eq!(with(&[("x-forwarded-proto", "https"), ("x-forwarded-port", "443")]), "https://a.example");
        assert_eq!(with(&[("x-forwarded-port", "http")]), "http://a.example");
        assert_eq!(with(&[("x-forwarded-prefix", "/a//b")]), "http://a.example");
        assert_eq!(with(&[("x-forwarded-prefix", "\"><script>")]), "http://a.example");
        assert_eq!(with(&[("forwarded", "nonsense")]), "http://a.example");
        assert_eq!(with(&[("x-forwarded-proto", "https"), ("forwarded", "host=evil.test")]), "https://a.example");
        assert_eq!(seen(&[("host", "[::1]"), ("x-forwarded-port", "99")], true).unwrap(), "http://[::1]:99");
        assert_eq!(seen(&[("host", "a.example:1"), ("x-forwarded-port", "99")], true).unwrap(), "http://a.example:1");
    }

    #[test]
    fn only_our_own_pages_are_ours() {
        let here = "https://chat.example/below".parse().unwrap();
        let from = |origins: &[&str]| {
            let mut headers = HeaderMap::new();
            for origin in origins {
                headers.append(header::ORIGIN, origin.parse().unwrap());
            }
            is_ours(&here, &headers)
        };
        assert!(from(&["https://chat.example"]));
        let others = ["http://chat.example", "https://chat.example:444", "https://a.chat.example", "null", ""];
        assert!(others.iter().all(|other| !from(&[other])));
        assert!(!from(&[]) && !from(&["https://chat.example", "https://chat.example"]));
    }
}
