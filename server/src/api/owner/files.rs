//! `/api/teams/{teamId}/files`: an owner's pictures.

use axum::{
    Json as Reply,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_shared::ids::FileId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, IdPath, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        clock::rfc3339,
        conversation::attachment::disposition,
        owner::file::{LARGEST, OwnerFile, PictureKind},
    },
    http::{
        body::{self, BodyError},
        query::Query,
        state::AppState,
    },
};

/// A file, without its content.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnerFile)]
pub(super) struct File {
    /// Its id.
    id: FileId,
    /// Its name, with an ending that says what it is.
    name: String,
    /// Its media type, by its content.
    media_type: &'static str,
    /// RFC 3339 with milliseconds, UTC.
    created_at: String,
}

/// The query of an upload: the file's name.
#[derive(Deserialize)]
pub(super) struct Called {
    name: Option<String>,
}

/// A team's files, oldest first.
#[utoipa::path(get, path = "/api/teams/{teamId}/files", tag = "Owner: widgets", operation_id = "owner_list_files",
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, body = Vec<File>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(State(state): State<AppState>, Reader(actor): Reader) -> Result<Reply<Vec<File>>, ApiError> {
    let files = state.widget_admin(&actor).files().await?;
    Ok(Reply(files.into_iter().map(wire).collect()))
}

/// Uploads a picture: its bytes are the body. PNG, JPEG, GIF or WebP, whatever its name and type say; at most 512 KiB.
#[utoipa::path(post, path = "/api/teams/{teamId}/files", tag = "Owner: widgets", operation_id = "owner_upload_file",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("name" = Option<String>, Query, max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$", description = "the file's name, at most 200 characters"),
    ),
    responses(
        (status = 201, body = File),
        (status = 400, description = "the name is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
        (status = 409, description = "the team has 1,000 files", body = ErrorBody),
        (status = 413, description = "larger than 512 KiB", body = ErrorBody),
        (status = 415, description = "not one of the four kinds of picture", body = ErrorBody),
    ))]
pub(super) async fn upload(
    State(state): State<AppState>,
    Editor(actor): Editor,
    called: Result<Query<Called>, BodyError>,
    request: Request,
) -> Result<(StatusCode, Reply<File>), ApiError> {
    let Query(Called { name }) = called?;
    let name = name.unwrap_or_default();
    if name.chars().count() > 200 || name.contains(char::is_control) {
        return Err(ApiError::field("name", "at most 200 characters, none of them a control"));
    }
    let bytes = body::read(request, LARGEST).await?;
    let kind = PictureKind::of(&bytes)
        .ok_or_else(|| ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a PNG, JPEG, GIF or WebP picture"))?;
    let file = state.widget_admin(&actor).add_file(&name, kind, bytes.to_vec()).await?;
    Ok((StatusCode::CREATED, Reply(wire(file))))
}

/// A picture.
///
/// A browser that is led here saves it, and runs nothing.
#[utoipa::path(get, path = "/api/teams/{teamId}/files/{id}", tag = "Owner: widgets", operation_id = "owner_get_file",
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the file")),
    responses(
        (status = 200, description = "its bytes", body = Vec<u8>, content_type = "image/*"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such file of the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Response, ApiError> {
    let file = state.widget_admin(&actor).file(&named.id()?).await?;
    let fixed = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.kind.media_type())),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
        (header::CONTENT_DISPOSITION, offered(&file)),
    ];
    Ok((fixed, file.bytes).into_response())
}

/// `attachment`, with a name where there is one. Files that older versions stored may have kept any name.
fn offered(file: &OwnerFile) -> HeaderValue {
    let name = file.kind.name(&file.name);
    let value = if name.is_empty() { "attachment".to_owned() } else { disposition(false, &name) };
    HeaderValue::from_str(&value).unwrap_or(HeaderValue::from_static("attachment"))
}

fn wire(file: OwnerFile) -> File {
    File { id: file.id, name: file.name, media_type: file.kind.media_type(), created_at: rfc3339(file.created_at) }
}
