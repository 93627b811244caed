//! Which addresses an answer may link to.

use url::Url;

/// Longer addresses are refused; in bytes.
const LONGEST: usize = 2048;

/// The address to link to: absolute, `http`, `https`, `mailto` or `tel`, normalised. `None` for everything else.
///
/// A parser would quietly drop tabs and line ends and read `\` as `/`; whoever writes those wants a reader and a
/// parser to disagree, so they are refused. So is `user@` before a host, which makes one site look like another.
pub fn checked(address: &str) -> Option<String> {
    if !is_plain(address) {
        return None;
    }
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").filter(|r| !r.starts_with('/')).map(drop)?,
        "mailto" if rest.contains('@') => {}
        "tel" if telephone(rest) => {}
        _ => return None,
    }
    let url = Url::parse(address).ok()?;
    let honest = url.username().is_empty() && url.password().is_none() && url.scheme() == scheme;
    honest.then(|| url.into())
}

/// The same, or where the reader is: a path on the same site, which begins with one `/`, or a part of the page, which begins
/// with `#`. Those are left as they are.
pub fn checked_or_local(address: &str) -> Option<String> {
    let local = address.starts_with('#') || (address.starts_with('/') && !address.starts_with("//"));
    if local && is_plain(address) { Some(address.to_owned()) } else { checked(address) }
}

fn is_plain(address: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\' || invisible(c);
    address.len() <= LONGEST && !address.contains(odd)
}

/// The host of a checked address; empty for `mailto:` and `tel:`.
pub fn host(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Characters that change how the rest of a line is shown and are not seen themselves.
pub fn invisible(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn telephone(number: &str) -> bool {
    let part = |c: char| c.is_ascii_digit() || "+-.()*#;=".contains(c);
    number.len() <= 64 && number.contains(|c: char| c.is_ascii_digit()) && number.chars().all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_addresses_pass() {
        for (address, href) in [
            ("https://example.com", "https://example.com/"),
            ("HTTP://Example.com/a?b#c", "http://example.com/a?b#c"),
            ("mailto:a@example.com", "mailto:a@example.com"),
            ("tel:+49-30-1234", "tel:+49-30-1234"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(checked(address).as_deref(), Some(href));
        }
    }

    #[test]
    fn all_others_are_refused() {
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "/relative",
            "//example.com",
            "#part",
            "https:example.com",
            "https:/example.com",
            "https:///example.com",
            "https:\\\\example.com",
            "https://",
            "https://bank.example@evil.example/",
            "https://u:p@evil.example/",
            "https://ex ample.com/",
            "https://exa\nmple.com/",
            "https://example.com/\u{202E}gpj.exe",
            "tel:javascript",
            "mailto:",
            " https://example.com",
            "",
        ] {
            assert_eq!(checked(address), None, "{address:?}");
        }
        assert_eq!(checked(&format!("https://example.com/{}", "a".repeat(LONGEST))), None);
    }

    #[test]
    fn a_path_stays_on_the_site() {
        for path in ["/", "/pricing", "/a/b?c=d#e", "/a:b", "#plans", "#"] {
            assert_eq!(checked_or_local(path).as_deref(), Some(path));
        }
        assert_eq!(checked_or_local("https://example.com/a").as_deref(), Some("https://example.com/a"));
        for odd in [
            "",
            "pricing",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "#\u{202E}a",
            "javascript:0",
        ] {
            assert_eq!(checked_or_local(odd), None, "{odd:?}");
        }
    }
}
