//! A visitor's opinion of an answer.

use parlor_shared::ids::{ConversationId, MessageId};

use super::message::Feedback;
use crate::core::{clock::Clock, error::Error, store::Store};

/// Records visitors' opinions.
#[derive(Clone, Copy)]
pub struct FeedbackService<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
}

impl FeedbackService<'_> {
    /// Records an opinion in place of an earlier one. [`Error::NotFound`] when the conversation has no such answer.
    #[tracing::instrument(skip_all)]
    pub async fn record(
        &self,
        conversation: &ConversationId,
        answer: &MessageId,
        feedback: &Feedback,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        if self.store.set_feedback(conversation, answer, feedback, now).await? { Ok(()) } else { Err(Error::NotFound) }
    }
}
