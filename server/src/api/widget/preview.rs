//! `GET /previews/{key}`: the picture of a link's preview.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::{error::ApiError, path::Path};
use crate::{core::error::Error, http::state::AppState};

/// The picture of a link's preview: a JPEG of 160 by 160 pixels, made by this server.
///
/// The key is a secret of 128 bits that only readers of the preview know, as pictures are fetched without a token. (ours)
#[utoipa::path(get, path = "/previews/{key}", tag = "Widget: conversation", operation_id = "widget_preview_picture",
    params(("key" = String, Path, description = "the last part of the preview's `image`")),
    responses(
        (status = 200, description = "the picture", content_type = "image/jpeg", body = Vec<u8>),
        (status = 404, description = "no such picture, or no longer", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn picture(State(state): State<AppState>, Path(key): Path<String>) -> Result<Response, ApiError> {
    let jpeg = state.previews.picture(&key).await?.ok_or(Error::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
    ];
    Ok((headers, jpeg).into_response())
}
