//! `/api/teams/{teamId}/widgets/{id}/keys`: a widget's public keys, and new ones in their place.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
};
use parlor_shared::owner::WidgetKeys;
use serde::Deserialize;

use super::{
    auth::{Editor, IdPath, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::widget::{KeyKind, Widget},
    http::state::AppState,
};

fn wire(Widget { keys, .. }: Widget) -> WidgetKeys {
    WidgetKeys { key: keys.key, embed_token: keys.embed_token, caty_key: keys.caty_key }
}

/// The widget's public keys, as pages carry them.
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets/{id}/keys", tag = "Owner: widgets",
    operation_id = "owner_widget_keys", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"),
        ("id" = String, Path, description = "the widget, or its alias"),
    ),
    responses(
        (status = 200, description = "the keys", body = WidgetKeys),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<WidgetKeys>, ApiError> {
    Ok(Reply(wire(state.widget_admin(&actor).widget(named.text()).await?)))
}

/// A kind of key of a widget.
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
        (status = 200, body = WidgetKeys),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team, or no such key", body = ErrorBody),
    ))]
pub(super) async fn regenerate(
    State(state): State<AppState>,
    Editor(actor): Editor,
    Which { id, kind }: Which,
) -> Result<Reply<WidgetKeys>, ApiError> {
    let kind = match kind {
        Kind::Key => KeyKind::Key,
        Kind::Embed => KeyKind::EmbedToken,
        Kind::Caty => KeyKind::Caty,
    };
    Ok(Reply(wire(state.widget_admin(&actor).replace_key(&id, kind).await?)))
}
