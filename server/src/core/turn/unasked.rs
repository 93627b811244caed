//! The agent speaks without being asked.

use parlor_shared::widget::Role;

use super::Turns;
use crate::core::{
    conversation::Conversation,
    entropy::new_id,
    error::Error,
    message::Message,
    store::{Place, Unasked},
};

impl Turns {
    /// Stores these words as the agent's message, if their place is free. The agent finds them in the history of what it is
    /// asked next.
    #[tracing::instrument(skip_all)]
    pub async fn speak(
        &self,
        conversation: &Conversation,
        text: String,
        place: Place,
    ) -> Result<Option<Message>, Error> {
        let at = self.parts.clock.now();
        let rendered = self.rendered().draw(Role::Agent, &text).await;
        let unasked = Unasked {
            conversation_id: conversation.id.clone(),
            visitor_id: conversation.visitor_id.clone(),
            message_id: new_id(at, self.parts.entropy.as_ref()),
            text,
            rendered: Some(rendered),
            place,
            at,
        };
        Ok(self.parts.store.say_unasked(&unasked).await?)
    }
}
