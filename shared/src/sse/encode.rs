//! The encoder.

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

/// Returns a comment, which clients ignore: it keeps idle connections open.
pub const fn comment() -> &'static str {
    ":\n\n"
}

fn field(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.extend(value.chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')));
    out.push('\n');
}

/// Splits at LF, CR and CRLF; a line end at the end of the text begins an empty last line.
fn lines(data: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\r', '\n']) else { return rest.take() };
        let (line, after) = text.split_at(end);
        rest = Some(after.strip_prefix("\r\n").unwrap_or_else(|| &after[1..]));
        Some(line)
    })
}
