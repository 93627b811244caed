//! What was said, as the page shows it.

use std::time::Duration;

use parlor_shared::{content::Node, ids::MessageId, widget::MessageStatus};

use super::{refusal::Refusal, room::Room};
use crate::{
    core::{error::Error, message::Message, rendered::Rendered},
    state::AppState,
};

/// Messages on one page.
const MOST: u32 = 50;
/// How long a page waits for an answer before it shows what there is.
const WAIT: Duration = Duration::from_secs(30);

/// A part of a conversation, oldest first.
#[derive(Default)]
pub(super) struct Talk {
    pub(super) messages: Vec<Said>,
    /// There are older ones, before this.
    pub(super) earlier: Option<MessageId>,
    /// It ends before the last message.
    pub(super) past: bool,
}

/// One message and its document.
pub(super) struct Said {
    pub(super) message: Message,
    pub(super) nodes: Vec<Node>,
}

impl Talk {
    /// Reads it. `before`: a message; only older ones are read.
    pub(super) async fn read(state: &AppState, room: &Room, before: Option<&str>) -> Result<Self, Refusal> {
        let Some(conversation) = &room.conversation else { return Ok(Self::default()) };
        let before = match before {
            None => None,
            Some(id) => {
                let id: MessageId = id.parse().map_err(|_| Error::NotFound)?;
                Some(state.store.message(&conversation.id, &id).await?.ok_or(Error::NotFound)?.id)
            }
        };
        let mut messages = state.store.history(&conversation.id, before.as_ref(), MOST + 1).await?;
        let earlier = (messages.len() > MOST as usize).then(|| messages.remove(0)).and(messages.first());
        let earlier = earlier.map(|first| first.id.clone());
        let rendered = state.rendered.of(&conversation.id, &messages).await?;
        let mut said = Vec::with_capacity(messages.len());
        for (message, rendered) in messages.into_iter().zip(rendered) {
            said.push(Said { nodes: nodes(state, &message, &rendered).await?, message });
        }
        Ok(Self { messages: said, earlier, past: before.is_some() })
    }

    /// The same once this answer has ended; after [`WAIT`] in any case.
    pub(super) async fn when_whole(state: &AppState, room: &Room, answer: &MessageId) -> Result<Self, Refusal> {
        let conversation = room.conversation.as_ref().ok_or(Error::NotFound)?;
        let (_, run) = state.turns.find(&conversation.id, answer).await?;
        tokio::select! {
            () = run.ended() => {}
            () = tokio::time::sleep(WAIT) => {}
            () = state.shutdown.draining.cancelled() => {}
        }
        Self::read(state, room, None).await
    }

    /// The answer that is being written.
    pub(super) fn running(&self) -> Option<&MessageId> {
        let last = &self.messages.last()?.message;
        (last.status == MessageStatus::Streaming && !self.past).then_some(&last.id)
    }
}

/// The nodes of a message; of an answer that is being written, what is there of it now.
async fn nodes(state: &AppState, message: &Message, rendered: &Rendered) -> Result<Vec<Node>, Refusal> {
    if message.status != MessageStatus::Streaming {
        return Ok(rendered.nodes());
    }
    let (_, run) = state.turns.find(&message.conversation_id, &message.id).await?;
    Ok(run.follow(0).snapshot_with_nodes().await.nodes.unwrap_or_default())
}
