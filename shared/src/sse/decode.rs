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
}

impl Decoder {
    /// `limit`: the most bytes one line, or the data of one event, may have.
    pub fn new(limit: usize) -> Self {
        Self { limit }
    }

    /// Feeds one chunk; calls `emit` for each event that is complete.
    pub fn feed(&mut self, chunk: &[u8], emit: impl FnMut(Event)) -> Result<(), TooLarge> {
        let _ = (chunk, emit, self.limit);
        Ok(())
    }

    /// The last `retry` field seen, in milliseconds.
    pub fn retry(&self) -> Option<u64> {
        None
    }
}
