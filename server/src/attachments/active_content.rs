//! Active content of office documents: parts that run, or fetch something, when the document is opened.
//!
//! Names of parts prove nothing (a macro project may be called `word/notes.dat`), so these are looked at instead:
//!
//! - the content types and relationships of the package (ECMA-376, part 2): macros, ActiveX controls, embedded OLE objects,
//!   Excel's macro sheets, and every external relationship but hyperlinks (templates, frames, linked objects and pictures);
//! - the first bytes of every part: OLE compound files, which hold macros and objects, and programs;
//! - fields and formulas that start a program or a conversation with one (DDE);
//! - the modules, scripts and event listeners of OpenDocument.
//!
//! A package whose content types or relationships cannot be read within the limits counts as active. Other parts that
//! cannot be read within them are not searched: no text is taken from them either.

use std::io::Read as _;

use crate::documents::{
    archive::{Archive, Unpacking},
    encoding,
    xml::{Next, XmlStep, attributes, walk},
};

/// The first bytes of an OLE compound file.
const OLE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// First bytes that tell a program from other parts.
const HEAD: u64 = 64;
/// Content types with one of these are active; in lower case.
const TYPES: [&str; 10] = [
    "macroenabled",
    "vbaproject",
    "vbadata",
    "activex",
    "oleobject",
    "macrosheet",
    "dialogsheet",
    "attachedtoolbars",
    "binary.main",
    "x-msdownload",
];
/// Relationships whose type ends with one of these are active; in lower case.
const RELATIONSHIPS: [&str; 12] = [
    "/vbaproject",
    "/wordvbadata",
    "/vbadata",
    "/control",
    "/activexcontrolbinary",
    "/oleobject",
    "/attachedtemplate",
    "/attachedtoolbars",
    "/xlmacrosheet",
    "/xlintlmacrosheet",
    "/frame",
    "/subdocument",
];
/// Fields of Word that talk to another program when they are updated.
const FIELDS: [&str; 3] = ["dde", "ddeauto", "link"];
/// Elements that do the same in other documents.
const ELEMENTS: [&str; 8] = [
    "ddeLink",
    "oleLink",
    "dde-link",
    "dde-source",
    "dde-connection",
    "dde-connection-decl",
    "event-listener",
    "plugin",
];

/// Returns true if the document has active content; `names` are the names of all its parts.
pub(super) fn is_in(archive: &mut Archive<'_>, names: &[String]) -> bool {
    names.iter().any(|name| is_script(name)) || (0..archive.len()).any(|at| is_program(archive, at)) || runs(archive)
}

/// The usual names of macro projects; modules and scripts of OpenDocument. The lists of libraries beside those are in many
/// documents without any.
fn is_script(name: &str) -> bool {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    let listed =
        ["script-lb.xml", "script-lc.xml", "dialog-lb.xml", "dialog-lc.xml"].iter().any(|it| name.ends_with(it));
    let project = ["vbaproject.bin", "vbadata.xml"].iter().any(|it| name.ends_with(it));
    !name.ends_with('/') && (project || name.starts_with("scripts/") || (name.starts_with("basic/") && !listed))
}

fn is_program(archive: &mut Archive<'_>, at: usize) -> bool {
    let mut head = Vec::new();
    let read = archive.by_index(at).is_ok_and(|entry| entry.take(HEAD).read_to_end(&mut head).is_ok());
    read && (head.starts_with(&OLE) || infer::is_app(&head))
}

/// Looks into every part written in XML.
fn runs(archive: &mut Archive<'_>) -> bool {
    let mut unpacking = Unpacking::default();
    (0..archive.len()).any(|at| {
        let Ok(entry) = archive.by_index(at) else { return true };
        let Some(part) = Part::of(&entry.name().unwrap_or_default()) else { return false };
        let bytes = unpacking.unpack(entry);
        let xml = bytes.as_deref().and_then(encoding::decode);
        match xml.and_then(|xml| part.is_active(&xml)) {
            Some(active) => active,
            None => part != Part::Content,
        }
    })
}

/// A part, by its name: those of a package are the same in any case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    ContentTypes,
    Relationships,
    Content,
}

impl Part {
    fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.rsplit_once('.')?.1 {
            "rels" => Some(Self::Relationships),
            "xml" if name == "[content_types].xml" => Some(Self::ContentTypes),
            "xml" | "vml" => Some(Self::Content),
            _ => None,
        }
    }

    /// `None` when it cannot be read.
    fn is_active(self, xml: &str) -> Option<bool> {
        let mut found = false;
        let mut content = Content::default();
        walk(xml, |step| {
            found |= match self {
                Self::ContentTypes => begins(step, is_active_type),
                Self::Relationships => begins(step, is_active_relationship),
                Self::Content => content.is_active(step),
            };
            if found { Next::Stop } else { Next::On }
        })?;
        Some(found)
    }
}

