//! Documents of owners: why one is not read, and the port to their reader. Implemented in `crate::attachments`.

use async_trait::async_trait;
use bytes::Bytes;

/// Why a document is not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreadable {
    /// Its name ends like nothing that is read.
    #[error(
        "files of this kind are not read; Markdown, text, HTML, CSV, PDF, Word, Excel, PowerPoint and OpenDocument are"
    )]
    UnknownKind,
    /// It is not what its name says.
    #[error("the file is not what its name says")]
    Misnamed,
    /// Not text in any encoding, though its name says so.
    #[error("the file is not text")]
    NotText,
    /// Cut short, locked, or otherwise not readable as what it is.
    #[error("the file is damaged, incomplete or locked with a password")]
    Damaged,
    /// It has more bytes, or unpacks to more, than it may.
    #[error("the file is too large, or unpacks to too much")]
    TooLarge,
    /// Its elements are nested too deeply.
    #[error("the file's elements are nested too deeply")]
    TooDeep,
    /// It takes too much time or memory to read.
    #[error("the file takes too long to read")]
    TooCostly,
    /// Macros, scripts and the like.
    #[error("the file has active content: macros, scripts, embedded programs or linked objects")]
    Active,
    /// Nothing is said in it, as in a scanned PDF.
    #[error("there is no text in the file")]
    Empty,
    /// The server has too much other work.
    #[error("the server is busy; send the file again")]
    Busy,
}

impl Unreadable {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::UnknownKind,
        Self::Misnamed,
        Self::NotText,
        Self::Damaged,
        Self::TooLarge,
        Self::TooDeep,
        Self::TooCostly,
        Self::Active,
        Self::Empty,
        Self::Busy,
    ];
}

/// A pattern for API descriptions that matches relative paths of any length: no segment is empty, `.` or `..`.
pub const NAME: &str = concat!(
    r"^(\.?[^/\\.\x00-\x1f\x7f-\x9f][^/\\\x00-\x1f\x7f-\x9f]*|\.\.[^/\\\x00-\x1f\x7f-\x9f]+)",
    r"(/(\.?[^/\\.\x00-\x1f\x7f-\x9f][^/\\\x00-\x1f\x7f-\x9f]*|\.\.[^/\\\x00-\x1f\x7f-\x9f]+))*$"
);

/// Returns true if a document may have this name: a relative path of 1 to 200 characters. No accepted name leads out of
/// its folder on any system.
pub fn is_relative_path(name: &str) -> bool {
    (1..=200).contains(&name.chars().count())
        && !name.contains(|c: char| c.is_control() || c == '\\')
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Reads documents of owners.
#[async_trait]
pub trait ReadDocument: Send + Sync + 'static {
    /// The text of a document, as Markdown. Its name says what it should be, and its content must agree.
    async fn markdown(&self, name: &str, bytes: Bytes) -> Result<String, Unreadable>;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{NAME, is_relative_path};

    #[test]
    fn the_pattern_of_descriptions_says_what_a_documents_name_is() {
        let schema = jsonschema::validator_for(&json!({"pattern": NAME})).unwrap();
        let parts = ["", "a", "é.md", ".", "..", "/", "\\", "\u{7}", "\u{9f}", " "];
        for one in parts {
            for two in parts {
                for three in parts {
                    let name = [one, two, three].concat();
                    let fits = schema.is_valid(&json!(name));
                    assert_eq!(fits, is_relative_path(&name), "{name:?}");
                }
            }
        }
    }
}
