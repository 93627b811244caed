//! Marks that readers leave in the Markdown they write, for whoever cuts it into passages. A page shows nothing of them:
//! they are comments.

/// Ends a heading of the sixth level that is a question; what follows is its answer.
pub const QUESTION: &str = "<!--?-->";
/// The answers end here.
pub const END_OF_ANSWERS: &str = "<!--/?-->";
/// A page of a PDF begins: followed by its number and ` -->`.
pub const PAGE: &str = "<!--page ";
