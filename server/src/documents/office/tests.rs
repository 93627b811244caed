use std::io::{Cursor, Write as _};

use tokio_util::sync::CancellationToken;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{
    core::{conversation::attachment::Kind, knowledge::document::Unreadable},
    documents::{Kept, TextForm, archive, from_packed},
};

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(parts: &[(&str, &str)]) -> Result<String, Unreadable> {
    let bytes = packed(parts);
    let kind = archive::declared(&mut archive::open(&bytes).unwrap()).ok_or(Unreadable::Misnamed)?;
    let stop = CancellationToken::new();
    from_packed(kind, &bytes, Kept { characters: 100_000, form: TextForm::Markdown, stop: &stop })
}

const TYPES: (&str, &str) = ("[Content_Types].xml", "<Types/>");

fn word(body: &str) -> String {
    read(&[TYPES, ("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"))]).unwrap()
}

fn p(properties: &str, text: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn word_says_what_it_says() {
    let body = "<w:p><w:r><w:t>Tea &amp; </w:t></w:r><w:r><w:t>milk</w:t><w:tab/><w:t>&#8364;5</w:t></w:r></w:p>\
                <w:p><w:r><w:delText>gone</w:delText><w:t>Two</w:t><w:br/><w:t>lines</w:t></w:r></w:p>\
                <w:p><w:del><w:r><w:t>deleted</w:t></w:r></w:del><w:ins><w:r><w:t>kept</w:t></w:r></w:ins></w:p>";
    assert_eq!(word(body), "Tea & milk\t€5\n\nTwo\\\nlines\n\nkept");
    assert_eq!(word(&p("<w:pStyle w:val='Heading2'/>", "A heading")), "## A heading");
    assert_eq!(word(&p("<w:outlineLvl w:val='2'/>", "A heading")), "### A heading");
    let bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Do you ship?</w:t></w:r></w:p>";
    assert_eq!(word(bold), "**Do you ship?**");
    assert_eq!(word(&p("", "# 1. * [x]")), "\\# 1. * \\[x\\]");
}

#[test]
fn styles_and_lists_of_word_are_followed() {
    let styles = "<w:styles><w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>\
                  <w:style w:styleId='Mine'><w:name w:val='My own'/><w:basedOn w:val='berschrift1'/></w:style>\
                  <w:style w:styleId='T'><w:name w:val='Title'/></w:style>\
                  <w:style w:styleId='LB'><w:name w:val='List Bullet 2'/></w:style></w:styles>";
    let lists = "<w:numbering><w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/></w:lvl><w:lvl w:ilvl='1'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>\
                 <w:num w:numId='3'><w:abstractNumId w:val='7'/></w:num></w:numbering>";
    let item = |depth: usize, text: &str| {
        p(&format!("<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='3'/></w:numPr>"), text)
    };
    let body = [
        p("<w:pStyle w:val='T'/>", "Offer"),
        p("<w:pStyle w:val='Mine'/>", "Part"),
        item(0, "one"),
        item(1, "deep"),
        item(0, "two"),
        p("", "between"),
        item(0, "three"),
        p("<w:pStyle w:val='LB'/>", "bullet"),
        p("<w:numPr><w:numId w:val='0'/></w:numPr>", "none"),
    ];
    let document = format!("<w:document>{}</w:document>", body.concat());
    let parts = [TYPES, ("word/styles.xml", styles), ("word/numbering.xml", lists), ("word/document.xml", &document)];
    assert_eq!(
        read(&parts).unwrap(),
        "# Offer\n\n# Part\n\n1. one\n   - deep\n2. two\n\nbetween\n\n3. three\n   - bullet\n\nnone"
    );
}

#[test]
fn tables_of_word_keep_their_columns() {
    let tc = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("", text));
    let rows = [
        [tc("", "Region"), tc("", "Product"), tc("", "Units")].concat(),
        [tc("<w:vMerge w:val='restart'/>", "EU"), tc("", ""), tc("", "7")].concat(),
        [tc("<w:vMerge/>", ""), tc("<w:gridSpan w:val='2'/>", "all")].concat(),
    ];
    let rows = rows.map(|row| format!("<w:tr>{row}</w:tr>")).concat();
    assert_eq!(
        word(&format!("<w:tbl>{rows}</w:tbl>{}", p("", "After"))),
        "| Region | Product | Units |\n| --- | --- | --- |\n| EU | | 7 |\n| EU | all | |\n\nAfter"
    );
    let arranged = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", tc("", "Alone"));
    assert_eq!(word(&arranged), "Alone");
}

