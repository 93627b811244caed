//! Components: a folder for each, with its view and its style. A view is a function from its props to an element. Its
//! props are the groups of signals it follows and the receiver of the visitor's actions ([`crate::state`]).

mod buttons;
mod chips;
mod composer;
mod contact;
mod content;
mod file_size;
mod frame;
mod header;
mod message;
mod notice;
mod preview;
mod transcript;
mod voice;

pub(crate) use content::Canvas;
pub(crate) use frame::frame;
