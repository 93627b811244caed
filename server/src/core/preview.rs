//! Previews of links: what the page behind a link says of itself.
//!
//! A link is looked at only when it stands in a message of the conversation it is asked for; anything else would be a
//! proxy for everybody. What was found is kept, and so is that nothing was found, each for its time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{ConversationId, MessageId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    clock::Clock,
    entropy::{Entropy, hex, new_secret},
    error::Error,
    policy::links,
    rendered::RenderedMessages,
    store::{Store, Stored},
};

/// How long a preview is kept.
pub const KEPT: Duration = Duration::from_hours(24);
/// How long it is kept that there is none.
pub const MISSED: Duration = Duration::from_mins(10);
/// Most previews that are kept; those that end first make room.
pub const MOST_KEPT: u32 = 5_000;
/// A link without its message is looked for in so many of the last ones.
const RECENT: u32 = 100;

/// Looks at what is behind a link. Implemented by `crate::outbound`.
#[async_trait]
pub trait Unfurl: Send + Sync + 'static {
    /// What the page says of itself; `None` when there is nothing to show, whatever the reason.
    async fn unfurl(&self, address: &str) -> Option<Found>;
}

/// What was found behind a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// What the page says of itself.
    pub page: Page,
    /// Its picture: a small JPEG made by us.
    pub picture: Option<Vec<u8>>,
}

/// What a page says of itself: single lines of text without control characters. Stored as JSON.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Page {
    /// Where it was found after all redirects.
    pub url: String,
    /// At most 300 characters; never empty.
    pub title: String,
    /// At most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The name of its site, at most 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

/// What there is to show of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preview {
    /// The link.
    pub address: String,
    /// What the page says of itself.
    pub page: Page,
    /// The key of its picture: [`Previews::picture`].
    pub picture: Option<String>,
}

/// What is kept about one address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// SHA-256 of the address, in hexadecimal digits: addresses may hold secrets of whoever wrote them.
    pub address_hash: String,
    /// The conversation that asked for it first: the address is its visitor's words, and goes with them.
    pub conversation_id: ConversationId,
    /// What the page says of itself; `None`: there is nothing to show.
    pub page: Option<Page>,
    /// Its picture.
    pub picture: Option<Picture>,
    /// When it is to be looked at again.
    pub ends_at: Timestamp,
}

/// A small JPEG, shown to whoever knows its key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// 128 random bits as 32 hexadecimal digits.
    pub key: String,
    /// The file.
    pub jpeg: Vec<u8>,
}

/// Makes and keeps previews. Cheap to clone.
#[derive(Clone)]
pub struct Previews {
    /// Where they are kept.
    pub store: Arc<dyn Store>,
    /// Who looks.
    pub unfurl: Arc<dyn Unfurl>,
    /// Messages, and what is a link in them.
    pub rendered: RenderedMessages,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Keys of pictures.
    pub entropy: Arc<dyn Entropy>,
}

impl Previews {
    /// The preview of a link that stands in a message of this conversation: this one, or any of the last 100.
    /// [`Error::NotFound`] when it does not; `None` when there is nothing to show.
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

    /// The picture of a preview that is still kept.
    #[tracing::instrument(skip_all)]
    pub async fn picture(&self, key: &str) -> Stored<Option<Vec<u8>>> {
        self.store.preview_picture(key, self.clock.now()).await
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

/// A part of a page is the same page.
fn hash(address: &str) -> String {
    let whole = address.split('#').next().unwrap_or(address);
    hex(&Sha256::digest(whole.as_bytes()))
}
