//! Where a growing text can be cut so that what comes later cannot change what came before.

/// A piece of list or quotation longer than this is cut at its next line end; the last reading mends it.
const MAX_OPEN: usize = 4_096;

/// Where the first piece of `text` ends for good, or `None` while it is still open. Depends on complete lines only,
/// so a text cut into pieces one by one gives the same pieces however it arrived.
pub(super) fn first_end(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut fence: Option<&str> = None;
    let mut container = false;
    let mut blank = false;
    for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
        if let Some(marks) = fence {
            at += line.len();
            let closing = line.trim();
            let shut = closing.len() >= marks.len() && closing.bytes().all(|b| marks.as_bytes().first() == Some(&b));
            if shut {
                return Some(at);
            }
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        if line.trim().is_empty() {
            blank = true;
            at += line.len();
            if !container && at > line.len() {
                return Some(at);
            }
            continue;
        }
        if container && ((blank && !indented && !is_container(line)) || at > MAX_OPEN) {
            return Some(at);
        }
        blank = false;
        container |= indented || is_container(line);
        fence = open_fence(line).filter(|_| !container);
        if fence.is_some() && at > 0 {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The marks with which a code fence at the left margin begins, and nothing else.
pub(super) fn open_fence(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let marks = &line[..line.len() - rest.len()];
    (marks.len() >= 3 && !(mark == '`' && rest.contains('`'))).then_some(marks)
}

fn is_container(line: &str) -> bool {
    line.starts_with(['-', '+', '*', '>', '<', '|']) || line.starts_with(|c: char| c.is_ascii_digit())
}
