//! The chat without a script: `/chat/{key}`, plain forms. The same nodes, the same conversation, the same limits as the
//! widget's.
//!
//! | Step | What |
//! |---|---|
//! | `GET /chat/{key}` | the conversation; waits a little for an answer, then shows what there is and looks again |
//! | `POST /chat/{key}` | [`act`]: says something, stops, tries again, begins anew; then `303` to the page |
//! | `POST` from another page | [`continuing`]: the widget hands over who its visitor is; the visitor says yes, and the conversation goes on |
//!
//! Nothing is stored before the visitor acts. Their identity is in a cookie ([`cookie`]); what they may send once is
//! sealed into the forms ([`ticket`]).

mod act;
mod continuing;
mod cookie;
mod fill;
mod form;
mod form_token;
mod page_context;
mod refusal;
mod show;
mod style;
mod talk;
mod view;

use axum::{Router, routing::get};

use crate::http::state::AppState;

/// Its routes.
pub fn router() -> Router<AppState> {
    Router::new().route("/chat/{key}", get(show::show).post(act::act)).route(style::path(), get(style::sheet))
}
