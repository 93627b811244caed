//! `/api/teams/{teamId}/widgets/{id}/keys/{kind}/regenerate`: a new key for a widget.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::Editor,
    error::{ApiError, ErrorBody},
};
use crate::{core::widget::KeyKind, state::AppState};

/// The widget's keys.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WidgetKeys)]
pub(super) struct Keys {
    /// `wk_…`: the native API and NexonTech's.
    key: String,
    /// `wt_…`: NodeLoom's embed token.
    embed_token: String,
    /// `caty_…`: Caty's API key.
    caty_key: String,
}

/// Which key of which widget.
#[derive(Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub(super) struct Which {
    id: String,
    kind: Kind,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Key,
    Embed,
    Caty,
}

/// Replaces a key. The old one is refused from now on; visitors' open streams end within 30 s.
#[utoipa::path(post, path = "/api/teams/{teamId}/widgets/{id}/keys/{kind}/regenerate", tag = "owner: widgets",
    operation_id = "owner_regenerate_key", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("id" = String, Path, description = "the widget, or its alias"),
        ("kind" = String, Path, description = "`key`, `embed` or `caty`"),
    ),
    responses(
        (status = 200, body = Keys),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team, or no such key", body = ErrorBody),
    ))]
pub(super) async fn regenerate(
    State(state): State<AppState>,
    Editor(actor): Editor,
    Which { id, kind }: Which,
) -> Result<Reply<Keys>, ApiError> {
    let kind = match kind {
        Kind::Key => KeyKind::Key,
        Kind::Embed => KeyKind::EmbedToken,
        Kind::Caty => KeyKind::Caty,
    };
    let keys = state.desk(&actor).replace_key(&id, kind).await?.keys;
    Ok(Reply(Keys { key: keys.key, embed_token: keys.embed_token, caty_key: keys.caty_key }))
}
