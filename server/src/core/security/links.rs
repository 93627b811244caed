//! The addresses that an answer may link to.

use unicode_security::{MixedScript as _, confusable_detection::skeleton};
use url::Url;

use super::text::is_hidden;

/// Longer addresses are refused; in bytes.
const LONGEST: usize = 2048;

/// The address to link to: absolute, `http`, `https`, `mailto` or `tel`, normalised. `None` for everything else.
///
/// A parser would quietly drop tabs and line ends and read `\` as `/`; such an address is meant to make a reader and a
/// parser to disagree, so they are refused. So is `user@` before a host, which makes one site look like another.
pub fn checked(address: &str) -> Option<String> {
    if !is_plain(address) {
        return None;
    }
    let (scheme, rest) = address.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        "http" | "https" => rest.strip_prefix("//").filter(|r| !r.starts_with('/')).map(drop)?,
        "mailto" if rest.contains('@') && !has_line_end(rest) => {}
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
    // Characters that end an attribute, or an address in Markdown, are rejected here so that callers need not escape
    // them.
    let sound = || is_plain(address) && !address.contains(['<', '>', '"']);
    if local { sound().then(|| address.to_owned()) } else { checked(address) }
}

fn is_plain(address: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c == '\\' || is_hidden(c);
    address.len() <= LONGEST && !address.contains(odd)
}

/// The host of a checked address; empty for `mailto:` and `tel:`.
pub fn host(address: &str) -> String {
    Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// The host to show beside a link whose text names another one than the link goes to, or names it in letters that look
/// like others. An address in a text is one with `http:` or `https:` before it, or a domain name.
pub fn hidden_host(text: &str, address: &str) -> Option<String> {
    let real = host(address);
    let split = |c: char| c.is_whitespace() || "<>()[]{}\"'`|,;«»“”".contains(c);
    let misleads = || text.split(split).any(|word| claim(word).is_some_and(|claim| !claim.is_honest(&real)));
    (!real.is_empty() && misleads()).then_some(real)
}

/// The text of a link, at most so many characters, with the [`hidden_host`] after it where there is one.
pub fn honest(text: &str, address: &str, most: usize) -> String {
    let Some(host) = hidden_host(text, address) else { return text.to_owned() };
    let end: String = host.chars().rev().take(most / 2).collect::<Vec<_>>().into_iter().rev().collect();
    let suffix = format!(" ({end})");
    if text.ends_with(&suffix) {
        return text.to_owned();
    }
    let room = most.saturating_sub(suffix.chars().count());
    text.chars().take(room).chain(suffix.chars()).collect()
}

/// A host that a word names.
enum Claim {
    /// This one, as it is written and as it is asked.
    Host { written: String, asked: String },
    /// An address that two readers read differently.
    Ambiguous,
}

impl Claim {
    /// Returns true if the word names the link's host or a parent domain of it, without confusable letters.
    fn is_honest(&self, real: &str) -> bool {
        let Self::Host { written, asked } = self else { return false };
        let asked = asked.trim_start_matches("www.");
        let same = real == asked || real.strip_suffix(asked).is_some_and(|before| before.ends_with('.'));
        same && !written.split('.').any(is_confusable)
    }
}

/// Ends of names that are files, not domains.
const FILES: [&str; 14] =
    ["css", "csv", "doc", "docx", "html", "js", "json", "md", "pdf", "py", "rs", "ts", "txt", "xml"];

fn claim(word: &str) -> Option<Claim> {
    let word = word.trim_matches(['.', ':', '!', '?', '…', '*', '_']);
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|it| word.get(..it.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(it)));
    let rest = &word[scheme.map_or(0, str::len)..];
    let authority =
        rest.split(['/', '\\', '?', '#', '\u{2044}', '\u{2215}', '\u{29F8}', '\u{FF0F}']).next().unwrap_or_default();
    if authority.contains('@') {
        return scheme.map(|_| Claim::Ambiguous);
    }
    let written =
        authority.split(':').next().unwrap_or_default().replace(['\u{3002}', '\u{FF0E}', '\u{FF61}', '\u{2024}'], ".");
    if scheme.is_none() && !is_domain(&written) {
        return None;
    }
    let asked = host(&format!("https://{written}/"));
    Some(if asked.is_empty() { Claim::Ambiguous } else { Claim::Host { written, asked } })
}

