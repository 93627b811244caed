//! Reads a folder of documents into an agent's index.

use std::path::{Path, PathBuf};

use parlor_shared::ids::AgentId;

use super::{html, markdown};
use crate::core::{
    knowledge::Passage,
    store::{KnowledgeStore, StoreError},
};

/// The largest document, in bytes; larger ones are refused.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Why documents could not be read.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// A file or folder cannot be read, or is not UTF-8.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A document is larger than 4 MiB.
    #[error("{0} is larger than 4 MiB")]
    TooLarge(PathBuf),
    /// The index refused them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Replaces what an agent knows with the `.md`, `.txt` and `.html` files below `folder`; returns how many passages.
/// With `base_url` a document at `a/b.md` is cited as `{base_url}/a/b.md#section`.
pub async fn ingest(
    store: &dyn KnowledgeStore,
    agent: &AgentId,
    folder: &Path,
    base_url: Option<&str>,
) -> Result<usize, IngestError> {
    let passages = read_folder(folder, base_url)?;
    store.replace_passages(agent, &passages).await?;
    Ok(passages.len())
}

/// The passages of all documents below a folder, in the order of their paths. Links are not followed.
pub fn read_folder(folder: &Path, base_url: Option<&str>) -> Result<Vec<Passage>, IngestError> {
    let mut files = vec![];
    walk(folder, &mut files)?;
    files.sort();
    let mut passages = vec![];
    for file in files {
        let name = file.strip_prefix(folder).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let text = read(&file)?;
        passages.extend(read_document(&name, base_url, &text));
    }
    Ok(passages)
}

/// The passages of one document: HTML when its name ends so, else Markdown.
pub fn read_document(name: &str, base_url: Option<&str>, text: &str) -> Vec<Passage> {
    let url = base_url.map(|base| format!("{}/{name}", base.trim_end_matches('/')));
    let is_html = kind(Path::new(name)).is_some_and(|kind| kind == "html");
    let converted = if is_html { html::to_markdown(text) } else { None };
    markdown::passages(name, url.as_deref(), converted.as_deref().unwrap_or(text))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), IngestError> {
    let unreadable = |source| IngestError::Unreadable { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let (path, file_type) = (entry.path(), entry.file_type().map_err(unreadable)?);
        if file_type.is_dir() {
            walk(&path, files)?;
        } else if file_type.is_file() && kind(&path).is_some() {
            files.push(path);
        }
    }
    Ok(())
}

fn kind(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    ["md", "txt", "html"].into_iter().find(|known| *known == ending)
}

fn read(path: &Path) -> Result<String, IngestError> {
    let unreadable = |source| IngestError::Unreadable { path: path.to_owned(), source };
    if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
        return Err(IngestError::TooLarge(path.to_owned()));
    }
    std::fs::read_to_string(path).map_err(unreadable)
}
