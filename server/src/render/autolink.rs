//! Bare addresses in running text.

use parlor_shared::content::Element;

use super::sink::Sink;
use crate::core::policy::links;

/// Adds text in which `https://…` and `http://…` at the start of a word become links.
pub(super) fn text(sink: &mut Sink, text: &str) {
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find("http").map(|i| i + from) {
        from = at + 4;
        let word = &text[at..];
        let starts = word.starts_with("https://") || word.starts_with("http://");
        if !starts || text[..at].ends_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        let end = word.find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`')).unwrap_or(word.len());
        let address = without_punctuation(&word[..end]);
        from = at + end;
        if let Some(href) = links::checked(address) {
            sink.text(&text[done..at]);
            sink.wrapped(Element::Link { href }, address);
            done = at + address.len();
        }
    }
    sink.text(&text[done..]);
}

/// Punctuation at the end belongs to the sentence, and so does a bracket that was not opened in the address.
fn without_punctuation(address: &str) -> &str {
    let mut open = address.matches('(').count();
    let mut shut = address.matches(')').count();
    let mut rest = address;
    while let Some(last) = rest.chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | ']' | '}' => {}
            ')' if shut > open => shut -= 1,
            '(' => open -= 1,
            _ => break,
        }
        rest = &rest[..rest.len() - last.len_utf8()];
    }
    rest
}
