//! Office documents: a ZIP archive with XML in it. No archive within is opened, and nothing is written anywhere.

use std::io::{Cursor, Read};

use tokio_util::sync::CancellationToken;
use zip::{ZipArchive, read::ZipFile};

use super::{
    active_content,
    xml::{Next, Step, attribute, walk},
};
use crate::core::attachment::Kind;

/// Most entries of an archive.
const ENTRIES: usize = 1_000;
/// Most bytes unpacked from one archive.
const UNPACKED: u64 = 20 * 1024 * 1024;
/// An entry may not unpack to more than so many times its size.
const RATIO: u64 = 100;
/// Small entries are exempt from that: XML repeats itself.
const SMALL: u64 = 64 * 1024;

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The kind of document an archive is; `None` for any other archive, and for one with [active content](active_content).
pub(super) fn kind(bytes: &[u8]) -> Option<Kind> {
    let mut archive = archive(bytes)?;
    let names: Vec<String> = archive.file_names().filter_map(|name| name.ok().map(String::from)).collect();
    let has = |name: &str| names.iter().any(|it| it == name);
    let kind = declared(&mut archive, has)?;
    (!active_content::is_in(&mut archive, &names)).then_some(kind)
}

/// The kind by the parts every document of it has.
fn declared(archive: &mut Archive<'_>, has: impl Fn(&str) -> bool) -> Option<Kind> {
    if has("[Content_Types].xml") {
        let main =
            [("word/document.xml", Kind::Docx), ("xl/workbook.xml", Kind::Xlsx), ("ppt/presentation.xml", Kind::Pptx)];
        return main.into_iter().find(|(name, _)| has(name)).map(|(_, kind)| kind);
    }
    let declared = Unpacking::new().read(archive, "mimetype")?;
    [Kind::Odt, Kind::Ods, Kind::Odp].into_iter().find(|kind| kind.media_type() == declared.trim())
}

/// What a document says, about as many characters as asked for; `None` when it is damaged or beyond the limits.
pub(super) fn text(kind: Kind, bytes: &[u8], characters: usize, stop: &CancellationToken) -> Option<String> {
    let mut archive = archive(bytes)?;
    let mut unpacking = Unpacking::new();
    let shared = if kind == Kind::Xlsx { strings(&mut unpacking, &mut archive) } else { Vec::new() };
    let open_document = matches!(kind, Kind::Odt | Kind::Ods | Kind::Odp);
    let mut writer = Writer { most: characters.saturating_mul(4), shared, open_document, ..Writer::default() };
    for part in parts(kind, &archive) {
        let xml = unpacking.read(&mut archive, &part)?;
        walk(&xml, |step| if stop.is_cancelled() { Next::Stop } else { writer.take(step) })?;
        writer.line();
        if stop.is_cancelled() || writer.is_full() {
            break;
        }
    }
    (!stop.is_cancelled()).then(|| writer.out.trim().to_owned())
}

fn archive(bytes: &[u8]) -> Option<Archive<'_>> {
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    (archive.len() <= ENTRIES).then_some(archive)
}

/// The parts with text, in their order.
fn parts(kind: Kind, archive: &Archive<'_>) -> Vec<String> {
    let (before, after) = match kind {
        Kind::Docx => return vec!["word/document.xml".into()],
        Kind::Xlsx => ("xl/worksheets/sheet", ".xml"),
        Kind::Pptx => ("ppt/slides/slide", ".xml"),
        _ => return vec!["content.xml".into()],
    };
    let number = |name: &str| name.strip_prefix(before)?.strip_suffix(after)?.parse::<u32>().ok();
    let mut numbers: Vec<u32> =
        archive.file_names().filter_map(|name| name.ok().and_then(|name| number(&name))).collect();
    numbers.sort_unstable();
    numbers.into_iter().map(|number| format!("{before}{number}{after}")).collect()
}

