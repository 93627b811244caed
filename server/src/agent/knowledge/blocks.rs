//! Markdown as sections of blocks, and blocks packed into pieces.

/// Characters of a passage, about.
const LARGEST: usize = 1_200;
/// A line of plain text that is longer is no heading.
const LONGEST_HEADING: usize = 76;

/// What stands under one heading.
pub(super) struct Section {
    /// The headings above it, outermost first; never empty.
    pub(super) headings: Vec<String>,
    /// Its lines, without the heading.
    pub(super) lines: Vec<String>,
}

/// The sections of a document, in order; `name` stands in for the title of one that has none.
pub(super) fn sections(markdown: &str, name: &str) -> Vec<Section> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut sections = vec![Section { headings: vec![name.to_owned()], lines: Vec::new() }];
    let mut fence = Fence::default();
    for line in markdown.lines() {
        let heading = if fence.holds(line) { None } else { heading(line) };
        match heading {
            Some((level, text)) => {
                open.retain(|(above, _)| *above < level);
                open.push((level, text));
                let title = (open[0].0 > 1).then(|| name.to_owned());
                let headings = title.into_iter().chain(open.iter().map(|(_, text)| text.clone())).collect();
                sections.push(Section { headings, lines: Vec::new() });
            }
            None => {
                if let Some(section) = sections.last_mut() {
                    section.lines.push(line.to_owned());
                }
            }
        }
    }
    sections
}

/// `## Heading ##` as its level and its text without marks.
fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.bytes().take_while(|&b| b == b'#').count();
    let text = line.get(level..)?.strip_prefix([' ', '\t'])?.trim().trim_end_matches('#').trim();
    ((1..=6).contains(&level) && !text.is_empty()).then(|| (level, text.replace(['`', '*'], "")))
}

/// Whether a line is part of a fenced code block.
#[derive(Default)]
struct Fence(Option<(char, usize)>);

impl Fence {
    /// Reads the next line; true for the fences themselves too.
    fn holds(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let mark = line.chars().next().filter(|&c| c == '`' || c == '~');
        let run = mark.map_or(0, |mark| line.chars().take_while(|&c| c == mark).count());
        match (self.0, mark) {
            (Some((open, length)), Some(mark)) if mark == open && run >= length && line.trim_matches(mark).trim().is_empty() => {
                self.0 = None;
                true
            }
            (None, Some(mark)) if run >= 3 => {
                self.0 = Some((mark, run));
                true
            }
            (open, _) => open.is_some(),
        }
    }
}

/// Plain text with its headings marked: a line of its own that is numbered (`4. Conveying.`) or in capitals.
pub(super) fn headings_of_text(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let empty = |at: Option<usize>| at.and_then(|at| lines.get(at)).is_none_or(|line| line.is_empty());
    let mut out = String::new();
    for (at, line) in lines.iter().enumerate() {
        let alone = empty(at.checked_sub(1)) && empty(Some(at + 1));
        if alone && (is_numbered(line) || is_capitals(line)) {
            out.push_str("## ");
            out.push_str(line.trim_end_matches('.'));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn is_numbered(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..).and_then(|rest| rest.strip_prefix(". "));
    (1..=3).contains(&digits) && line.len() <= LONGEST_HEADING && rest.is_some_and(|r| r.starts_with(char::is_uppercase))
}

fn is_capitals(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    letters > 3 && line.len() <= LONGEST_HEADING && !line.chars().any(char::is_lowercase)
}

/// The text of a section in pieces of about [`LARGEST`] characters. Code stays whole; a list is cut between its items
/// and a paragraph between its sentences, and only when they are too long themselves.
pub(super) fn pieces(lines: &[String]) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for block in blocks(lines).into_iter().flat_map(|block| if block.chars().count() > LARGEST { split(&block) } else { vec![block] }) {
        match pieces.last_mut() {
            Some(piece) if piece.chars().count() + block.chars().count() <= LARGEST => {
                piece.push_str("\n\n");
                piece.push_str(&block);
            }
            _ => pieces.push(block),
        }
    }
    pieces
}

/// Paragraphs, lists with all their items, tables, whole code blocks.
fn blocks(lines: &[String]) -> Vec<String> {
    let mut blocks: Vec<Vec<&str>> = Vec::new();
    let (mut fence, mut gap) = (Fence::default(), true);
    for line in lines {
        let inside = fence.0.is_some();
        let code = fence.holds(line);
        if !code && line.trim().is_empty() {
            gap = true;
            continue;
        }
        let goes_on = blocks.last().is_some_and(|block| gap && !inside && is_item(block[0]) && (is_item(line) || line.starts_with("  ")));
        match blocks.last_mut() {
            Some(block) if inside || !gap || goes_on => {
                if gap && !inside {
                    block.push("");
                }
                block.push(line);
            }
            _ => blocks.push(vec![line]),
        }
        gap = false;
    }
    blocks.into_iter().map(|block| block.join("\n").trim_end().to_owned()).filter(|block| !block.is_empty()).collect()
}

fn is_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    ["- ", "* ", "+ "].iter().any(|mark| line.starts_with(mark)) || (digits > 0 && line[digits..].starts_with(". "))
}

