//! Text of PDF documents.

use lopdf::{Document, LoadOptions};
use tokio_util::sync::CancellationToken;

/// Most bytes one stream, or one page, may unpack to.
const UNPACKED: usize = 2 * 1024 * 1024;
/// Most pages that are read.
const PAGES: usize = 200;

/// What a document says, about as many characters as asked for; `None` when it is damaged, locked or beyond the limits.
/// What cannot be read of a page is left out.
pub(super) fn text(bytes: &[u8], characters: usize, stop: &CancellationToken) -> Option<String> {
    let document = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(UNPACKED)).ok()?;
    let mut text = String::new();
    for page in document.get_pages().into_keys().take(PAGES) {
        if stop.is_cancelled() {
            return None;
        }
        for chunk in document.extract_text_chunks_with_limit(&[page], UNPACKED).into_iter().flatten() {
            text.push_str(&chunk);
        }
        text.push('\n');
        if text.len() > characters.saturating_mul(4) {
            break;
        }
    }
    Some(text.trim().to_owned())
}