/// The texts that cells refer to by number.
fn strings(unpacking: &mut Unpacking, archive: &mut Archive<'_>) -> Vec<String> {
    let Some(xml) = unpacking.read(archive, "xl/sharedStrings.xml") else { return Vec::new() };
    let (mut all, mut one, mut inside) = (Vec::new(), String::new(), false);
    let whole = walk(&xml, |step| {
        match step {
            Step::Begin("t", _) => inside = true,
            Step::End("t") => inside = false,
            Step::End("si") => all.push(std::mem::take(&mut one)),
            Step::Text(text) if inside => one.push_str(text),
            _ => {}
        }
        Next::On
    });
    whole.map(|()| all).unwrap_or_default()
}

/// The bytes that may still be unpacked.
pub(super) struct Unpacking {
    left: u64,
}

impl Unpacking {
    pub(super) fn new() -> Self {
        Self { left: UNPACKED }
    }

    /// An entry as text. What its header claims about its size is not believed.
    fn read(&mut self, archive: &mut Archive<'_>, name: &str) -> Option<String> {
        let entry = archive.by_name(name).ok()?;
        String::from_utf8(self.unpack(entry)?).ok()
    }

    /// The bytes of an entry; `None` when they are beyond the limits or damaged.
    pub(super) fn unpack(&mut self, entry: ZipFile<'_, impl Read>) -> Option<Vec<u8>> {
        let most = self.left.min(entry.compressed_size().saturating_mul(RATIO).max(SMALL));
        let mut bytes = Vec::new();
        entry.take(most + 1).read_to_end(&mut bytes).ok()?;
        let size = bytes.len() as u64;
        self.left -= size.min(self.left);
        (size <= most).then_some(bytes)
    }
}

/// Writes lines and cells.
#[derive(Default)]
struct Writer {
    out: String,
    /// Bytes after which nothing more is wanted.
    most: usize,
    shared: Vec<String>,
    /// In OpenDocument text stands in paragraphs themselves, in Microsoft's formats in runs within them.
    open_document: bool,
    /// How many elements with text we are in.
    depth: usize,
    /// Where the cell we are in begins: its paragraphs stay on one line.
    cell: Option<usize>,
    /// The cell's value is the number of a shared text.
    refers: bool,
}

impl Writer {
    fn take(&mut self, step: Step<'_>) -> Next {
        match step {
            Step::Begin("t" | "h" | "v", _) => self.depth += 1,
            Step::Begin("p", _) if self.open_document => self.depth += 1,
            Step::Begin("c" | "table-cell" | "tc", attributes) => {
                self.cell = Some(self.out.len());
                self.refers = attribute(attributes, "t") == Some("s");
            }
            Step::Begin("tab", _) => self.out.push('\t'),
            Step::End("t" | "v") => self.depth = self.depth.saturating_sub(1),
            Step::End("p" | "h") => {
                self.depth = 0;
                self.line();
            }
            Step::End("c" | "table-cell" | "tc") => self.end_of_cell(),
            Step::Begin("br" | "line-break" | "cr", _) | Step::End("row" | "table-row" | "tr") => self.line(),
            Step::Text(text) if self.depth > 0 => self.write(text),
            _ => {}
        }
        if self.is_full() { Next::Stop } else { Next::On }
    }

    fn write(&mut self, text: &str) {
        if !self.refers {
            self.out.push_str(text);
        } else if let Some(shared) = text.trim().parse().ok().and_then(|number: usize| self.shared.get(number)) {
            self.out.push_str(shared);
        }
    }

