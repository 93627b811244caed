//! Widgets: the list, and one with its snippet, pages and keys.

mod embed;
mod keys;
mod list;
mod new;
mod one;
mod preview;

pub(crate) use list::Widgets;
pub(crate) use one::Widget;
