//! Which addresses an answer may lead to.

use url::Url;

/// The normalised address if it may be a link: absolute, `http`, `https`, `mailto` or `tel`, no user name in front
/// of the host, no hidden characters. `None` for every other.
pub fn checked(raw: &str) -> Option<String> {
    let raw = raw.trim_matches(' ');
    // Browsers drop tabs and line ends inside an address; what needs that to be read is not an honest address.
    if raw.chars().any(is_hidden) {
        return None;
    }
    let url = Url::parse(raw).ok()?;
    let allowed = match url.scheme() {
        "http" | "https" => has_plain_host(raw, &url),
        "mailto" | "tel" => !url.path().is_empty() && !url.path().starts_with('/'),
        _ => false,
    };
    allowed.then(|| url.into())
}

/// Characters that are not shown, or that change the order in which others are shown.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// "https:evil.example" and "https:\\evil.example" are read leniently by browsers; people write "//".
fn has_plain_host(raw: &str, url: &Url) -> bool {
    let slashes = raw.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//") && !rest.contains('\\'));
    slashes && url.has_host() && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn honest_addresses_are_links() {
        for url in ["https://shop.example.com/pricing", "http://a.example/?q=1#x", "mailto:a@example.com", "tel:+15550100"] {
            assert_eq!(checked(url).as_deref(), Some(url));
        }
    }

    #[test]
    fn tricks_are_not() {
        for url in [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\u{1}javascript:alert(1)", "data:text/html,x",
            "vbscript:x", "file:///etc/passwd", "blob:https://a.example/x", "//evil.example", "/path", "#plans", "a.html",
            "https://good.example@evil.example", "https://u:p@a.example", "https:evil.example", "https:\\\\evil.example",
            "https://a.example/\u{202E}gpj", "", "https://", "mailto:",
        ] {
            assert_eq!(checked(url), None, "{url:?}");
        }
    }
}