    fn line(&mut self) {
        if self.cell.is_some() {
            self.out.push(' ');
            return;
        }
        self.out.truncate(self.out.trim_end_matches([' ', '\t']).len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn end_of_cell(&mut self) {
        let begin = self.cell.take().unwrap_or_default();
        let words = self.out[begin..].trim_end_matches(' ').len();
        self.out.truncate(begin + words);
        self.out.push('\t');
    }

    fn is_full(&self) -> bool {
        self.out.len() > self.most
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn read(parts: &[(&str, &str)]) -> (Option<Kind>, Option<String>) {
        let bytes = packed(parts);
        let found = kind(&bytes);
        (found, found.and_then(|kind| text(kind, &bytes, 1_000, &CancellationToken::new())))
    }

    #[test]
    fn word_excel_and_powerpoint_say_what_they_say() {
        let types = ("[Content_Types].xml", "<Types/>");
        let word = "<w:document><w:p><w:r><w:t>Tea &amp; </w:t></w:r><w:r><w:t>milk</w:t><w:tab/><w:t>&#8364;5</w:t></w:r></w:p>\
                    <w:p><w:r><w:delText>gone</w:delText><w:t>Two</w:t></w:r></w:p></w:document>";
        assert_eq!(read(&[types, ("word/document.xml", word)]), (Some(Kind::Docx), Some("Tea & milk\t€5\nTwo".into())));
        let strings = "<sst><si><t>Tea</t></si><si><r><t>Mi</t></r><r><t>lk</t></r></si></sst>";
        let sheet = "<worksheet><row><c t=\"s\"><v>1</v></c><c><v>2.5</v></c></row>\
                     <row><c t=\"inlineStr\"><is><t>Bread</t></is></c><c t=\"s\"><v>99</v></c></row></worksheet>";
        let parts =
            [types, ("xl/workbook.xml", ""), ("xl/sharedStrings.xml", strings), ("xl/worksheets/sheet1.xml", sheet)];
        assert_eq!(read(&parts), (Some(Kind::Xlsx), Some("Milk\t2.5\nBread".into())));
        let slide = |text: &str| format!("<p:sld><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>");
        let (one, ten) = (slide("One"), slide("Ten"));
        let parts = [
            types,
            ("ppt/presentation.xml", ""),
            ("ppt/slides/slide10.xml", ten.as_str()),
            ("ppt/slides/slide2.xml", one.as_str()),
        ];
        assert_eq!(read(&parts), (Some(Kind::Pptx), Some("One\nTen".into())));
    }

    #[test]
    fn open_document_says_what_it_says() {
        let content = "<office:document-content><text:h>Prices</text:h><table:table-row><table:table-cell><text:p>Tea</text:p></table:table-cell>\
                       <table:table-cell><text:p>5 <text:span>euros</text:span></text:p></table:table-cell></table:table-row></office:document-content>";
        let parts = [("mimetype", Kind::Ods.media_type()), ("content.xml", content)];
        assert_eq!(read(&parts), (Some(Kind::Ods), Some("Prices\nTea\t5 euros".into())));
    }

    #[test]
    fn other_archives_and_programs_are_not_documents() {
        let types = ("[Content_Types].xml", "<Types/>");
        assert_eq!(read(&[("a.txt", "a")]), (None, None));
        assert_eq!(read(&[("word/document.xml", "<w:t>a</w:t>")]), (None, None));
        assert_eq!(read(&[types, ("word/document.xml", "<a/>"), ("word/vbaProject.bin", "")]), (None, None));
        assert_eq!(kind(b"PK\x03\x04"), None);
    }

    #[test]
    fn bombs_and_entities_are_not_read() {
        let types = ("[Content_Types].xml", "<Types/>");
        let bomb = format!("<w:t>{}</w:t>", " ".repeat(30_000_000));
        assert_eq!(read(&[types, ("word/document.xml", &bomb)]), (Some(Kind::Docx), None));
        let entity = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:t>&x;</w:t>";
        assert_eq!(read(&[types, ("word/document.xml", entity)]), (Some(Kind::Docx), None));
        let stopped = CancellationToken::new();
        stopped.cancel();
        let bytes = packed(&[types, ("word/document.xml", "<w:t>a</w:t>")]);
        assert_eq!(text(Kind::Docx, &bytes, 10, &stopped), None);
    }
}
