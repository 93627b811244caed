//! Names of files: what is shown of them, and how they are written into a header.

use std::fmt::Write;

/// Characters of a name.
const LONGEST: usize = 128;
/// What a file without a name is called.
const NAMELESS: &str = "file";

/// A name that may be shown and saved: the last part of a path, without control, invisible and direction characters,
/// without what file systems and shells treat as their own, at most 128 characters with its ending kept.
pub fn cleaned(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = name.chars().filter(|c| !is_hidden(*c)).map(|c| if is_special(c) { '_' } else { c }).collect();
    let plain = plain.trim_matches(|c: char| c.is_whitespace() || c == '.');
    if plain.is_empty() { NAMELESS.to_owned() } else { shortened(plain) }
}

/// Endings of names, by the media type of what they name.
const ENDINGS: [(&str, &str); 12] = [
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/webp", "webp"),
    ("application/pdf", "pdf"),
    ("text/plain", "txt"),
    ("text/markdown", "md"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("application/json", "json"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
];

/// A name for what came without one, or without an ending.
pub fn named(name: &str, media_type: &str) -> String {
    let name = if name.is_empty() { NAMELESS } else { name };
    match ENDINGS.iter().find(|(known, _)| *known == media_type) {
        Some((_, ending)) if !name.contains('.') => format!("{name}.{ending}"),
        _ => name.to_owned(),
    }
}

/// Control characters, and those of Unicode that are not seen or turn the direction of what follows.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

fn is_special(c: char) -> bool {
    matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?' | ';' | '%')
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.chars().count() <= 10 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    stem.chars().take(LONGEST - ending.chars().count()).chain(ending.chars()).collect()
}

/// `Content-Disposition`: the name in ASCII for old readers (RFC 6266), and as it is (RFC 8187).
pub fn disposition(inline: bool, name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ' | '(' | ')');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            _ = write!(encoded, "%{byte:02X}");
        }
    }
    let how = if inline { "inline" } else { "attachment" };
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_harmless_and_still_names() {
        for (sent, shown) in [
            ("../../etc/passwd", "passwd"),
            ("..\\..\\windows\\win.ini", "win.ini"),
            ("C:\\x.png", "x.png"),
            ("..", "file"),
            ("x.png/", "file"),
            ("x\r\nSet-Cookie: a=b.png", "xSet-Cookie_ a=b.png"),
            ("x\u{202e}gnp.html", "xgnp.html"),
            ("x.png ", "x.png"),
            ("Prüfung.pdf", "Prüfung.pdf"),
        ] {
            assert_eq!(cleaned(sent), shown, "{sent:?}");
        }
        let long = cleaned(&format!("{}.pdf", "é".repeat(300)));
        assert_eq!((long.chars().count(), long.ends_with("é.pdf")), (128, true));
    }

    #[test]
    fn what_has_no_ending_gets_one() {
        assert_eq!(named("", "image/png"), "file.png");
        assert_eq!(named("bill", "application/pdf"), "bill.pdf");
        assert_eq!(named("bill.doc", "application/pdf"), "bill.doc");
        assert_eq!(named("", "application/octet-stream"), "file");
    }

    #[test]
    fn a_header_has_no_character_of_its_own() {
        assert_eq!(
            disposition(false, "Prü\"f\r\n.pdf"),
            "attachment; filename=\"Pr__f__.pdf\"; filename*=UTF-8''Pr%C3%BC%22f%0D%0A.pdf"
        );
        assert!(disposition(true, "a.png").starts_with("inline; "));
    }
}
