//! Whether a catalogue is whole, asked while the server is compiled: one that is not stops the build.
//!
//! A catalogue is read as it is written, a text a line: `  "key": "text",`. Texts may stand in any order.

/// Whether `other` has the keys of `english` and no more, and each text the same `{placeholders}` in the same order.
pub(super) const fn covers(english: &str, other: &str) -> bool {
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

/// Where the line after the one at `at` begins.
const fn next(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b'\n' {
        at += 1;
    }
    if at < text.len() { at + 1 } else { at }
}

/// Where the key of the line at `at` begins; the text's length for a line without one.
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

/// Whether the placeholders of two lines are the same.
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
