//! Looks into visitors' files and keeps them, behind `core::attachment`; reads owners' documents, behind `core::document`.
//!
//! What a file is, its content says ([`Inspector`]); its name can only refuse it. Pictures and texts are encoded anew, so
//! that nothing in them but the picture or the text is kept. Reading what documents say has limits of size, time, depth
//! and number, in a process of its own ([`read_input`]); a document beyond them is kept and not read. Bytes are kept in a folder or an S3 bucket ([`folder`], [`bucket`]).

mod active_content;
mod apart;
mod inspector;
mod jpeg;
mod objects;
mod picture;
mod sniff;

pub use apart::{COMMAND as READ_COMMAND, read_input};
pub use inspector::Inspector;
pub use objects::{Bucket, bucket, folder, memory};
