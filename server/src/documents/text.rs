//! Plain text as Markdown: its lines stay lines of paragraphs, and nothing is code because it is indented.

use super::markup;

/// The longest line that is a heading by its looks, in characters.
const LONGEST: usize = 80;

/// The text as Markdown.
pub(super) fn to_markdown(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::with_capacity(text.len());
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim();
        let is_alone = |at: usize| lines.get(at).is_none_or(|line| line.trim().is_empty());
        let stands_alone = (at == 0 || is_alone(at - 1)) && is_alone(at + 1) && at + 1 < lines.len();
        if stands_alone && is_shouted(bare) {
            out.push_str("## ");
        }
        // Tabs and four spaces would make code of it; fewer are the shape of a list.
        let indent = line.len() - line.trim_start().len();
        if indent > 0 && indent < 4 && !line.starts_with('\t') {
            out.push_str(&line[..indent]);
        }
        out.push_str(bare);
        out.push('\n');
    }
    out
}

/// `OPENING HOURS`: a heading of plain text.
fn is_shouted(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic());
    line.chars().count() <= LONGEST
        && letters.clone().filter(|c| c.is_uppercase()).count() >= 4
        && letters.clone().all(|c| !c.is_lowercase())
        && line.starts_with(char::is_alphanumeric)
        && !line.ends_with(['.', '!', ',', ';', '?'])
}

/// Words for a model, which reads no Markdown out of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextForm {
    /// Markdown: every sign means itself.
    Markdown,
    /// As people write: what looks like Markdown may be the document's own signs.
    Plain,
}

impl TextForm {
    pub(super) fn text(self, text: &str) -> String {
        match self {
            Self::Markdown => markup::escaped(text),
            Self::Plain => text.to_owned(),
        }
    }

    pub(super) fn paragraph(self, text: &str) -> String {
        match self {
            Self::Markdown => markup::paragraph(text),
            Self::Plain => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouted_lines_are_headings_and_indentation_is_no_code() {
        let text = "OPENING HOURS\n\n    Monday 9-17\n\tSunday closed\n\nSALE! NOW!\n\nVAT 20\nx";
        assert_eq!(to_markdown(text), "## OPENING HOURS\n\nMonday 9-17\nSunday closed\n\nSALE! NOW!\n\nVAT 20\nx\n");
    }
}
