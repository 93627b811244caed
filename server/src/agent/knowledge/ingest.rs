//! Reads documents into an agent's index.

use std::path::{Path, PathBuf};

use parlor_shared::ids::AgentId;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::markdown::{self, Source};
use crate::{
    core::{
        knowledge::{Passage, document::Unreadable},
        store::{KnowledgeStore, StoreError},
    },
    documents::{Format, Kept, TextForm, encoding, from_packed, from_text},
};

/// The largest document of a folder, in bytes.
const LARGEST: u64 = 10 * 1024 * 1024;
/// Most characters of a packed document's text.
const LONGEST: usize = 1024 * 1024;

/// The reason documents could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A folder cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A document cannot be read.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The index refused them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A document that is not read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{name}: {why}")]
pub struct Refused {
    /// Its relative path.
    pub name: String,
    /// The reason.
    pub why: Unreadable,
}

/// The result of reading a folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ingested {
    /// The passages of all documents, in the order of their paths.
    pub passages: Vec<Passage>,
    /// The documents that were not read.
    pub refused: Vec<Refused>,
}

/// Replaces what an agent knows of the documents below `folder`. One that cannot be read is named, and what the agent knew
/// of it before stays. With `base_url` a document at `a/b.md` is cited as `{base_url}/a/b.md#section`.
pub async fn ingest(
    store: &dyn KnowledgeStore,
    agent: &AgentId,
    folder: &Path,
    base_url: Option<&str>,
) -> Result<Ingested, IngestError> {
    let read = below(folder, base_url)?;
    let known = store.documents(agent).await?.into_iter().map(|document| document.name);
    let replaced: Vec<String> =
        known.filter(|name| !read.refused.iter().any(|refused| refused.name == *name)).collect();
    let names = replaced.into_iter().chain(read.passages.iter().map(|passage| passage.document.clone()));
    let names: std::collections::BTreeSet<String> = names.collect();
    store.replace_documents(agent, &names.into_iter().collect::<Vec<_>>(), &read.passages).await?;
    Ok(read)
}

/// The passages of all documents below a folder; fails at the first that cannot be read.
pub fn read_folder(folder: &Path, base_url: Option<&str>) -> Result<Vec<Passage>, IngestError> {
    let Ingested { passages, refused } = below(folder, base_url)?;
    refused.into_iter().next().map_or(Ok(passages), |refused| Err(refused.into()))
}

/// The passages of a document that is text already; none when it cannot be read.
pub fn read_document(name: &str, base_url: Option<&str>, text: &str) -> Vec<Passage> {
    read_text(name, base_url, text).unwrap_or_default()
}

/// The passages of a document that is text already: a page when its name ends in `.html` or `.htm`, a table when it ends in
/// `.csv` or `.tsv`, plain text when in `.txt`, else Markdown.
pub fn read_text(name: &str, base_url: Option<&str>, text: &str) -> Result<Vec<Passage>, Unreadable> {
    let format = Format::of(name).unwrap_or(Format::Markdown);
    from_text(format, text).map(|text| passages(name, base_url, &text))
}

/// The passages of a document in Markdown. With `base_url` they are cited as `{base_url}/{name}#section`.
pub fn passages(name: &str, base_url: Option<&str>, text: &str) -> Vec<Passage> {
    let url = base_url.and_then(|base| address(base, name));
    markdown::passages(Source { name, url: url.as_ref() }, text)
}

/// Each part of the name is a part of the path, whatever is in it.
fn address(base: &str, name: &str) -> Option<Url> {
    let mut url = Url::parse(base).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    url.path_segments_mut().ok()?.pop_if_empty().extend(name.split('/'));
    Some(url)
}

/// Links are not followed.
fn below(folder: &Path, base_url: Option<&str>) -> Result<Ingested, IngestError> {
    let mut files = vec![];
    walk(folder, &mut files)?;
    files.sort();
    let mut read = Ingested::default();
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        match markdown_of(&file, &name) {
            Ok(text) => read.passages.extend(passages(&name, base_url, &text)),
            Err(why) => read.refused.push(Refused { name, why }),
        }
    }
    Ok(read)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), IngestError> {
    let unreadable = |source| IngestError::Unreadable { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, file_type) = (entry.path(), entry.file_type().map_err(unreadable)?);
        if file_type.is_dir() {
            walk(&path, files)?;
        } else if file_type.is_file() && path.to_str().and_then(Format::of).is_some() {
            files.push(path);
        }
    }
    Ok(())
}

fn markdown_of(path: &Path, name: &str) -> Result<String, Unreadable> {
    if std::fs::metadata(path).map_err(|_| Unreadable::Damaged)?.len() > LARGEST {
        return Err(Unreadable::TooLarge);
    }
    let bytes = std::fs::read(path).map_err(|_| Unreadable::Damaged)?;
    match Format::of(name).ok_or(Unreadable::UnknownKind)? {
        Format::Packed(kind) => {
            let stop = CancellationToken::new();
            from_packed(kind, &bytes, Kept { characters: LONGEST, form: TextForm::Markdown, stop: &stop })
        }
        format => Ok(from_text(format, &encoding::decode(&bytes).ok_or(Unreadable::NotText)?)?.into_owned()),
    }
}
