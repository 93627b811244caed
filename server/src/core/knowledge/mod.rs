//! Documents an agent answers from, cut into passages.

pub mod document;

use std::collections::BTreeSet;

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
    /// The address of the passage, if it is published.
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
    /// Number of passages it was split into.
    pub passages: u32,
}

/// A text as a model places it among all meanings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Embedded {
    /// SHA-256 of the text, hexadecimal.
    pub hash: String,
    /// One number a dimension; only their direction means something. Empty for a text that the model does not take.
    pub vector: Vec<i8>,
}

/// All passages of an agent are embedded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AllEmbedded {
    /// By this model.
    pub model: String,
    /// The version of the passages.
    pub version: u64,
    /// The hashes of their texts.
    pub hashes: BTreeSet<String>,
    /// The node that did it.
    pub owner: String,
}
