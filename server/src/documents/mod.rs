//! Reads documents: Markdown, plain text, HTML, CSV, PDF and office documents, of owners and of visitors.
//!
//! Every reader writes Markdown ([`marks`] beside it), so that whoever cuts, ranks or quotes needs to know nothing else.
//! A name says what a document should be, its content what it is; where they disagree it is refused. Reading has budgets of
//! bytes, depth and number; time is its caller's.

pub mod archive;
mod csv;
pub mod encoding;
pub mod html;
pub mod marks;
mod markup;
mod office;
mod pdf;
mod sheet;
mod text;
pub mod xml;

use std::borrow::Cow;

pub use text::Form;
use tokio_util::sync::CancellationToken;

use crate::core::{attachment::Kind, document::Unreadable};

/// The kinds that are read, by the ending of the name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Markdown; also what has no known ending, when it is text.
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

/// The wanted amount of a document, its form, and when to stop.
#[derive(Clone, Copy)]
pub struct Kept<'a> {
    /// About as many characters.
    pub characters: usize,
    /// For a passage or for a model.
    pub form: Form,
    /// Cancelled when nobody waits any more.
    pub stop: &'a CancellationToken,
}

impl Kept<'_> {
    fn bytes(&self) -> usize {
        self.characters.saturating_mul(4)
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

/// A PDF or office document as Markdown. Whoever calls has looked for active content.
pub fn from_packed(kind: Kind, bytes: &[u8], kept: Kept<'_>) -> Result<String, Unreadable> {
    let text = match kind {
        Kind::Pdf => pdf::text(bytes, kept),
        Kind::Xlsx => archive::within_limits(bytes).and_then(|()| sheet::text(bytes, kept)),
        Kind::Docx | Kind::Pptx | Kind::Odt | Kind::Ods | Kind::Odp => office::text(kind, bytes, kept),
        Kind::Png | Kind::Jpeg | Kind::Text => Err(Unreadable::UnknownKind),
    }?;
    if kept.stop.is_cancelled() { Err(Unreadable::TooCostly) } else { Ok(text) }
}
