//! What an agent is told.

use std::sync::Arc;

use super::{Saying, Speaker, Turns};
use crate::core::{
    agent::{Given, Question, Said},
    attachment::{Attachment, MOST_IN_MESSAGE, with_names},
    blocks::with_words,
    error::Error,
    message::Message,
    profile::AgentSpec,
    run::LiveRun,
    security::budget::Permit,
};

/// How many earlier messages an agent may see; agents cut further by their own measure.
const HISTORY: u32 = 60;
/// How many files an agent may know of, this message's and earlier ones.
const FILES: u32 = 10;
/// Most characters of all files together; the newest come first.
const TEXT: usize = 40_000;
/// Larger pictures are named only: services refuse them.
const LARGEST_PICTURE: u64 = 3_500_000;

impl Turns {
    pub(super) async fn question(
        &self,
        speaker: &Speaker,
        saying: Saying,
        user: &Message,
        run: &Arc<LiveRun>,
        permit: Permit,
    ) -> Result<Question, Error> {
        let earlier = self.parts.store.history(&speaker.conversation_id, Some(&user.id), HISTORY).await?;
        let with_files = earlier.iter().chain([user]).any(|message| !message.extras.attachments.is_empty());
        let attachments = if with_files { self.given(speaker, user).await? } else { Vec::new() };
        Ok(Question {
            profile: speaker.agent.clone(),
            conversation_id: speaker.conversation_id.clone(),
            message_id: run.answer_id().clone(),
            text: user.text.clone(),
            attachments,
            form: user.extras.form.clone(),
            history: earlier.iter().map(said).filter(|said| !said.text.is_empty()).collect(),
            page_context: saying.page_context,
            page_url: saying.page_url,
            language: speaker.language.clone(),
            shows: speaker.shows,
            page: self.lent(speaker, saying.tools, run),
            visitor_name: speaker.name.clone(),
            permit,
        })
    }

    /// The newest files of the conversation, oldest first and this message's in its order, with as much of each as there is
    /// room for.
    async fn given(&self, speaker: &Speaker, user: &Message) -> Result<Vec<Given>, Error> {
        let mut sent = self.parts.store.sent_attachments(&speaker.conversation_id, FILES).await?;
        let place = |file: &Attachment| user.extras.attachments.iter().position(|attached| attached.id == file.id);
        sent.sort_by_key(place);
        let looks = matches!(speaker.agent.spec, AgentSpec::Llm { .. });
        let (mut room, mut pictures, mut given) = (TEXT, MOST_IN_MESSAGE, Vec::with_capacity(sent.len()));
        for attachment in sent.into_iter().rev() {
            let picture = if looks && pictures > 0 { self.picture(&attachment).await } else { None };
            pictures -= usize::from(picture.is_some());
            let now = place(&attachment).is_some();
            let text = attachment.text.map(|text| text.chars().take(room).collect::<String>());
            room -= text.as_ref().map_or(0, |text| text.chars().count());
            given.push(Given {
                now,
                name: attachment.name,
                kind: attachment.kind,
                size: attachment.size,
                text: text.filter(|text| !text.is_empty()),
                picture,
            });
        }
        given.reverse();
        Ok(given)
    }

    /// A picture that cannot be had is named only: an answer without it is better than none.
    async fn picture(&self, attachment: &Attachment) -> Option<bytes::Bytes> {
        if !attachment.kind.is_picture() || attachment.size > LARGEST_PICTURE {
            return None;
        }
        self.parts.files.objects.get(&attachment.key()).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a picture could not be read");
            None
        })
    }
}

/// A message in words: with the names of its files, and with the words of what stood beside it.
fn said(message: &Message) -> Said {
    let names = message.extras.attachments.iter().map(|attached| attached.name.as_str());
    let text = with_words(with_names(&message.text, names), &message.extras.blocks);
    Said { role: message.role, text }
}