fn begins(step: XmlStep<'_>, active: fn(&[(String, String)]) -> bool) -> bool {
    matches!(step, XmlStep::Begin(_, raw) if active(&attributes(raw)))
}

fn value(attributes: &[(String, String)], name: &str) -> String {
    let found = attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim().to_ascii_lowercase()).unwrap_or_default()
}

fn is_active_type(attributes: &[(String, String)]) -> bool {
    let content_type = value(attributes, "ContentType");
    TYPES.iter().any(|it| content_type.contains(it))
}

fn is_active_relationship(attributes: &[(String, String)]) -> bool {
    let kind = value(attributes, "Type");
    let external = value(attributes, "TargetMode") == "external";
    (external && !kind.ends_with("/hyperlink")) || RELATIONSHIPS.iter().any(|it| kind.ends_with(it))
}

/// Fields and formulas, gathered from the pieces they are written in.
#[derive(Default)]
struct Content {
    /// The fields we are in, and whether text belongs to the innermost one's instruction.
    fields: Vec<String>,
    in_instruction: bool,
    /// The formula we are in.
    formula: Option<String>,
}

impl Content {
    fn is_active(&mut self, step: XmlStep<'_>) -> bool {
        match step {
            XmlStep::Begin(name, _) if ELEMENTS.contains(&name) => return true,
            XmlStep::Begin("fldSimple", raw) => return is_active_field(&value(&attributes(raw), "instr")),
            XmlStep::Begin("fldChar", raw) => match value(&attributes(raw), "fldCharType").as_str() {
                "begin" => self.fields.push(String::new()),
                "separate" => return self.fields.last().is_some_and(|field| is_active_field(field)),
                "end" => return self.fields.pop().is_some_and(|field| is_active_field(&field)),
                _ => {}
            },
            XmlStep::Begin("instrText", _) => self.in_instruction = true,
            XmlStep::End("instrText") => self.in_instruction = false,
            XmlStep::Begin("f", _) => self.formula = Some(String::new()),
            XmlStep::End("f") => return self.formula.take().is_some_and(|formula| is_dde_formula(&formula)),
            XmlStep::Text(text) => self.text(text),
            _ => {}
        }
        false
    }

    fn text(&mut self, text: &str) {
        if let Some(formula) = &mut self.formula {
            formula.push_str(text);
        } else if self.in_instruction
            && let Some(field) = self.fields.last_mut()
        {
            field.push_str(text);
        }
    }
}

fn is_active_field(instruction: &str) -> bool {
    let first = instruction.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    FIELDS.contains(&first.as_str())
}

