//! Conversion from JSON to the API's types. Fields that are required there are required here: without them the result
//! is `None`.

mod content;
mod event;
mod failure;
mod field;
mod form;
mod message;
mod session;
#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod tests;

pub(crate) use content::{block, link_preview, nodes, patch};
pub(crate) use event::{done, error, page_call, reconnect, reset, start};
pub(crate) use failure::failure;
pub(crate) use form::{contact_details, submitted_form};
pub(crate) use message::{attachments, history, spoken, whole};
pub(crate) use session::{OpenedSession, opened};
