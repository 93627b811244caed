//! `/api/teams/{teamId}/widgets/{id}/keys`: a widget's public keys, and new ones in their place.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, Named, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::widget::{KeyKind, Widget},
    state::AppState,
};

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

impl From<Widget> for Keys {
    fn from(Widget { keys, .. }: Widget) -> Self {
        Self { key: keys.key, embed_token: keys.embed_token, caty_key: keys.caty_key }
    }
}

/// The widget's public keys, as pages carry them.
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/keys", tag = "Owner: widgets",
    operation_id = "owner_widget_keys", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("id" = String, Path, description = "the widget, or its alias"),
    ),
    responses(
        (status = 200, description = "the keys", body = Keys),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: Named,
) -> Result<Reply<Keys>, ApiError> {
    Ok(Reply(state.desk(&actor).widget(named.text()).await?.into()))
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
#[utoipa::path(post, path = "/api/teams/{teamId}/widgets/{id}/keys/{kind}/regenerate", tag = "Owner: widgets",
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
    Ok(Reply(state.desk(&actor).replace_key(&id, kind).await?.into()))
}
