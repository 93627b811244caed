//! A panic costs one request, not the process.

use std::any::Any;

use axum::response::{IntoResponse, Response};
use parlor_shared::error::ErrorCode;

use super::widget::error::ApiError;

/// The answer of a request that panicked: 500, with the id that finds it in the log, and no trace of the code.
pub(super) fn caught(_panic: Box<dyn Any + Send + 'static>) -> Response {
    metrics::counter!("parlor_panics_total").increment(1);
    tracing::error!("a request panicked");
    ApiError::of(ErrorCode::Internal).into_response()
}
