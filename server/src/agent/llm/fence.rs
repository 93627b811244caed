//! Texts of others inside a prompt.

use std::fmt::Write as _;

/// A fence longer than any run of tildes inside: the text cannot close it.
pub(super) fn fence(out: &mut String, label: &str, text: &str) {
    let longest = text.split(|c| c != '~').map(str::len).max().unwrap_or_default();
    let fence = "~".repeat(longest.max(3) + 1);
    _ = write!(out, "\n\n{fence} {label}\n{text}\n{fence}");
}
