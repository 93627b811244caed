//! Text of PDF documents.

use lopdf::{Document, LoadOptions};

use super::{kept::Kept, marks::PAGE, markup, text::TextForm};
use crate::core::knowledge::document::Unreadable;

/// Maximum unpacked size of one stream or one page, in bytes.
const UNPACKED: usize = 2 * 1024 * 1024;
/// Maximum number of pages read.
const PAGES: usize = 500;

/// The text of a document, about as many characters as asked for. Unreadable parts of a page are left out.
pub(super) fn text(bytes: &[u8], kept: Kept<'_>) -> Result<String, Unreadable> {
    let options = LoadOptions::with_max_decompressed_size(UNPACKED);
    let document = Document::load_mem_with_options(bytes, options).map_err(|_| Unreadable::Damaged)?;
    let mut text = String::new();
    for page in document.get_pages().into_keys().take(PAGES) {
        if kept.stop.is_cancelled() {
            return Err(Unreadable::TooCostly);
        }
        let chunks = document.extract_text_chunks_with_limit(&[page], UNPACKED).into_iter().flatten();
        let said: String = chunks.flat_map(|chunk| chunk.chars().flat_map(letters).collect::<Vec<_>>()).collect();
        match kept.form {
            TextForm::Plain => text.push_str(said.trim_end()),
            TextForm::Markdown if said.trim().is_empty() => {}
            TextForm::Markdown => text.extend([PAGE, &page.to_string(), " -->\n\n", &lines(&said), "\n"]),
        }
        text.push('\n');
        if text.len() > kept.bytes() {
            break;
        }
    }
    Ok(text.trim().to_owned())
}

/// Replaces ligatures with their letters; glyphs without known letters are left out.
fn letters(c: char) -> impl Iterator<Item = char> {
    let letters = match c {
        '\u{fb00}' => "ff",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb03}' => "ffi",
        '\u{fb04}' => "ffl",
        '\u{fb05}' | '\u{fb06}' => "st",
        '\u{ad}' | char::REPLACEMENT_CHARACTER => "",
        c => return Some(c).into_iter().chain("".chars()),
    };
    None.into_iter().chain(letters.chars())
}

/// Lines stay lines of a paragraph, and are escaped to be plain text.
fn lines(text: &str) -> String {
    let lines = text.lines().map(|line| markup::paragraph(&markup::escaped(line.trim())));
    lines.collect::<Vec<_>>().join("\n")
}
