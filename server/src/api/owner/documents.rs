//! `/api/teams/{teamId}/agents/{id}/documents`: what an agent knows.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use axum::{Json as Reply, extract::State, http::StatusCode};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, IdPath, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    agent::knowledge::{passages, read_text},
    core::{
        knowledge::{
            self, Passage,
            document::{Unreadable, is_relative_path},
        },
        owner::MOST_DOCUMENTS,
        security::{
            links,
            work::{LONG, WorkKind, WorkRefused},
        },
    },
    http::{
        body::{BodyError, Json},
        query::Query,
        state::AppState,
    },
};

/// The largest upload, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// The largest document that is text, in bytes.
const LARGEST_DOCUMENT: usize = 1024 * 1024;
/// Most bytes of text that one upload is cut up from.
const LARGEST_TEXT: usize = 4 * 1024 * 1024;
/// The documents of an upload are read within this time; the others are sent again.
const LONGEST: Duration = Duration::from_mins(2);

/// A document an agent knows, or one that was refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentDocument)]
pub(super) struct DocumentReport {
    /// Its name.
    name: String,
    /// The number of its passages: 0 when the agent does not know it.
    passages: u32,
    /// The reason the document just sent is not taken, in words for people. The agent goes on with what it knew of the document
    /// before. Absent: nothing was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<String>,
}

/// Documents to know: at most 16 MiB in all, with at most 4 MiB of text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Upload {
    /// Each name once.
    #[schema(max_items = 2000)]
    documents: Vec<NewDocument>,
    /// The address they are published under: a document `a/b.md` is cited as `{base_url}/a/b.md#section`. Without it,
    /// citations have no link.
    base_url: Option<String>,
}

/// A document: what it is, the ending of its name says. `text` or `data`, not both.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Document)]
pub(super) struct NewDocument {
    /// A relative path, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Markdown, plain text (`.txt`), a page (`.html`, `.htm`) or a table (`.csv`, `.tsv`), at most 1 MiB. Other endings are
    /// read as Markdown.
    #[serde(default)]
    text: Option<String>,
    /// The bytes of a file, in Base64: one of those in any encoding, PDF (`.pdf`), Word, Excel or PowerPoint (`.docx`,
    /// `.xlsx`, `.pptx`) or OpenDocument (`.odt`, `.ods`, `.odp`); at most 10 MiB.
    #[serde(default)]
    data: Option<String>,
}

/// The documents of an agent, sorted by name.
#[utoipa::path(get, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_list_documents", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Vec<DocumentReport>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<Vec<DocumentReport>>, ApiError> {
    let admin = state.agent_admin(&actor);
    let agent = admin.agent(&named.id()?).await?;
    Ok(report(admin.documents(&agent).await?, BTreeMap::new()))
}

