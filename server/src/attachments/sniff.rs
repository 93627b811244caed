//! Detects the kind of a file.

use image::ImageFormat;

use super::active_content;
use crate::{
    core::{
        conversation::attachment::{Kind, Upload},
        knowledge::document::Unreadable,
    },
    documents::{archive, encoding},
};

/// Kind of a file, by its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SniffedFile {
    /// A picture in this format.
    Picture(ImageFormat),
    /// A PDF or Office document.
    Document(Kind),
    /// Text.
    Text,
}

/// Media types that browsers give plain text. The last but one is the type Windows uses for CSV.
const TEXT_TYPES: [&str; 7] = [
    "text/plain",
    "text/csv",
    "text/markdown",
    "text/tab-separated-values",
    "application/json",
    "application/vnd.ms-excel",
    "application/octet-stream",
];

/// Returns the kind of a file; `None` for kinds that are not accepted. Plain text has no signature, and HTML and
/// scripts are text as well, so the upload must also be declared as plain text.
pub(super) fn found(upload: &Upload) -> Option<SniffedFile> {
    let bytes = &upload.bytes;
    match infer::get(bytes).map(|known| known.mime_type()) {
        Some("image/png") => Some(SniffedFile::Picture(ImageFormat::Png)),
        Some("image/jpeg") => Some(SniffedFile::Picture(ImageFormat::Jpeg)),
        Some("image/gif") => Some(SniffedFile::Picture(ImageFormat::Gif)),
        Some("image/webp") => Some(SniffedFile::Picture(ImageFormat::WebP)),
        Some("application/pdf") => Some(SniffedFile::Document(Kind::Pdf)),
        _ if bytes.starts_with(b"PK\x03\x04") => office(bytes).map(SniffedFile::Document),
        _ => (is_called_text(upload) && encoding::decode(bytes).is_some()).then_some(SniffedFile::Text),
    }
}

/// The kind of document an archive is; `None` for any other archive, and for one with [active content](active_content).
pub(super) fn office(bytes: &[u8]) -> Option<Kind> {
    looked_into(bytes).ok()
}

fn looked_into(bytes: &[u8]) -> Result<Kind, Unreadable> {
    let mut archive = archive::open(bytes).ok_or(Unreadable::Damaged)?;
    let names = archive::names(&archive);
    let kind = archive::declared(&mut archive).ok_or(Unreadable::Misnamed)?;
    if active_content::is_in(&mut archive, &names) { Err(Unreadable::Active) } else { Ok(kind) }
}

/// The first bytes of compound files (OLE 2).
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Refuses a document that is not of this kind, whatever its name.
pub(super) fn is_really(kind: Kind, bytes: &[u8]) -> Result<(), Unreadable> {
    let found = match infer::get(bytes).map(|known| known.mime_type()) {
        Some("application/pdf") => Kind::Pdf,
        // Office documents that are locked with a password are compound files.
        _ if bytes.starts_with(COMPOUND_FILE) && kind != Kind::Pdf => return Err(Unreadable::Damaged),
        _ if bytes.starts_with(b"PK\x03\x04") => looked_into(bytes)?,
        _ => return Err(Unreadable::Misnamed),
    };
    if found == kind { Ok(()) } else { Err(Unreadable::Misnamed) }
}

/// Refuses content that is not text, whatever its name.
pub(super) fn text(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, Unreadable> {
    let is_text = |kind: infer::Type| matches!(kind.matcher_type(), infer::MatcherType::Text);
    if infer::get(bytes).is_some_and(|kind| !is_text(kind)) {
        return Err(Unreadable::Misnamed);
    }
    encoding::decode(bytes).ok_or(Unreadable::NotText)
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

    fn sent(name: &str, media_type: &str, bytes: &'static [u8]) -> Option<SniffedFile> {
        found(&Upload { name: name.into(), media_type: Some(media_type.into()), bytes: Bytes::from_static(bytes) })
    }

    #[test]
    fn content_decides_and_a_name_refuses() {
        assert_eq!(sent("a.txt", "text/plain", b"%PDF-1.7\n"), Some(SniffedFile::Document(Kind::Pdf)));
        assert_eq!(sent("a.txt", "text/plain; charset=utf-8", b"BMW <b>"), Some(SniffedFile::Text));
        assert_eq!(sent("a.html", "text/html", b"<p>hello"), None);
        assert_eq!(sent("a.txt", "text/html", b"<p>hello"), None);
        assert_eq!(sent("a.png", "image/png", b"<svg/>"), None);
        assert_eq!(sent("a.txt", "text/plain", b"\x7fELF\x02\x01"), None);
        assert_eq!(sent("a.docx", "application/zip", b"PK\x03\x04 and no archive"), None);
    }
}
