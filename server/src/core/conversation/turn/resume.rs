//! Resumes an answer for a client that repeats the request which began it: the message is not sent again.

use parlor_shared::ids::{ConversationId, MessageId};

use super::{
    input::UserInput,
    turns::{Accepted, Turns},
};
use crate::core::{
    conversation::message::{Message, storable},
    error::Error,
};

/// The last event of an answer that its reader has received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResumePoint {
    /// The answer.
    pub answer: MessageId,
    /// The event's number.
    pub after: u64,
}

impl Turns {
    /// Finds the answer to a message that was sent before. The message sent now must be the same: another one is
    /// refused, so that the client does not believe it was accepted.
    #[tracing::instrument(skip_all)]
    pub async fn resume(
        &self,
        conversation: &ConversationId,
        place: &ResumePoint,
        input: &UserInput,
    ) -> Result<Accepted, Error> {
        let resumed = self.begun(conversation, place).await?;
        if is_same(&resumed.user, input) {
            Ok(resumed)
        } else {
            Err(Error::Conflict("Last-Event-ID is of the answer to another message: send this message without it"))
        }
    }

    /// The same for another answer to a message: it must have taken the place of `supersedes`.
    #[tracing::instrument(skip_all)]
    pub async fn resume_again(
        &self,
        conversation: &ConversationId,
        place: &ResumePoint,
        supersedes: &MessageId,
    ) -> Result<Accepted, Error> {
        let resumed = self.begun(conversation, place).await?;
        let old = self.parts.store.message(conversation, supersedes).await?.ok_or(Error::NotFound)?;
        if old.id != resumed.answer.id && old.reply_to == resumed.answer.reply_to {
            Ok(resumed)
        } else {
            Err(Error::Conflict("Last-Event-ID is of an answer that did not take this one's place"))
        }
    }

    async fn begun(&self, conversation: &ConversationId, place: &ResumePoint) -> Result<Accepted, Error> {
        self.refuse_while_draining()?;
        let unknown =
            Error::Invalid { field: "Last-Event-ID", reason: "not the id of an event of this conversation's answers" };
        let (answer, run) = match self.find(conversation, &place.answer).await {
            Err(Error::NotFound) => return Err(unknown),
            found => found?,
        };
        // An agent's unprompted message answers nothing.
        let Some(user) = &answer.reply_to else { return Err(unknown) };
        let user = self.parts.store.message(conversation, user).await?.ok_or(unknown)?;
        Ok(Accepted { user, answer, replayed: true, run })
    }
}

fn is_same(user: &Message, input: &UserInput) -> bool {
    let key = input.client_id.is_none() || input.client_id == user.client_id;
    key && user.text == storable(&input.text) && input.attachments.are(&user.extras.attachments)
}