/// Replaces all an agent knows. A document that cannot be read is refused by name, and the others are taken.
#[utoipa::path(put, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_replace_documents", request_body = Upload, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Vec<DocumentReport>),
        (status = 400, description = "a field is missing, unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 413, description = "larger than 16 MiB", body = ErrorBody),
        (status = 422, description = "two documents of one name, or an address that is none; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn replace(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<Upload, LARGEST>, BodyError>,
) -> Result<Reply<Vec<DocumentReport>>, ApiError> {
    let Json(upload) = body?;
    let admin = state.agent_admin(&actor);
    let agent = admin.agent(&named.id()?).await?;
    check(&upload)?;
    let read = read(&state, upload).await;
    let known = admin.documents(&agent).await?.into_iter().map(|document| document.name);
    let replaced = known.filter(|name| !read.refused.contains_key(name)).chain(read.taken.iter().cloned());
    let replaced: Vec<String> = replaced.collect::<BTreeSet<_>>().into_iter().collect();
    admin.replace_documents(&agent, &replaced, &read.passages).await?;
    Ok(report(admin.documents(&agent).await?, read.refused))
}

/// Adds documents; those of the same names are replaced. One that cannot be read is refused by name, and the others are taken.
#[utoipa::path(post, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_add_documents", request_body = Upload, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Vec<DocumentReport>),
        (status = 400, description = "a field is missing, unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 413, description = "larger than 16 MiB", body = ErrorBody),
        (status = 422, description = "two documents of one name, or an address that is none; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn add(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<Upload, LARGEST>, BodyError>,
) -> Result<Reply<Vec<DocumentReport>>, ApiError> {
    let Json(upload) = body?;
    let admin = state.agent_admin(&actor);
    let agent = admin.agent(&named.id()?).await?;
    check(&upload)?;
    let added = upload.documents.iter().map(|document| document.name.as_str()).collect();
    admin.check_document_count(&agent, &added).await?;
    let read = read(&state, upload).await;
    admin.replace_documents(&agent, &read.taken, &read.passages).await?;
    Ok(report(admin.documents(&agent).await?, read.refused))
}

/// The document that is meant.
#[derive(Deserialize)]
pub(super) struct Which {
    name: String,
}

/// Deletes a document.
#[utoipa::path(delete, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_delete_document", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent"),
        ("name" = String, Query, description = "the document's name"),
    ),
    responses(
        (status = 204, description = "deleted"),
        (status = 400, description = "no name", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team, or no such document", body = ErrorBody),
    ))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    which: Result<Query<Which>, BodyError>,
) -> Result<StatusCode, ApiError> {
    let Query(Which { name }) = which?;
    let admin = state.agent_admin(&actor);
    let agent = admin.agent(&named.id()?).await?;
    admin.delete_document(&agent, name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The agent's documents, and the refused ones.
fn report(documents: Vec<knowledge::Document>, mut refused: BTreeMap<String, String>) -> Reply<Vec<DocumentReport>> {
    let mut known: Vec<DocumentReport> = documents
        .into_iter()
        .map(|document| DocumentReport {
            refused: refused.remove(&document.name),
            name: document.name,
            passages: document.passages,
        })
        .collect();
    known.extend(refused.into_iter().map(|(name, why)| DocumentReport { name, passages: 0, refused: Some(why) }));
    known.sort_by(|a, b| a.name.cmp(&b.name));
    Reply(known)
}

fn check(upload: &Upload) -> Result<(), ApiError> {
    let names: BTreeSet<_> = upload.documents.iter().map(|document| document.name.as_str()).collect();
    if upload.documents.len() > MOST_DOCUMENTS || !names.iter().all(|name| is_relative_path(name)) {
        return Err(ApiError::field("documents", "at most 2,000, each with a relative path as its name"));
    }
    if names.len() < upload.documents.len() {
        return Err(ApiError::unprocessable("documents", "two of them have the same name"));
    }
    if upload.documents.iter().any(|document| document.text.is_some() == document.data.is_some()) {
        return Err(ApiError::field("documents", "each with either text or data"));
    }
    let is_page = |url: &String| links::checked(url).is_some_and(|url| url.starts_with("http"));
    if upload.base_url.as_ref().is_some_and(|url| !is_page(url)) {
        return Err(ApiError::unprocessable("base_url", "an http or https address"));
    }
    Ok(())
}

/// The result of reading an upload.
#[derive(Default)]
struct Read {
    passages: Vec<Passage>,
    /// Names of the documents that were read.
    taken: Vec<String>,
    /// The reasons the others were not.
    refused: BTreeMap<String, String>,
}

/// Reads one document after the other: each has its own budget, and none takes the places of others.
async fn read(state: &AppState, upload: Upload) -> Read {
    let base: Option<Arc<str>> = upload.base_url.as_deref().and_then(links::checked).map(Into::into);
    let (mut read, mut text) = (Read::default(), 0);
    let begun = tokio::time::Instant::now();
    for document in upload.documents {
        let name = document.name.clone();
        let in_time = begun.elapsed() < LONGEST;
        match if in_time { cut(state, document, base.clone()).await } else { Err(Unreadable::Busy) } {
            Ok(passages) => {
                text += passages.iter().map(|passage| passage.text.len()).sum::<usize>();
                if text > LARGEST_TEXT {
                    read.refused
                        .insert(name, "the upload has more than 4 MiB of text: send this file in another".into());
                } else {
                    read.passages.extend(passages);
                    read.taken.push(name);
                }
            }
            Err(why) => {
                read.refused.insert(name, why.to_string());
            }
        }
    }
    read
}

/// The passages of a document.
async fn cut(state: &AppState, document: NewDocument, base: Option<Arc<str>>) -> Result<Vec<Passage>, Unreadable> {
    let NewDocument { name, text, data } = document;
    let passages = match (text, data) {
        (Some(text), _) if text.len() > LARGEST_DOCUMENT => return Err(Unreadable::TooLarge),
        (Some(text), _) => work(move || read_text(&name, base.as_deref(), &text)).await?,
        (None, data) => {
            let bytes = STANDARD.decode(data.unwrap_or_default().trim()).map_err(|_| Unreadable::Damaged)?;
            let text = state.documents.markdown(&name, bytes.into()).await?;
            work(move || Ok(passages(&name, base.as_deref(), &text))).await?
        }
    };
    if passages.is_empty() { Err(Unreadable::Empty) } else { Ok(passages) }
}

/// A document is cut up within this time.
const TO_CUT: Duration = Duration::from_secs(20);

/// Cutting up megabytes would keep other requests waiting.
async fn work<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreadable> + Send + 'static,
) -> Result<T, Unreadable> {
    let done = LONG.run(WorkKind::Document, TO_CUT, move |_| work()).await;
    done.unwrap_or_else(|refused| {
        Err(match refused {
            WorkRefused::Busy => Unreadable::Busy,
            WorkRefused::TooLong => Unreadable::TooCostly,
            WorkRefused::Failed => Unreadable::Damaged,
        })
    })
}
