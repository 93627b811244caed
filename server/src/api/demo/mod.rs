//! Routes that only `parlor demo` serves: its pages, and widgets to play with ([`playground`]). Any other server
//! answers as if they did not exist.

mod playground;

use axum::{
    Router,
    routing::{get, post, put},
};

use crate::http::{assets, state::AppState};

/// Its routes.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/demo/{name}", get(assets::demo_file))
        .route("/demo/widgets", post(playground::make))
        .route("/demo/widgets/{key}", put(playground::change))
}
