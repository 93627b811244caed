//! `POST /attachments`: takes a file for a later message. `GET /attachments/{id}`: returns it to anyone with its address.

use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_shared::{
    error::ErrorCode,
    ids::AttachmentId,
    widget::{Attachment, AttachmentRules, Data},
};
use serde::Deserialize;

use super::{auth::Visitor, error::ApiError, path::Path, wire};
use crate::{
    api::message_wire,
    core::{
        conversation::attachment::{MOST_IN_MESSAGE, disposition, of_kind},
        error::Error,
        widget::{
            Widget,
            settings::{Feature, Settings},
        },
    },
    http::{client_ip::ClientIp, multipart, state::AppState},
};

/// For a file dialog.
const ACCEPT: &str =
    "image/png,image/jpeg,image/gif,image/webp,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.md,.csv,.tsv,.log,.json";

/// The body of an upload.
#[derive(utoipa::ToSchema)]
#[schema(as = AttachmentForm)]
#[expect(dead_code, reason = "describes the body; it is read as it comes")]
pub struct FileForm {
    /// The file.
    #[schema(value_type = String, format = Binary, min_length = 1)]
    file: Vec<u8>,
}

/// Upload a file for a later message.
///
/// Pictures (PNG, JPEG, GIF, WebP), PDF, Office documents and plain text, told by their content; at most 10 MiB, 10 files
/// and 20 MiB an hour in one conversation. Pictures are encoded anew: what a camera noted beside them is gone. A file that
/// no message names within 24 hours is removed. (ours)
#[utoipa::path(post, path = "/attachments", tag = "Widget: conversation", operation_id = "widget_upload_attachment", security(("visitor" = [])),
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses(
        (status = 201, body = Data<Attachment>),
        (status = 400, description = "empty, or not a form with a part called `file`", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 403, description = "the owner has not switched attachments on", body = parlor_shared::error::ErrorBody),
        (status = 413, description = "too large, or the conversation has brought 20 MiB in an hour", body = parlor_shared::error::ErrorBody),
        (status = 415, description = "not a form, or not a kind of file that is taken", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "10 files in an hour, or too many uploads from this address", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn upload(
    State(state): State<AppState>,
    ip: ClientIp,
    visitor: Visitor,
    request: Request,
) -> Result<Response, ApiError> {
    require(&visitor.widget)?;
    state.limits.uploads.take(&ip.key(), 1)?;
    let _place = state.uploads.place()?;
    let upload = multipart::file(request, state.uploads.limits().largest).await?;
    let kept = state.uploads.accept(&visitor.spender(), &visitor.conversation.id, upload).await?;
    Ok((StatusCode::CREATED, wire::data(message_wire::attachment(kept.attached(), &state))).into_response())
}

/// The query of a file's address: the signature that opens it.
#[derive(Deserialize)]
pub struct Opening {
    expires: i64,
    signature: String,
}

/// A file, at the address that messages give.
///
/// The address itself is the permission, for an hour or two: pictures and links cannot send a token. A browser that is led
/// here shows pictures, saves everything else, and runs nothing. (ours)
#[utoipa::path(get, path = "/attachments/{id}", tag = "Widget: conversation", operation_id = "widget_download_attachment",
    params(
        ("id" = String, Path, description = "the file"),
        ("expires" = i64, Query, description = "as in its address"),
        ("signature" = String, Query, description = "as in its address"),
    ),
    responses(
        (status = 200, description = "its bytes", body = Vec<u8>, content_type = "*/*"),
        (status = 404, description = "no such file, or its address has ended", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn download(
    State(state): State<AppState>,
    Path(id): Path<String>,
    opening: Result<Query<Opening>, QueryRejection>,
) -> Result<Response, ApiError> {
    let id: AttachmentId = id.parse().map_err(|_| Error::NotFound)?;
    let Query(Opening { expires, signature }) = opening.map_err(|_| Error::NotFound)?;
    if !state.downloads.allows(&id, expires, &signature, state.clock.now()) {
        return Err(Error::NotFound.into());
    }
    let (attachment, bytes) = state.uploads.open(&id).await?;
    // Files that older versions stored may have kept the name they came with.
    let named = disposition(attachment.kind.is_picture(), &of_kind(&attachment.name, attachment.kind));
    let named = HeaderValue::from_str(&named).unwrap_or(HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(attachment.kind.media_type())),
        (header::CONTENT_DISPOSITION, named),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600")),
        // The widget is on other sites' pages, some of which ask for this.
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ];
    Ok((headers, bytes).into_response())
}

/// Refuses unless the owner has switched attachments on.
pub(super) fn require(widget: &Widget) -> Result<(), ApiError> {
    if widget.effective().has(Feature::Attachments) { Ok(()) } else { Err(ApiError::of(ErrorCode::FeatureOff)) }
}

/// Returns the upload limits that the widget announces to clients; `None` when attachments are off.
pub(super) fn rules(settings: &Settings, state: &AppState) -> Option<AttachmentRules> {
    settings.has(Feature::Attachments).then(|| AttachmentRules {
        max_bytes: state.uploads.limits().largest,
        max_files: u32::try_from(MOST_IN_MESSAGE).unwrap_or(u32::MAX),
        accept: ACCEPT.to_owned(),
    })
}
