//! Uploads: one file of a `multipart/form-data` body, or a body that is the file, read as it comes and cut off when it is
//! too large.

use std::time::Duration;

use axum::{
    extract::Request,
    http::{HeaderMap, header},
};
use bytes::BytesMut;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use multer::{Constraints, Multipart, SizeLimit};
use parlor_shared::error::ErrorCode;

use super::body::BodyError;
use crate::core::conversation::attachment::{Upload, named};

/// The name of the part that holds the file.
const PART: &str = "file";
/// Bytes allowed in a body in addition to the file: names, boundaries, other parts.
const BESIDE: u64 = 16 * 1024;
/// Time limit of an upload: enough for the largest file over a slow phone's connection.
const SLOWEST: Duration = Duration::from_mins(2);

/// Reads the file of a body: at most so many bytes.
pub async fn file(request: Request, largest: u64) -> Result<Upload, BodyError> {
    let boundary = boundary(request.headers())?;
    let most = largest.saturating_add(BESIDE);
    if announced(request.headers()).is_some_and(|length| length > most) {
        return Err(too_large(largest));
    }
    let constraints = Constraints::new().size_limit(SizeLimit::new().whole_stream(most));
    let form = Multipart::with_constraints(request.into_body().into_data_stream(), boundary, constraints);
    tokio::time::timeout(SLOWEST, read(form, largest)).await.map_err(|_| late())?
}

/// A body that is the file: at most so many bytes.
pub async fn whole(request: Request, largest: u64) -> Result<Upload, BodyError> {
    refuse_packed(request.headers())?;
    if announced(request.headers()).is_some_and(|length| length > largest) {
        return Err(too_large(largest));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let body = Limited::new(request.into_body(), usize::try_from(largest).unwrap_or(usize::MAX));
    let bytes = match tokio::time::timeout(SLOWEST, body.collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(too_large(largest)),
        Ok(Err(_)) => return Err(BodyError::new(ErrorCode::InvalidRequest, "the body ended early")),
        Err(_) => return Err(late()),
    };
    Ok(Upload { name: named("", &media_type), media_type: Some(media_type), bytes })
}

fn late() -> BodyError {
    BodyError::new(ErrorCode::InvalidRequest, "the upload took longer than 2 minutes")
}

fn refuse_packed(headers: &HeaderMap) -> Result<(), BodyError> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        return Err(BodyError::new(ErrorCode::UnsupportedMediaType, "the body must not be compressed"));
    }
    Ok(())
}

fn boundary(headers: &HeaderMap) -> Result<String, BodyError> {
    refuse_packed(headers)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let refuse = |_| BodyError::new(ErrorCode::UnsupportedMediaType, "the body must be multipart/form-data");
    multer::parse_boundary(kind).map_err(refuse)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn read(mut form: Multipart<'_>, largest: u64) -> Result<Upload, BodyError> {
    let mut found = None;
    // To the end, whatever comes first: a form that breaks off is refused.
    while let Some(mut part) = form.next_field().await.map_err(|error| refused(&error, largest))? {
        if found.is_some() || part.name() != Some(PART) {
            continue;
        }
        let name = part.file_name().unwrap_or_default().to_owned();
        let media_type = part.content_type().map(|kind| kind.essence_str().to_ascii_lowercase());
        let mut bytes = BytesMut::new();
        while let Some(chunk) = part.chunk().await.map_err(|error| refused(&error, largest))? {
            if (bytes.len() + chunk.len()) as u64 > largest {
                return Err(too_large(largest));
            }
            bytes.extend_from_slice(&chunk);
        }
        found = Some(Upload { name, media_type, bytes: bytes.freeze() });
    }
    let absent = || BodyError::new(ErrorCode::InvalidRequest, "the body has no part called file");
    found.ok_or_else(|| BodyError { field: Some(PART.to_owned()), ..absent() })
}

fn refused(error: &multer::Error, largest: u64) -> BodyError {
    match error {
        multer::Error::StreamSizeExceeded { .. } | multer::Error::FieldSizeExceeded { .. } => too_large(largest),
        _ => BodyError::new(ErrorCode::InvalidRequest, "the body is not whole, or no multipart/form-data"),
    }
}

fn too_large(largest: u64) -> BodyError {
    BodyError::new(ErrorCode::PayloadTooLarge, &format!("the file is larger than {} KiB", largest / 1024))
}
