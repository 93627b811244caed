//! Text from elsewhere, without characters that steer terminals and databases.

/// Drops control characters except tab and line feed: escape sequences would act in a log, and NUL cannot be stored.
/// A carriage return goes too, so every line ends with a line feed.
pub(super) fn clean(text: String) -> String {
    if text.chars().all(allowed) { text } else { text.chars().filter(|&c| allowed(c)).collect() }
}

fn allowed(c: char) -> bool {
    !c.is_control() || c == '\n' || c == '\t'
}
