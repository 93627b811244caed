//! Looks into files, a few at a time, each for a short while.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{
    apart, office, pdf, picture, plain,
    sniff::{Found, found},
};
use crate::core::attachment::{Inspect, Inspected, Kind, LONGEST_TEXT, Upload};

/// Files looked into at the same time: a picture takes a processor and up to 128 MiB.
const AT_ONCE: usize = 2;
/// A picture is encoded anew within this time, or not taken.
const TO_ENCODE: Duration = Duration::from_secs(10);
/// A document is read within this time, or kept unread.
const TO_READ: Duration = Duration::from_secs(2);

/// Looks into files. Cheap to clone; clones share their places.
#[derive(Clone, Debug)]
pub struct Inspector {
    places: Arc<Semaphore>,
    program: Option<Arc<Path>>,
}

/// Reads documents in this process: for tests and tools, whose files are their own.
impl Default for Inspector {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)), program: None }
    }
}

#[async_trait]
impl Inspect for Inspector {
    async fn inspect(&self, upload: &Upload) -> Option<Inspected> {
        let file = upload.clone();
        let mut inspected = self.work(TO_ENCODE, move |_| kept(&file)).await?;
        if !inspected.kind.is_picture() {
            let (kind, bytes) = (inspected.kind, inspected.bytes.clone());
            let said = match &self.program {
                Some(program) => self.read_apart(program, kind, &bytes).await,
                None => self.work(TO_READ, move |stop| said(kind, &bytes, stop)).await,
            };
            inspected.text = said.map(|text| plain::shortened(&text, LONGEST_TEXT)).filter(|text| !text.is_empty());
        }
        Some(inspected)
    }
}

impl Inspector {
    /// Reads documents in a process of its own: `program` is this one.
    pub fn apart(program: PathBuf) -> Self {
        Self { program: Some(program.into()), ..Self::default() }
    }

    async fn read_apart(&self, program: &Path, kind: Kind, bytes: &Bytes) -> Option<String> {
        let _place = self.places.acquire().await.ok()?;
        apart::read(program, kind, bytes, TO_READ).await
    }

    /// Does work in a thread of its own. What takes too long is told to stop and keeps its place until it does; a panic in
    /// a library that reads foreign files is one more file that cannot be read.
    async fn work<T: Send + 'static>(
        &self,
        longest: Duration,
        work: impl FnOnce(&CancellationToken) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let place = Arc::clone(&self.places).acquire_owned().await.ok()?;
        let stop = CancellationToken::new();
        let told = stop.clone().drop_guard();
        let working = tokio::task::spawn_blocking(move || {
            let done = work(&stop);
            drop(place);
            done
        });
        let done = tokio::time::timeout(longest, working).await;
        drop(told);
        done.ok()?.ok()?
    }
}

/// What it is and what to keep of it.
fn kept(upload: &Upload) -> Option<Inspected> {
    let (kind, bytes) = match found(upload)? {
        Found::Picture(format) => {
            let (kind, bytes) = picture::encoded_anew(&upload.bytes, format)?;
            (kind, bytes.into())
        }
        Found::Document(kind) => (kind, upload.bytes.clone()),
        Found::Text => (Kind::Text, in_utf8(&upload.bytes)?),
    };
    Some(Inspected { kind, bytes, text: None })
}

/// UTF-8 stays as it came.
fn in_utf8(bytes: &Bytes) -> Option<Bytes> {
    if std::str::from_utf8(bytes).is_ok() {
        return Some(bytes.clone());
    }
    plain::decode(bytes).map(|text| text.into_owned().into())
}

/// What it says.
pub(super) fn said(kind: Kind, bytes: &[u8], stop: &CancellationToken) -> Option<String> {
    match kind {
        Kind::Png | Kind::Jpeg => None,
        Kind::Pdf => pdf::text(bytes, LONGEST_TEXT, stop),
        Kind::Text => plain::decode(bytes).map(std::borrow::Cow::into_owned),
        _ => office::text(kind, bytes, LONGEST_TEXT, stop),
    }
}
