//! Citations and quick replies below an answer.

use parlor_shared::content::{Citation, QuickReply};

use crate::core::security::{
    links::{checked_or_local, honest},
    text::line,
};

/// Maximum number of characters in a title and in a snippet.
const LONGEST: usize = 240;
/// Maximum number of characters in a quick reply.
const LONGEST_REPLY: usize = 120;

/// Returns the citation in a form that is safe to show: texts cleaned, the address checked or left out, the true host
/// added to a title that names another one. `None` when there is nothing to read.
#[expect(clippy::needless_pass_by_value, reason = "the unchecked one is gone afterwards")]
pub fn validate(citation: Citation) -> Option<Citation> {
    let url = citation.url.as_deref().and_then(checked_or_local).filter(|url| !is_call(url));
    let snippet = line(&citation.snippet, LONGEST).unwrap_or_default();
    let title = line(&citation.title, LONGEST).or_else(|| url.clone()).or_else(|| line(&snippet, LONGEST))?;
    let title = url.as_deref().map_or_else(|| title.clone(), |url| honest(&title, url, LONGEST));
    Some(Citation { title, url, snippet })
}

/// A source is read, not called or written to.
fn is_call(url: &str) -> bool {
    url.starts_with("mailto:") || url.starts_with("tel:")
}

/// Returns the reply, cleaned; `None` when nothing is left of it or it is too long.
pub fn validate_reply(reply: &QuickReply) -> Option<QuickReply> {
    let text = line(&reply.0, usize::MAX)?;
    (text.chars().count() <= LONGEST_REPLY).then_some(QuickReply(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str, url: &str) -> Option<Citation> {
        validate(Citation { title: title.into(), url: Some(url.into()), snippet: "a\u{202e}b\nc".into() })
    }

    #[test]
    fn addresses_are_checked_and_titles_cleaned() {
        let good =
            Citation { title: "Prices".into(), url: Some("https://shop.example/".into()), snippet: "ab c".into() };
        assert_eq!(read(" Pri\u{202e}ces\u{7}\n", "HTTPS://Shop.example"), Some(good));
        assert_eq!(read("Prices", "/prices").and_then(|it| it.url).as_deref(), Some("/prices"));
        for odd in [
            "https://shop.example.com@evil.test/",
            "https://user:pass@evil.test/",
            "https://evil.test/\u{202e}",
            "https://evil.test/a b",
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.test",
            "mailto:a@evil.test",
        ] {
            assert_eq!(
                read("Prices", odd),
                Some(Citation { title: "Prices".into(), url: None, snippet: "ab c".into() }),
                "{odd}"
            );
        }
    }

    #[test]
    fn a_title_does_not_pass_for_another_host() {
        let title = |title| read(title, "https://evil.test/a").map(|it| it.title);
        assert_eq!(title("https://shop.example/login").as_deref(), Some("https://shop.example/login (evil.test)"));
        assert_eq!(title("\u{202e}").as_deref(), Some("https://evil.test/a"));
        assert_eq!(validate(Citation { title: "\u{200b}".into(), url: None, snippet: String::new() }), None);
    }

    #[test]
    fn replies_are_one_line_that_can_be_read() {
        let read = |text: &str| validate_reply(&QuickReply(text.into())).map(|reply| reply.0);
        assert_eq!(read(" Yes,\n\u{202e}please ").as_deref(), Some("Yes, please"));
        assert_eq!((read("\u{200b}"), read(&"x".repeat(121))), (None, None));
    }
}
