//! Reads documents: Markdown, plain text, HTML, CSV, PDF and office documents, of owners and of visitors.
//!
//! Every reader writes Markdown with [`marks`], so that splitting, ranking and quoting need only one format. If the
//! name and the content of a document indicate different kinds, it is refused. Reading has limits of bytes, depth and
//! number; the caller limits the time.

pub mod archive;
mod csv;
pub mod encoding;
pub mod html;
mod kept;
pub mod marks;
mod markup;
mod office;
mod pdf;
mod sheet;
mod text;
pub mod xml;

use std::borrow::Cow;

pub use kept::Kept;
pub use text::TextForm;

use crate::core::{conversation::attachment::Kind, knowledge::document::Unreadable};

/// The kinds that are read, by the ending of the name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Markdown; also text without a known ending.
    Markdown,
    /// Plain text.
    Text,
    /// A page.
    Html,
    /// A table as text.
    Csv,
    /// PDF and office documents.
    Packed(Kind),
}

impl Format {
    /// By the ending of a name.
    pub fn of(name: &str) -> Option<Self> {
        let ending = name.rsplit('/').next()?.rsplit_once('.')?.1.to_ascii_lowercase();
        Some(match ending.as_str() {
            "md" | "markdown" | "mdx" | "mdown" => Self::Markdown,
            "txt" | "text" => Self::Text,
            "html" | "htm" | "xhtml" => Self::Html,
            "csv" | "tsv" => Self::Csv,
            "pdf" => Self::Packed(Kind::Pdf),
            "docx" => Self::Packed(Kind::Docx),
            "xlsx" => Self::Packed(Kind::Xlsx),
            "pptx" => Self::Packed(Kind::Pptx),
            "odt" => Self::Packed(Kind::Odt),
            "ods" => Self::Packed(Kind::Ods),
            "odp" => Self::Packed(Kind::Odp),
            _ => return None,
        })
    }
}

/// A text document as Markdown.
pub fn from_text(format: Format, text: &str) -> Result<Cow<'_, str>, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(match format {
        Format::Html => html::to_markdown(text)?.into(),
        Format::Csv => csv::to_markdown(text).into(),
        Format::Text => text::to_markdown(text).into(),
        Format::Markdown | Format::Packed(_) => text.into(),
    })
}

/// Returns a PDF or office document as Markdown. The caller must have checked for active content.
pub fn from_packed(kind: Kind, bytes: &[u8], kept: Kept<'_>) -> Result<String, Unreadable> {
    let text = match kind {
        Kind::Pdf => pdf::text(bytes, kept),
        Kind::Xlsx => archive::within_limits(bytes).and_then(|()| sheet::text(bytes, kept)),
        Kind::Docx | Kind::Pptx | Kind::Odt | Kind::Ods | Kind::Odp => office::text(kind, bytes, kept),
        Kind::Png | Kind::Jpeg | Kind::Text => Err(Unreadable::UnknownKind),
    }?;
    if kept.stop.is_cancelled() { Err(Unreadable::TooCostly) } else { Ok(text) }
}
