//! Finds the log of an answer, wherever it is: here, on another node, or stored.

use std::{sync::Arc, time::Duration};

use parlor_shared::{
    ids::{ConversationId, MessageId},
    widget::{MessageStatus, Role},
};
use tracing::Instrument as _;

use super::turns::Turns;
use crate::core::{
    conversation::{
        message::Message,
        run::{LiveRun, RunEvent, compact},
    },
    error::Error,
};

/// Interval at which the log of another node's answer is read.
const MIRROR_EVERY: Duration = Duration::from_millis(200);

impl Turns {
    /// Finds the log of an answer of this conversation.
    #[tracing::instrument(skip_all)]
    pub async fn find(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
    ) -> Result<(Message, Arc<LiveRun>), Error> {
        let message = self.parts.store.message(conversation, answer).await?.ok_or(Error::NotFound)?;
        if message.role != Role::Agent {
            return Err(Error::NotFound);
        }
        let source = self.source(&message).await?;
        Ok((message, source))
    }

    pub(super) async fn source(&self, message: &Message) -> Result<Arc<LiveRun>, Error> {
        if let Some(run) = self.runs.get(&message.id) {
            return Ok(run);
        }
        if let Some(run) = self.runs.replay(&message.id) {
            return Ok(run);
        }
        let log = self.parts.store.log(&message.conversation_id, &message.id, 0).await?;
        let log: Vec<_> = log.into_iter().map(|(_, event)| event).collect();
        if log.last().is_some_and(RunEvent::is_terminal) {
            return Ok(self.stored(message, log));
        }
        // An answer read as streaming may have ended since, and its log may have been removed.
        let message = self.parts.store.message(&message.conversation_id, &message.id).await?.ok_or(Error::NotFound)?;
        if message.status == MessageStatus::Streaming {
            return Ok(self.mirror(&message, log));
        }
        let log = self.parts.store.log(&message.conversation_id, &message.id, 0).await?;
        Ok(self.stored(&message, log.into_iter().map(|(_, event)| event).collect()))
    }

    fn stored(&self, message: &Message, log: Vec<RunEvent>) -> Arc<LiveRun> {
        let pruned = log.is_empty();
        let events = if pruned { told_again(message) } else { log };
        let interrupted = events.last().is_some_and(RunEvent::is_interruption);
        let run = LiveRun::from_log(message.id.clone(), events, self.parts.render.start());
        self.runs.share(if pruned || interrupted { run.restated() } else { run })
    }

    /// Copies the log of an answer that another node writes, until its end; `log` is what it says so far.
    fn mirror(&self, message: &Message, log: Vec<RunEvent>) -> Arc<LiveRun> {
        let run = LiveRun::from_log(message.id.clone(), log, self.parts.render.start()).copied();
        let run = self.runs.insert(run);
        let (turns, message, copy) = (self.clone(), message.clone(), Arc::clone(&run));
        // Not among the tasks that are waited for: the answer is not ours to finish.
        let copying = async move {
            turns.copy(&message, &copy).await;
            turns.runs.remove(copy.answer_id());
        };
        tokio::spawn(copying.in_current_span());
        run
    }

    async fn copy(&self, message: &Message, run: &LiveRun) {
        while !run.is_ended() && !self.cut.is_cancelled() {
            match self.parts.store.log(&message.conversation_id, &message.id, run.last_seq()).await {
                Ok(events) => events.into_iter().for_each(|(_, event)| _ = run.push(event)),
                Err(error) => tracing::warn!(%error, "another node's answer could not be read just now"),
            }
            if !run.is_ended() {
                tokio::time::sleep(MIRROR_EVERY).await;
            }
        }
    }
}

/// Rebuilds the log of an ended answer from its message.
fn told_again(message: &Message) -> Vec<RunEvent> {
    let extras = &message.extras;
    let text = (!message.text.is_empty()).then(|| RunEvent::Text(message.text.clone()));
    let blocks = extras.blocks.iter().cloned().map(RunEvent::Block);
    text.into_iter().chain(blocks).chain([compact::end(extras)]).collect()
}