#[test]
fn headers_footers_and_notes_are_read_once() {
    let part = |text: &str| format!("<w:x>{}</w:x>", p("", text));
    let (header, document, note, footer) = (part("HEADER 0815"), part("Body"), part("A note"), part("Bank 1"));
    let parts = [
        TYPES,
        ("word/document.xml", document.as_str()),
        ("word/header1.xml", header.as_str()),
        ("word/header2.xml", header.as_str()),
        ("word/footnotes.xml", note.as_str()),
        ("word/footer1.xml", footer.as_str()),
    ];
    assert_eq!(read(&parts).unwrap(), "HEADER 0815\n\nBody\n\nA note\n\nBank 1");
    let boxed = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
                 <mc:Fallback><w:p><w:r><w:t>In a box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:t>Around</w:t></w:r></w:p>";
    assert_eq!(word(boxed), "In a box\n\nAround");
}

#[test]
fn slides_have_their_titles() {
    let slide = |title: &str, text: &str| {
        format!(
            "<p:sld><p:sp><p:nvPr><p:ph type=\"title\"/></p:nvPr><a:p><a:r><a:t>{title}</a:t></a:r></a:p></p:sp><p:sp><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp></p:sld>"
        )
    };
    let (one, ten) = (slide("One", "first"), slide("Ten", "last"));
    let parts = [
        TYPES,
        ("ppt/presentation.xml", ""),
        ("ppt/slides/slide10.xml", ten.as_str()),
        ("ppt/slides/slide2.xml", one.as_str()),
    ];
    assert_eq!(read(&parts).unwrap(), "## One\n\nfirst\n\n## Ten\n\nlast");
}

#[test]
fn open_document_says_what_it_says() {
    let content = "<office:document-content><office:text><text:h text:outline-level=\"2\">Prices</text:h><text:p>A<text:s text:c=\"2\"/>b<office:annotation><text:p>note</text:p></office:annotation></text:p>\
                   <text:list><text:list-item><text:p>one</text:p></text:list-item></text:list></office:text></office:document-content>";
    assert_eq!(
        read(&[("mimetype", Kind::Odt.media_type()), ("content.xml", content)]).unwrap(),
        "## Prices\n\nA  b\n\n- one"
    );
    let sheet = "<office:document-content><office:spreadsheet><table:table table:name=\"Sales\"><table:table-row><table:table-cell><text:p>Tea</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"2\"/>\
                 <table:table-cell office:value=\"0.15\"><text:p>15%</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell table:number-columns-repeated=\"3\"><text:p>x</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>\
                 </table:table></office:spreadsheet></office:document-content>";
    let parts = [("mimetype", Kind::Ods.media_type()), ("content.xml", sheet)];
    assert_eq!(read(&parts).unwrap(), "## Sales\n\n| Tea | | | 15% |\n| --- | --- | --- | --- |\n| x | x | x | |");
}

#[test]
fn bombs_and_entities_are_not_read() {
    let bomb = format!("<w:t>{}</w:t>", " ".repeat(30_000_000));
    assert_eq!(read(&[TYPES, ("word/document.xml", &bomb)]), Err(Unreadable::TooLarge));
    assert_eq!(read(&[TYPES, ("xl/workbook.xml", &bomb)]), Err(Unreadable::TooLarge));
    let entity = "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:t>&x;</w:t>";
    assert_eq!(read(&[TYPES, ("word/document.xml", entity)]), Err(Unreadable::Damaged));
    assert_eq!(read(&[TYPES, ("xl/workbook.xml", "")]), Err(Unreadable::Damaged));
    assert_eq!(read(&[("a.txt", "a")]), Err(Unreadable::Misnamed));
    let stop = CancellationToken::new();
    stop.cancel();
    let bytes = packed(&[TYPES, ("word/document.xml", "<w:t>a</w:t>")]);
    let kept = Kept { characters: 10, form: TextForm::Plain, stop: &stop };
    assert_eq!(from_packed(Kind::Docx, &bytes, kept), Err(Unreadable::TooCostly));
}

/// A cell that repeats itself, in rows that repeat themselves.
#[test]
fn repeated_cells_do_not_fill_memory() {
    let row = |n: usize| {
        let word = |at: usize| format!("{:x} ", (n * 100 + at) * 2_654_435_761 % 4_294_967_291);
        let words = (0..100).map(word).collect::<Vec<_>>().concat();
        format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"1000000\"><text:p>{words}</text:p></table:table-cell></table:table-row>"
        )
    };
    let rows: String = (0..1_000).map(row).collect();
    let content =
        format!("<o><office:spreadsheet><table:table table:name=\"A\">{rows}</table:table></office:spreadsheet></o>");
    let text = read(&[("mimetype", Kind::Ods.media_type()), ("content.xml", &content)]).unwrap();
    assert!(text.len() < 2_000_000, "{}", text.len());
}
