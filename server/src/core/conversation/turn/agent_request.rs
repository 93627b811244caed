//! The question sent to an agent, with its history and files.

use std::sync::Arc;

use super::{context::TurnContext, input::UserInput, turns::Turns};
use crate::core::{
    conversation::{
        agent_port::{AgentFile, HistoryMessage, Question},
        attachment::{Attachment, MOST_IN_MESSAGE, with_names},
        blocks::with_fallback_text,
        message::Message,
        run::LiveRun,
    },
    error::Error,
    owner::agent::AgentSpec,
    security::budget::service::Permit,
};

/// Maximum number of earlier messages an agent may see; agents cut further by their own limits.
const HISTORY: u32 = 60;
/// Maximum number of files an agent is given, of this message and earlier ones.
const FILES: u32 = 10;
/// Maximum number of characters of all files together; the newest come first.
const TEXT: usize = 40_000;
/// Maximum size of a picture in bytes. Larger pictures are only named, because services refuse them.
const LARGEST_PICTURE: u64 = 3_500_000;

impl Turns {
    pub(super) async fn question(
        &self,
        context: &TurnContext,
        input: UserInput,
        user: &Message,
        run: &Arc<LiveRun>,
        permit: Permit,
    ) -> Result<Question, Error> {
        let earlier = self.parts.store.history(&context.conversation_id, Some(&user.id), HISTORY).await?;
        let with_files = earlier.iter().chain([user]).any(|message| !message.extras.attachments.is_empty());
        let attachments = if with_files { self.given(context, user).await? } else { Vec::new() };
        Ok(Question {
            profile: context.agent.clone(),
            conversation_id: context.conversation_id.clone(),
            message_id: run.answer_id().clone(),
            text: user.text.clone(),
            attachments,
            form: user.extras.form.clone(),
            history: earlier.iter().map(said).filter(|said| !said.text.is_empty()).collect(),
            page_context: input.page_context,
            page_url: input.page_url,
            language: context.language.clone(),
            shows: context.shows,
            page: self.lent(context, input.tools, run),
            visitor_name: context.name.clone(),
            permit,
        })
    }

    /// Returns the newest files of the conversation, oldest first and this message's in its order, with as much text of
    /// each as there is room for.
    async fn given(&self, context: &TurnContext, user: &Message) -> Result<Vec<AgentFile>, Error> {
        let mut sent = self.parts.store.sent_attachments(&context.conversation_id, FILES).await?;
        let place = |file: &Attachment| user.extras.attachments.iter().position(|attached| attached.id == file.id);
        sent.sort_by_key(place);
        let looks = matches!(context.agent.spec, AgentSpec::Llm { .. });
        let (mut room, mut pictures, mut given) = (TEXT, MOST_IN_MESSAGE, Vec::with_capacity(sent.len()));
        for attachment in sent.into_iter().rev() {
            let picture = if looks && pictures > 0 { self.picture(&attachment).await } else { None };
            pictures -= usize::from(picture.is_some());
            let now = place(&attachment).is_some();
            let text = attachment.text.map(|text| text.chars().take(room).collect::<String>());
            room -= text.as_ref().map_or(0, |text| text.chars().count());
            given.push(AgentFile {
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

    /// Loads a picture. One that cannot be loaded is only named: an answer without it is better than none.
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

/// Returns a message as text, with the names of its files and the text of its blocks.
fn said(message: &Message) -> HistoryMessage {
    let names = message.extras.attachments.iter().map(|attached| attached.name.as_str());
    let text = with_fallback_text(with_names(&message.text, names), &message.extras.blocks);
    HistoryMessage { role: message.role, text }
}
