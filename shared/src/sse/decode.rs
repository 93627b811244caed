//! The reading half.

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
    /// The last byte was a CR: an LF that follows belongs to it.
    after_cr: bool,
    /// No line has been read yet, so a byte order mark may stand here.
    at_start: bool,
    event: String,
    data: String,
    has_data: bool,
    id: String,
    retry: Option<u64>,
}

impl Decoder {
    /// `limit`: the most bytes one line, or the data of one event, may have.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            line: Vec::new(),
            after_cr: false,
            at_start: true,
            event: String::new(),
            data: String::new(),
            has_data: false,
            id: String::new(),
            retry: None,
        }
    }

    /// Feeds one chunk; calls `emit` for each event that is complete.
    pub fn feed(&mut self, chunk: &[u8], mut emit: impl FnMut(Event)) -> Result<(), TooLarge> {
        for &byte in chunk {
            let second_half = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            match byte {
                b'\n' if second_half => {}
                b'\n' | b'\r' => {
                    if let Some(event) = self.end_line()? {
                        emit(event);
                    }
                }
                _ if self.line.len() >= self.limit => return Err(TooLarge),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    /// The last `retry` field seen, in milliseconds.
    pub fn retry(&self) -> Option<u64> {
        self.retry
    }

    fn end_line(&mut self) -> Result<Option<Event>, TooLarge> {
        let bytes = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&bytes);
        let text = if std::mem::take(&mut self.at_start) { text.strip_prefix('\u{feff}').unwrap_or(&text) } else { &text };
        if text.is_empty() {
            return Ok(self.dispatch());
        }
        let (name, value) = text.split_once(':').unwrap_or((text, ""));
        self.field(name, value.strip_prefix(' ').unwrap_or(value))?;
        Ok(None)
    }

    fn field(&mut self, name: &str, value: &str) -> Result<(), TooLarge> {
        match name {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                if self.data.len() + value.len() >= self.limit {
                    return Err(TooLarge);
                }
                if std::mem::replace(&mut self.has_data, true) {
                    self.data.push('\n');
                }
                self.data.push_str(value);
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) => {
                self.retry = value.parse().ok().or(self.retry);
            }
            _ => {}
        }
        Ok(())
    }

    /// An event without any `data` line is not one: its name is forgotten, its id stays.
    fn dispatch(&mut self) -> Option<Event> {
        let event = std::mem::take(&mut self.event);
        let data = std::mem::take(&mut self.data);
        if !std::mem::take(&mut self.has_data) {
            return None;
        }
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(Event { event, data, last_event_id: self.id.clone() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(chunks: &[&[u8]]) -> Vec<Event> {
        let (mut decoder, mut events) = (Decoder::new(1 << 16), Vec::new());
        for chunk in chunks {
            decoder.feed(chunk, |event| events.push(event)).unwrap();
        }
        events
    }

    #[test]
    fn reads_every_line_end_a_mark_and_several_data_lines() {
        let text = "\u{feff}id: m:1\revent: nodes\r\ndata: a\ndata:b\n\n: comment\n\ndata\n\nid: x\0y\ndata: c\n\nevent: lost\n\ndata: cut";
        let events = decode(&[text.as_bytes()]);
        let seen: Vec<_> = events.iter().map(|e| (e.event.as_str(), e.data.as_str(), e.last_event_id.as_str())).collect();
        assert_eq!(seen, [("nodes", "a\nb", "m:1"), ("message", "", "m:1"), ("message", "c", "m:1")]);
    }

    #[test]
    fn refuses_what_grows_beyond_the_limit() {
        assert_eq!(Decoder::new(8).feed(b"data: 123456789", |_| {}), Err(TooLarge));
        assert_eq!(Decoder::new(8).feed(b"data:123\ndata:456\ndata:789\n", |_| {}), Err(TooLarge));
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_events(
            text in "((data|event|id|retry|:)(: ?[a-zé\u{1F600}]{0,4})?(\r|\n|\r\n){1,2}){0,12}",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let bytes = text.as_bytes();
            let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            at.extend([0, bytes.len()]);
            at.sort_unstable();
            let chunks: Vec<&[u8]> = at.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            prop_assert_eq!(decode(&chunks), decode(&[bytes]));
        }
    }
}
