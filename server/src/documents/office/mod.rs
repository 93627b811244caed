//! Word, PowerPoint and OpenDocument: paragraphs, headings, lists and tables, as the document says them.
//!
//! Their XML is read with quick-xml, one event at a time: libraries that read these formats build all of a document first,
//! without a limit for what a hostile one unpacks to.

mod flow;
mod open_document;
mod styles;
mod word;

use self::{flow::Flow, open_document::OpenDocument, styles::Styles, word::Word};
use super::{
    Kept,
    archive::{self, Archive, Unpacking},
    xml::{Next, Step, walk},
};
use crate::core::{attachment::Kind, document::Unreadable};

/// What a document says, about as many characters as asked for.
pub(super) fn text(kind: Kind, bytes: &[u8], kept: Kept<'_>) -> Result<String, Unreadable> {
    let mut archive = archive::open(bytes).ok_or(Unreadable::Damaged)?;
    let mut unpacking = Unpacking::default();
    let mut flow = Flow::new(kept.form, kept.bytes());
    let styles = if kind == Kind::Docx { Styles::read(&mut unpacking, &mut archive) } else { Styles::default() };
    let mut word = Word::new(styles);
    let mut open_document = OpenDocument::default();
    let mut any = false;
    for part in parts(kind, &archive) {
        let xml = unpacking.read(&mut archive, &part).ok_or(Unreadable::TooLarge)?;
        let read = walk(&xml, |step| {
            if matches!(kind, Kind::Docx | Kind::Pptx) {
                word.take(step, &mut flow);
            } else {
                open_document.take(step, &mut flow);
            }
            if kept.stop.is_cancelled() || flow.is_full() { Next::Stop } else { Next::On }
        });
        read.ok_or(Unreadable::Damaged)?;
        flow.end_part();
        any = true;
    }
    if any { Ok(flow.finish()) } else { Err(Unreadable::Damaged) }
}

/// The parts with text, in their order.
fn parts(kind: Kind, archive: &Archive<'_>) -> Vec<String> {
    let numbered = |before: &str| {
        let number = |name: &str| name.strip_prefix(before)?.strip_suffix(".xml")?.parse::<u32>().ok();
        let mut numbers: Vec<u32> = archive.file_names().filter_map(|name| number(&name.ok()?)).collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|number| format!("{before}{number}.xml")).collect::<Vec<_>>()
    };
    let has = |name: &str| archive.file_names().any(|it| it.is_ok_and(|it| it == name));
    match kind {
        Kind::Docx => {
            let mut parts = numbered("word/header");
            parts.push("word/document.xml".into());
            parts.extend(
                ["word/footnotes.xml", "word/endnotes.xml"].into_iter().filter(|name| has(name)).map(str::to_owned),
            );
            parts.extend(numbered("word/footer"));
            parts
        }
        Kind::Pptx => numbered("ppt/slides/slide"),
        _ => vec!["content.xml".into()],
    }
}

#[cfg(test)]
mod tests;
