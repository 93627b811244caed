//! Links and definitions that may not be finished.

use super::limits::{LONGEST_ADDRESS, PATIENCE};
use crate::render::source::block_end;

/// True when the text after `[text]` may yet make it a link.
pub(super) fn is_pending_link(after: &str) -> bool {
    match after.as_bytes().first() {
        None => true,
        Some(b'(') => {
            let inside = &after[1..];
            after.len() < LONGEST_ADDRESS && block_end(inside) == inside.len() && end_of_target(inside).is_none()
        }
        Some(b'[') => after.len() < PATIENCE && !after[1..].contains([']', '\n']),
        _ => false,
    }
}

/// The number of bytes after `[text]` that belong to the link.
pub(super) fn finished_link(after: &str) -> usize {
    match after.as_bytes().first() {
        Some(b'(') => match end_of_target(&after[1..after.floor_char_boundary(PATIENCE)]) {
            Some(Target::Ends(at)) => 1 + at,
            _ => 0,
        },
        Some(b'[') => after.bytes().take(PATIENCE).position(|b| b == b']').map_or(0, |at| at + 1),
        _ => 0,
    }
}

/// A find after `(`.
enum Target {
    /// Its end, the bracket included.
    Ends(usize),
    /// Not an address.
    Not,
}

/// The end of an address and a title in brackets; `None` while they may go on.
fn end_of_target(inside: &str) -> Option<Target> {
    let rest = inside.trim_start();
    let skipped = inside.len() - rest.len();
    let address = if rest.starts_with('<') {
        match rest.find(['>', '\n']) {
            Some(at) if rest[at..].starts_with('>') => at + 1,
            Some(_) => return Some(Target::Not),
            None => return None,
        }
    } else {
        let mut depth = 0_usize;
        let mut end = None;
        let mut escaped = false;
        for (at, c) in rest.char_indices() {
            match c {
                _ if std::mem::take(&mut escaped) => {}
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                ')' => depth -= 1,
                c if c.is_whitespace() => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        end?
    };
    let after = rest[address..].trim_start();
    let at = skipped + rest.len() - after.len();
    match after.chars().next() {
        None => None,
        Some(')') => Some(Target::Ends(at + 1)),
        Some(mark @ ('"' | '\'' | '(')) => {
            let closing = if mark == '(' { ')' } else { mark };
            let end = unescaped(&after[1..], closing)? + 2;
            let last = after[end..].trim_start();
            match last.chars().next() {
                None => None,
                Some(')') => Some(Target::Ends(at + after.len() - last.len() + 1)),
                Some(_) => Some(Target::Not),
            }
        }
        Some(_) => Some(Target::Not),
    }
}

/// The place of a character that is not escaped.
fn unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices()
        .find(|(_, c)| {
            let was = std::mem::take(&mut escaped);
            escaped = !was && *c == '\\';
            !was && *c == wanted
        })
        .map(|(at, _)| at)
}

/// True when a paragraph is a definition of a reference that is not finished.
pub(super) fn is_pending_definition(block: &str) -> bool {
    let Some(name) = block.strip_prefix('[').filter(|name| !name.starts_with('^')) else { return false };
    let Some(end) = unescaped(name, ']').filter(|end| (1..PATIENCE).contains(end)) else { return false };
    let Some(after) = name[end + 1..].strip_prefix(':') else { return false };
    let address = after.trim_start();
    let length = if address.starts_with('<') {
        address.find(['>', '\n']).map(|at| at + 1)
    } else {
        address.find(char::is_whitespace)
    };
    let Some(length) = length.filter(|_| !address.is_empty()) else { return true };
    let rest = &address[length.min(address.len())..];
    let title = rest.trim_start();
    match title.chars().next() {
        None => true,
        Some(mark @ ('"' | '\'' | '(')) => {
            let closing = if mark == '(' { ')' } else { mark };
            match unescaped(&title[1..], closing) {
                None => true,
                Some(end) => title[end + 2..].trim_matches([' ', '\t']).is_empty(),
            }
        }
        Some(_) => false,
    }
}
