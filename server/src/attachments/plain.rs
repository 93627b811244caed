//! Plain text, whatever it was written in.

use std::borrow::Cow;

use encoding_rs::{Encoding, WINDOWS_1252};

/// The text; `None` when it is none. A byte order mark decides, then UTF-8, then what old programs wrote.
pub(super) fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?,
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        },
    };
    let foreign = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}');
    (!text.contains(foreign)).then_some(text)
}

/// As much of a text as is kept for agents.
pub(super) fn shortened(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_programs_write() {
        assert_eq!(decode("Größe".as_bytes()).as_deref(), Some("Größe"));
        assert_eq!(decode(b"Gr\xf6\xdfe").as_deref(), Some("Größe"));
        assert_eq!(decode(b"\xff\xfeG\0r\0").as_deref(), Some("Gr"));
        assert_eq!(decode(b"\xef\xbb\xbfa\tb\r\n").as_deref(), Some("a\tb\r\n"));
        for odd in [&b"a\0b"[..], b"\x7fELF", b"\x1b[31m", b"\x89PNG\r\n\x1a\n"] {
            assert_eq!(decode(odd), None, "{odd:?}");
        }
    }
}
