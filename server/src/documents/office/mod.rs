//! Word, PowerPoint and OpenDocument: paragraphs, headings, lists and tables, as the document says them.
//!
//! Their XML is read with quick-xml, one event at a time: libraries that read these formats build all of a document first,
//! without a limit for what a hostile one unpacks to.

mod flow;
mod format;
mod open_document;
mod styles;
mod word;

use self::{flow::Flow, format::Format, open_document::OpenDocument, styles::Styles, word::Word};
use super::{
    archive::{self, Archive, Unpacking},
    kept::Kept,
    xml::{Next, XmlStep, walk},
};
use crate::core::{conversation::attachment::Kind, knowledge::document::Unreadable};

/// The text of a document, about as many characters as asked for.
pub(super) fn text(kind: Kind, bytes: &[u8], kept: Kept<'_>) -> Result<String, Unreadable> {
    let mut archive = archive::open(bytes).ok_or(Unreadable::Damaged)?;
    let mut unpacking = Unpacking::default();
    match kind {
        Kind::Docx => {
            let styles = Styles::read(&mut unpacking, &mut archive);
            read(kind, Word::new(styles), archive, unpacking, kept)
        }
        Kind::Pptx => read(kind, Word::new(Styles::default()), archive, unpacking, kept),
        _ => read(kind, OpenDocument::default(), archive, unpacking, kept),
    }
}

fn read<F: Format>(
    kind: Kind,
    mut format: F,
    mut archive: Archive<'_>,
    mut unpacking: Unpacking,
    kept: Kept<'_>,
) -> Result<String, Unreadable> {
    let parts = parts(kind, &archive);
    if parts.is_empty() {
        return Err(Unreadable::Damaged);
    }
    let mut flow = Flow::new(kept.form, kept.bytes());
    for part in parts {
        let xml = unpacking.read(&mut archive, &part).ok_or(Unreadable::TooLarge)?;
        let mut left_out = 0_usize;
        let whole = walk(&xml, |step| {
            take(&mut format, step, &mut left_out, &mut flow);
            if kept.stop.is_cancelled() || flow.is_full() { Next::Stop } else { Next::On }
        });
        whole.ok_or(Unreadable::Damaged)?;
        flow.end_part();
    }
    Ok(flow.finish())
}

/// `left_out` is the depth within elements that are passed over.
fn take<F: Format>(format: &mut F, step: XmlStep<'_>, left_out: &mut usize, flow: &mut Flow) {
    match step {
        XmlStep::Begin(name, _) if F::LEFT_OUT.contains(&name) => *left_out += 1,
        XmlStep::End(name) if F::LEFT_OUT.contains(&name) => *left_out = left_out.saturating_sub(1),
        _ if *left_out > 0 => {}
        XmlStep::Begin(name, raw) => format.begin(name, raw, flow),
        XmlStep::End(name) => format.end(name, flow),
        XmlStep::Text(text) => format.text(text),
    }
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
