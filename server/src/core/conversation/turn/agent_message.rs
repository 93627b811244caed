//! Unprompted messages of the agent.

use parlor_shared::widget::Role;

use super::{context::TurnContext, opening::Occasion, turns::Turns};
use crate::core::{
    conversation::{Conversation, message::Message},
    entropy::new_id,
    error::Error,
    i18n::translate,
    store::{AgentMessage, MessagePlace},
    widget::settings::Settings,
};

/// Claimed by the opening of a conversation; no rule can have this name.
const OPENING: &str = ":opening";

impl Turns {
    /// Stores the message of one of a widget's proactive rules as the agent's. `None` when the rule may speak only once
    /// and has spoken; [`Error::NotFound`] when the widget has no such rule.
    #[tracing::instrument(skip_all)]
    pub async fn speak_rule(
        &self,
        conversation: &Conversation,
        settings: &Settings,
        rule: &str,
    ) -> Result<Option<Message>, Error> {
        let rules = settings.proactive.as_deref().unwrap_or_default();
        let rule = rules.iter().find(|its| its.id == rule).ok_or(Error::NotFound)?;
        let once = rule.once.then(|| rule.id.clone());
        self.speak(conversation, rule.message.clone(), MessagePlace::Last { once }).await
    }

    /// Stores this text as the first message of an empty conversation; `None` when the conversation has messages.
    #[tracing::instrument(skip_all)]
    pub async fn speak_first(&self, conversation: &Conversation, words: String) -> Result<Option<Message>, Error> {
        self.speak(conversation, words, MessagePlace::First).await
    }

    /// Returns `true` to one caller, if the conversation has no messages: there is one opening, even if several tabs
    /// ask.
    #[tracing::instrument(skip_all)]
    pub async fn claim_opening(&self, conversation: &Conversation) -> Result<bool, Error> {
        let store = &self.parts.store;
        let is_empty = store.history(&conversation.id, None, 1).await?.is_empty();
        Ok(is_empty && store.claim_rule(&conversation.id, OPENING).await?)
    }

    /// Returns the agent's own opening; without one, or when a budget is used up, a greeting in the visitor's language
    /// or `fallback`.
    #[tracing::instrument(skip_all)]
    pub async fn opening_or_greeting(
        &self,
        context: &TurnContext,
        occasion: Occasion,
        fallback: &str,
    ) -> Result<String, Error> {
        match self.opening(context, occasion).await {
            Ok(Some(words)) => return Ok(words),
            // The chat opens all the same; the error is reported on the first message.
            Ok(None) | Err(Error::Budget(_)) => {}
            Err(error) => return Err(error),
        }
        Ok(translate::catalogue(&[&context.language, fallback]).text("greeting").to_owned())
    }

    /// Stores this text as the agent's message, if its place is free. The agent finds it in the history of the next
    /// question.
    #[tracing::instrument(skip_all)]
    async fn speak(
        &self,
        conversation: &Conversation,
        text: String,
        place: MessagePlace,
    ) -> Result<Option<Message>, Error> {
        let at = self.parts.clock.now();
        let rendered = self.rendered().draw(Role::Agent, &text).await;
        let agent_message = AgentMessage {
            conversation_id: conversation.id.clone(),
            visitor_id: conversation.visitor_id.clone(),
            message_id: new_id(at, self.parts.entropy.as_ref()),
            text,
            rendered: Some(rendered),
            place,
            at,
        };
        Ok(self.parts.store.add_agent_message(&agent_message).await?)
    }
}
