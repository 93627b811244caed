//! Characters that are not what they seem, in texts from visitors, owners, models, documents and other sites.

use serde_json::Value;

/// Embeddings, overrides and isolates of the bidirectional algorithm (UAX #9): they turn the text after them around.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters without a shape of their own: controls, direction marks, zero-width and filler characters, tags.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{2800}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The text without [hidden](is_hidden) characters but line ends. Joiners stay where scripts and emoji need them: after a
/// character beyond ASCII.
pub fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        let joins = matches!(c, '\u{200C}' | '\u{200D}')
            && clean
                .chars()
                .next_back()
                .is_some_and(|before| !before.is_ascii() && !before.is_whitespace() && !is_hidden(before));
        if c == '\n' || joins || !is_hidden(c) {
            clean.push(c);
        }
    }
    clean
}

/// One [`cleaned`] line: white space is one space, and what is longer than `most` characters is cut. `None` when nothing is
/// left.
pub fn line(text: &str, most: usize) -> Option<String> {
    let spaced: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let words = cleaned(&spaced).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = words.chars().take(most).collect();
    if cut.len() < words.len() {
        cut.pop();
        cut.push('…');
    }
    (!cut.is_empty()).then_some(cut)
}

/// The text with U+FFFD in place of each character that [`cleaned`] would drop: for what a reader approves, where a missing
/// character matters.
pub fn visible(text: &str) -> String {
    let shown = |c: char| matches!(c, '\n' | '\t') || !is_hidden(c);
    let mut before = ' ';
    text.chars()
        .map(|c| {
            let joins = matches!(c, '\u{200C}' | '\u{200D}') && !before.is_ascii() && !is_hidden(before);
            before = c;
            if shown(c) || joins { c } else { '\u{FFFD}' }
        })
        .collect()
}

/// JSON whose names and texts are all [`visible`].
pub fn visible_json(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(visible(&text)),
        Value::Array(all) => all.into_iter().map(visible_json).collect(),
        Value::Object(all) => all.into_iter().map(|(name, value)| (visible(&name), visible_json(value))).collect(),
        plain => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_clean_and_short() {
        assert_eq!(line("  A\n\ttea\u{202E}\u{0}\u{1b}[2J  shop ", 300).as_deref(), Some("A tea[2J shop"));
        assert_eq!(line("\u{200b}\u{feff}\n", 300), None);
        assert_eq!(line(&"é".repeat(301), 300).map(|text| text.chars().count()), Some(300));
        assert_eq!(line("abcd", 3).as_deref(), Some("ab…"));
        assert_eq!(line("abc", 3).as_deref(), Some("abc"));
    }

    #[test]
    fn joiners_stay_where_they_join() {
        for text in ["می\u{200c}خواهم", "👩\u{200d}💻", "क्\u{200d}ष"] {
            assert_eq!((cleaned(text), visible(text)), (text.to_owned(), text.to_owned()));
        }
        assert_eq!(cleaned("shop\u{200d}.exam\u{200c}ple \u{200d}"), "shop.example ");
        assert_eq!(visible("a\u{200d}b"), "a\u{fffd}b");
    }

    #[test]
    fn what_is_not_seen_is_replaced_where_it_matters() {
        let args = serde_json::json!({"to\u{202e}": ["a\u{2066}b\nc\td", {"x": "\u{1b}[0m\u{0}\u{e0041}"}], "n": 1});
        let shown =
            serde_json::json!({"to\u{fffd}": ["a\u{fffd}b\nc\td", {"x": "\u{fffd}[0m\u{fffd}\u{fffd}"}], "n": 1});
        assert_eq!(visible_json(args), shown);
    }
}
