//! Decides which dollars and brackets enclose a formula.

use super::found::{Extent, Found, Lifted, block_end, without_containers};

/// Maximum length of a formula, in bytes.
const LONGEST: usize = 2_000;
/// Maximum number of bytes read from an opening mark on.
pub(super) const REACH: usize = LONGEST + 64;
/// Length, in bytes, from which an open span without any mark of a formula is not a formula.
const PATIENCE: usize = 48;

/// Reads from a dollar.
pub(super) fn dollars(before: &str, rest: &str, extent: Extent) -> Found {
    let run = rest.bytes().take_while(|b| *b == b'$').count();
    match run {
        1 => single(before, rest, extent),
        2 => delimited(rest, "$$", "$$", true, extent),
        // Three or more dollars are a price rating.
        _ => Found::Copy(run),
    }
}

/// Reads from a backslash.
pub(super) fn brackets(rest: &str, extent: Extent) -> Found {
    let escaped = rest[1..].chars().next();
    match escaped {
        Some('(') => delimited(rest, "\\(", "\\)", false, extent),
        Some('[') => delimited(rest, "\\[", "\\]", true, extent),
        Some(c) => Found::Copy(1 + usize::from(c.is_ascii_punctuation())),
        None if extent == Extent::Growing => Found::Wait,
        None => Found::Copy(1),
    }
}

/// A formula without delimiters: `\begin{align}` to `\end{align}` on lines of their own.
pub(super) fn environment(rest: &str, extent: Extent) -> Option<Found> {
    let indent = rest.len() - rest.trim_start_matches(' ').len();
    let tex = &rest[indent..];
    let name = tex.strip_prefix("\\begin{");
    if name.is_none() && extent == Extent::Growing && !tex.is_empty() && "\\begin{".starts_with(tex) {
        return Some(Found::Wait);
    }
    let block = &tex[..block_end(tex)];
    let Some((name, _)) = name?.split_once('}') else {
        let unfinished = extent == Extent::Growing && tex.len() < PATIENCE && !tex.contains('\n');
        return unfinished.then_some(Found::Wait);
    };
    if name.len() > 16 || !name.trim_end_matches('*').chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    let closing = format!("\\end{{{name}}}");
    let Some(end) = block.find(&closing).map(|at| at + closing.len()) else {
        let waits = extent == Extent::Growing && block.len() == tex.len() && tex.len() < LONGEST;
        return waits.then_some(Found::Wait);
    };
    let lifted = Lifted::Formula { tex: unquoted(&tex[..end]), display: true };
    Some(Found::Lift(lifted, indent + end))
}

/// A formula between two marks that are nothing else.
fn delimited(rest: &str, opening: &str, closing: &str, display: bool, extent: Extent) -> Found {
    let inside = &rest[opening.len()..];
    let block = &inside[..block_end(inside)];
    let no = Found::Copy(opening.len());
    let Some(end) = closing_at(block, closing) else {
        let open = extent == Extent::Growing && block.len() == inside.len();
        return if open && may_become(block) { Found::Wait } else { no };
    };
    let tex = &block[..end];
    let length = opening.len() + end + closing.len();
    let after = &rest[length..];
    // "\[a\](b)" are brackets that make no link.
    let escaped = closing == "\\]" && after.starts_with(['(', '[']);
    if closing == "\\]" && after.is_empty() && extent == Extent::Growing {
        return Found::Wait;
    }
    let empty = !tex.contains(char::is_alphanumeric);
    if empty || tex.len() > LONGEST || escaped || is_prose(tex) || tex.starts_with('$') {
        return no;
    }
    Found::Lift(Lifted::Formula { tex: unquoted(tex), display }, length)
}

/// The place of the closing mark; `\\` before it is a line's end, not its own backslash.
fn closing_at(block: &str, closing: &str) -> Option<usize> {
    let mut at = 0;
    while at < block.len() {
        let rest = &block[at..];
        if rest.starts_with(closing) {
            return Some(at);
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let escaped =
            if first == 1 && rest.starts_with('\\') { rest[1..].chars().next().map_or(0, char::len_utf8) } else { 0 };
        at += first + escaped;
    }
    None
}

/// A formula between single dollars.
fn single(before: &str, rest: &str, extent: Extent) -> Found {
    let no = Found::Copy(1);
    if before.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return no;
    }
    let inside = &rest[1..];
    let block = &inside[..inline_end(before, inside)];
    if let Some(quoted) = block.strip_prefix('`') {
        return in_back_ticks(quoted, block.len() == inside.len(), extent);
    }
    let spaced = block.starts_with(char::is_whitespace);
    let Some(end) = closing_at(block, "$") else {
        let open = extent == Extent::Growing && block.len() == inside.len();
        let waits = open && may_become(block) && !is_price(block) && (!spaced || has_marks(block));
        return if waits { Found::Wait } else { no };
    };
    let tex = &block[..end];
    let after = block[end + 1..].chars().next();
    let fits = match after {
        None if extent == Extent::Growing && block.len() == inside.len() && !has_marks(tex) && is_number(tex) => {
            // "$5-$" may go on as "$5-$10".
            return Found::Wait;
        }
        Some(c) if c.is_ascii_digit() || c == '$' => false,
        Some(c) if c.is_alphabetic() && c.is_ascii() => has_marks(tex) || tex.chars().count() == 1,
        _ => true,
    };
    let ends_in_space = tex.ends_with(char::is_whitespace);
    let tight = !spaced && !ends_in_space || spaced && ends_in_space && has_marks(tex);
    if tex.is_empty() || tex.len() > LONGEST || !fits || !tight || is_price(tex) || is_prose(tex) {
        return no;
    }
    Found::Lift(Lifted::Formula { tex: tex.to_owned(), display: false }, 1 + end + 1)
}

