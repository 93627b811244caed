//! The relay: an answer, or what happens in a team, on its way to one reader, with a heartbeat, ended when the server stops or
//! the widget is no longer what it was. The format and the names of the events are each dialect's own ([`Encoder`]).
//!
//! It holds a place in the answer's log and at most one frame, so a slow reader costs no more than a fast one; the
//! connection's write deadline ends those that read nothing.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{future::BoxFuture, stream};
use parlor_shared::{
    error::ErrorCode,
    ids::{MessageId, TeamId},
    sse,
};
use serde::Serialize;

use super::{jsonl, revocation::Began, streams::StreamSlot};
use crate::{
    core::{
        conversation::run::{FollowStep, Follower},
        owner::credential::Credential,
        widget::Widget,
    },
    http::state::AppState,
};

/// Something that says nothing is sent after this much silence.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Events that are ready are sent together up to this many bytes.
const FRAME: usize = 8 * 1024;

/// The format of a stream.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StreamFormat {
    /// `text/event-stream`.
    ServerSentEvents,
    /// `application/jsonl`.
    JsonLines,
}

impl StreamFormat {
    const fn media_type(self) -> &'static str {
        match self {
            Self::ServerSentEvents => "text/event-stream; charset=utf-8",
            Self::JsonLines => jsonl::MEDIA_TYPE,
        }
    }

    fn heartbeat(self) -> &'static str {
        match self {
            Self::ServerSentEvents => sse::comment(),
            Self::JsonLines => jsonl::HEARTBEAT,
        }
    }
}

/// The place that a stream is read from.
pub trait Source: Send + 'static {
    /// A piece of it.
    type Step: Send;
    /// The next piece; `None` when none follows.
    fn next(&mut self) -> impl Future<Output = Option<Self::Step>> + Send;
    /// The next piece, when it is there already.
    fn ready(&mut self) -> Option<Self::Step>;
    /// Returns true if nothing may follow this piece.
    fn ends(step: &Self::Step) -> bool;
}

impl Source for Follower {
    type Step = FollowStep;

    fn next(&mut self) -> impl Future<Output = Option<FollowStep>> + Send {
        Self::next(self)
    }

    fn ready(&mut self) -> Option<FollowStep> {
        Self::ready(self)
    }

    fn ends(step: &FollowStep) -> bool {
        matches!(step, FollowStep::Event(_, event) if event.is_terminal())
    }
}

/// Encodes an answer in the format of one API.
pub trait Encoder: Send + 'static {
    /// The answer's source.
    type Source: Source;
    /// The format.
    const FORMAT: StreamFormat;
    /// Encodes a piece of the answer. [`FollowStep::Reset`] must be answered with [`Follower::snapshot`].
    fn step(
        &mut self,
        frame: &mut Frame,
        source: &mut Self::Source,
        step: <Self::Source as Source>::Step,
    ) -> impl Future<Output = ()> + Send;
    /// Encodes that nothing more comes on this connection.
    fn cut_short(&mut self, frame: &mut Frame, reason: CutReason);
}

/// Events that are sent together.
pub struct Frame {
    message: Option<Arc<str>>,
    text: String,
}

impl Frame {
    /// Adds an event to [`StreamFormat::ServerSentEvents`]. A numbered one gets `id: <message>:<n>`, outside of answers
    /// `id: <n>`.
    pub fn event(&mut self, seq: Option<u64>, name: &str, data: &impl Serialize) {
        let id = seq.map(|n| self.message.as_ref().map_or_else(|| n.to_string(), |message| format!("{message}:{n}")));
        match serde_json::to_string(data) {
            Ok(json) => sse::encode(&mut self.text, id.as_deref(), name, &json),
            Err(error) => tracing::error!(%error, name, "an event could not be written"),
        }
    }

    /// Adds a line to [`StreamFormat::JsonLines`].
    pub fn line(&mut self, value: &impl Serialize) {
        jsonl::line(&mut self.text, value);
    }
}

/// The reason for ending a stream before its answer ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CutReason {
    /// The server is stopping; an answer that is stored goes on.
    Draining,
    /// The widget was switched off or deleted, its key replaced, or the reader's credential no longer opens the team.
    AccessLost,
}

