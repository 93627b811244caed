//! Writes Markdown that reproduces a document's text exactly.

/// Text, with every sign that Markdown would read as its own escaped. White space runs are one space.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let is_own = match c {
            '\\' | '`' | '[' | ']' => true,
            '<' => next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'),
            // `5 * 3` and `snake_case` are not emphasis.
            '*' => !(before.is_whitespace() && next.is_whitespace()),
            '_' => {
                let within = before.is_alphanumeric() && next.is_alphanumeric();
                let apart = before.is_whitespace() && next.is_whitespace();
                !within && !apart
            }
            '~' => before == '~' || next == '~',
            '&' => next == '#' || next.is_ascii_alphabetic(),
            _ => false,
        };
        if is_own {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// A paragraph whose first signs are not those of a heading, a list or a quote.
pub(super) fn paragraph(text: &str) -> String {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after = text.as_bytes().get(digits).copied();
    if (1..=9).contains(&digits) && matches!(after, Some(b'.' | b')')) {
        let ends = text[digits + 1..].chars().next().is_none_or(char::is_whitespace);
        return if ends { format!("{}\\{}", &text[..digits], &text[digits..]) } else { text.to_owned() };
    }
    let is_mark = match text.chars().next() {
        Some('#' | '>' | '=' | '|' | ':') => true,
        Some('-' | '+') => text[1..].chars().next().is_none_or(|c| c.is_whitespace() || c == '-'),
        Some('~') => text.starts_with("~~~"),
        _ => false,
    };
    if is_mark { format!("\\{text}") } else { text.to_owned() }
}

/// A table whose first row is its head. Cells are Markdown already, but for what would end them.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        line(&mut out, (0..columns).map(|column| row.get(column).map_or("", String::as_str)));
        if at == 0 {
            line(&mut out, (0..columns).map(|_| "---"));
        }
    }
    out
}

fn line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    out.push('|');
    for cell in cells {
        out.push(' ');
        out.push_str(&cell_text(cell));
        out.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    out.push('\n');
}

/// On one line, without bars that would end the cell.
fn cell_text(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    for (at, word) in cell.split_whitespace().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        let mut escaped = false;
        for c in word.chars() {
            if c == '|' && !escaped {
                text.push('\\');
            }
            escaped = c == '\\' && !escaped;
            text.push(c);
        }
    }
    text
}

/// Code between fences that it cannot end.
pub(super) fn code(code: &str, language: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", code.trim_end_matches('\n'))
}

/// Code within a line.
pub(super) fn code_span(code: &str) -> String {
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    if code.is_empty() { String::new() } else { format!("{fence}{space}{code}{space}{fence}") }
}

/// A title for the whole document, as front matter.
pub(super) fn titled(title: &str, text: &str) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'");
    if title.is_empty() { text.to_owned() } else { format!("---\ntitle: \"{title}\"\n---\n\n{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_mean_nothing_stay_as_they_are() {
        for text in ["5 * 3 = 15", "snake_case", "a & b", "x < 5", "15%", "10:00–17:00", "C#", "1,5", "~5 kg", "(a)"]
        {
            assert_eq!(escaped(text), text);
        }
        assert_eq!(
            escaped("*a* [b] <c> `d` \\ &amp; _e_ ~~f~~"),
            "\\*a\\* \\[b\\] \\<c> \\`d\\` \\\\ \\&amp; \\_e\\_ \\~\\~f\\~\\~"
        );
        for text in ["# a", "> a", "- a", "+ a", "--- a", "= a"] {
            assert_eq!(paragraph(text), format!("\\{text}"));
        }
        assert_eq!(
            (paragraph("1. a"), paragraph("1.5 l"), paragraph("-5 °C")),
            ("1\\. a".into(), "1.5 l".into(), "-5 °C".into())
        );
    }

    #[test]
    fn cells_stay_in_their_columns() {
        let rows = [vec!["A".to_owned(), "B|C".into()], vec![String::new(), "x\ny".into(), "z".into()]];
        assert_eq!(table(&rows), "| A | B\\|C | |\n| --- | --- | --- |\n| | x y | z |\n");
    }

    #[test]
    fn code_cannot_end_its_fence() {
        assert_eq!(code("a\n```\n", "sh"), "````sh\na\n```\n````");
        assert_eq!((code_span("a`b"), code_span("a")), ("`` a`b ``".into(), "`a`".into()));
    }
}
