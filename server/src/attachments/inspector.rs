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
    document_text::{ReadRequest, said},
    picture, sandbox,
    sniff::{self, SniffedFile, found},
};
use crate::{
    core::{
        conversation::attachment::{Inspect, Inspected, Kind, LONGEST_TEXT, Upload},
        knowledge::document::{ReadDocument, Unreadable},
        security::work::{LONG, WorkKind, WorkRefused},
    },
    documents::{Format, TextForm, encoding, from_text},
};

/// Time limit for re-encoding a picture; a slower picture is refused.
const TO_ENCODE: Duration = Duration::from_secs(10);
/// A document is read within this time, or kept unread.
const TO_READ: Duration = Duration::from_secs(2);
/// An owner's document is read within this time.
const TO_LEARN: Duration = Duration::from_secs(10);
/// Most bytes of an owner's document.
const LARGEST: usize = 10 * 1024 * 1024;
/// Most bytes of its text.
const LARGEST_TEXT: usize = 1024 * 1024;

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
            let request = ReadRequest { kind, form: TextForm::Plain, characters: LONGEST_TEXT };
            let said = self.said(WorkKind::File, request, bytes, TO_READ).await.ok();
            inspected.text = said.map(|text| encoding::shortened(&text, LONGEST_TEXT)).filter(|text| !text.is_empty());
        }
        Some(inspected)
    }
}

#[async_trait]
impl ReadDocument for Inspector {
    async fn markdown(&self, name: &str, bytes: Bytes) -> Result<String, Unreadable> {
        let format = Format::of(name).ok_or(Unreadable::UnknownKind)?;
        if bytes.len() > LARGEST {
            return Err(Unreadable::TooLarge);
        }
        let text = match format {
            Format::Packed(kind) => {
                let looked = bytes.clone();
                learn(TO_LEARN, move |_| sniff::is_really(kind, &looked)).await?;
                let request = ReadRequest { kind, form: TextForm::Markdown, characters: LARGEST_TEXT };
                self.said(WorkKind::Document, request, bytes, TO_LEARN).await?
            }
            format => learn(TO_LEARN, move |_| Ok(from_text(format, &sniff::text(&bytes)?)?.into_owned())).await?,
        };
        match text.len() {
            _ if text.trim().is_empty() => Err(Unreadable::Empty),
            length if length > LARGEST_TEXT => Err(Unreadable::TooLarge),
            _ => Ok(text),
        }
    }
}

/// Work on an owner's document.
async fn learn<T: Send + 'static>(
    longest: Duration,
    work: impl FnOnce(&CancellationToken) -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, Unreadable> {
    LONG.run(WorkKind::Document, longest, work).await.map_err(unreadable)?
}

fn unreadable(refused: WorkRefused) -> Unreadable {
    match refused {
        WorkRefused::Busy => Unreadable::Busy,
        WorkRefused::TooLong => Unreadable::TooCostly,
        // A library that reads foreign files gave up on this one.
        WorkRefused::Failed => Unreadable::Damaged,
    }
}

impl Inspector {
    /// The text of a document: read in a process of its own, when there is a program for it.
    async fn said(
        &self,
        work: WorkKind,
        request: ReadRequest,
        bytes: Bytes,
        longest: Duration,
    ) -> Result<String, Unreadable> {
        match &self.program {
            Some(program) if request.kind != Kind::Text => {
                let read = sandbox::read(program, request, &bytes, longest);
                LONG.hold(work, read).await.map_err(unreadable)?
            }
            _ => LONG.run(work, longest, move |stop| said(request, &bytes, stop)).await.map_err(unreadable)?,
        }
    }

    /// Reads documents in a process of its own: `program` is this one.
    pub fn sandboxed(program: PathBuf) -> Self {
        Self { program: Some(program.into()) }
    }
}

/// A panic in a library that reads foreign files is one more file that cannot be read.
async fn work<T: Send + 'static>(
    longest: Duration,
    work: impl FnOnce(&CancellationToken) -> Option<T> + Send + 'static,
) -> Option<T> {
    LONG.run(WorkKind::File, longest, work).await.ok().flatten()
}

/// Returns the kind of the file and the bytes to keep.
fn kept(upload: &Upload) -> Option<Inspected> {
    let (kind, bytes) = match found(upload)? {
        SniffedFile::Picture(format) => {
            let (kind, bytes) = picture::encoded_anew(&upload.bytes, format)?;
            (kind, bytes.into())
        }
        SniffedFile::Document(kind) => (kind, upload.bytes.clone()),
        SniffedFile::Text => (Kind::Text, in_utf8(&upload.bytes)?),
    };
    Some(Inspected { kind, bytes, text: None })
}

/// UTF-8 stays as it came.
fn in_utf8(bytes: &Bytes) -> Option<Bytes> {
    if std::str::from_utf8(bytes).is_ok() {
        return Some(bytes.clone());
    }
    encoding::decode(bytes).map(|text| text.into_owned().into())
}
