//! `/healthz`: the process lives. `/readyz`: it can do its work.

use std::time::Duration;

use axum::{extract::State, http::StatusCode};

use crate::{
    core::store::StoreError,
    http::state::{Shutdown, Storage},
};

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /healthz`: 200 as long as the process can answer at all.
pub async fn healthz() -> &'static str {
    "ok"
}

/// `GET /readyz`: 200 when a message could be stored now; 503 while stopping, without a database, or while the disk's
/// reserve is reached. The body says which.
pub async fn readyz(State(storage): State<Storage>, State(shutdown): State<Shutdown>) -> (StatusCode, &'static str) {
    if shutdown.draining.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "draining");
    }
    match tokio::time::timeout(PATIENCE, storage.check()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready"),
        Ok(Err(StoreError::Full)) => (StatusCode::SERVICE_UNAVAILABLE, "disk full"),
        Ok(Err(StoreError::ReserveReached)) => (StatusCode::SERVICE_UNAVAILABLE, "disk reserve reached"),
        Ok(Err(_)) | Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database unavailable"),
    }
}
