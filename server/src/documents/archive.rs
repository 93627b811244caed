//! ZIP archives of office documents, within limits. Nested archives are not opened, and nothing is written to disk.

use std::io::{Cursor, Read};

use zip::{ZipArchive, read::ZipFile};

use crate::core::{conversation::attachment::Kind, knowledge::document::Unreadable};

/// Maximum number of entries in an archive.
const ENTRIES: usize = 1_000;
/// Maximum number of bytes unpacked from one archive.
const UNPACKED: u64 = 20 * 1024 * 1024;
/// Maximum ratio of an entry's unpacked size to its packed size.
const RATIO: u64 = 100;
/// Small entries are exempt from that: XML repeats itself.
const SMALL: u64 = 64 * 1024;

/// An archive in memory.
pub type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens an archive; `None` if the bytes are not an archive, are truncated, or have too many entries.
pub fn open(bytes: &[u8]) -> Option<Archive<'_>> {
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    (archive.len() <= ENTRIES).then_some(archive)
}

/// The names of its entries.
pub fn names(archive: &Archive<'_>) -> Vec<String> {
    archive.file_names().filter_map(|name| name.ok().map(String::from)).collect()
}

/// The kind of document it is, by the parts every document of it has; `None` for any other archive.
pub fn declared(archive: &mut Archive<'_>) -> Option<Kind> {
    let names = names(archive);
    let has = |name: &str| names.iter().any(|it| it == name);
    if has("[Content_Types].xml") {
        let main =
            [("word/document.xml", Kind::Docx), ("xl/workbook.xml", Kind::Xlsx), ("ppt/presentation.xml", Kind::Pptx)];
        return main.into_iter().find(|(name, _)| has(name)).map(|(_, kind)| kind);
    }
    let declared = Unpacking::default().read(archive, "mimetype")?;
    [Kind::Odt, Kind::Ods, Kind::Odp].into_iter().find(|kind| kind.media_type() == declared.trim())
}

/// Refuses an archive that a library without limits would unpack to too much.
pub(super) fn within_limits(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = open(bytes).ok_or(Unreadable::Damaged)?;
    let mut unpacking = Unpacking::default();
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|_| Unreadable::Damaged)?;
        unpacking.pass(entry)?;
    }
    Ok(())
}

/// The bytes that may still be unpacked.
pub struct Unpacking {
    left: u64,
}

impl Default for Unpacking {
    fn default() -> Self {
        Self { left: UNPACKED }
    }
}

impl Unpacking {
    /// Returns an entry as text. The size in its header is not trusted.
    pub(super) fn read(&mut self, archive: &mut Archive<'_>, name: &str) -> Option<String> {
        let entry = archive.by_name(name).ok()?;
        String::from_utf8(self.unpack(entry)?).ok()
    }

    /// The bytes of an entry; `None` when they are beyond the limits or damaged.
    pub fn unpack(&mut self, entry: ZipFile<'_, impl Read>) -> Option<Vec<u8>> {
        let most = self.left.min(most(&entry));
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).ok()?;
        let size = bytes.len() as u64;
        self.left -= size.min(self.left);
        (size <= most).then_some(bytes)
    }

    /// Counts the unpacked bytes of an entry without keeping them. Pictures hardly compress, so they hardly count.
    fn pass(&mut self, entry: ZipFile<'_, impl Read>) -> Result<(), Unreadable> {
        let packed = entry.compressed_size();
        let most = most(&entry).min(self.left.saturating_add(packed.saturating_mul(2)));
        let size = std::io::copy(&mut entry.take(most + 1), &mut std::io::sink()).map_err(|_| Unreadable::Damaged)?;
        if size > most {
            return Err(Unreadable::TooLarge);
        }
        self.left -= size.saturating_sub(packed.saturating_mul(2)).min(self.left);
        Ok(())
    }
}

fn most(entry: &ZipFile<'_, impl Read>) -> u64 {
    entry.compressed_size().saturating_mul(RATIO).max(SMALL)
}
