//! What an agent is told.

use parlor_shared::widget::Role;

use super::{Saying, Speaker, Turns};
use crate::core::{
    agent::{Question, Said},
    error::Error,
    message::Message,
};

/// How many earlier messages an agent may see; agents cut further by their own measure.
const HISTORY: u32 = 60;

impl Turns {
    pub(super) async fn question(
        &self,
        speaker: &Speaker,
        saying: Saying,
        user: &Message,
        answer_id: parlor_shared::ids::MessageId,
    ) -> Result<Question, Error> {
        let earlier = self.parts.store.history(&speaker.conversation_id, Some(&user.id), HISTORY).await?;
        Ok(Question {
            profile: speaker.agent.clone(),
            conversation_id: speaker.conversation_id.clone(),
            message_id: answer_id,
            text: user.text.clone(),
            history: earlier.into_iter().filter(was_said).map(|m| Said { role: m.role, text: m.text }).collect(),
            page_context: saying.page_context,
            page_url: saying.page_url,
            language: speaker.language.clone(),
            visitor_name: speaker.name.clone(),
        })
    }
}

fn was_said(message: &Message) -> bool {
    message.role == Role::User || !message.text.is_empty()
}
