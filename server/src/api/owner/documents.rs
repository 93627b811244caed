//! `/api/teams/{teamId}/agents/{id}/documents`: what an agent knows.

use std::{collections::BTreeSet, time::Duration};

use axum::{Json as Reply, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    agents::agent,
    auth::{Editor, Named, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    agent::knowledge::read_document,
    core::{
        error::Error,
        knowledge::Passage,
        policy::links,
        security::work::{LONG, WorkKind},
    },
    http::{
        body::{BodyError, Json},
        query::Query,
    },
    state::AppState,
};

/// The largest upload, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;
/// The largest document, in bytes.
const LARGEST_DOCUMENT: usize = 256 * 1024;
/// How many documents an agent may have.
const MOST: usize = 2_000;

/// A document an agent knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AgentDocument)]
pub(super) struct Known {
    /// Its name.
    name: String,
    /// How many passages it was cut into.
    passages: u32,
}

/// Documents to know: at most 4 MiB in all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Upload {
    /// Each name once.
    #[schema(max_items = 2000)]
    documents: Vec<Document>,
    /// Where they are published: a document `a/b.md` is cited as `{base_url}/a/b.md#section`. Absent: nowhere.
    base_url: Option<String>,
}

/// A document: HTML when its name ends in `.html`, else Markdown or plain text.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// A relative path, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// At most 256 KiB.
    text: String,
}

/// What an agent knows, by name.
#[utoipa::path(get, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_list_documents", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Vec<Known>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: Named,
) -> Result<Reply<Vec<Known>>, ApiError> {
    let agent = agent(&state, &actor, named).await?;
    known(&state, &agent.id).await
}

/// Replaces all an agent knows.
#[utoipa::path(put, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_replace_documents", request_body = Upload, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Vec<Known>),
        (status = 400, description = "a field is missing, unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 413, description = "larger than 4 MiB", body = ErrorBody),
    ))]
pub(super) async fn replace(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: Named,
    body: Result<Json<Upload, LARGEST>, BodyError>,
) -> Result<Reply<Vec<Known>>, ApiError> {
    let Json(upload) = body?;
    let agent = agent(&state, &actor, named).await?;
    check(&upload)?;
    state.store.replace_passages(&agent.id, &read(upload).await?).await?;
    known(&state, &agent.id).await
}

/// Adds documents; those of the same names are replaced.
#[utoipa::path(post, path = "/api/teams/{teamId}/agents/{id}/documents", tag = "Owner: agents",
    operation_id = "owner_add_documents", request_body = Upload, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Vec<Known>),
        (status = 400, description = "a field is missing, unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 413, description = "larger than 4 MiB", body = ErrorBody),
    ))]
pub(super) async fn add(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: Named,
    body: Result<Json<Upload, LARGEST>, BodyError>,
) -> Result<Reply<Vec<Known>>, ApiError> {
    let Json(upload) = body?;
    let agent = agent(&state, &actor, named).await?;
    check(&upload)?;
    let replaced: Vec<_> = upload.documents.iter().map(|document| document.name.clone()).collect();
    let earlier = state.store.documents(&agent.id).await?;
    if earlier.iter().filter(|document| !replaced.contains(&document.name)).count() + replaced.len() > MOST {
        return Err(ApiError::field("documents", "an agent has at most 2,000 documents"));
    }
    state.store.replace_documents(&agent.id, &replaced, &read(upload).await?).await?;
    known(&state, &agent.id).await
}

/// Which document.
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
    named: Named,
    which: Result<Query<Which>, BodyError>,
) -> Result<StatusCode, ApiError> {
    let Query(Which { name }) = which?;
    let agent = agent(&state, &actor, named).await?;
    if !state.store.documents(&agent.id).await?.iter().any(|document| document.name == name) {
        return Err(Error::NotFound.into());
    }
    state.store.replace_documents(&agent.id, &[name], &[]).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn known(state: &AppState, agent: &parlor_shared::ids::AgentId) -> Result<Reply<Vec<Known>>, ApiError> {
    let documents = state.store.documents(agent).await?.into_iter();
    Ok(Reply(documents.map(|document| Known { name: document.name, passages: document.passages }).collect()))
}

fn check(upload: &Upload) -> Result<(), ApiError> {
    let names: BTreeSet<_> = upload.documents.iter().map(|document| document.name.as_str()).collect();
    let sound = |name: &str| {
        (1..=200).contains(&name.chars().count())
            && !name.contains(|c: char| c.is_control() || c == '\\')
            && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
    };
    if names.len() < upload.documents.len() || names.len() > MOST || !names.iter().all(|name| sound(name)) {
        return Err(ApiError::field("documents", "at most 2,000, each with a relative path of its own as its name"));
    }
    if upload.documents.iter().any(|document| document.text.len() > LARGEST_DOCUMENT) {
        return Err(ApiError::field("documents", "a document has at most 256 KiB"));
    }
    let is_page = |url: &String| links::checked(url).is_some_and(|url| url.starts_with("http"));
    if upload.base_url.as_ref().is_some_and(|url| !is_page(url)) {
        return Err(ApiError::field("base_url", "an http or https address"));
    }
    Ok(())
}

/// Documents are cut up within this time.
const LONGEST: Duration = Duration::from_mins(1);

/// Cutting up megabytes would keep other requests waiting.
async fn read(upload: Upload) -> Result<Vec<Passage>, ApiError> {
    let base = upload.base_url.as_deref().and_then(links::checked);
    let passages = move |document: &Document| read_document(&document.name, base.as_deref(), &document.text);
    let read = move |_: &_| upload.documents.iter().flat_map(passages).collect();
    Ok(LONG.run(WorkKind::Document, LONGEST, read).await.map_err(Error::from)?)
}
