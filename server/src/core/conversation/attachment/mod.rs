//! Files that visitors attach: the accepted kinds, and the ports that inspect and store files. Implemented in
//! `crate::attachments`.

mod data_url;
mod file;
mod kind;
mod name;
mod ports;
pub mod uploads;

pub use data_url::from_data_url;
pub use file::{Attached, Attachment, LONGEST_TEXT, MOST_IN_MESSAGE, Quota, QuotaCheck, Takes, with_names};
pub use kind::Kind;
pub use name::{cleaned, disposition, named, of_kind, with_ending};
pub use ports::{Fetch, Files, Inspect, Inspected, Objects, Unfetched, Upload};
