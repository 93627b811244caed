//! Replies in plain text, given out as they come.

use parlor_shared::widget::Finish;

use crate::{
    agent::upstream::{Capacity, Output, Pieces, Watch},
    core::conversation::agent_error::AgentError,
};

/// Reads until the end of the body.
pub(super) async fn plain(mut pieces: Pieces, watch: &mut Watch, output: &mut Output) -> Result<Finish, AgentError> {
    let mut waiting = Vec::new();
    while let Some(bytes) = pieces.bytes(watch).await? {
        waiting.extend_from_slice(&bytes);
        if output.text(take_whole(&mut waiting)).await == Capacity::Full {
            return output.finish(Finish::Length);
        }
        watch.progressed();
    }
    output.text(String::from_utf8_lossy(&waiting).into_owned()).await;
    output.finish(Finish::Stop)
}

/// All whole characters; the beginning of one cut by the network stays. What is not UTF-8 becomes U+FFFD.
fn take_whole(bytes: &mut Vec<u8>) -> String {
    let rest = match bytes.utf8_chunks().last() {
        // A cut character is at the very end, shorter than four bytes, and may still become valid.
        Some(chunk) if may_grow(chunk.invalid()) => chunk.invalid().len(),
        _ => 0,
    };
    let rest = bytes.split_off(bytes.len() - rest);
    String::from_utf8_lossy(&std::mem::replace(bytes, rest)).into_owned()
}

fn may_grow(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_cut_gives_the_same_text() {
        let text = "aé日😀".as_bytes();
        for cut in 0..=text.len() {
            let mut waiting = text[..cut].to_vec();
            let mut seen = take_whole(&mut waiting);
            waiting.extend_from_slice(&text[cut..]);
            seen.push_str(&take_whole(&mut waiting));
            assert_eq!((seen.as_str(), waiting.len()), ("aé日😀", 0), "cut at {cut}");
        }
        let mut broken = b"a\xffb\xe6".to_vec();
        assert_eq!(take_whole(&mut broken), "a\u{fffd}b");
        assert_eq!(broken, [0xe6]);
    }
}
