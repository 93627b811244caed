//! The decoder.

/// One dispatched event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// The `event` field; `message` when there was none.
    pub event: String,
    /// The `data` lines joined with LF.
    pub data: String,
    /// The last `id` seen on the stream so far; empty at first.
    pub last_event_id: String,
}

/// A line or an event grew beyond the decoder's limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// Turns chunks of bytes, cut anywhere, into events.
#[derive(Debug)]
pub struct Decoder {
    limit: usize,
    line: Vec<u8>,
    /// The last byte was a CR: an LF right after it belongs to the same line end.
    after_cr: bool,
    /// No line has ended yet, so a byte order mark may still come first.
    at_start: bool,
    failed: bool,
    event: String,
    /// Every `data` line followed by LF.
    data: String,
    last_event_id: String,
    retry: Option<u64>,
}

impl Decoder {
    /// Creates a decoder. `limit` is the maximum size in bytes of one line and of one event's data.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            after_cr: false,
            at_start: true,
            failed: false,
            event: String::new(),
            data: String::new(),
            last_event_id: String::new(),
            retry: None,
        }
    }

    /// Feeds one chunk; calls `emit` for each completed event. After an error every later call fails too.
    pub fn feed(&mut self, chunk: &[u8], mut emit: impl FnMut(Event)) -> Result<(), TooLarge> {
        if self.failed {
            return Err(TooLarge);
        }
        for &byte in chunk {
            let second_half = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            let fits = match byte {
                _ if second_half => true,
                b'\r' | b'\n' => self.end_line(&mut emit),
                _ => {
                    self.line.push(byte);
                    self.line.len() <= self.limit
                }
            };
            if !fits {
                self.failed = true;
                return Err(TooLarge);
            }
        }
        Ok(())
    }

    /// Returns the last `retry` field, in milliseconds.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    /// Ends a line. Returns false if the event's data exceeds the limit.
    fn end_line(&mut self, emit: &mut impl FnMut(Event)) -> bool {
        let mut bytes = std::mem::take(&mut self.line);
        let start = if std::mem::take(&mut self.at_start) && bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        if bytes.len() == start {
            self.dispatch(emit);
        } else {
            self.field(&String::from_utf8_lossy(&bytes[start..]));
        }
        bytes.clear();
        self.line = bytes;
        // The last LF is not part of the data.
        self.data.len() <= self.limit.saturating_add(1)
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.last_event_id),
            "retry" if value.bytes().all(|b| b.is_ascii_digit()) => self.retry = value.parse().ok().or(self.retry),
            _ => {}
        }
    }

    fn dispatch(&mut self, emit: &mut impl FnMut(Event)) {
        let mut event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        if data.pop().is_none() {
            return;
        }
        if event.is_empty() {
            event.push_str("message");
        }
        emit(Event { event, data, last_event_id: self.last_event_id.clone() });
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use proptest::prelude::*;

    use super::*;
    use crate::sse::encode;

    type Seen = (Vec<Event>, Result<(), TooLarge>, Option<u64>);

    fn read<'a>(limit: usize, chunks: impl IntoIterator<Item = &'a [u8]>) -> Seen {
        let mut decoder = Decoder::new(limit);
        let mut events = Vec::new();
        let result = chunks.into_iter().try_for_each(|chunk| decoder.feed(chunk, |e| events.push(e)));
        (events, result, decoder.retry())
    }

    #[test]
    fn the_vectors_hold_in_their_chunks_and_byte_by_byte() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/corpora/sse/sse-parser-vectors.json");
        let vectors: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for vector in vectors.as_array().unwrap() {
            let chunks: Vec<Vec<u8>> = vector["chunks_b64"]
                .as_array()
                .unwrap()
                .iter()
                .map(|c| base64::engine::general_purpose::STANDARD.decode(c.as_str().unwrap()).unwrap())
                .collect();
            let whole = chunks.concat();
            for events in [read(1 << 20, chunks.iter().map(Vec::as_slice)).0, read(1 << 20, whole.chunks(1)).0] {
                let got: Vec<_> = events
                    .iter()
                    .map(|e| serde_json::json!({"event": e.event, "data": e.data, "lastEventId": e.last_event_id}))
                    .collect();
                assert_eq!(serde_json::json!(got), vector["expect"], "{} {}", vector["id"], vector["name"]);
            }
        }
    }

    #[test]
    fn retry_takes_digits_only() {
        assert_eq!(read(99, [&b"retry: 1500\nretry: 1s\nretry:\nretry: -1\n"[..]]).2, Some(1500));
    }

    #[test]
    fn beyond_the_limit_is_an_error_that_stays() {
        let mut decoder = Decoder::new(8);
        assert_eq!(decoder.feed(b"data: ab\n\n", |_| ()), Ok(()));
        assert_eq!(decoder.feed(b"data: abc", |_| ()), Err(TooLarge));
        assert_eq!(decoder.feed(b"\n\n", |_| unreachable!()), Err(TooLarge));
        assert_eq!(read(8, [&b"data:abc\ndata:abc\ndata:abc\n"[..]]).1, Err(TooLarge));
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same(
            bytes in proptest::string::bytes_regex(r"(?s-u)(\xEF\xBB\xBF)?(data|id|event|retry|:|: |[\r\n]|\r\n|[0-9a-c]|\x00|\xFF|\xC3\xA9){0,40}").unwrap(),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
            limit in 1usize..40,
        ) {
            let mut at: Vec<usize> = cuts.iter().map(|i| i.index(bytes.len() + 1)).collect();
            at.extend([0, bytes.len()]);
            at.sort_unstable();
            let cut = read(limit, at.windows(2).map(|w| &bytes[w[0]..w[1]]));
            prop_assert_eq!(cut, read(limit, [&bytes[..]]));
        }

        #[test]
        fn what_was_written_is_read(event in "[a-z]{1,8}", id in "[0-9]{1,4}", data in "[ab :\r\n\u{e9}]{0,24}") {
            let mut text = String::new();
            encode(&mut text, Some(&id), &event, &data);
            let data = data.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(read(4096, [text.as_bytes()]).0, vec![Event { event, data, last_event_id: id }]);
        }
    }
}
