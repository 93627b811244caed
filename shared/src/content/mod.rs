//! What an answer can show: a closed union. What these enums cannot say, a page cannot show.
//!
//! A document is a flat list of [`Node`]s: [`Node::Open`] begins an element, [`Node::Close`] ends the innermost one.
//! Closes at the very end are left out; the reader closes what is open. A growing document is sent as
//! [`Patch`]es: "keep the first `keep` nodes you have, then these".

mod block;
mod link_preview;
mod math;
mod node;
mod patch;

pub use block::{Block, Citation, QuickReply};
pub use link_preview::LinkPreview;
pub use math::{MathAttr, MathTag};
pub use node::{Align, CodeClass, Element, Node};
pub use patch::{InvalidPatch, Patch};
