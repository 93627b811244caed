//! Frames that the library cannot read because a UTF-16 pair is torn over two of them.
//!
//! Services that write JSON by UTF-16 units send an emoji as `"\ud83c"` in one event and `"\udf75"` in the next. Neither is
//! JSON to a strict reader: the library drops the event with an error and goes on with the next. It shows each frame to a
//! listener before it reads it, so the text of a torn one is read here, and the halves are joined. A torn frame without
//! text remains an error.

use std::sync::{Arc, Mutex, PoisonError};

use genai::chat::{ChatFrameSink, FrameCtx, RawFrameRef};
use parlor_shared::widget::Finish;
use serde_json::Value;

use super::{
    chunk::finish,
    lenient_json::{Halves, mend},
};
use crate::core::conversation::agent_error::AgentError;

/// The protocols' fields for text, and for thoughts.
const TEXTS: [&str; 4] = ["/delta/text", "/message/content", "/delta/message/content/text", "/choices/0/delta/content"];
const THOUGHTS: [&str; 3] = ["/delta/thinking", "/message/thinking", "/choices/0/delta/reasoning_content"];
/// The parts of a Gemini frame; each is text or a thought.
const PARTS: &str = "/candidates/0/content/parts";

/// The protocols' fields for the reason an answer ends.
const ENDS: [&str; 3] = ["/candidates/0/finishReason", "/done_reason", "/choices/0/finish_reason"];

/// The texts of one answer, put together again.
#[derive(Debug, Default)]
pub(super) struct TornFrames {
    finish: Option<Result<Finish, AgentError>>,
    last: Arc<LastFrame>,
    text: Halves,
    thoughts: Halves,
}

/// The last frame, if it was torn, with stand-ins for the halves.
#[derive(Debug, Default)]
struct LastFrame(Mutex<Option<Value>>);

impl ChatFrameSink for LastFrame {
    fn on_frame(&self, _: &FrameCtx, frame: RawFrameRef<'_>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = torn(frame.data);
    }
}

fn torn(data: &str) -> Option<Value> {
    let may_be = data.contains("\\ud") || data.contains("\\uD");
    let mended = may_be.then(|| mend(data)).filter(|mended| mended != data)?;
    serde_json::from_str(&mended).ok()
}

/// A piece of an answer and of its thoughts.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// More text.
    pub(super) text: String,
    /// More thoughts.
    pub(super) thoughts: String,
}

impl TornFrames {
    /// Listens to the frames of an answer.
    pub(super) fn listener(&self) -> Arc<dyn ChatFrameSink> {
        Arc::<LastFrame>::clone(&self.last)
    }

    /// The text of the frame that the library could not read; `None` when it was not torn, or said nothing.
    pub(super) fn piece(&mut self) -> Option<Piece> {
        let frame = self.last.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let (text, thoughts) = read(&frame)?;
        let reason = ENDS.iter().find_map(|pointer| frame.pointer(pointer)?.as_str());
        self.finish = reason.and_then(finish).or(self.finish);
        Some(Piece { text: self.text.join(text, true), thoughts: self.thoughts.join(thoughts, true) })
    }

    /// Text that the library read itself: a half before it stays alone.
    pub(super) fn text(&mut self, text: String) -> String {
        self.text.join(text, false)
    }

    /// The end that a torn frame told of: the library has not seen it.
    pub(super) fn finish(&self) -> Option<Result<Finish, AgentError>> {
        self.finish
    }

    /// The end of the text.
    pub(super) fn end(&mut self) -> Option<char> {
        self.text.end()
    }
}

fn read(frame: &Value) -> Option<(String, String)> {
    if let Some(Value::Array(parts)) = frame.pointer(PARTS) {
        let said = |thought: bool| {
            let parts = parts.iter().filter(|part| (part["thought"] == true) == thought);
            parts.filter_map(|part| part["text"].as_str()).collect::<String>()
        };
        return Some((said(false), said(true)));
    }
    let find =
        |pointers: &[&str]| pointers.iter().find_map(|pointer| frame.pointer(pointer)?.as_str().map(str::to_owned));
    let (text, thoughts) = (find(&TEXTS), find(&THOUGHTS));
    (text.is_some() || thoughts.is_some()).then(|| (text.unwrap_or_default(), thoughts.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(frames: &[&str]) -> Vec<Option<(String, String)>> {
        let mut torn_frames = TornFrames::default();
        let mut read = |frame: &&str| {
            *torn_frames.last.0.lock().unwrap() = torn(frame);
            torn_frames.piece().map(|piece| (piece.text, piece.thoughts))
        };
        frames.iter().map(&mut read).collect()
    }

    #[test]
    fn halves_are_joined_in_every_protocol() {
        for frame in [
            r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"TEXT"}}"#,
            r#"{"candidates":[{"content":{"parts":[{"text":"TEXT"}]}}]}"#,
            r#"{"message":{"role":"assistant","content":"TEXT"},"done":false}"#,
            r#"{"type":"content-delta","delta":{"message":{"content":{"text":"TEXT"}}}}"#,
            r#"{"choices":[{"delta":{"content":"TEXT"}}]}"#,
        ] {
            let (first, second) = (frame.replace("TEXT", "a\\ud83c"), frame.replace("TEXT", "\\uDF75b"));
            let said = |text: &str| Some((text.to_owned(), String::new()));
            assert_eq!(pieces(&[&first, &second]), [said("a"), said("🍵b")], "{frame}");
        }
        let thought = r#"{"candidates":[{"content":{"parts":[{"text":"\ud83c","thought":true},{"text":"a"}]}}]}"#;
        assert_eq!(pieces(&[thought]), [Some(("a".into(), String::new()))]);
    }

    #[test]
    fn the_end_in_a_torn_frame_is_not_lost() {
        let mut torn_frames = TornFrames::default();
        assert_eq!(torn_frames.finish(), None);
        let last = r#"{"candidates":[{"content":{"parts":[{"text":"\udf75"}]},"finishReason":"MAX_TOKENS"}]}"#;
        *torn_frames.last.0.lock().unwrap() = torn(last);
        assert!(torn_frames.piece().is_some());
        assert_eq!(torn_frames.finish(), Some(Ok(Finish::Length)));
    }

    #[test]
    fn whole_frames_and_frames_without_text_are_left_to_the_library() {
        let whole = r#"{"message":{"content":"\ud83c\udf75"}}"#;
        let tool = r#"{"type":"content_block_delta","delta":{"partial_json":"\ud83c"}}"#;
        assert_eq!(pieces(&[whole, tool, "\\ud83c", "{}"]), [None, None, None, None]);
    }
}
