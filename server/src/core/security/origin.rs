//! The pages that may use a widget.
//!
//! A pattern is an origin as browsers send it (`https://shop.example`, with a port when it is not the scheme's own),
//! an origin whose first label is `*` (`https://*.shop.example`: exactly one label, not the bare domain),
//! a host after two slashes (`//shop.example`, `//*.shop.example`: any of `http` and `https`, any port),
//! or `*` alone for every origin but `null`.

/// The longest pattern, in characters.
pub const LONGEST: usize = 260;

/// A pattern for API descriptions that matches all [`is_pattern`] accepts, and a little more: port numbers and IPv6
/// addresses are checked by their characters only.
pub const PATTERN: &str =
    r"^(\*|(//|[A-Za-z0-9+.-]+://)(\*\.)?([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?)$";

/// Returns true if a page of this origin may use a widget with these patterns.
pub fn is_allowed(patterns: &[String], origin: &str) -> bool {
    is_web_origin(origin) && patterns.iter().any(|pattern| matches(pattern, origin))
}

/// Returns true if the text is a valid origin pattern.
pub fn is_pattern(text: &str) -> bool {
    let plain = text.replacen("//*.", "//wildcard.", 1);
    match plain.strip_prefix("//") {
        Some(host) => is_host(host),
        None => text == "*" || is_web_origin(&plain),
    }
}

/// The pattern for a domain as owners write it, `shop.example` or `*.shop.example`.
pub fn domain_pattern(domain: &str) -> String {
    format!("//{}", domain.trim().to_ascii_lowercase())
}

fn matches(pattern: &str, origin: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    if let Some(host) = pattern.strip_prefix("//") {
        return is_on(host, origin);
    }
    let Some((scheme, rest)) = pattern.split_once("://*.") else {
        return pattern.eq_ignore_ascii_case(origin);
    };
    let Some((their_scheme, their_host)) = origin.split_once("://") else { return false };
    let Some((label, their_rest)) = their_host.split_once('.') else { return false };
    scheme.eq_ignore_ascii_case(their_scheme) && !label.is_empty() && rest.eq_ignore_ascii_case(their_rest)
}

/// Returns true if the origin's host is this one; after `*.`, if it is exactly one label below it.
fn is_on(wanted: &str, origin: &str) -> bool {
    let Some(("http" | "https", authority)) = origin.split_once("://") else { return false };
    let (host, _) = split_port(authority);
    match wanted.strip_prefix("*.") {
        None => wanted.eq_ignore_ascii_case(host),
        Some(parent) => host.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
    }
}

/// `scheme://host[:port]` in ASCII: what browsers send for pages with an address (RFC 6454, section 6.2).
fn is_web_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else { return false };
    let (host, port) = split_port(authority);
    is_scheme(scheme) && is_host(host) && port.is_none_or(is_port)
}

fn split_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !authority.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    }
}

fn is_port(port: &str) -> bool {
    port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

fn is_scheme(scheme: &str) -> bool {
    !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

fn is_host(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    address.map_or_else(
        || {
            host.split('.')
                .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        },
        |address| address.parse::<std::net::Ipv6Addr>().is_ok(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_is_one_label() {
        let patterns = ["https://*.example.org".to_owned()];
        assert!(is_allowed(&patterns, "https://a.example.org"));
        for other in
            ["https://a.b.example.org", "https://example.org", "http://a.example.org", "https://a.example.org.evil.net"]
        {
            assert!(!is_allowed(&patterns, other), "{other}");
        }
    }

    #[test]
    fn a_star_allows_every_page_with_an_address() {
        let any = ["*".to_owned()];
        assert!(is_allowed(&any, "https://[::1]:8443"));
        for odd in [
            "null",
            "",
            "https://a.example@evil.net",
            "https://a.example/",
            "https://a_.example",
            "https://a.example https://b.example",
        ] {
            assert!(!is_allowed(&any, odd), "{odd}");
        }
    }

    #[test]
    fn a_domain_is_any_scheme_and_port_of_that_host() {
        let one = [domain_pattern(" Shop.example")];
        for good in ["https://shop.example", "http://shop.example:8080"] {
            assert!(is_allowed(&one, good), "{good}");
        }
        for odd in [
            "https://a.shop.example",
            "https://shop.example.evil.net",
            "ftp://shop.example",
            "null",
            "https://evil-shop.example",
        ] {
            assert!(!is_allowed(&one, odd), "{odd}");
        }
        let below = [domain_pattern("*.shop.example")];
        assert!(is_allowed(&below, "https://a.shop.example:444"));
        assert!(!is_allowed(&below, "https://shop.example") && !is_allowed(&below, "https://a.b.shop.example"));
        assert!(is_pattern("//shop.example") && is_pattern("//*.shop.example") && is_pattern("//localhost"));
        assert!(!is_pattern("//") && !is_pattern("//a.*.b") && !is_pattern("//a/b") && !is_pattern("//a:80"));
    }

    #[test]
    fn the_pattern_of_descriptions_takes_what_is_taken() {
        let schema = jsonschema::validator_for(&serde_json::json!({"pattern": PATTERN})).unwrap();
        let fits = |text: &str| schema.is_valid(&text.into());
        let parts =
            ["", "*", "https:", "//", "://", "*.", "a", "a.b", ".", ":80", ":", ":99999", "[::1]", "/", " ", "ü"];
        for one in parts {
            for two in parts {
                for three in parts {
                    for four in parts {
                        let text = [one, two, three, four].concat();
                        assert!(fits(&text) || !is_pattern(&text), "{text:?}");
                    }
                }
            }
        }
        for odd in ["", "a.example", "https://", "https://*", "https://a.*.example", "https://a.example/x", "//a b"] {
            assert!(!fits(odd), "{odd:?}");
        }
    }

    #[test]
    fn patterns_are_checked() {
        assert!(is_pattern("*") && is_pattern("https://*.a.example") && is_pattern("http://localhost:3000"));
        for odd in ["", "a.example", "https://", "https://*", "https://a.*.example", "https://a.example/x"] {
            assert!(!is_pattern(odd), "{odd}");
        }
    }
}
