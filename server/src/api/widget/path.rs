//! The path's parameters. A part that cannot be decoded names nothing: 404.

use axum::extract::{FromRequestParts, rejection::PathRejection};
use parlor_shared::error::ErrorCode;

use super::error::ApiError;

/// The parameters of the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub struct Path<T>(pub T);

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::of(ErrorCode::NotFound)
    }
}
