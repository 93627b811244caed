//! Bare addresses in running text: `https://…`, `www.…` and those of mail.

use parlor_shared::content::{Element, Node};

use super::source::is_unspaced;
use crate::core::security::links;

/// Adds `text` to `nodes`, with its bare addresses as links. If more text may follow, an address at the very end is not
/// a link yet, because an incomplete address leads elsewhere.
pub(super) fn push(text: &str, ends_open: bool, nodes: &mut Vec<Node>) {
    let mut rest = text;
    while let Some(found) = find(rest) {
        let Found { start, end, reach, href } = found;
        if ends_open && reach == rest.len() {
            break;
        }
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

/// An address: its start and end, the end of the characters that may belong to it, and its checked form.
struct Found {
    start: usize,
    end: usize,
    reach: usize,
    href: String,
}

/// The first address.
fn find(text: &str) -> Option<Found> {
    let mut from = 0;
    while let Some(at) = text[from..].find(['h', 'H', 'w', 'W', '@']).map(|at| from + at) {
        let found = match text.as_bytes()[at] {
            b'@' => mail(text, at),
            _ if begins_word(text, at) => web(text, at),
            _ => Looked::Past(at + 1),
        };
        match found {
            Looked::Found(found) => return Some(found),
            Looked::Past(next) => from = next,
        }
    }
    None
}

/// A find at a place.
enum Looked {
    Found(Found),
    /// No address begins before here.
    Past(usize),
}

/// True when an address may begin here: not within a word, unless the word's script writes without spaces.
fn begins_word(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '@' || is_unspaced(c))
}

fn web(text: &str, start: usize) -> Looked {
    let candidate = &text[start..];
    let begins = |prefix: &str| candidate.get(..prefix.len()).is_some_and(|c| c.eq_ignore_ascii_case(prefix));
    let prefix = if begins("https://") {
        "https://"
    } else if begins("http://") {
        "http://"
    } else if begins("www.") {
        ""
    } else {
        return Looked::Past(start + 1);
    };
    let whole = &candidate[..prefix.len() + reach(&candidate[prefix.len()..])];
    let address = without_punctuation(whole);
    let reach = start + whole.len();
    let href = if !prefix.is_empty() {
        links::checked(address)
    } else if address.get(4..).is_some_and(|host| host.contains('.')) {
        links::checked(&format!("https://{address}"))
    } else {
        None
    };
    match href {
        Some(href) => Looked::Found(Found { start, end: start + address.len(), reach, href }),
        None => Looked::Past(reach.max(start + 1)),
    }
}

/// The length of an address: to white space or a mark that none has, and to letters and punctuation of a script that writes
/// without spaces, unless its host is written in that.
fn reach(rest: &str) -> usize {
    let foreign_host = rest.starts_with(is_unspaced);
    let mut in_host = true;
    for (at, c) in rest.char_indices() {
        in_host &= !matches!(c, '/' | '?' | '#');
        let foreign = is_unspaced(c) && !(foreign_host && in_host && c.is_alphanumeric());
        if foreign || c.is_whitespace() || "<>\"`|「」“”„…".contains(c) {
            return at;
        }
    }
    rest.len()
}

/// The address of mail around an `@`.
fn mail(text: &str, at: usize) -> Looked {
    let name = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    let before = &text[..at];
    let mut start = at - (before.len() - before.trim_end_matches(name).len());
    let host = &text[at + 1..];
    let length = host.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(host.len());
    let reach = at + 1 + length;
    let host = host[..length].trim_end_matches(['.', '-', '_']);
    let top = host.rsplit('.').next().unwrap_or_default();
    let sound = host.contains('.')
        && host.split('.').all(|label| !label.is_empty())
        && top.len() >= 2
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && !host.contains('_');
    start += text[start..at].len() - text[start..at].trim_start_matches('.').len();
    if start == at
        || !sound
        || !begins_word(text, start)
        || text[..start].ends_with(['/', ':']) && !text[..start].ends_with("mailto:")
    {
        return Looked::Past(at + 1);
    }
    let end = at + 1 + host.len();
    let begin = if text[..start].ends_with("mailto:") { start - "mailto:".len() } else { start };
    match links::checked(&format!("mailto:{}", &text[start..end])) {
        Some(href) => Looked::Found(Found { start: begin, end, reach, href }),
        None => Looked::Past(at + 1),
    }
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
