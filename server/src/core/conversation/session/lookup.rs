//! Widgets, agents, visitors and conversations, found by the credentials that name them.

use parlor_shared::ids::{ConversationId, TeamId, VisitorId, WidgetId};

use super::{SessionService, opened};
use crate::core::{
    conversation::{Conversation, blocks::ClientFeatures, turn::TurnContext, visitor::Visitor},
    error::Error,
    i18n::language::OwnTexts,
    owner::{agent::AgentProfile, team::Team},
    security::budget::RequestSource,
    store::Meta,
    widget::{KeyKind, Widget, settings::Settings},
};

impl SessionService<'_> {
    /// Finds a widget by its id, its `wk_` key or its embed token. [`Error::Gone`] when it is switched off or deleted.
    #[tracing::instrument(skip_all)]
    pub async fn widget(&self, id_or_key: &str) -> Result<Widget, Error> {
        let found = match (id_or_key.parse::<WidgetId>(), KeyKind::of(id_or_key)) {
            (Err(_), _) | (_, Some(KeyKind::Caty)) => None,
            (Ok(_), Some(kind)) => self.store.widget_by_key(kind, id_or_key).await?,
            (Ok(id), None) => self.store.widget(&id).await?,
        };
        opened(found)
    }

    /// Finds a widget by a key of this kind. [`Error::Gone`] when it is switched off or deleted.
    #[tracing::instrument(skip_all)]
    pub async fn widget_by_key(&self, kind: KeyKind, key: &str) -> Result<Widget, Error> {
        opened(self.store.widget_by_key(kind, key).await?)
    }

    /// Finds the widget a token was issued for; `None` when the token is no longer valid because the widget is not in
    /// the database or a key was replaced. [`Error::Gone`] when the widget is switched off or deleted.
    #[tracing::instrument(skip_all)]
    pub async fn widget_of_token(&self, id: &WidgetId, generation: u32) -> Result<Option<Widget>, Error> {
        let Some(widget) = self.store.widget(id).await? else { return Ok(None) };
        if !widget.is_open() {
            return Err(Error::Gone);
        }
        Ok((widget.generation == generation).then_some(widget))
    }

    /// The agent that answers in a widget. [`Error::NoAgent`] when none is connected.
    #[tracing::instrument(skip_all)]
    pub async fn agent(&self, widget: &Widget) -> Result<AgentProfile, Error> {
        let id = widget.agent_id.as_ref().ok_or(Error::NoAgent)?;
        self.store.agent(id).await?.ok_or(Error::NoAgent)
    }

    /// The team a widget belongs to.
    #[tracing::instrument(skip_all)]
    pub async fn team(&self, widget: &Widget) -> Result<Option<Team>, Error> {
        Ok(self.store.team(&widget.team_id).await?)
    }

    /// A widget's settings, with the owner's texts in this language where they have been translated.
    #[tracing::instrument(skip_all)]
    pub async fn settings(&self, widget: &Widget, language: &str) -> Result<Settings, Error> {
        let settings = widget.effective();
        if settings.languages.as_ref().is_none_or(Vec::is_empty) {
            return Ok(settings);
        }
        let translations = self.store.translations(&widget.id).await?.unwrap_or_default();
        Ok(translations.texts(language, &OwnTexts::of(&settings)).put_into(settings))
    }

    /// A widget's visitor.
    #[tracing::instrument(skip_all)]
    pub async fn visitor(&self, widget: &WidgetId, id: &VisitorId) -> Result<Option<Visitor>, Error> {
        Ok(self.store.visitor(widget, id).await?)
    }

    /// A visitor's conversation.
    #[tracing::instrument(skip_all)]
    pub async fn conversation(&self, visitor: &VisitorId, id: &ConversationId) -> Result<Option<Conversation>, Error> {
        Ok(self.store.conversation(visitor, id).await?)
    }

    /// A conversation that began in this widget, of any visitor.
    #[tracing::instrument(skip_all)]
    pub async fn conversation_of_widget(&self, widget: &WidgetId, id: &ConversationId) -> Result<Conversation, Error> {
        self.store.widget_conversation(widget, id).await?.ok_or(Error::NotFound)
    }

    /// A conversation that began in one of a team's widgets, and the widget.
    #[tracing::instrument(skip_all)]
    pub async fn conversation_of_team(
        &self,
        team: &TeamId,
        id: &ConversationId,
    ) -> Result<(Widget, Conversation), Error> {
        let conversation = self.store.team_conversation(team, id).await?.ok_or(Error::NotFound)?;
        let widget = self.store.widget(&conversation.widget_id).await?.ok_or(Error::NotFound)?;
        Ok((widget, conversation))
    }

    /// The fields a caller keeps with a conversation; empty when there are none.
    #[tracing::instrument(skip_all)]
    pub async fn meta(&self, conversation: &ConversationId) -> Result<Meta, Error> {
        Ok(self.store.kept_meta(conversation).await?)
    }

    /// Replaces the fields a caller keeps with a conversation.
    #[tracing::instrument(skip_all)]
    pub async fn keep_meta(&self, conversation: &ConversationId, meta: &Meta) -> Result<(), Error> {
        self.store.keep_meta(conversation, meta).await?;
        Ok(())
    }

    /// Returns the context of a turn in a conversation, for a client that shows text only. `language`: the requested
    /// language; the agent's if `None`. `source`: the origin of the request.
    #[tracing::instrument(skip_all)]
    pub async fn turn_context(
        &self,
        conversation: &Conversation,
        language: Option<String>,
        source: RequestSource,
    ) -> Result<TurnContext, Error> {
        let agent = self.store.agent(&conversation.agent_id).await?.ok_or(Error::NoAgent)?;
        Ok(TurnContext {
            visitor_id: conversation.visitor_id.clone(),
            conversation_id: conversation.id.clone(),
            language: language.unwrap_or_else(|| agent.language.clone()),
            shows: ClientFeatures::default(),
            agent,
            name: None,
            widget_id: conversation.widget_id.clone(),
            source,
        })
    }
}
