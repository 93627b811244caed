//! Writing an agent as a function that tells events one after the other.

use std::future::{Future, ready};

use futures_util::{StreamExt, stream, stream::BoxStream};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::core::conversation::{agent_error::AgentError, agent_port::AgentEvent};

/// An event, or why there are no more.
pub(super) type Told = Result<AgentEvent, AgentError>;

/// Hands events to the reader of the answer.
#[derive(Clone)]
pub(super) struct Teller(mpsc::Sender<Told>);

impl Teller {
    /// Hands over one event; waits until the one before was taken.
    pub(super) async fn say(&self, event: AgentEvent) {
        // The reader is gone only when the whole stream is dropped, and this future with it.
        let _ = self.0.send(Ok(event)).await;
    }
}

/// The answer that `work` tells. It runs only while the stream is read, inside the reader's task: dropping the stream
/// drops it. The stream ends after the first `Finish` or error, whatever `work` says later.
pub(super) fn tell<F, Fut>(work: F) -> BoxStream<'static, Told>
where
    F: FnOnce(Teller) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), AgentError>> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(1);
    let run = stream::once(async move {
        if let Err(error) = work(Teller(sender.clone())).await {
            let _ = sender.send(Err(error)).await;
        }
    });
    let silent = run.filter_map(|()| ready(None));
    stream::select(ReceiverStream::new(receiver), silent).scan(false, until_the_end).boxed()
}

fn until_the_end(ended: &mut bool, told: Told) -> impl Future<Output = Option<Told>> + use<> {
    let over = *ended;
    *ended = matches!(told, Ok(AgentEvent::Finish(_)) | Err(_));
    ready((!over).then_some(told))
}

#[cfg(test)]
mod tests {
    use parlor_shared::widget::Finish;

    use super::*;

    fn text(said: &str) -> AgentEvent {
        AgentEvent::Text(said.into())
    }

    #[tokio::test]
    async fn nothing_is_told_after_the_end() {
        let answer = tell(|teller| async move {
            teller.say(text("a")).await;
            teller.say(AgentEvent::Finish(Finish::Stop)).await;
            teller.say(text("b")).await;
            Err(AgentError::Truncated)
        });
        assert_eq!(answer.collect::<Vec<_>>().await, [Ok(text("a")), Ok(AgentEvent::Finish(Finish::Stop))]);
    }

    #[tokio::test]
    async fn an_error_comes_after_everything_said_before() {
        let answer = tell(|teller| async move {
            for _ in 0..20 {
                teller.say(text("a")).await;
            }
            Err(AgentError::Upstream)
        });
        let told = answer.collect::<Vec<_>>().await;
        assert_eq!((told.len(), told.last()), (21, Some(&Err(AgentError::Upstream))));
    }
}