/// A formula as GitHub writes it: "$`x^2`$".
fn in_back_ticks(quoted: &str, to_the_end: bool, extent: Extent) -> Found {
    match quoted.find('`') {
        Some(end) if quoted[end + 1..].starts_with('$') && end > 0 => {
            Found::Lift(Lifted::Formula { tex: quoted[..end].to_owned(), display: false }, end + 4)
        }
        None if to_the_end && extent == Extent::Growing && may_become(quoted) => Found::Wait,
        _ => Found::Copy(1),
    }
}

/// The end of the block that a dollar stands in: a blank line, an item, a heading, a quotation, or a row of a table.
fn inline_end(before: &str, inside: &str) -> usize {
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim_start_matches([' ', '>']).starts_with('|') {
        return inside.find('\n').unwrap_or(inside.len());
    }
    let end = block_end(inside);
    let begins_block = |at: &usize| {
        let words = inside[at + 1..].trim_start_matches([' ', '\t']);
        without_containers(words, true).len() != words.len() || words.starts_with(['#', '|'])
    };
    inside[..end].match_indices('\n').map(|(at, _)| at).find(begins_block).unwrap_or(end)
}

/// True when an open mark can still begin a formula.
fn may_become(block: &str) -> bool {
    block.len() < LONGEST && !is_prose(block) && (block.len() <= PATIENCE || has_marks(block))
}

/// True when there is something that only formulas have.
fn has_marks(tex: &str) -> bool {
    tex.contains(['\\', '^', '_', '=', '{'])
}

/// True when there are words one after the other, and no mark of a formula.
fn is_prose(tex: &str) -> bool {
    let marked = tex.contains(['\\', '^', '_', '=', '{', '+', '<', '>']);
    let is_word =
        |word: &&str| word.chars().count() >= 3 && word.chars().all(|c| c.is_alphabetic() || ",.;:!?'’".contains(c));
    !marked && tex.split_whitespace().filter(is_word).count() >= 2
}

fn is_number(tex: &str) -> bool {
    tex.chars().all(|c| c.is_ascii_digit() || ".,-–/ ".contains(c))
}

/// True when the text after a dollar is an amount of money: a number and then the rest of a sentence.
fn is_price(tex: &str) -> bool {
    let number = tex.trim_start_matches(|c: char| c.is_ascii_digit());
    if number.len() == tex.len() {
        return false;
    }
    let mut rest = number;
    while let Some(more) = rest.strip_prefix(['.', ',']) {
        let digits = more.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() == more.len() {
            break;
        }
        rest = digits;
    }
    let scale = ["bn", "mn", "tn", "K", "k", "M", "m", "B", "b", "T"];
    let scaled = scale.iter().find_map(|s| rest.strip_prefix(s)).filter(|r| !r.starts_with(char::is_alphanumeric));
    let rest = scaled.unwrap_or(rest);
    let operator = |c: char| "+-=*/<>^_\\~(){}|×·".contains(c);
    let mut words = rest.chars();
    match words.next() {
        // So far, there is only the number.
        None => false,
        Some(c) if c.is_whitespace() => {
            let next = words.as_str().trim_start();
            !next.starts_with(operator) && !next.starts_with(|c: char| c.is_ascii_digit()) && !has_marks(next)
        }
        Some('/' | '-' | '–') => {
            words.as_str().starts_with(|c: char| c.is_alphabetic())
                && words.as_str().chars().take(2).all(char::is_alphabetic)
                && !has_marks(tex)
        }
        Some(',' | '.' | ';' | ':' | '!' | '?' | '*' | ')' | ']' | '|' | '"' | '”' | '\'') => {
            !has_marks(words.as_str())
        }
        Some(c) => scaled.is_some() || !c.is_ascii(),
    }
}

/// A formula of several lines without the marks of the quotation it stands in.
fn unquoted(tex: &str) -> String {
    tex.lines().map(|line| line.trim_start().trim_start_matches("> ")).collect::<Vec<_>>().join("\n").trim().to_owned()
}