/// `program|'arguments'!item`: outside of quotes no other formula has a bar.
fn is_dde_formula(formula: &str) -> bool {
    let mut quote = None;
    formula.chars().any(|c| {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c == '|'
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::{ZipWriter, write::SimpleFileOptions};

    use crate::attachments::sniff::office as kind;
    use crate::core::conversation::attachment::Kind;

    const DOCUMENT: (&str, &[u8]) = ("word/document.xml", b"<w:document/>");
    const WORKBOOK: (&str, &[u8]) = ("xl/workbook.xml", b"<workbook/>");
    const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

    fn document(parts: &[(&str, &[u8])]) -> Option<Kind> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        kind(&zip.finish().unwrap().into_inner())
    }

    fn with_part(name: &str, content: impl AsRef<[u8]>) -> Option<Kind> {
        document(&[TYPES, DOCUMENT, (name, content.as_ref())])
    }

    fn with_types(entry: &str) -> Option<Kind> {
        document(&[("[Content_Types].xml", format!("<Types>{entry}</Types>").as_bytes()), DOCUMENT])
    }

    fn with_relationship(entry: &str) -> Option<Kind> {
        with_part("word/_rels/document.xml.rels", format!("<Relationships>{entry}</Relationships>"))
    }

    #[test]
    fn content_types_tell_macros_and_controls_whatever_their_parts_are_called() {
        let good = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
        assert_eq!(
            with_types(&format!("<Override PartName=\"/word/document.xml\" ContentType=\"{good}\"/>")),
            Some(Kind::Docx)
        );
        for active in [
            "application/vnd.ms-office.vbaProject",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
            "APPLICATION/VND.MS-EXCEL.SHEET.MACROENABLED.MAIN+XML",
            "application/vnd.ms-powerpoint.presentation.macro&#69;nabled.main+xml",
            "application/vnd.ms-office.activeX+xml",
            "application/vnd.openxmlformats-officedocument.oleObject",
            "application/vnd.ms-excel.macrosheet+xml",
        ] {
            for entry in [
                format!("<Default Extension='dat' ContentType='{active}'/>"),
                format!("<Override PartName=\"/word/a\" ContentType = \"{active}\"></Override>"),
            ] {
                assert_eq!(with_types(&entry), None, "{entry}");
            }
        }
        let other_case: (&str, &[u8]) =
            ("[CONTENT_TYPES].XML", b"<Types><Default ContentType='application/vnd.ms-office.vbaProject'/></Types>");
        assert_eq!(document(&[TYPES, DOCUMENT, other_case]), None);
    }

    #[test]
    fn relationships_tell_macros_templates_and_what_is_fetched() {
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let entry = |kind: &str, rest: &str| format!("<Relationship Id='r1' Type='{kind}' Target='a' {rest}/>");
        for good in ["styles", "image", "package"] {
            assert_eq!(with_relationship(&entry(&format!("{office}/{good}"), "")), Some(Kind::Docx), "{good}");
        }
        assert_eq!(
            with_relationship(&entry(&format!("{office}/hyperlink"), "TargetMode='External'")),
            Some(Kind::Docx)
        );
        for (active, rest) in [
            ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", ""),
            ("HTTP://SCHEMAS.MICROSOFT.COM/OFFICE/2006/RELATIONSHIPS/VBAPROJECT", ""),
            ("http://purl.oclc.org/ooxml/officeDocument/relationships/oleObject", ""),
            ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/control", ""),
            (
                "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate",
                "TargetMode='External'",
            ),
            ("http://schemas.openxmlformats.org/officeDocument/2006/relationships/image", "TargetMode = \"external\""),
        ] {
            assert_eq!(with_relationship(&entry(active, rest)), None, "{active}");
        }
        assert_eq!(with_part("word/_RELS/settings.xml.RELS", entry("x/vbaProject", "")), None);
        assert_eq!(with_part("_rels/.rels", "<Relationships"), None, "unreadable");
    }

    #[test]
    fn compound_files_and_programs_are_found_under_any_name() {
        let program = [&b"\x7fELF\x02\x01\x01"[..], &[0; 64]].concat();
        assert_eq!(with_part("word/media/picture.png", b"\x89PNG\r\n\x1a\n"), Some(Kind::Docx));
        for active in [&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"[..], b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff", &program]
        {
            assert_eq!(with_part("word/notes.DAT", active), None, "{active:?}");
        }
        assert_eq!(with_part("Word/VBAPROJECT.BIN", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), None);
    }

    #[test]
    fn fields_and_formulas_that_start_programs_are_found_in_pieces_too() {
        let field = |instruction: &str| {
            format!(
                "<w:p><w:fldChar w:fldCharType='begin'/>{instruction}<w:fldChar w:fldCharType='separate'/><w:t>x</w:t><w:fldChar w:fldCharType='end'/></w:p>"
            )
        };
        let text = |text: &str| format!("<w:r><w:instrText xml:space='preserve'>{text}</w:instrText></w:r>");
        for good in ["PAGE", "HYPERLINK \"https://a.example/dde\"", "DDEX", "TOC \\o"] {
            assert_eq!(with_part("word/header1.xml", field(&text(good))), Some(Kind::Docx), "{good}");
        }
        for active in [
            text(" DDEAUTO c:\\\\cmd.exe \"/k calc\""),
            text("dde x"),
            [text("DD"), text("E"), text("AUTO x")].concat(),
            [text("dde "), field(&text("QUOTE 99"))].concat(),
        ] {
            assert_eq!(with_part("word/header1.xml", field(&active)), None, "{active}");
            assert_eq!(document(&[TYPES, ("word/document.xml", field(&active).as_bytes())]), None, "{active}");
        }
        assert_eq!(with_part("word/footnotes.xml", "<w:fldSimple w:instr='DDE a b'/>"), None);
        let utf16: Vec<u8> =
            [0xFEFF].into_iter().chain("<a><f>cmd|x!A</f></a>".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let sheet = |part: &[u8]| document(&[TYPES, WORKBOOK, ("xl/worksheets/sheet1.xml", part)]);
        assert_eq!(sheet(b"<c><f>SUM('a|b'!A1,\"c|d\")</f></c>"), Some(Kind::Xlsx));
        for active in [
            &b"<c><f>cmd|'/c calc'!A0</f></c>"[..],
            b"<c><f>'cmd'|'/c calc'!A0</f></c>",
            b"<a><ddeLink ddeService='cmd'/></a>",
            &utf16,
        ] {
            assert_eq!(sheet(active), None);
        }
    }

    #[test]
    fn open_documents_with_modules_scripts_or_listeners_are_found() {
        let open = |name: &str, content: &str| {
            document(&[("mimetype", Kind::Odt.media_type().as_bytes()), (name, content.as_bytes())])
        };
        assert_eq!(open("content.xml", "<office:document-content/>"), Some(Kind::Odt));
        assert_eq!(open("Basic/script-lc.xml", "<library/>"), Some(Kind::Odt));
        for (name, content) in [
            ("Basic/Standard/Module1.xml", "<script:module/>"),
            ("Scripts/python/a.py", "import os"),
            ("content.xml", "<script:event-listener script:event-name='dom:load'/>"),
            ("content.xml", "<text:dde-connection-decl/>"),
        ] {
            assert_eq!(open(name, content), None, "{name}");
        }
    }
}
