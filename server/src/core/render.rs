//! The port through which the domain turns Markdown into nodes. Implemented by `crate::render`.

use parlor_shared::content::{Node, Patch};

/// Makes renderers, and renders whole texts.
pub trait Render: Send + Sync + 'static {
    /// Names how it draws, options included: what another version drew may look different.
    fn version(&self) -> &str;

    /// A renderer for one growing answer.
    fn start(&self) -> Box<dyn GrowingDocument>;

    /// An agent's whole answer: the same as growing it to the end.
    fn markdown(&self, text: &str) -> Vec<Node>;

    /// Whether the picture at this `https:` address may be shown. Fetching one tells its host about the visitor.
    fn shows_picture(&self, address: &str) -> bool;

    /// A visitor's message: plain text, links recognised, line breaks kept.
    fn plain(&self, text: &str) -> Vec<Node>;
}

/// An answer that is being written.
pub trait GrowingDocument: Send {
    /// Takes more text; tells what changed. For every way to cut a text into pieces, applying all patches gives
    /// what rendering the text so far at once would give.
    fn push(&mut self, delta: &str) -> Patch;

    /// Reads the whole text once more, for what only its end decides; tells what changed.
    fn finish(&mut self) -> Patch;

    /// The document as its readers have it now.
    fn nodes(&self) -> &[Node];
}
