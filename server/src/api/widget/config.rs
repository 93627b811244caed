//! `GET /config/{key}`: what a launcher may show before anyone acts.

use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, LauncherConfig};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::error::ApiError;
use crate::{
    core::{entropy::hex, session, translate},
    state::AppState,
};

const CACHE: &str = "public, max-age=60, stale-while-revalidate=86400";

/// The page's language.
#[derive(Deserialize, Default)]
pub struct Language {
    /// A BCP 47 tag; an unknown one falls back to the widget's own, else the agent's.
    lang: Option<String>,
}

/// The launcher's appearance.
///
/// Public and cacheable; carries nothing about any visitor. Any page may read it.
#[utoipa::path(get, path = "/config/{key}", tag = "launcher", params(
    ("key" = String, Path, description = "the widget's id or `wk_` key"),
    ("lang" = Option<String>, Query, description = "the page's language (BCP 47)"),
), responses(
    (status = 200, body = Data<LauncherConfig>),
    (status = 304, description = "unchanged since the given ETag"),
    (status = 404, description = "no such widget", body = parlor_shared::error::ErrorBody),
    (status = 410, description = "the widget is switched off", body = parlor_shared::error::ErrorBody),
))]
pub async fn config(
    State(state): State<AppState>,
    Path(key): Path<String>,
    language: Result<Query<Language>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let widget = session::widget(state.store.as_ref(), &key).await?;
    let agent = session::agent(state.store.as_ref(), &widget).await?;
    let asked = language.map(|Query(language)| language.lang.unwrap_or_default()).unwrap_or_default();
    let own = widget.language().unwrap_or(&agent.language);
    let catalogue = translate::catalogue(&[&asked, own, &agent.language]);
    let language = if asked.is_empty() { own } else { &asked };
    let config = session::words(state.store.as_ref(), &widget, language).await?.config();
    let reply = LauncherConfig {
        title: config.title,
        position: config.position,
        mode: config.theme.mode,
        brand: config.theme.brand,
        on_brand: config.theme.on_brand,
        language: catalogue.language.to_owned(),
        direction: catalogue.direction.to_owned(),
        strings: catalogue.launcher(),
    };
    let body = serde_json::to_vec(&Data { data: reply })
        .map_err(|_| ApiError::of(parlor_shared::error::ErrorCode::Internal))?;
    let etag = format!("\"{}\"", hex(&Sha256::digest(&body)[..12]));
    let caching = [(header::CACHE_CONTROL, CACHE.to_owned()), (header::ETAG, etag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}