fn split(block: &str) -> Vec<String> {
    if block.contains("```") || block.contains("~~~") || block.starts_with('|') {
        return vec![block.to_owned()];
    }
    let parts: Vec<String> = if is_item(block) { items(block) } else { sentences(block) };
    let glue = if is_item(block) { "\n" } else { " " };
    let mut pieces: Vec<String> = Vec::new();
    for part in parts {
        match pieces.last_mut() {
            Some(piece) if piece.chars().count() + part.chars().count() <= LARGEST => {
                piece.push_str(glue);
                piece.push_str(&part);
            }
            _ => pieces.push(part),
        }
    }
    pieces
}

fn items(list: &str) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in list.lines() {
        match items.last_mut() {
            Some(item) if !is_item(line) => {
                item.push('\n');
                item.push_str(line);
            }
            _ => items.push(line.to_owned()),
        }
    }
    items
}

fn sentences(paragraph: &str) -> Vec<String> {
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut sentences = Vec::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(". ").or_else(|| rest.find("; ")) {
        sentences.push(rest[..=at].to_owned());
        rest = rest[at + 1..].trim_start();
    }
    sentences.push(rest.to_owned());
    sentences
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        pieces(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn short_blocks_stay_together_and_long_ones_part_at_blocks() {
        assert_eq!(cut("One.\n\nTwo.").len(), 1);
        let long = "Word and word. ".repeat(60);
        let pieces = cut(&format!("{long}\n\n{long}\n\n- a\n\n- b"));
        assert_eq!(pieces.len(), 2);
        assert!(pieces[1].ends_with("- a\n\n- b"));
    }

    #[test]
    fn a_long_paragraph_is_cut_between_sentences() {
        let pieces = cut(&"This is one sentence of many. ".repeat(100));
        assert!(pieces.len() > 2 && pieces.iter().all(|p| p.ends_with('.') && p.chars().count() <= LARGEST + 1));
    }

    #[test]
    fn code_is_never_cut() {
        let code = format!("```\n{}\n\n{}\n```", "x\n".repeat(500), "y\n".repeat(500));
        assert_eq!(cut(&code), [code.clone()]);
    }

    #[test]
    fn a_long_list_is_cut_between_items() {
        let list = (0..60).map(|n| format!("- item {n} with a few words\n  and a second line\n")).collect::<String>();
        assert!(cut(&list).iter().all(|piece| piece.starts_with("- item") && piece.ends_with("second line")));
    }

    #[test]
    fn plain_text_has_numbered_headings() {
        let text = "Intro.\n\n  4. Conveying Copies.\n\n  You may.\n\n1. a clause in running text\nthat goes on\n";
        assert_eq!(headings_of_text(text), "Intro.\n\n## 4. Conveying Copies\n\nYou may.\n\n1. a clause in running text\nthat goes on\n");
    }
}
