//! Texts that are checked at compile time: a language with an incomplete file fails the build.
//!
//! A file is read in the form it is written in, one text per line: `  "key": "text",`. Texts may be in any order.

use serde::de::DeserializeOwned;

/// The texts of files of one folder, `<language>.json`, as `&[(language, JSON)]`. Every file must have the keys and
/// placeholders of the first one, else the build fails. The folder is relative to the file that calls, with a `/` at its
/// end; empty for the file's own.
macro_rules! checked_texts {
    ($folder:literal : $first:literal $($other:literal)*) => {{
        $(const _: () = assert!(
            $crate::core::i18n::checked::covers(
                include_str!(concat!($folder, $first, ".json")),
                include_str!(concat!($folder, $other, ".json"))
            ),
            concat!($folder, $other, ".json has not the keys and placeholders of ", $first, ".json")
        );)*
        &[
            ($first, include_str!(concat!($folder, $first, ".json"))),
            $(($other, include_str!(concat!($folder, $other, ".json")))),*
        ]
    }};
}
pub(crate) use checked_texts;

/// Reads the files that [`checked_texts!`] has checked. A test of each caller reads all of its own.
#[expect(clippy::expect_used, reason = "the texts are compiled in")]
pub(crate) fn read<T: DeserializeOwned>(sources: &[(&'static str, &str)]) -> Vec<(&'static str, T)> {
    let parse =
        |json| serde_json::from_str(json).expect("a file of texts is a JSON object with the fields of its type");
    sources.iter().map(|(language, json)| (*language, parse(json))).collect()
}

/// Returns true if `other` has exactly the keys of `english`, and each text has the same `{placeholders}` in the same
/// order.
pub(crate) const fn covers(english: &str, other: &str) -> bool {
    let (english, other) = (english.as_bytes(), other.as_bytes());
    let (mut line, mut texts, mut near) = (0, 0, 0);
    while line < english.len() {
        if key(english, line) < english.len() {
            // Most stand in the same order: looking goes on where the last one was found.
            near = find(english, line, other, near);
            if near == other.len() || !same_holes(english, line, other, near) {
                return false;
            }
            texts += 1;
        }
        line = next(english, line);
    }
    texts == count(other)
}

/// Returns the start of the line after the one at `at`.
const fn next(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b'\n' {
        at += 1;
    }
    if at < text.len() { at + 1 } else { at }
}

/// Returns the start of the key of the line at `at`; the text's length for a line without a key.
const fn key(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] == b' ' {
        at += 1;
    }
    if at < text.len() && text[at] == b'"' { at + 1 } else { text.len() }
}

const fn count(text: &[u8]) -> usize {
    let (mut line, mut count) = (0, 0);
    while line < text.len() {
        if key(text, line) < text.len() {
            count += 1;
        }
        line = next(text, line);
    }
    count
}

/// The line of `other` with the key of this line, looked for from `near` on and round; the length of `other` without one.
const fn find(english: &[u8], line: usize, other: &[u8], near: usize) -> usize {
    let mut at = near;
    loop {
        if same_key(english, key(english, line), other, key(other, at)) {
            return at;
        }
        at = next(other, at);
        if at == other.len() {
            at = 0;
        }
        if at == near {
            return other.len();
        }
    }
}

const fn same_key(one: &[u8], mut at: usize, two: &[u8], mut beside: usize) -> bool {
    while at < one.len() && beside < two.len() && one[at] == two[beside] {
        if one[at] == b'"' {
            return true;
        }
        at += 1;
        beside += 1;
    }
    false
}

/// Returns true if two lines have the same placeholders.
const fn same_holes(one: &[u8], mut at: usize, two: &[u8], mut beside: usize) -> bool {
    loop {
        at = hole(one, at);
        beside = hole(two, beside);
        match (one[at], two[beside]) {
            (b'{', b'{') => {}
            (b'\n', b'\n') => return true,
            _ => return false,
        }
        while one[at] == two[beside] && one[at] != b'}' {
            at += 1;
            beside += 1;
        }
        if one[at] != two[beside] {
            return false;
        }
    }
}

/// The next `{` of the line, else its end.
const fn hole(text: &[u8], mut at: usize) -> usize {
    while text[at] != b'{' && text[at] != b'\n' {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::covers;

    const ENGLISH: &str = "{\n  \"one\": \"{name} said\",\n  \"two\": \"Two\"\n}\n";

    #[test]
    fn order_does_not_matter() {
        assert!(covers(ENGLISH, ENGLISH));
        assert!(covers(ENGLISH, "{\n  \"two\": \"Zwei\",\n  \"one\": \"{name} sagte\"\n}\n"));
    }

    #[test]
    fn what_is_missing_added_or_renamed_is_seen() {
        for other in [
            "{\n  \"one\": \"{name} sagte\"\n}\n",
            "{\n  \"one\": \"{name} sagte\",\n  \"two\": \"Zwei\",\n  \"three\": \"Drei\"\n}\n",
            "{\n  \"one\": \"{name} sagte\",\n  \"too\": \"Zwei\"\n}\n",
            "{\n  \"one\": \"{name} sagte\",\n  \"tw\": \"Zwei\"\n}\n",
            "{\n}\n",
            "",
        ] {
            assert!(!covers(ENGLISH, other), "{other}");
        }
    }

    #[test]
    fn placeholders_are_the_same() {
        for text in ["sagte", "{Name} sagte", "{name} {name}", "{nam} sagte", "{name sagte"] {
            let other = format!("{{\n  \"one\": \"{text}\",\n  \"two\": \"Zwei\"\n}}\n");
            assert!(!covers(ENGLISH, &other), "{text}");
        }
    }
}
