//! The use case: inspect a file, store it, return it, and remove files that are no longer needed.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use parlor_shared::ids::{AttachmentId, ConversationId};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::{Attachment, Files, Quota, QuotaCheck, Unfetched, Upload, of_kind};
use crate::core::{
    clock::Clock,
    conversation::turn::parts::Parts,
    entropy::{Entropy, new_capability},
    error::{Error, Limit},
    security::budget::{Amount, Spender, service::Budgets},
    store::{Store, StoreError},
};

/// A file that is in no message is removed after this.
const UNUSED: Duration = Duration::from_hours(24);
/// Interval between removals of files that are no longer needed.
const SWEEP_EVERY: Duration = Duration::from_mins(5);
/// Number of objects removed at a time.
const AT_ONCE: u32 = 100;
/// `Retry-After` for a client that finds all places for uploads taken.
const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Limits on uploads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UploadLimits {
    /// The largest file, in bytes.
    pub largest: u64,
    /// Maximum uploads of one conversation.
    pub quota: Quota,
    /// Maximum number of concurrent uploads: each is held in memory.
    pub at_once: usize,
}

/// The reason a file is not accepted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UploadError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Its kind is not accepted.
    #[error("this file type isn't supported")]
    Kind,
    /// The conversation has no room for so many bytes.
    #[error("upload limit reached")]
    Quota {
        /// The wait until there is room again.
        retry_after: Duration,
    },
    /// It cannot be fetched.
    #[error(transparent)]
    Fetch(#[from] Unfetched),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<StoreError> for UploadError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

/// Accepts files and returns them. Cheap to clone.
#[derive(Clone)]
pub struct Uploads {
    store: Arc<dyn Store>,
    budgets: Budgets,
    files: Files,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    limits: UploadLimits,
    places: Arc<Semaphore>,
}

impl Uploads {
    /// With these limits.
    pub fn new(parts: &Parts, budgets: Budgets, limits: UploadLimits) -> Self {
        Self {
            store: Arc::clone(&parts.store),
            budgets,
            files: parts.files.clone(),
            clock: Arc::clone(&parts.clock),
            entropy: Arc::clone(&parts.entropy),
            limits,
            places: Arc::new(Semaphore::new(limits.at_once)),
        }
    }

    /// The limits.
    pub fn limits(&self) -> UploadLimits {
        self.limits
    }

    /// A place for one upload, from its first byte to its last; given back when dropped.
    pub fn place(&self) -> Result<OwnedSemaphorePermit, Error> {
        let taken = |_| Error::Limited { limit: Limit::Rate, retry_after: RETRY_AFTER };
        Arc::clone(&self.places).try_acquire_owned().map_err(taken)
    }

    /// An id for a file that is still to come.
    pub fn reserve(&self) -> AttachmentId {
        new_capability(self.entropy.as_ref())
    }

    /// Counts the announced bytes of a file that comes later: [`Self::accept_as`] accepts it.
    #[tracing::instrument(skip_all)]
    pub async fn announce(&self, spender: &Spender, bytes: u64) -> Result<(), Error> {
        self.budgets.reserve(spender, Amount::bytes(bytes)).await.map(|_| ())
    }

    /// Inspects a file and stores it for a message of this conversation. A file that is refused costs nothing.
    #[tracing::instrument(skip_all)]
    pub async fn accept(
        &self,
        spender: &Spender,
        conversation: &ConversationId,
        upload: Upload,
    ) -> Result<Attachment, UploadError> {
        let bytes = u64::try_from(upload.bytes.len()).unwrap_or(u64::MAX);
        let permit = self.budgets.reserve(spender, Amount::bytes(bytes)).await?;
        let kept = self.accept_as(self.reserve(), conversation, upload).await;
        if kept.is_err() {
            permit.release().await;
        }
        kept
    }

    /// Stores a file that was announced, under the id reserved for it. A file that comes again is not stored a second
    /// time.
    #[tracing::instrument(skip_all)]
    pub async fn accept_as(
        &self,
        id: AttachmentId,
        conversation: &ConversationId,
        upload: Upload,
    ) -> Result<Attachment, UploadError> {
        if let Some(kept) = self.store.attachment(&id).await? {
            return if kept.conversation_id == *conversation { Ok(kept) } else { Err(Error::NotFound.into()) };
        }
        if upload.bytes.is_empty() {
            return Err(UploadError::Empty);
        }
        let found = self.files.inspect.inspect(&upload).await.ok_or(UploadError::Kind)?;
        let attachment = Attachment {
            id,
            conversation_id: conversation.clone(),
            name: of_kind(&upload.name, found.kind),
            kind: found.kind,
            size: found.bytes.len() as u64,
            text: found.text,
            created_at: self.clock.now(),
        };
        self.enter(&attachment).await?;
        // The row is inserted first: an object without a row would never be removed.
        if let Err(error) = self.files.objects.put(&attachment.key(), found.bytes).await {
            self.store.remove_attachment(&attachment.id).await?;
            return Err(error.into());
        }
        if self.store.attachment(&attachment.id).await?.is_none() {
            // Erased meanwhile, perhaps before its bytes were there to be removed.
            self.files.objects.delete(&attachment.key()).await?;
            return Err(Error::NotFound.into());
        }
        Ok(attachment)
    }

    async fn enter(&self, attachment: &Attachment) -> Result<(), UploadError> {
        let now = self.clock.now();
        let wait = |until: jiff::Timestamp| Duration::try_from(until.duration_since(now)).unwrap_or_default();
        match self.store.insert_attachment(attachment, &self.limits.quota).await? {
            QuotaCheck::Left => Ok(()),
            QuotaCheck::TooMany { until } => {
                Err(Error::Limited { limit: Limit::Rate, retry_after: wait(until) }.into())
            }
            QuotaCheck::TooLarge { until } => Err(UploadError::Quota { retry_after: wait(until) }),
            QuotaCheck::Known => Err(Error::Conflict("this file is being brought already").into()),
            QuotaCheck::Unknown => Err(Error::NotFound.into()),
        }
    }

    /// Fetches a file from an address, and stores it like any other.
    #[tracing::instrument(skip_all)]
    pub async fn accept_from(
        &self,
        spender: &Spender,
        conversation: &ConversationId,
        address: &str,
    ) -> Result<Attachment, UploadError> {
        let upload = self.files.fetch.fetch(address, self.limits.largest).await?;
        self.accept(spender, conversation, upload).await
    }

    /// Returns a file and its bytes. The caller must have checked that access is allowed.
    #[tracing::instrument(skip_all)]
    pub async fn open(&self, id: &AttachmentId) -> Result<(Attachment, Bytes), Error> {
        let attachment = self.store.attachment(id).await?.ok_or(Error::NotFound)?;
        let bytes = self.files.objects.get(&attachment.key()).await?.ok_or(Error::NotFound)?;
        Ok((attachment, bytes))
    }

    /// Removes files that are no longer needed, until told to stop; run it in a task of its own.
    pub async fn keep(self, closing: CancellationToken) {
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        loop {
            tokio::select! {
                () = closing.cancelled() => return,
                _ = sweep.tick() => if let Err(error) = self.sweep().await {
                    tracing::warn!(%error, "files that nobody needs could not be removed");
                },
            }
        }
    }

    /// Removes files that were in no message within a day, and the bytes of all files that were erased.
    #[tracing::instrument(skip_all)]
    pub async fn sweep(&self) -> Result<(), StoreError> {
        self.store.prune_attachments(self.clock.now() - UNUSED).await?;
        self.remove_discarded().await
    }

    /// Removes the bytes of all files that were erased.
    #[tracing::instrument(skip_all)]
    pub async fn remove_discarded(&self) -> Result<(), StoreError> {
        loop {
            let gone = self.store.discarded_objects(AT_ONCE).await?;
            for key in &gone {
                self.files.objects.delete(key).await?;
            }
            self.store.forget_objects(&gone).await?;
            if gone.len() < AT_ONCE as usize {
                return Ok(());
            }
        }
    }
}
