//! An owner's pictures for a widget. Widgets refer to files; a clone refers to the same ones, and no widget can change
//! or remove them.

use jiff::Timestamp;
use parlor_shared::ids::{FileId, TeamId};
use serde::{Deserialize, Serialize};

use crate::core::conversation::attachment::with_ending;

/// The largest, in bytes.
pub const LARGEST: usize = 512 * 1024;

/// A file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnerFile {
    /// Its id.
    pub id: FileId,
    /// Whose.
    pub team_id: TeamId,
    /// Its name; see [`PictureKind::name`].
    pub name: String,
    /// The file type, detected from its content.
    pub kind: PictureKind,
    /// The content.
    pub bytes: Vec<u8>,
    /// Time of the upload.
    pub created_at: Timestamp,
}

/// A picture that browsers show and that cannot run anything.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PictureKind {
    /// PNG (RFC 2083).
    Png,
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// GIF89a.
    Gif,
    /// WebP (RFC 9649).
    Webp,
}

impl PictureKind {
    /// Detects the file type from the content, ignoring the name.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            _ => None,
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }

    /// The name a picture is stored and offered under: without what misleads, with an ending of its kind. Empty when it was
    /// given none.
    pub fn name(self, given: &str) -> String {
        let endings: &[&str] = match self {
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
        };
        if given.is_empty() { String::new() } else { with_ending(given, endings) }
    }
}

/// The places where a widget shows a file. Names: ChatBotKit, `file/{fileId}/attach`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileSlot {
    /// The header.
    Bar,
    /// Beside a visitor's messages.
    User,
    /// Beside the agent's messages.
    Bot,
    /// On the launcher.
    Button,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides() {
        assert_eq!(PictureKind::of(b"\x89PNG\r\n\x1a\nrest"), Some(PictureKind::Png));
        assert_eq!(PictureKind::of(b"RIFF\0\0\0\0WEBPVP8 "), Some(PictureKind::Webp));
        for odd in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"", b"\x89PNG", b"<html>", b"GIF88a"] {
            assert_eq!(PictureKind::of(odd), None);
        }
    }
}
