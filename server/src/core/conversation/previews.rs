//! Making and caching previews of links.

use std::{sync::Arc, time::Duration};

use parlor_shared::ids::{ConversationId, MessageId};
use sha2::{Digest, Sha256};

use super::{
    preview::{Kept, Picture, Preview, Unfurl},
    rendered_messages::RenderedMessages,
};
use crate::core::{
    clock::Clock,
    entropy::{Entropy, hex, new_secret},
    error::Error,
    security::links,
    store::Store,
};

/// Time a preview is cached.
pub const KEPT: Duration = Duration::from_hours(24);
/// Time it is cached that there is no preview.
pub const MISSED: Duration = Duration::from_mins(10);
/// Number of recent messages searched for a link when its message is not given.
const RECENT: u32 = 100;

/// Makes and caches previews. Cheap to clone.
#[derive(Clone)]
pub struct Previews {
    /// Storage for cached previews.
    pub store: Arc<dyn Store>,
    /// Fetches pages.
    pub unfurl: Arc<dyn Unfurl>,
    /// Rendered messages, in which links are looked up.
    pub rendered: RenderedMessages,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Keys of pictures.
    pub entropy: Arc<dyn Entropy>,
}

impl Previews {
    /// Returns the preview of a link in a message of this conversation: the given one, or any of the last 100.
    /// [`Error::NotFound`] when the link is in none of them; `None` when there is nothing to show.
    #[tracing::instrument(skip_all)]
    pub async fn of(
        &self,
        conversation: &ConversationId,
        message: Option<&MessageId>,
        address: &str,
    ) -> Result<Option<Preview>, Error> {
        let address = links::checked(address).ok_or(Error::NotFound)?;
        let messages = match message {
            Some(id) => Vec::from_iter(self.store.message(conversation, id).await?),
            None => self.store.history(conversation, None, RECENT).await?,
        };
        let rendered = self.rendered.of(conversation, &messages).await?;
        if !rendered.iter().any(|rendered| rendered.links_to(&address)) {
            return Err(Error::NotFound);
        }
        let kept = match self.store.preview(&hash(&address), self.clock.now()).await? {
            Some(kept) => kept,
            None => self.look(conversation, &address).await?,
        };
        Ok(kept.page.map(|page| Preview { address, page, picture: kept.picture.map(|picture| picture.key) }))
    }

    /// Returns the picture of a preview that is still cached.
    #[tracing::instrument(skip_all)]
    pub async fn picture(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.store.preview_picture(key, self.clock.now()).await?)
    }

    async fn look(&self, conversation: &ConversationId, address: &str) -> Result<Kept, Error> {
        let found = self.unfurl.unfurl(address).await;
        let life = if found.is_some() { KEPT } else { MISSED };
        let picture = found.as_ref().and_then(|found| found.picture.clone());
        let kept = Kept {
            address_hash: hash(address),
            conversation_id: conversation.clone(),
            page: found.map(|found| found.page),
            picture: picture.map(|jpeg| Picture { key: new_secret(self.entropy.as_ref()), jpeg }),
            ends_at: self.clock.now() + life,
        };
        self.store.put_preview(&kept, self.clock.now()).await?;
        Ok(kept)
    }
}

/// Returns the hash of an address without its fragment: a part of a page is the same page.
fn hash(address: &str) -> String {
    let whole = address.split('#').next().unwrap_or(address);
    hex(&Sha256::digest(whole.as_bytes()))
}
