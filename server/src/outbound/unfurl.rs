//! The preview of a link.

use std::{io, sync::Arc, time::Duration};

use async_trait::async_trait;
use tokio::{
    sync::Semaphore,
    time::{Instant, sleep_until, timeout_at},
};

use super::{
    document_client::DocumentClient,
    fetch::fetch,
    network::Network,
    page_metadata::{self, PageMeta},
    picture,
};
use crate::core::{
    conversation::preview::{FoundPreview, PreviewPage, Unfurl},
    security::{egress::EgressPolicy, text::line},
};

/// Previews made at a time; others wait, within their time.
const AT_ONCE: usize = 32;
/// The longest title, description and name of a site, in characters.
const TITLE: usize = 300;
const DESCRIPTION: usize = 500;
const SITE: usize = 100;

/// Time limits for one preview.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patience {
    /// A connection; TLS counts to the total. Default 2 s.
    pub connect: Duration,
    /// Everything: redirects, page and picture. Default 5 s.
    pub total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(2), total: Duration::from_secs(5) }
    }
}

/// Makes previews of links.
pub struct Unfurler {
    client: DocumentClient,
    total: Duration,
    slots: Semaphore,
}

impl Unfurler {
    /// One that follows links that `egress` allows.
    ///
    /// Errors when the system's certificates or TLS cannot be used.
    pub fn new(egress: EgressPolicy, network: &Arc<dyn Network>, patience: Patience) -> io::Result<Self> {
        Ok(Self {
            client: DocumentClient::new(egress, network, patience.connect)?,
            total: patience.total,
            slots: Semaphore::new(AT_ONCE),
        })
    }

    async fn look(&self, address: &str, deadline: Instant) -> Option<FoundPreview> {
        let _slot = timeout_at(deadline, self.slots.acquire()).await.ok()?.ok()?;
        let mut document = fetch(&self.client, address, &page_metadata::TYPES, page_metadata::MOST, deadline).await?;
        let said = page_metadata::read(&mut document).await;
        let page = describe(&said, document.url.as_str())?;
        let picture = said.image().and_then(|image| document.url.join(image.trim()).ok());
        drop(document);
        let picture = match picture {
            Some(url) => picture::fetch_square(&self.client, url.as_str(), deadline).await,
            None => None,
        };
        Some(FoundPreview { page, picture })
    }
}

#[async_trait]
impl Unfurl for Unfurler {
    /// A link without a preview is answered when the time is up, never sooner: the response time would otherwise reveal
    /// if an address is refused, closed or silent.
    async fn unfurl(&self, address: &str) -> Option<FoundPreview> {
        let deadline = Instant::now() + self.total;
        let found = self.look(address, deadline).await;
        if found.is_none() {
            sleep_until(deadline).await;
        }
        found
    }
}

/// A page without a title has no preview.
fn describe(said: &PageMeta, url: &str) -> Option<PreviewPage> {
    Some(PreviewPage {
        url: url.to_owned(),
        title: said.title().and_then(|text| line(text, TITLE))?,
        description: said.description().and_then(|text| line(text, DESCRIPTION)),
        site: said.site().and_then(|text| line(text, SITE)),
    })
}
