//! Opening from a form that may arrive twice: its sender brings the secret and the id, so that both times open the same.

use parlor_shared::ids::ConversationId;

use super::Door;
use crate::core::{
    conversation::{Conversation, Page},
    error::Error,
    store::StoreError,
    visitor::{Visitor, hash_secret},
    widget::Widget,
};

impl Door<'_> {
    /// The visitor who has this secret.
    pub async fn known(&self, widget: &Widget, secret: &str) -> Result<Option<Visitor>, Error> {
        Ok(self.store.visitor_by_secret(&widget.id, &hash_secret(secret)).await?)
    }

    /// The visitor with this secret, who may be new. It must be one that nobody can guess.
    #[tracing::instrument(skip_all)]
    pub async fn visitor_once(&self, widget: &Widget, secret: &str, locale: Option<String>) -> Result<Visitor, Error> {
        if let Some(visitor) = self.known(widget, secret).await? {
            return Ok(visitor);
        }
        let visitor = self.newcomer(widget, hash_secret(secret), locale);
        match self.store.insert_visitor(&visitor).await {
            Ok(()) => Ok(visitor),
            Err(error @ StoreError::Broken(_)) => self.known(widget, secret).await?.ok_or_else(|| error.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// The visitor's conversation with this id, which may be new. It must be one that nobody can guess.
    #[tracing::instrument(skip_all)]
    pub async fn conversation_once(
        &self,
        widget: &Widget,
        visitor: &Visitor,
        id: ConversationId,
        page: Page,
    ) -> Result<Conversation, Error> {
        if let Some(conversation) = self.store.conversation(&visitor.id, &id).await? {
            return Ok(conversation);
        }
        let conversation = self.blank(widget, visitor, id, page)?;
        match self.store.insert_conversation(&conversation).await {
            Ok(()) => Ok(conversation),
            Err(error @ StoreError::Broken(_)) => {
                self.store.conversation(&visitor.id, &conversation.id).await?.ok_or_else(|| error.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}
