//! JSON Lines: a value, a line feed, the next value.
//!
//! Lines are ASCII: a client that decodes each chunk by itself (ChatBotKit's SDK does) would tear a longer character that
//! two chunks share. White space between values means nothing, so a space shows that the connection is alive.

use std::io;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The media type.
pub const MEDIA_TYPE: &str = "application/jsonl";
/// Says nothing, in this format.
pub const HEARTBEAT: &str = " ";

/// Returns true if the client accepts JSON lines.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types = values.flat_map(|value| value.split(',')).filter_map(|item| item.split(';').next());
    types.any(|essence| essence.trim().eq_ignore_ascii_case(MEDIA_TYPE))
}

/// Adds a line.
pub fn line(out: &mut String, value: &impl Serialize) {
    let mut bytes = Vec::new();
    match value.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii)) {
        Ok(()) => {
            out.push_str(&String::from_utf8_lossy(&bytes));
            out.push('\n');
        }
        Err(error) => tracing::error!(%error, "a line could not be written"),
    }
}

/// A response of lines that may take their time.
pub fn response(lines: Body) -> Response {
    let mut response = lines.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// Writes what is not ASCII as `\uXXXX`.
struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for part in fragment.split_inclusive(|c: char| !c.is_ascii()) {
            let last = part.char_indices().next_back().filter(|(_, c)| !c.is_ascii());
            let ascii = last.map_or(part.len(), |(at, _)| at);
            writer.write_all(&part.as_bytes()[..ascii])?;
            for unit in part[ascii..].encode_utf16() {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn lines_are_ascii_and_mean_the_same() {
        let values = [json!({"größe": "日本語 🙂\n\"\u{1}"}), json!(["", "é", "aé", "éa", "aéb\u{2028}"]), json!(1.5)];
        let mut out = String::new();
        for value in &values {
            line(&mut out, value);
        }
        assert!(out.is_ascii());
        let read: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(read, values);
    }

    #[test]
    fn lines_are_asked_for_by_name() {
        let accept = |value: &'static str| HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(value))]);
        assert!(is_wanted(&accept("application/jsonl")));
        assert!(is_wanted(&accept("text/html, Application/JSONL;q=0.5")));
        assert!(!is_wanted(&accept("application/json")) && !is_wanted(&accept("*/*")));
        assert!(!is_wanted(&HeaderMap::new()));
    }
}
