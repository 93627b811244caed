//! A file that a visitor gives as an address.

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use reqwest::Url;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until, timeout_at},
};

use super::{
    document_client::DocumentClient,
    fetch::{Ending, FetchedDocument, fetch},
    network::Network,
    unfurl::Patience,
};
use crate::core::{
    conversation::attachment::{Fetch, Unfetched, Upload, named},
    security::egress::EgressPolicy,
};

/// Files fetched at a time; others wait, within their time.
const AT_ONCE: usize = 8;
/// A file may take longer than a page.
const TOTAL: Duration = Duration::from_secs(10);

/// Fetches files.
pub struct Fetcher {
    client: DocumentClient,
    total: Duration,
    slots: Semaphore,
}

impl Fetcher {
    /// With ten seconds for a file.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub fn patient(egress: EgressPolicy, network: &Arc<dyn Network>) -> io::Result<Self> {
        Self::new(egress, network, Patience { total: TOTAL, ..Patience::default() })
    }

    /// One that asks what `egress` allows.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub fn new(egress: EgressPolicy, network: &Arc<dyn Network>, patience: Patience) -> io::Result<Self> {
        let client = DocumentClient::new(egress, network, patience.connect)?;
        Ok(Self { client, total: patience.total, slots: Semaphore::new(AT_ONCE) })
    }

    async fn look(&self, address: &str, most: usize, deadline: Instant) -> Option<Result<Upload, Unfetched>> {
        let _slot = timeout_at(deadline, self.slots.acquire()).await.ok()?.ok()?;
        let document = fetch(&self.client, address, &[], most, deadline).await?;
        let (name, media_type) = (name_of(&document), document.media_type());
        match document.whole().await {
            Ending::Whole(bytes) => Some(Ok(Upload { name, media_type: Some(media_type), bytes: bytes.into() })),
            Ending::TooLong => Some(Err(Unfetched::TooLarge)),
            Ending::Broken => None,
        }
    }
}

#[async_trait]
impl Fetch for Fetcher {
    /// A failure is returned when the time is up, never sooner: the response time would otherwise reveal if an address
    /// is refused, closed or silent.
    async fn fetch(&self, address: &str, most: u64) -> Result<Upload, Unfetched> {
        let deadline = Instant::now() + self.total;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        if let Some(found) = self.look(address, most, deadline).await {
            return found;
        }
        sleep_until(deadline).await;
        Err(Unfetched::Nothing)
    }
}

/// The last part of the path, with an ending that says what it is.
fn name_of(document: &FetchedDocument) -> String {
    named(last_of(&document.url), &document.media_type())
}

fn last_of(url: &Url) -> &str {
    url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default()
}
