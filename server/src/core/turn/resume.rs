//! Goes on with an answer for a client that repeats the request which began it: nothing is said again.

use parlor_shared::ids::{ConversationId, MessageId};

use super::{Accepted, Saying, Turns};
use crate::core::{
    error::Error,
    message::{Message, storable},
};

/// The last event of an answer that its reader has received.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The answer.
    pub answer: MessageId,
    /// The event's number.
    pub after: u64,
}

impl Turns {
    /// Finds the answer to a message that was said before. What is said now must be that message: another one is refused,
    /// so that it is not taken for said.
    #[tracing::instrument(skip_all)]
    pub async fn resume(
        &self,
        conversation: &ConversationId,
        place: &Place,
        saying: &Saying,
    ) -> Result<Accepted, Error> {
        let resumed = self.begun(conversation, place).await?;
        if is_same(&resumed.user, saying) {
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
        place: &Place,
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

    async fn begun(&self, conversation: &ConversationId, place: &Place) -> Result<Accepted, Error> {
        self.refuse_while_draining()?;
        let unknown =
            Error::Invalid { field: "Last-Event-ID", reason: "not the id of an event of this conversation's answers" };
        let (answer, run) = match self.find(conversation, &place.answer).await {
            Err(Error::NotFound) => return Err(unknown),
            found => found?,
        };
        // What an agent says unasked answers nothing.
        let Some(user) = &answer.reply_to else { return Err(unknown) };
        let user = self.parts.store.message(conversation, user).await?.ok_or(unknown)?;
        Ok(Accepted { user, answer, replayed: true, run })
    }
}

fn is_same(user: &Message, saying: &Saying) -> bool {
    let key = saying.client_id.is_none() || saying.client_id == user.client_id;
    key && user.text == storable(&saying.text) && saying.attachments.are(&user.extras.attachments)
}
