//! Contents of the addresses that visitors give instead of files.

use async_trait::async_trait;
use parlor::core::conversation::attachment::{Fetch, Unfetched, Upload};

/// A text, at [`NOTES`]; something too large, at [`LARGE`]; nothing anywhere else.
#[derive(Clone, Copy, Debug)]
pub struct Web;

/// The address of a text.
pub const NOTES: &str = "https://files.example/notes.txt";
/// The text there.
pub const SAYS: &str = "The parcel comes on Tuesday.";
/// The address of what is too large.
pub const LARGE: &str = "https://files.example/large.bin";

#[async_trait]
impl Fetch for Web {
    async fn fetch(&self, address: &str, _: u64) -> Result<Upload, Unfetched> {
        match address {
            NOTES => Ok(Upload {
                name: "notes.txt".into(),
                media_type: Some("text/plain".into()),
                bytes: SAYS.as_bytes().into(),
            }),
            LARGE => Err(Unfetched::TooLarge),
            _ => Err(Unfetched::Nothing),
        }
    }
}
