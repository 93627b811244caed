//! Opening from a form that may arrive twice: the sender supplies the secret and the id, so that both open the same
//! conversation.

use parlor_shared::ids::ConversationId;

use super::SessionService;
use crate::core::{
    conversation::{
        Conversation, Page,
        visitor::{Visitor, hash_secret},
    },
    error::Error,
    store::StoreError,
    widget::Widget,
};

impl SessionService<'_> {
    /// The visitor who has this secret.
    #[tracing::instrument(skip_all)]
    pub async fn known(&self, widget: &Widget, secret: &str) -> Result<Option<Visitor>, Error> {
        Ok(self.store.visitor_by_secret(&widget.id, &hash_secret(secret)).await?)
    }

    /// Finds or creates the visitor with this secret. The secret must be impossible to guess.
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

    /// Finds or creates the visitor's conversation with this id. The id must be impossible to guess.
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
