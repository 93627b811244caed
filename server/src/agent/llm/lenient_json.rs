//! JSON that nearly is: what services write that the grammar forbids, and no reader can misunderstand.

use std::fmt::Write as _;

/// A half of a UTF-16 pair stands in for itself as a character from here on until its other half is there: these are
/// private, and read as halves only in texts that had any.
const FIRST: u32 = 0x10_F800;
/// The first of the halves.
const UNIT: u32 = 0xD800;

/// The same JSON with stand-ins for halves of UTF-16 pairs ([`Halves`] joins them), with escapes for the control characters
/// that stand in strings as they are, and with `null` for the numbers that are none (`NaN`, `Infinity`).
pub(super) fn mend(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + 8);
    let (mut rest, mut in_string) = (json, false);
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => {
                in_string = !in_string;
                keep(&mut out, rest, 1)
            }
            '\\' if in_string => escape(&mut out, rest),
            c if in_string && c.is_ascii_control() => {
                _ = write!(out, "\\u{:04x}", u32::from(c));
                1
            }
            'N' | 'I' | '-' if !in_string => number(&mut out, rest),
            c => keep(&mut out, rest, c.len_utf8()),
        };
        rest = &rest[length..];
    }
    out
}

fn keep(out: &mut String, rest: &str, length: usize) -> usize {
    out.push_str(&rest[..length]);
    length
}

/// An escape that begins here. An escaped backslash is two characters, so that `\\ud800` is not taken for an escape.
fn escape(out: &mut String, rest: &str) -> usize {
    match (unit(rest), rest.get(6..).and_then(unit)) {
        (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => keep(out, rest, 12),
        (Some(half @ 0xD800..=0xDFFF), _) => {
            out.extend(char::from_u32(FIRST + half - UNIT));
            6
        }
        _ => keep(out, rest, rest.chars().take(2).map(char::len_utf8).sum()),
    }
}

/// The UTF-16 unit of an escape that begins here.
fn unit(text: &str) -> Option<u32> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u32::from_str_radix(digits, 16).ok()
}

fn number(out: &mut String, rest: &str) -> usize {
    match ["NaN", "Infinity", "-Infinity"].into_iter().find(|name| rest.starts_with(name)) {
        Some(name) => {
            out.push_str("null");
            name.len()
        }
        None => keep(out, rest, 1),
    }
}

/// Joins halves of UTF-16 pairs, in one piece of a text or in two.
#[derive(Debug, Default)]
pub(super) struct Halves {
    first: Option<u32>,
}

impl Halves {
    /// More of the text; `halved` when its JSON had halves. What is no pair is U+FFFD.
    pub(super) fn join(&mut self, text: String, halved: bool) -> String {
        if !halved && (self.first.is_none() || text.is_empty()) {
            return text;
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            let half = if halved { u32::from(c).checked_sub(FIRST) } else { None };
            match (half, self.first.take()) {
                (Some(high @ ..0x400), before) => {
                    out.extend(before.map(|_| char::REPLACEMENT_CHARACTER));
                    self.first = Some(high);
                }
                (Some(low), Some(high)) => out.extend(char::from_u32(0x1_0000 + (high << 10) + (low - 0x400))),
                (Some(_), None) => out.push(char::REPLACEMENT_CHARACTER),
                (None, before) => {
                    out.extend(before.map(|_| char::REPLACEMENT_CHARACTER));
                    out.push(c);
                }
            }
        }
        out
    }

    /// The end of the text: what a half becomes whose other half never came.
    pub(super) fn end(&mut self) -> Option<char> {
        self.first.take().map(|_| char::REPLACEMENT_CHARACTER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wrong_changes() {
        for json in
            [r#"{"a":"\ud83d\ude00","b":-1}"#, r#""\\ud83d""#, r#""é\n\u00e9 NaN""#, "\\", "\\é", "\"\\ud83", "-"]
        {
            assert_eq!(mend(json), json);
        }
        assert_eq!(mend("{\"a\":NaN,\"b\":[-Infinity,Infinity]}"), r#"{"a":null,"b":[null,null]}"#);
        assert_eq!(mend("\"a\tb\nc\""), r#""a\u0009b\u000ac""#);
        assert_eq!(mend(r#""\ud83dx""#), "\"\u{10f83d}x\"");
    }

    fn joined(pieces: &[&str]) -> String {
        let mut halves = Halves::default();
        let mut out: String = pieces
            .iter()
            .map(|json| match serde_json::from_str::<String>(json) {
                Ok(text) => halves.join(text, false),
                Err(_) => halves.join(serde_json::from_str(&mend(json)).unwrap(), true),
            })
            .collect();
        out.extend(halves.end());
        out
    }

    #[test]
    fn two_halves_are_one_character_wherever_they_are_cut() {
        for (pieces, text) in [
            (&[r#""\ud83d""#, r#""\ude00""#][..], "😀"),
            (&[r#""a\ud83d""#, r#""""#, r#""\ude00b""#], "a😀b"),
            (&[r#""\ud83d\ude00""#], "😀"),
            (&[r#""\ud83d\ud83d\ude00""#], "\u{fffd}😀"),
            (&[r#""\ud83d\ud83d""#, r#""\ude00""#], "\u{fffd}😀"),
            (&[r#""\ud83d""#, r#""a""#], "\u{fffd}a"),
            (&[r#""\ude00x""#], "\u{fffd}x"),
            (&[r#""\ud83d""#], "\u{fffd}"),
            (&["\"\u{10f83d}\""], "\u{10f83d}"),
        ] {
            assert_eq!(joined(pieces), text, "{pieces:?}");
        }
    }
}
