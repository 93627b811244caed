//! Bare addresses in running text.

use parlor_shared::content::{Element, Node};

use crate::core::policy::links;

/// Adds `text` to `nodes`, its bare `http:` and `https:` addresses as links.
pub(super) fn push(text: &str, nodes: &mut Vec<Node>) {
    let mut rest = text;
    while let Some((start, end, href)) = find(rest) {
        if start > 0 {
            nodes.push(Node::Text(rest[..start].to_owned()));
        }
        let text = &rest[start..end];
        let text = links::hidden_host(text, &href).map_or_else(|| text.to_owned(), |host| format!("{text} ({host})"));
        nodes.push(Node::Open(Element::Link { href }));
        nodes.push(Node::Text(text));
        nodes.push(Node::Close);
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        nodes.push(Node::Text(rest.to_owned()));
    }
}

/// The first address: where it begins and ends, and its checked form.
fn find(text: &str) -> Option<(usize, usize, String)> {
    let mut from = 0;
    while let Some(start) = text[from..].find("http").map(|at| from + at) {
        let before = text[..start].chars().next_back();
        let candidate = &text[start..];
        let begins = candidate.starts_with("http://") || candidate.starts_with("https://");
        if !begins || before.is_some_and(char::is_alphanumeric) {
            from = start + 4;
            continue;
        }
        let whole = candidate
            .find(|c: char| c.is_whitespace() || "<>\"`|".contains(c))
            .map_or(candidate, |at| &candidate[..at]);
        let address = without_punctuation(whole);
        match links::checked(address) {
            Some(href) => return Some((start, start + address.len(), href)),
            None => from = start + whole.len(),
        }
    }
    None
}

/// The sentence's punctuation is not part of the address; a bracket that the address itself opened is.
fn without_punctuation(address: &str) -> &str {
    let mut end = address.len();
    let count = |end: usize, c: char| address[..end].matches(c).count();
    let (mut opened, mut closed) = (count(end, '('), count(end, ')'));
    while let Some(last) = address[..end].chars().next_back() {
        match last {
            ')' if closed > opened => closed -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '~' | ']' | '}' | '»' | '”' | '’' | '。' | '，' =>
                {}
            '(' => opened -= 1,
            _ => break,
        }
        end -= last.len_utf8();
    }
    &address[..end]
}
