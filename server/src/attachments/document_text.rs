//! Reading the text of a document.

use tokio_util::sync::CancellationToken;

use crate::{
    core::{conversation::attachment::Kind, knowledge::document::Unreadable},
    documents::{Kept, TextForm, encoding, from_packed},
};

/// A request to a reader.
#[derive(Clone, Copy)]
pub(super) struct ReadRequest {
    /// The kind of document.
    pub(super) kind: Kind,
    /// The form of its text.
    pub(super) form: TextForm,
    /// Most characters of it.
    pub(super) characters: usize,
}

/// The request as one word: `pdf:plain:60000`.
impl std::fmt::Display for ReadRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let form = if self.form == TextForm::Plain { "plain" } else { "markdown" };
        write!(f, "{}:{form}:{}", self.kind.name(), self.characters)
    }
}

impl ReadRequest {
    /// Reads [`Display`](std::fmt::Display)'s form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let (kind, form, characters) = (parts.next()?, parts.next()?, parts.next()?);
        let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
        let form = if form == "plain" { TextForm::Plain } else { TextForm::Markdown };
        Some(Self { kind, form, characters: characters.parse().ok()? })
    }
}

/// Returns the text of a document, at most the requested number of characters.
pub(super) fn said(request: ReadRequest, bytes: &[u8], stop: &CancellationToken) -> Result<String, Unreadable> {
    let ReadRequest { kind, form, characters } = request;
    if kind == Kind::Text {
        return encoding::decode(bytes).map(std::borrow::Cow::into_owned).ok_or(Unreadable::NotText);
    }
    from_packed(kind, bytes, Kept { characters, form, stop })
}
