//! Everything an answer can show, as a closed union: a page can show only what these enums express.
//!
//! A document is a flat list of [`Node`]s: [`Node::Open`] begins an element, [`Node::Close`] ends the innermost one.
//! Closes at the very end are left out; the reader closes what is open. A growing document is sent as
//! [`Patch`]es: "keep the first `keep` nodes you have, then these".

mod action;
mod block;
mod carousel;
mod form;
mod link_preview;
mod math;
mod node;
#[cfg(test)]
mod one_of_each;
mod patch;

pub use action::{Actions, Button};
pub use block::{Block, Citation, QuickReply, ToolUse};
pub use carousel::{Card, Carousel};
pub use form::{Field, FieldKind, Form, FormRequest};
pub use link_preview::LinkPreview;
pub use math::{MathAttr, MathTag};
pub use node::{AlertKind, Align, CodeClass, Element, Node};
pub use patch::{InvalidPatch, Patch};