fn is_domain(text: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let Some((before, last)) = text.rsplit_once('.') else { return false };
    let top = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic);
    top && before.split('.').all(label) && !FILES.contains(&last.to_ascii_lowercase().as_str())
}

/// Letters of several scripts, or letters that all look like Latin ones (UTS #39).
fn is_confusable(label: &str) -> bool {
    !label.is_ascii() && (!label.is_single_script() || skeleton(label).all(|c| c.is_ascii()))
}

/// An encoded line end would begin a header of its own in the mail.
fn has_line_end(address: &str) -> bool {
    let address = address.to_ascii_lowercase();
    address.contains("%0a") || address.contains("%0d")
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
            "https://example.com/\u{200B}a",
            "https://shop.example\u{AD}.evil.example/",
            "https://example.com/\u{3164}",
            "https://shop.example%40evil.example/",
            "https://shop.example\u{FF0F}@evil.example/",
            "tel:javascript",
            "mailto:a@example.com?subject=b%0D%0ABcc:c@example.com",
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
            "/a>)[b](https://evil.example",
            "/a\"onclick=b",
            "/\t/evil.example",
            "#\u{202E}a",
            "javascript:0",
        ] {
            assert_eq!(checked_or_local(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_text_that_names_another_host_is_told_from_one_that_does_not() {
        for (text, address) in [
            ("Prices", "https://shop.example/"),
            ("shop.example", "https://shop.example/prices"),
            ("https://www.shop.example/a", "https://shop.example/a"),
            ("Shop.Example.", "https://www.shop.example/"),
            ("example.com", "https://docs.example.com/"),
            ("Read README.md, then node.js", "https://shop.example/"),
            ("v1.2 of 3.5", "https://shop.example/"),
            ("ada@other.example", "https://shop.example/"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
            ("https://россия.example", "https://xn--h1alffa9f.example/"),
            ("other.example", "/local"),
            ("other.example", "mailto:a@shop.example"),
        ] {
            assert_eq!(hidden_host(text, address), None, "{text}");
        }
        for text in [
            "shop.example",
            "https://shop.example/login",
            "HTTPS://shop.example",
            "www.shop.example",
            "Go to (shop.example/a) now",
            "shop.example.evil.test.other",
            "https://shop.example@evil.test/",
            "https://evil.test@shop.example/",
            "shop\u{3002}example",
            "https://shop.example\u{2215}evil.test",
            "notevil.test",
            "https://\u{435}vil.test",
        ] {
            assert_eq!(hidden_host(text, "https://evil.test/").as_deref(), Some("evil.test"), "{text}");
        }
        let apple = checked("https://\u{430}pple.com/").unwrap();
        assert_eq!(hidden_host("https://\u{430}pple.com/", &apple).as_deref(), Some("xn--pple-43d.com"));
    }

    #[test]
    fn an_honest_text_stays_and_another_is_told_once() {
        assert_eq!(honest("Prices", "https://shop.example/", 20), "Prices");
        let told = honest("bank.example", "https://evil.test/", 40);
        assert_eq!(told, "bank.example (evil.test)");
        assert_eq!(honest(&told, "https://evil.test/", 40), told);
        let long = honest("bank.example and more of it", "https://evil.test/", 20);
        assert_eq!((long.as_str(), long.chars().count()), ("bank.exa (evil.test)", 20));
        let host = format!("{}.test", "a".repeat(60));
        assert!(honest("bank.example", &format!("https://{host}/"), 40).ends_with("aaaa.test)"));
    }
}
