//! Looks into files, a few at a time, each for a short while.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use tokio_util::sync::CancellationToken;

use super::{
    apart, office, pdf, picture, plain,
    sniff::{Found, found},
};
use crate::core::{
    attachment::{Inspect, Inspected, Kind, LONGEST_TEXT, Upload},
    security::work::{LONG, WorkKind},
};

/// A picture is encoded anew within this time, or not taken.
const TO_ENCODE: Duration = Duration::from_secs(10);
/// A document is read within this time, or kept unread.
const TO_READ: Duration = Duration::from_secs(2);

/// Looks into files. Cheap to clone. The default reads documents in this process: for tests and tools, whose files are
/// their own.
#[derive(Clone, Debug, Default)]
pub struct Inspector {
    program: Option<Arc<Path>>,
}

#[async_trait]
impl Inspect for Inspector {
    async fn inspect(&self, upload: &Upload) -> Option<Inspected> {
        let file = upload.clone();
        let mut inspected = work(TO_ENCODE, move |_| kept(&file)).await?;
        if !inspected.kind.is_picture() {
            let (kind, bytes) = (inspected.kind, inspected.bytes.clone());
            let said = match &self.program {
                Some(program) => read_apart(program, kind, &bytes).await,
                None => work(TO_READ, move |stop| said(kind, &bytes, stop)).await,
            };
            inspected.text = said.map(|text| plain::shortened(&text, LONGEST_TEXT)).filter(|text| !text.is_empty());
        }
        Some(inspected)
    }
}

impl Inspector {
    /// Reads documents in a process of its own: `program` is this one.
    pub fn apart(program: PathBuf) -> Self {
        Self { program: Some(program.into()) }
    }
}

async fn read_apart(program: &Path, kind: Kind, bytes: &Bytes) -> Option<String> {
    LONG.hold(WorkKind::File, apart::read(program, kind, bytes, TO_READ)).await.ok().flatten()
}

/// A panic in a library that reads foreign files is one more file that cannot be read.
async fn work<T: Send + 'static>(
    longest: Duration,
    work: impl FnOnce(&CancellationToken) -> Option<T> + Send + 'static,
) -> Option<T> {
    LONG.run(WorkKind::File, longest, work).await.ok().flatten()
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
