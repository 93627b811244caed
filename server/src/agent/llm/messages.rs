//! The messages of a body, in whichever frame they come.
//!
//! A stream is asked for, and most services send `text/event-stream`. Some send JSON values one after the other, some one
//! value that is the whole answer, some call either by another's media type. The first character tells them apart.

use std::collections::VecDeque;

use parlor_shared::sse::{Decoder, Event};

use crate::{
    agent::upstream::{LONGEST_LINE, Pieces, Watch},
    core::conversation::agent_error::AgentError,
};

/// A message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct ChatMessage {
    /// The event's name; `message` where there are no names.
    pub(super) name: String,
    /// Its data.
    pub(super) data: String,
    /// The body ended before the message did: it may be cut.
    pub(super) cut: bool,
}

/// Reads messages from a body.
#[derive(Debug)]
pub(super) struct Messages {
    pieces: Pieces,
    frame: Frame,
    ready: VecDeque<ChatMessage>,
    over: bool,
}

impl Messages {
    /// Begins to read.
    pub(super) fn new(pieces: Pieces) -> Self {
        Self { pieces, frame: Frame::Unknown(Vec::new()), ready: VecDeque::new(), over: false }
    }

    /// The next message; `None` at the end. What keeps the connection open is told to `watch`.
    pub(super) async fn next(&mut self, watch: &mut Watch) -> Result<Option<ChatMessage>, AgentError> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return Ok(Some(message));
            }
            if self.over {
                return Ok(None);
            }
            if let Some(bytes) = self.pieces.bytes(watch).await? {
                self.frame.feed(&bytes, &mut self.ready)?;
            } else {
                self.over = true;
                self.frame.end(&mut self.ready);
            }
            watch.heard();
        }
    }

    /// True when messages are JSON values with nothing around them: then one that is whole is an answer.
    pub(super) fn are_values(&self) -> bool {
        matches!(self.frame, Frame::Values(_))
    }
}

/// The framing of messages.
#[derive(Debug)]
enum Frame {
    /// Nothing but white space came so far.
    Unknown(Vec<u8>),
    Events(Decoder),
    Values(Values),
}

impl Frame {
    fn feed(&mut self, bytes: &[u8], ready: &mut VecDeque<ChatMessage>) -> Result<(), AgentError> {
        match self {
            Self::Unknown(before) => {
                before.extend_from_slice(bytes);
                let text = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before).trim_ascii_start();
                // Half a byte order mark, or blank lines.
                if text.is_empty() || b"\xEF\xBB\xBF".starts_with(text) {
                    return if before.len() > LONGEST_LINE { Err(AgentError::Protocol) } else { Ok(()) };
                }
                let (first, begun) = (text[0], std::mem::take(before));
                *self = match first {
                    b'{' | b'[' => Self::Values(Values::default()),
                    b'<' => return Err(AgentError::Protocol),
                    _ => Self::Events(Decoder::new(LONGEST_LINE)),
                };
                self.feed(&begun, ready)
            }
            Self::Events(decoder) => {
                decoder.feed(bytes, |event| ready.push_back(message(event))).map_err(|_| AgentError::Protocol)
            }
            Self::Values(values) => values.feed(bytes, ready),
        }
    }

    /// The lines that no blank line has ended.
    fn end(&mut self, ready: &mut VecDeque<ChatMessage>) {
        match self {
            Self::Unknown(_) => {}
            Self::Events(decoder) => {
                let cut = |event| ready.push_back(ChatMessage { cut: true, ..message(event) });
                // Beyond its limit there is no message.
                _ = decoder.feed(b"\n\n", cut);
            }
            Self::Values(values) => {
                if values.depth > 0 {
                    ready.push_back(ChatMessage { cut: true, ..values.message() });
                }
            }
        }
    }
}

fn message(event: Event) -> ChatMessage {
    ChatMessage { name: event.event, data: event.data, cut: false }
}

/// JSON values one after the other.
#[derive(Debug, Default)]
struct Values {
    value: Vec<u8>,
    depth: u32,
    in_string: bool,
    escaped: bool,
}

impl Values {
    fn feed(&mut self, bytes: &[u8], ready: &mut VecDeque<ChatMessage>) -> Result<(), AgentError> {
        for &byte in bytes {
            // Between values: white space, commas, RFC 7464's record separator, a byte order mark.
            let is_between = matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | 0x1E | 0xEF | 0xBB | 0xBF);
            if self.depth == 0 && is_between {
                continue;
            }
            self.value.push(byte);
            self.read(byte);
            if self.depth == 0 {
                ready.push_back(self.message());
            }
            if self.value.len() > LONGEST_LINE {
                return Err(AgentError::Protocol);
            }
        }
        Ok(())
    }

    fn read(&mut self, byte: u8) {
        if std::mem::take(&mut self.escaped) {
            return;
        }
        match byte {
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            _ if self.in_string => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }

    fn message(&mut self) -> ChatMessage {
        let data = String::from_utf8_lossy(&self.value).into_owned();
        *self = Self::default();
        ChatMessage { name: "message".to_owned(), data, cut: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str, length: usize) -> Result<Vec<(String, bool)>, AgentError> {
        let (mut frame, mut ready) = (Frame::Unknown(Vec::new()), VecDeque::new());
        for piece in body.as_bytes().chunks(length) {
            frame.feed(piece, &mut ready)?;
        }
        frame.end(&mut ready);
        Ok(ready.into_iter().map(|message| (message.data, message.cut)).collect())
    }

    #[test]
    fn messages_are_the_same_however_they_are_framed_and_cut() {
        let whole = |data: &str| (data.to_owned(), false);
        let cut = |data: &str| (data.to_owned(), true);
        for (body, messages) in [
            ("data: {}\n\ndata: [DONE]\n\n", vec![whole("{}"), whole("[DONE]")]),
            ("\u{feff}\r\n: hello\r\ndata: {}\r\n\r\n", vec![whole("{}")]),
            ("data: {}\n\ndata: [DONE]", vec![whole("{}"), cut("[DONE]")]),
            ("data: {}\n\ndata: {\"a", vec![whole("{}"), cut("{\"a")]),
            (
                "{\"a\": \"}\\\"{\"}\n{\"b\": [\n1]}\n[DONE]\n",
                vec![whole("{\"a\": \"}\\\"{\"}"), whole("{\"b\": [\n1]}"), whole("[DONE]")],
            ),
            ("\u{feff} {}{}", vec![whole("{}"), whole("{}")]),
            ("{\"a\": {", vec![cut("{\"a\": {")]),
            ("", vec![]),
            (" \n", vec![]),
        ] {
            for length in [1, 3, 1_000] {
                assert_eq!(read(body, length), Ok(messages.clone()), "{body:?} by {length}");
            }
        }
        assert_eq!(read("<html>", 2), Err(AgentError::Protocol));
    }

    #[test]
    fn nothing_grows_without_an_end() {
        for body in ["x".repeat(LONGEST_LINE + 2), "{".repeat(LONGEST_LINE + 2), " ".repeat(LONGEST_LINE + 2)] {
            assert_eq!(read(&body, 4_096), Err(AgentError::Protocol));
        }
    }
}
