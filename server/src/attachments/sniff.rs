//! What a file is.

use image::ImageFormat;

use super::{office, plain};
use crate::core::attachment::{Kind, Upload};

/// What a file is, by its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    /// A picture in this format.
    Picture(ImageFormat),
    /// A PDF or Office document.
    Document(Kind),
    /// Text.
    Text,
}

/// Browsers give plain text one of these types. The last but one is what Windows calls CSV.
const TEXT_TYPES: [&str; 7] = [
    "text/plain",
    "text/csv",
    "text/markdown",
    "text/tab-separated-values",
    "application/json",
    "application/vnd.ms-excel",
    "application/octet-stream",
];

/// What it is; `None` when it is nothing we take. Text has no mark of its own, and a page or a script is text as well: it
/// must also be called plain text.
pub(super) fn found(upload: &Upload) -> Option<Found> {
    let bytes = &upload.bytes;
    match infer::get(bytes).map(|known| known.mime_type()) {
        Some("image/png") => Some(Found::Picture(ImageFormat::Png)),
        Some("image/jpeg") => Some(Found::Picture(ImageFormat::Jpeg)),
        Some("image/gif") => Some(Found::Picture(ImageFormat::Gif)),
        Some("image/webp") => Some(Found::Picture(ImageFormat::WebP)),
        Some("application/pdf") => Some(Found::Document(Kind::Pdf)),
        _ if bytes.starts_with(b"PK\x03\x04") => office::kind(bytes).map(Found::Document),
        _ => (is_called_text(upload) && plain::decode(bytes).is_some()).then_some(Found::Text),
    }
}

fn is_called_text(upload: &Upload) -> bool {
    let name = upload.name.trim().to_ascii_lowercase();
    let by_name = name.rsplit_once('.').is_some_and(|(_, ending)| Kind::Text.endings().contains(&ending));
    let given = upload.media_type.as_deref().unwrap_or("application/octet-stream");
    by_name && TEXT_TYPES.contains(&given.split(';').next().unwrap_or_default().trim())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn sent(name: &str, media_type: &str, bytes: &'static [u8]) -> Option<Found> {
        found(&Upload { name: name.into(), media_type: Some(media_type.into()), bytes: Bytes::from_static(bytes) })
    }

    #[test]
    fn content_decides_and_a_name_refuses() {
        assert_eq!(sent("a.txt", "text/plain", b"%PDF-1.7\n"), Some(Found::Document(Kind::Pdf)));
        assert_eq!(sent("a.txt", "text/plain; charset=utf-8", b"BMW <b>"), Some(Found::Text));
        assert_eq!(sent("a.html", "text/html", b"<p>hello"), None);
        assert_eq!(sent("a.txt", "text/html", b"<p>hello"), None);
        assert_eq!(sent("a.png", "image/png", b"<svg/>"), None);
        assert_eq!(sent("a.txt", "text/plain", b"\x7fELF\x02\x01"), None);
        assert_eq!(sent("a.docx", "application/zip", b"PK\x03\x04 and no archive"), None);
    }
}
