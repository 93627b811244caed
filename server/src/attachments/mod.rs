//! Inspects and stores visitors' files, behind [`attachment`](crate::core::conversation::attachment); reads owners' documents,
//! behind [`document`](crate::core::knowledge::document).
//!
//! The content of a file decides its kind ([`Inspector`]); its name can only lead to a refusal. Pictures and texts are
//! re-encoded, so that nothing but the picture or the text is kept. Reading the text of documents is limited in size,
//! time, depth and number, and runs in a separate process ([`read_input`]); a document beyond these limits is kept but
//! not read. Bytes are stored in a folder or an S3 bucket ([`folder`], [`bucket`]).

mod active_content;
mod document_text;
mod inspector;
mod jpeg;
mod objects;
mod picture;
mod sandbox;
mod sniff;

pub use inspector::Inspector;
pub use objects::{Bucket, bucket, folder, memory};
pub use sandbox::{COMMAND as READ_COMMAND, read_input};
