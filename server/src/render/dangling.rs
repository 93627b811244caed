//! How the last, unfinished piece of a growing text is shown: what is open is closed, what may become a mark waits.

/// From this length on a piece is shown in steps of a 32nd of it, so that one endless block costs no more per
/// character than many short ones.
const STEPPED: usize = 512;

/// How much is shown of a piece of this length, but for a character that would be cut.
pub(super) fn step(length: usize) -> usize {
    if length < STEPPED {
        return length;
    }
    length - length % ((1 << length.ilog2()) / 32)
}

/// As much of the open piece `tail` as is shown.
pub(super) fn stepped(tail: &str) -> &str {
    let mut end = step(tail.len());
    while !tail.is_char_boundary(end) {
        end -= 1;
    }
    &tail[..end]
}

/// Closes the emphasis and code that is open at the end of a piece. Neither reaches across a blank line.
pub(super) fn closed(tail: &str) -> String {
    let block = tail.rfind("\n\n").map_or(0, |at| at + 2);
    let (before, last) = tail.split_at(block);
    format!("{before}{}", closed_block(last))
}

fn closed_block(block: &str) -> String {
    let bytes = block.as_bytes();
    let mut open: Vec<&str> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'`' => {
                let run = run(bytes, at);
                let (mark, rest) = (&block[at..at + run], &block[at + run..]);
                let Some(end) = end_of_code(rest, run) else {
                    return if rest.trim().is_empty() { block[..at].to_owned() } else { finish(block, mark, &open) };
                };
                at += run + end;
            }
            mark @ (b'*' | b'~') => {
                let run = run(bytes, at);
                let after = block[at + run..].chars().next();
                let before = block[..at].chars().next_back();
                let text = &block[at..at + run];
                let closes = before.is_some_and(|c| !c.is_whitespace());
                if closes && open.last() == Some(&text) {
                    open.pop();
                } else if after.is_none() && !closes {
                    // Nothing to emphasise yet.
                    return finish(&block[..at], "", &open);
                } else if after.is_some_and(|c| !c.is_whitespace()) && (run <= 2 && mark == b'*' || run == 2) {
                    open.push(text);
                }
                at += run;
            }
            _ => at += 1,
        }
    }
    finish(block, "", &open)
}

fn finish(block: &str, mark: &str, open: &[&str]) -> String {
    if mark.is_empty() && open.is_empty() {
        return block.to_owned();
    }
    // A closing mark after white space would close nothing; half of one that is being written is in the way.
    let text = if mark.is_empty() { half_closed(block.trim_end(), open) } else { block };
    let marks: String = open.iter().rev().copied().collect();
    format!("{text}{mark}{marks}")
}

fn half_closed<'b>(block: &'b str, open: &[&str]) -> &'b str {
    match open.last() {
        Some(&"**") if !block.ends_with("**") => block.strip_suffix('*').unwrap_or(block),
        Some(&"~~") if !block.ends_with("~~") => block.strip_suffix('~').unwrap_or(block),
        _ => block,
    }
}

fn run(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().take_while(|b| **b == bytes[at]).count()
}

/// Where the code after an opening run of `length` back-ticks ends, its closing run included.
fn end_of_code(text: &str, length: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = text[at..].find('`').map(|n| at + n) {
        let run = run(bytes, next);
        at = next + run;
        if run == length {
            return Some(at);
        }
    }
    None
}
