//! Documents an agent answers from, cut into passages.

/// Stands between the headings in a passage's title.
pub const BETWEEN: &str = " › ";

/// A passage to be indexed: one heading's worth of a document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Passage {
    /// The document it comes from, as a relative path; all passages of one are replaced together.
    pub document: String,
    /// Its place in the document, from 0.
    pub ordinal: u32,
    /// The headings above it, outermost first, joined with ` › `.
    pub title: String,
    /// Where it can be read, when it is published.
    pub url: Option<String>,
    /// The passage in Markdown.
    pub text: String,
    /// The words to match: `title` and `text` without markup.
    pub plain: String,
}

/// A document of an agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Document {
    /// Its name: a relative path.
    pub name: String,
    /// How many passages it was cut into.
    pub passages: u32,
}
