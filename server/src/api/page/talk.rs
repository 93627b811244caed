//! The messages of a conversation, as the page shows them.

use std::time::Duration;

use parlor_shared::{content::Node, ids::MessageId, widget::MessageStatus};

use super::{page_context::PageContext, refusal::Refusal};
use crate::{
    core::{
        conversation::{history::HistoryPage, message::Message, rendered::Rendered},
        error::Error,
    },
    http::state::AppState,
};

/// Messages on one page.
const MOST: u32 = 50;
/// Time that a page waits for an answer before it shows the part written so far.
const WAIT: Duration = Duration::from_secs(30);

/// A part of a conversation, oldest first.
#[derive(Default)]
pub(super) struct Transcript {
    pub(super) messages: Vec<ShownMessage>,
    /// There are older ones, before this.
    pub(super) earlier: Option<MessageId>,
    /// It ends before the last message.
    pub(super) past: bool,
}

/// One message and its document.
pub(super) struct ShownMessage {
    pub(super) message: Message,
    pub(super) nodes: Vec<Node>,
}

impl Transcript {
    /// Reads it. `before`: a message; only older ones are read.
    pub(super) async fn read(state: &AppState, context: &PageContext, before: Option<&str>) -> Result<Self, Refusal> {
        let Some(conversation) = &context.conversation else { return Ok(Self::default()) };
        let history = state.history(&conversation.id);
        let before = match before {
            None => None,
            Some(id) => Some(history.named(id).await?.id),
        };
        let HistoryPage { messages, has_more } = history.before(before.as_ref(), MOST).await?;
        let earlier = messages.first().filter(|_| has_more).map(|first| first.id.clone());
        let rendered = state.rendered.of(&conversation.id, &messages).await?;
        let mut said = Vec::with_capacity(messages.len());
        for (message, rendered) in messages.into_iter().zip(rendered) {
            said.push(ShownMessage { nodes: nodes(state, &message, &rendered).await?, message });
        }
        Ok(Self { messages: said, earlier, past: before.is_some() })
    }

    /// The same once this answer has ended; after [`WAIT`] in any case.
    pub(super) async fn when_whole(
        state: &AppState,
        context: &PageContext,
        answer: &MessageId,
    ) -> Result<Self, Refusal> {
        let conversation = context.conversation.as_ref().ok_or(Error::NotFound)?;
        let (_, run) = state.turns.find(&conversation.id, answer).await?;
        tokio::select! {
            () = run.ended() => {}
            () = tokio::time::sleep(WAIT) => {}
            () = state.shutdown.draining.cancelled() => {}
        }
        Self::read(state, context, None).await
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
