//! Languages: the built-in texts, and the owner's own in the languages of a widget.

pub mod built_in;
pub(crate) mod checked;
pub mod language;
pub mod phrases;
pub mod translate;
