//! What an agent is told.

use std::sync::Arc;

use super::{Saying, Speaker, Turns};
use crate::core::{
    agent::{Question, Said},
    blocks::in_words,
    error::Error,
    message::Message,
    run::LiveRun,
};

/// How many earlier messages an agent may see; agents cut further by their own measure.
const HISTORY: u32 = 60;

impl Turns {
    pub(super) async fn question(
        &self,
        speaker: &Speaker,
        saying: Saying,
        user: &Message,
        run: &Arc<LiveRun>,
    ) -> Result<Question, Error> {
        let earlier = self.parts.store.history(&speaker.conversation_id, Some(&user.id), HISTORY).await?;
        Ok(Question {
            profile: speaker.agent.clone(),
            conversation_id: speaker.conversation_id.clone(),
            message_id: run.answer_id().clone(),
            text: user.text.clone(),
            form: user.extras.form.clone(),
            history: earlier.into_iter().map(said).filter(|said| !said.text.is_empty()).collect(),
            page_context: saying.page_context,
            page_url: saying.page_url,
            language: speaker.language.clone(),
            shows: speaker.shows,
            page: self.lent(speaker, saying.tools, run),
            visitor_name: speaker.name.clone(),
        })
    }
}

/// A message in words, with those of what stood beside it.
fn said(message: Message) -> Said {
    let beside = message.extras.blocks.iter().map(in_words).filter(|words| !words.is_empty());
    let parts: Vec<String> = std::iter::once(message.text).filter(|text| !text.is_empty()).chain(beside).collect();
    Said { role: message.role, text: parts.join("\n\n") }
}
