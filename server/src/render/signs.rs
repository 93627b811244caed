//! Signs that lines begin with where no list was written: "• One", "✅ Done", "1️⃣ First".

/// True when a line that begins so is a line of its own, as the items of a list are.
pub(super) fn begins_item(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return false };
    let rest = chars.as_str();
    match first {
        '•' | '◦' | '‣' | '⁃' | '∙' | '·' | '※' | '→' | '➔' | '➜' | '➤' | '►' | '▸' | '▶' | '✓' | '✔' | '✗' | '✘'
        | '★' | '☆' => true,
        // Dashes that a sentence may have are followed by a space.
        '–' | '—' | '−' | '‐' => rest.starts_with(char::is_whitespace),
        '0'..='9' | '#' | '*' => rest.starts_with(['\u{FE0F}', '\u{20E3}']),
        _ => is_pictogram(first),
    }
}

/// Emoji, geometric shapes, dingbats and numbers in circles.
fn is_pictogram(c: char) -> bool {
    matches!(u32::from(c),
        0x231A..=0x23FF | 0x2460..=0x24FF | 0x25A0..=0x27BF | 0x2B00..=0x2BFF | 0x3251..=0x32FE | 0x1_F000..=0x1_FAFF)
}
