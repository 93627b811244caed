//! Marks that readers leave in the Markdown they write, for the code that splits it into passages. They are comments,
//! so pages do not show them.

/// Ends a heading of the sixth level that is a question; the text that follows is its answer.
pub const QUESTION: &str = "<!--?-->";
/// The answers end here.
pub const END_OF_ANSWERS: &str = "<!--/?-->";
/// A page of a PDF begins: followed by its number and ` -->`.
pub const PAGE: &str = "<!--page ";
