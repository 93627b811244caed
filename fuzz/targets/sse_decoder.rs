//! Arbitrary bytes through the event-stream decoder: it never panics, and however they are cut they give the same.
//!
//! The first byte is the decoder's limit, the next four are the sizes of the pieces, taken in turn.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parlor_shared::sse::{Decoder, Event, TooLarge};

/// Events, how it ended, and the last `retry` field.
type Seen = (Vec<Event>, Result<(), TooLarge>, Option<u64>);

fn read<'a>(limit: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> Seen {
    let mut decoder = Decoder::new(limit);
    let mut events = Vec::new();
    let outcome = pieces.into_iter().try_for_each(|piece| decoder.feed(piece, |event| events.push(event)));
    (events, outcome, decoder.retry())
}

fn pieces<'a>(mut bytes: &'a [u8], sizes: &[u8; 4]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for size in sizes.iter().cycle() {
        if bytes.is_empty() {
            return pieces;
        }
        let (piece, rest) = bytes.split_at(bytes.len().min(1 + usize::from(*size)));
        pieces.push(piece);
        bytes = rest;
    }
    pieces
}

fuzz_target!(|input: &[u8]| {
    let Some((&[limit, ref sizes @ ..], bytes)) = input.split_first_chunk::<5>() else { return };
    let whole = read(limit.into(), [bytes]);
    assert_eq!(read(limit.into(), pieces(bytes, sizes)), whole);
    for event in whole.0 {
        assert!(event.data.len() <= usize::from(limit), "an event is larger than the limit");
    }
});
