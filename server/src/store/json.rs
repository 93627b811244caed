//! JSON as every store can keep it: without U+0000, like free text.

use std::io;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::ser::{CharEscape, Formatter, Serializer};

use crate::core::store::{StoreError, Stored};

/// Writes U+FFFD where U+0000 stands in a text or a name.
struct WithoutNul;

impl Formatter for WithoutNul {
    fn write_char_escape<W: ?Sized + io::Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::AsciiControl(0) => writer.write_all("\u{FFFD}".as_bytes()),
            other => serde_json::ser::CompactFormatter.write_char_escape(writer, other),
        }
    }
}

/// The value as JSON.
pub(super) fn text<T: Serialize + ?Sized>(value: &T) -> Stored<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut bytes, WithoutNul))?;
    String::from_utf8(bytes).map_err(|error| StoreError::Broken(error.to_string()))
}

/// The value as it would be read back.
pub(super) fn cleaned<T: Serialize + DeserializeOwned>(value: &T) -> Stored<T> {
    Ok(serde_json::from_str(&text(value)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_character_itself_is_replaced() {
        let odd = ["a\0b", "\\u0000", "\\\0\\", "\u{1}\n\"", "\u{FFFD}"].map(String::from);
        let kept = ["a\u{FFFD}b", "\\u0000", "\\\u{FFFD}\\", "\u{1}\n\"", "\u{FFFD}"].map(String::from);
        assert_eq!(cleaned(&odd).unwrap(), kept);
    }

    #[test]
    fn names_are_texts_too() {
        let odd = serde_json::json!({"a\0": ["\0"]});
        assert_eq!(cleaned(&odd).unwrap(), serde_json::json!({"a\u{FFFD}": ["\u{FFFD}"]}));
    }
}
