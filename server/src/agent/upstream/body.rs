//! Reading the body of a response, within limits.

use std::collections::VecDeque;

use bytes::Bytes;
use parlor_shared::sse::{Decoder, Event};
use reqwest::Response;

use super::{http::transport, timeouts::Watch};
use crate::core::conversation::agent_error::AgentError;

/// The longest line of a stream, in bytes: a piece of 1 MiB with 4 KiB around it. Longer ones are no answer.
pub(crate) const LONGEST_LINE: usize = (1 << 20) + (4 << 10);
/// The longest body that is read as a whole, in bytes.
const LONGEST_BODY: usize = 1 << 20;

/// A body that is being read.
#[derive(Debug)]
pub(crate) struct Pieces {
    response: Response,
    decoder: Decoder,
    events: VecDeque<Event>,
}

impl Pieces {
    /// Begins to read.
    pub(crate) fn new(response: Response) -> Self {
        Self { response, decoder: Decoder::new(LONGEST_LINE), events: VecDeque::new() }
    }

    /// The next bytes; `None` at the end.
    pub(crate) async fn bytes(&mut self, watch: &Watch) -> Result<Option<Bytes>, AgentError> {
        watch.wait(self.response.chunk()).await?.map_err(|error| match transport(&error).error {
            // A connection that breaks inside a body cut the answer, whatever the client calls it.
            AgentError::Unavailable => AgentError::Truncated,
            error => error,
        })
    }

    /// The next event of a `text/event-stream`; `None` at the end.
    pub(crate) async fn event(&mut self, watch: &Watch) -> Result<Option<Event>, AgentError> {
        while self.events.is_empty() {
            let Some(bytes) = self.bytes(watch).await? else { return Ok(None) };
            let (decoder, events) = (&mut self.decoder, &mut self.events);
            decoder.feed(&bytes, |event| events.push_back(event)).map_err(|_| AgentError::Protocol)?;
        }
        Ok(self.events.pop_front())
    }

    /// All of it, when it is short enough.
    pub(crate) async fn whole(&mut self, watch: &Watch) -> Result<Vec<u8>, AgentError> {
        let mut whole = Vec::new();
        while let Some(bytes) = self.bytes(watch).await? {
            if whole.len() + bytes.len() > LONGEST_BODY {
                return Err(AgentError::Protocol);
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}
