//! The decisions a scanner can take, and the reach of one.

/// State of a text: complete, a final part, or still being written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::render) enum Extent {
    /// This is all.
    Whole,
    /// This is a part that does not change any more; other parts follow.
    Piece,
    /// The text is still being written: an undecided end is not shown yet.
    Growing,
}

/// A part that was lifted out of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::render) enum Lifted {
    /// A formula without its delimiters.
    Formula { tex: String, display: bool },
    /// A reference to the footnote of this name.
    Note(String),
    /// A character that looks like one of ours.
    Character,
}

/// The scanner's decision at a place.
pub(super) enum Found {
    /// This number of bytes becomes this part.
    Lift(Lifted, usize),
    /// This number of bytes is copied.
    Copy(usize),
    /// It may become something: nothing from here on is shown yet.
    Wait,
}

/// The length of what may belong to one inline thing: up to a blank line.
pub(in crate::render) fn block_end(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find('\n').map(|at| from + at) {
        let next = &text[at + 1..];
        let line = next.split_once('\n').map(|(line, _)| line);
        if line.is_some_and(|line| line.trim_matches([' ', '\t', '>', '\r']).is_empty()) {
            return at;
        }
        from = at + 1;
    }
    text.len()
}

/// A line without the marks of quotations, and of the items it begins.
pub(in crate::render) fn without_containers(line: &str, items: bool) -> &str {
    let mut rest = line.trim_start_matches([' ', '\t', '>']);
    if !items {
        return rest;
    }
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = match digits {
            0 => rest.strip_prefix(['-', '*', '+']),
            1..=9 => rest[digits..].strip_prefix(['.', ')']),
            _ => None,
        };
        let Some(after) = after.filter(|after| after.starts_with([' ', '\t'])) else { return rest };
        rest = after.trim_start_matches([' ', '\t', '>']);
    }
}
