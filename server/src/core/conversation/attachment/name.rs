//! Names of files: cleaning them for display, and writing them into a header.

use std::fmt::Write;

use super::kind::Kind;
use crate::core::security::text::is_hidden;

/// Maximum number of characters in a name.
const LONGEST: usize = 128;
/// The name for a file that has none.
const NAMELESS: &str = "file";

/// Returns a name that is safe to show and save: the last part of a path, without control, invisible and direction
/// characters, without characters that file systems and shells treat specially, at most 128 characters with its ending
/// kept.
pub fn cleaned(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String =
        name.chars().filter(|c| !is_left_out(*c)).map(|c| if is_special(c) { '_' } else { c }).collect();
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

/// Endings that make a browser, a shell or an office program run the file. The last ending of a stored name is always
/// its kind's own; none of these may precede it either, because systems that hide the last ending would show it.
const ACTIVE: [&str; 86] = [
    "ade",
    "adp",
    "app",
    "appimage",
    "application",
    "appref-ms",
    "asp",
    "aspx",
    "bas",
    "bat",
    "bash",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "crt",
    "csh",
    "deb",
    "desktop",
    "diagcab",
    "dll",
    "dmg",
    "docm",
    "dotm",
    "exe",
    "fxp",
    "gadget",
    "hlp",
    "hta",
    "htm",
    "html",
    "htaccess",
    "inf",
    "ins",
    "iso",
    "isp",
    "jar",
    "jnlp",
    "js",
    "jse",
    "jsp",
    "library-ms",
    "lnk",
    "mht",
    "mhtml",
    "mjs",
    "msc",
    "msi",
    "msp",
    "mst",
    "msh",
    "ocx",
    "pkg",
    "php",
    "pif",
    "pl",
    "potm",
    "ppam",
    "ppsm",
    "pptm",
    "ps1",
    "psm1",
    "py",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "search-ms",
    "settingcontent-ms",
    "sh",
    "shtml",
    "svg",
    "svgz",
    "swf",
    "url",
    "vbe",
    "vbs",
    "website",
    "wsf",
    "xhtml",
    "xlsm",
    "zsh",
];
/// Names that Windows gives to devices, with or without an ending.
const DEVICES: [&str; 8] = ["con", "prn", "aux", "nul", "clock$", "conin$", "conout$", "config$"];

/// Returns the name a file is stored and downloaded under: [`with_ending`] of its kind.
pub fn of_kind(name: &str, kind: Kind) -> String {
    with_ending(name, kind.endings())
}

/// Returns the name, [`cleaned`], with one of these endings (the first, unless it has another of them), so that it
/// opens in the program for files of its kind. Any other ending is replaced.
pub fn with_ending(name: &str, endings: &[&'static str]) -> String {
    let name = cleaned(name);
    let (mut stem, mut ending) = (name.as_str(), None);
    while let Some((before, after)) =
        stem.rsplit_once('.').filter(|(before, after)| !before.is_empty() && is_ending(after))
    {
        stem = before.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
        ending = endings.iter().copied().find(|it| it.eq_ignore_ascii_case(after));
        if ending.is_some() {
            break;
        }
    }
    let stem = without_devices(&without_active_endings(stem));
    let ending = ending.or_else(|| endings.first().copied()).unwrap_or_default();
    let most = LONGEST - ending.len() - 1;
    let stem: String = stem.chars().take(most).collect();
    format!("{}.{ending}", stem.trim_end_matches(|c: char| c.is_whitespace() || c == '.'))
}

/// Letters and digits, as endings have them; a number belongs to a date or a version.
fn is_ending(text: &str) -> bool {
    let letters = || text.chars().filter(|c| *c != '-' && *c != '_');
    (1..=20).contains(&text.len())
        && letters().all(|c| c.is_ascii_alphanumeric())
        && letters().any(|c| c.is_ascii_alphabetic())
}

/// `bill.exe` becomes `bill_exe`, `bill.html_` becomes `bill_html_`.
fn without_active_endings(stem: &str) -> String {
    let mut parts = stem.split('.');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let begin = part.trim_start().split(|c| !part_of_name(c)).next().unwrap_or_default().to_ascii_lowercase();
        plain.push(if ACTIVE.contains(&begin.as_str()) { '_' } else { '.' });
        plain.push_str(part);
    }
    plain
}

fn without_devices(stem: &str) -> String {
    let first = stem.split('.').next().unwrap_or_default().trim().to_ascii_lowercase();
    let numbered = |device: &str| {
        first
            .strip_prefix(device)
            .is_some_and(|rest| rest.chars().count() == 1 && rest.contains(|c: char| c.is_numeric()))
    };
    if DEVICES.contains(&first.as_str()) || numbered("com") || numbered("lpt") {
        format!("_{stem}")
    } else {
        stem.to_owned()
    }
}

/// Returns a name for a file that came without one, or without an ending.
pub fn named(name: &str, media_type: &str) -> String {
    let name = if name.is_empty() { NAMELESS } else { name };
    match ENDINGS.iter().find(|(known, _)| *known == media_type) {
        Some((_, ending)) if !name.contains('.') => format!("{name}.{ending}"),
        _ => name.to_owned(),
    }
}

/// Names go without variation selectors too: two names that look the same are the same.
fn is_left_out(c: char) -> bool {
    is_hidden(c) || matches!(c, '\u{FE00}'..='\u{FE0F}')
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
    fn a_name_ends_as_its_kind_does() {
        for (sent, kind, shown) in [
            ("bill.pdf", Kind::Pdf, "bill.pdf"),
            ("bill.PDF", Kind::Pdf, "bill.pdf"),
            ("bill.hta", Kind::Pdf, "bill.pdf"),
            ("bill.bat", Kind::Pdf, "bill.pdf"),
            ("bill.html", Kind::Pdf, "bill.pdf"),
            ("bill.js", Kind::Pdf, "bill.pdf"),
            ("bill.settingcontent-ms", Kind::Pdf, "bill.pdf"),
            ("bill", Kind::Pdf, "bill.pdf"),
            ("photo.webp", Kind::Png, "photo.png"),
            ("photo.JPEG", Kind::Jpeg, "photo.jpeg"),
            ("prices.csv", Kind::Text, "prices.csv"),
            ("notes.md", Kind::Text, "notes.md"),
            ("macros.docm", Kind::Docx, "macros.docx"),
            ("Report 3.5", Kind::Pdf, "Report 3.5.pdf"),
            ("2024.03.15", Kind::Pdf, "2024.03.15.pdf"),
            ("Mr. Smith", Kind::Pdf, "Mr. Smith.pdf"),
        ] {
            assert_eq!(of_kind(sent, kind), shown, "{sent:?}");
        }
    }

    #[test]
    fn an_ending_is_not_hidden_behind_or_before_another() {
        for (sent, shown) in [
            ("bill.pdf.exe", "bill.pdf"),
            ("bill.pdf.exe.js", "bill.pdf"),
            ("bill.exe.pdf", "bill_exe.pdf"),
            ("bill.tar.pdf", "bill.tar.pdf"),
            ("bill.html .pdf", "bill_html.pdf"),
            ("bill.hta. . .", "bill.pdf"),
            ("bill.hta\u{a0}", "bill.pdf"),
            ("bill.hta::$DATA", "bill_hta__$DATA.pdf"),
            ("bill.hta\0.pdf", "bill_hta.pdf"),
            ("bill.hta%00.pdf", "bill_hta_00.pdf"),
            ("bill\u{202e}fdp.exe", "billfdp.pdf"),
            ("bill.e\u{200b}xe", "bill.pdf"),
            ("bill..exe", "bill.pdf"),
            (".htaccess", "htaccess.pdf"),
            (".exe", "exe.pdf"),
            ("CON", "_CON.pdf"),
            ("nul.pdf", "_nul.pdf"),
            ("aux .tar.gz", "_aux.pdf"),
            ("COM1.exe", "_COM1.pdf"),
            ("lpt\u{b9}.pdf", "_lpt\u{b9}.pdf"),
            ("comet.pdf", "comet.pdf"),
            ("", "file.pdf"),
        ] {
            let named = of_kind(sent, Kind::Pdf);
            assert_eq!(named, shown, "{sent:?}");
            assert_eq!(of_kind(&named, Kind::Pdf), named, "the same once more");
        }
        let long = of_kind(&format!("{}.exe", "é".repeat(300)), Kind::Xlsx);
        assert_eq!((long.chars().count(), long.ends_with("é.xlsx")), (128, true));
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
