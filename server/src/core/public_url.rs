//! The address under which browsers reach this server: `https://chat.example.com`, or `https://example.com/chat` when it
//! shares a host with others. Every link, redirect and cookie follows from it.

use std::str::FromStr;

use url::{Host, Url};

/// Scheme, host, port and path under which browsers reach this server.
///
/// Holds only characters that mean nothing in HTML, in a header or in a cookie.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicUrl {
    origin: String,
    path: String,
    secure: bool,
    loopback: bool,
    configured: bool,
}

/// The reason a text is no public URL.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PublicUrlError {
    /// Not `http://host…` or `https://host…`.
    #[error("must begin with https:// or http:// and name a host, for example https://chat.example.com")]
    Address,
    /// It names a user, a query or a fragment.
    #[error("must have no user name, password, query or fragment")]
    Beyond,
    /// The path has empty segments or characters that would have to be encoded.
    #[error("the path may have letters, digits, '-', '.', '_', '~' and single slashes, for example /chat")]
    Path,
}

impl PublicUrl {
    /// A server at `authority` (host and port), below `path` (empty, or `/chat`). `None` when one of them is malformed.
    pub fn new(scheme: &str, authority: &str, path: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if !authority.chars().all(plain) {
            return None;
        }
        let url = Url::parse(&format!("{scheme}://{authority}/")).ok()?;
        Some(Self { path: normal_path(path)?, ..Self::at_root(&url)? })
    }

    fn at_root(url: &Url) -> Option<Self> {
        let loopback = match url.host()? {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        let secure = url.scheme() == "https" || !loopback;
        Some(Self {
            origin: url.origin().ascii_serialization(),
            path: String::new(),
            secure,
            loopback,
            configured: false,
        })
    }

    /// `https://chat.example`: scheme, host, and the port when it is not the scheme's own, as browsers write `Origin`.
    /// No slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The path on the host: empty, or `/chat`. No slash at the end.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole address, without a slash at the end.
    pub fn base(&self) -> String {
        [&*self.origin, &self.path].concat()
    }

    /// The address of one of the server's paths (`/docs/`), for any page or program.
    pub fn url(&self, path: &str) -> String {
        [&*self.origin, &self.path, path].concat()
    }

    /// The same for pages of this server: without scheme and host.
    pub fn local(&self, path: &str) -> String {
        [&*self.path, path].concat()
    }

    /// Cookies are sent over TLS alone: true except on a loopback address without TLS, where some browsers would drop
    /// them.
    pub const fn is_secure(&self) -> bool {
        self.secure
    }

    /// An operator configured it; otherwise it is what a request said of itself.
    pub const fn is_configured(&self) -> bool {
        self.configured
    }

    /// It names this machine: `localhost`, a name below it, or a loopback address.
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| PublicUrlError::Address)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(PublicUrlError::Address);
        }
        let beyond = [url.query(), url.fragment(), url.password()].iter().any(Option::is_some);
        if beyond || !url.username().is_empty() {
            return Err(PublicUrlError::Beyond);
        }
        let path = normal_path(url.path()).ok_or(PublicUrlError::Path)?;
        Self::at_root(&url).map(|root| Self { path, configured: true, ..root }).ok_or(PublicUrlError::Address)
    }
}

/// Without the slash at the end; empty for the root.
fn normal_path(path: &str) -> Option<String> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    let sound = |segment: &str| !segment.is_empty() && segment.chars().all(plain) && !matches!(segment, "." | "..");
    match path.strip_prefix('/') {
        None => path.is_empty().then(String::new),
        Some(segments) => segments.split('/').all(sound).then(|| path.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_write_them() {
        let read = |scheme, host| PublicUrl::new(scheme, host, "").map(|it| (it.origin.clone(), it.is_secure()));
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
    fn a_public_url_may_have_a_path() {
        let read = |text: &str| text.parse::<PublicUrl>().map(|it| (it.base(), it.path().to_owned()));
        let sound = |base: &str, path: &str| Ok((base.to_owned(), path.to_owned()));
        assert_eq!(read("https://chat.example.com"), sound("https://chat.example.com", ""));
        assert_eq!(read(" https://chat.example.com/ "), sound("https://chat.example.com", ""));
        assert_eq!(read("https://example.com/chat/"), sound("https://example.com/chat", "/chat"));
        assert_eq!(read("http://EXAMPLE.com:80/a/b.c"), sound("http://example.com/a/b.c", "/a/b.c"));
        assert_eq!(read("https://example.com/a/../b"), sound("https://example.com/b", "/b"));
        let url: PublicUrl = "https://example.com:8443/chat".parse().unwrap();
        assert_eq!(url.origin(), "https://example.com:8443");
        assert_eq!(url.url("/docs/"), "https://example.com:8443/chat/docs/");
        assert_eq!(url.local("/docs/"), "/chat/docs/");
    }

    #[test]
    fn what_is_no_public_url_is_refused_with_the_reason() {
        let refused = |text: &str| text.parse::<PublicUrl>().unwrap_err();
        for odd in ["", "chat.example.com", "/chat", "ftp://example.com", "https://", "https://a b"] {
            assert_eq!(refused(odd), PublicUrlError::Address, "{odd:?}");
        }
        for odd in ["https://me@example.com", "https://:p@example.com", "https://a.example/?b", "https://a.example/#b"]
        {
            assert_eq!(refused(odd), PublicUrlError::Beyond, "{odd:?}");
        }
        for odd in ["https://a.example/a//b", "https://a.example/a%20b", "https://a.example/ü", "https://a.example/a;b"]
        {
            assert_eq!(refused(odd), PublicUrlError::Path, "{odd:?}");
        }
    }
}
