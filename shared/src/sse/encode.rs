//! The writing half.

/// Appends one event to `out`. `id` and `event` are names made by the server; a CR, LF or NUL in them would end
/// the field early, so they are dropped. `data` may be anything: each of its lines becomes a `data:` line.
pub fn encode(out: &mut String, id: Option<&str>, event: &str, data: &str) {
    if let Some(id) = id {
        field(out, "id: ", id);
    }
    field(out, "event: ", event);
    for line in lines(data) {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
}

/// A comment, ignored by every reader: keeps idle connections open.
pub const fn comment() -> &'static str {
    ":\n\n"
}

fn field(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.extend(value.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')));
    out.push('\n');
}

fn lines(data: &str) -> impl Iterator<Item = &str> {
    data.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}