impl CutReason {
    /// The error that tells a visitor.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Draining => ErrorCode::Overloaded,
            Self::AccessLost => ErrorCode::WidgetInactive,
        }
    }
}

/// A stream on its way to one reader.
pub struct EventStream<E: Encoder> {
    encoder: E,
    source: E::Source,
    /// The answer, if it is one that is stored.
    message: Option<Arc<str>>,
    cut: BoxFuture<'static, CutReason>,
    ended: bool,
    _slot: Option<StreamSlot>,
}

impl<E: Encoder<Source = Follower>> EventStream<E> {
    /// Of the answer `message`, from the follower's place on. The slot is given back at the end.
    pub fn new(
        state: &AppState,
        slot: StreamSlot,
        widget: &Widget,
        encoder: E,
        follower: Follower,
        message: &MessageId,
    ) -> Self {
        let (revocation, began) = (Arc::clone(&state.revocation), Began::from(widget));
        let closing = state.shutdown.closing.clone();
        let cut = async move {
            tokio::select! {
                biased;
                () = closing.cancelled() => CutReason::Draining,
                () = revocation.lost(&began) => CutReason::AccessLost,
            }
        };
        Self {
            encoder,
            source: follower,
            message: Some(message.as_str().into()),
            cut: Box::pin(cut),
            ended: false,
            _slot: Some(slot),
        }
    }
}

impl<E: Encoder> EventStream<E> {
    /// Of what happens in a team, while the credential opens it. The slot is given back at the end.
    pub fn of_team(
        state: &AppState,
        slot: StreamSlot,
        (team, credential): (TeamId, Credential),
        encoder: E,
        source: E::Source,
    ) -> Self {
        let (revocation, clock) = (Arc::clone(&state.revocation), Arc::clone(&state.clock));
        let closing = state.shutdown.closing.clone();
        let cut = async move {
            tokio::select! {
                biased;
                () = closing.cancelled() => CutReason::Draining,
                () = revocation.closed(&team, &credential, clock.as_ref()) => CutReason::AccessLost,
            }
        };
        Self { encoder, source, message: None, cut: Box::pin(cut), ended: false, _slot: Some(slot) }
    }

    /// Of an answer that is stored nowhere and stops with its connection.
    pub fn unstored(state: &AppState, encoder: E, source: E::Source) -> Self {
        let closing = state.shutdown.closing.clone();
        let cut = async move {
            closing.cancelled().await;
            CutReason::Draining
        };
        Self { encoder, source, message: None, cut: Box::pin(cut), ended: false, _slot: None }
    }

    /// The response; `first` adds what comes before everything else.
    pub fn begin(self, first: impl FnOnce(&mut Frame)) -> Response {
        let mut frame = self.empty();
        first(&mut frame);
        let frames = stream::unfold((self, frame), |(mut relay, frame)| async move {
            let text = if frame.text.is_empty() { relay.frame().await?.text } else { frame.text };
            let next = relay.empty();
            Some((Ok::<_, Infallible>(Bytes::from(text)), (relay, next)))
        });
        let mut response = Body::from_stream(frames).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(E::FORMAT.media_type()));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        response
    }

    fn empty(&self) -> Frame {
        Frame { message: self.message.clone(), text: String::new() }
    }

    /// The next events to send, never none; `None` at the end. What a dialect has no word for is passed over.
    async fn frame(&mut self) -> Option<Frame> {
        let mut frame = self.empty();
        while frame.text.is_empty() {
            if self.ended {
                return None;
            }
            tokio::select! {
                biased;
                step = self.source.next() => self.add(&mut frame, step?).await,
                reason = &mut self.cut => {
                    self.ended = true;
                    self.encoder.cut_short(&mut frame, reason);
                }
                () = tokio::time::sleep(HEARTBEAT) => frame.text.push_str(E::FORMAT.heartbeat()),
            }
        }
        while frame.text.len() < FRAME && !self.ended {
            let Some(step) = self.source.ready() else { break };
            self.add(&mut frame, step).await;
        }
        Some(frame)
    }

    async fn add(&mut self, frame: &mut Frame, step: <E::Source as Source>::Step) {
        self.ended |= E::Source::ends(&step);
        self.encoder.step(frame, &mut self.source, step).await;
    }
}
