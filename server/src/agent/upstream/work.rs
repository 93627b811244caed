//! Turns a function that tells what happens into the stream an agent returns.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use tokio::sync::mpsc;

use crate::core::conversation::{agent_error::AgentError, agent_port::AgentEvent};
use parlor_shared::widget::Finish;

/// So many events may wait to be read; then the work waits, and with it the service.
const WAITING: usize = 16;

/// The receiver of everything the work reports.
#[derive(Clone, Debug)]
pub(crate) struct Listener(mpsc::Sender<AgentEvent>);

impl Listener {
    /// Tells one event; waits until there is room for it.
    pub(crate) async fn tell(&self, event: AgentEvent) {
        // The receiver lives in the same stream as the work: when it is gone, so is the work.
        _ = self.0.send(event).await;
    }
}

type Ending = Pin<Box<dyn Future<Output = Result<Finish, AgentError>> + Send>>;

/// The stream of what `start` tells, then its result. The work is polled by the reader of the stream and is dropped
/// with it; no task is spawned.
pub(crate) fn work<W>(start: impl FnOnce(Listener) -> W) -> BoxStream<'static, Result<AgentEvent, AgentError>>
where
    W: Future<Output = Result<Finish, AgentError>> + Send + 'static,
{
    let (sender, events) = mpsc::channel(WAITING);
    let mut running = Running { ending: Some(Box::pin(start(Listener(sender)))), events, end: None };
    stream::poll_fn(move |context| running.poll(context)).boxed()
}

struct Running {
    ending: Option<Ending>,
    events: mpsc::Receiver<AgentEvent>,
    end: Option<Result<Finish, AgentError>>,
}

impl Running {
    /// Everything told comes before the end: events are read first, and the channel closes only with the work.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<AgentEvent, AgentError>>> {
        if let Poll::Ready(Some(event)) = self.events.poll_recv(context) {
            return Poll::Ready(Some(Ok(event)));
        }
        if let Some(ending) = &mut self.ending
            && let Poll::Ready(end) = ending.as_mut().poll(context)
        {
            self.end = Some(end);
            self.ending = None;
        }
        match self.events.poll_recv(context) {
            Poll::Ready(Some(event)) => Poll::Ready(Some(Ok(event))),
            Poll::Ready(None) => Poll::Ready(self.end.take().map(|end| end.map(AgentEvent::Finish))),
            Poll::Pending => Poll::Pending,
        }
    }
}
