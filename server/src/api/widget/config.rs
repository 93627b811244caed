//! `GET /config/{key}`: what a launcher may show before anyone acts.

use std::collections::BTreeMap;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, LauncherConfig};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{error::ApiError, outreach::outreach, path::Path};
use crate::{
    core::{
        conversation::session::{self, ResolvedLocale},
        entropy::hex,
        i18n::language::LanguageHints,
        widget::theme::{self, Tokens},
    },
    http::state::AppState,
};

const CACHE: &str = "public, max-age=60, stale-while-revalidate=86400";

/// The page's choices: its language, and its own appearance.
#[derive(Deserialize, Default)]
pub struct ConfigQuery {
    /// The page's or the browser's, a BCP 47 tag.
    lang: Option<String>,
    /// The language the page chose for the chat, a BCP 47 tag.
    language: Option<String>,
    /// Tokens over the owner's; one that cannot be used is as if absent.
    #[serde(flatten)]
    look: BTreeMap<String, String>,
}

/// The tokens a page may choose.
const LOOK: [&str; 5] = ["brand", "radius", "density", "font", "shadow"];

impl ConfigQuery {
    fn put_into(&self, tokens: &mut Tokens) {
        for name in LOOK {
            if let Some(value) = self.look.get(name) {
                tokens.set(name, &Value::from(value.as_str()));
            }
        }
    }
}

/// The launcher's appearance.
///
/// Public and cacheable; carries nothing about any visitor. Any page may read it.
#[utoipa::path(get, path = "/config/{key}", tag = "Widget: launcher", operation_id = "widget_launcher_config", params(
    ("key" = String, Path, description = "the widget's id or `wk_` key"),
    ("lang" = Option<String>, Query, description = "the page's language, else the browser's (BCP 47)"),
    ("language" = Option<String>, Query, description = "the language the page chose for the chat (BCP 47)"),
    ("brand" = Option<String>, Query, description = "another brand colour, `#rrggbb`"),
    ("radius" = Option<String>, Query, description = "another roundness, 0 to 28 pixels"),
    ("density" = Option<String>, Query, description = "`compact`, `comfortable`, `spacious`"),
    ("font" = Option<String>, Query, description = "other font families, as in CSS"),
    ("shadow" = Option<String>, Query, description = "`none`, `soft`, `strong`"),
), responses(
    (status = 200, body = Data<LauncherConfig>),
    (status = 304, description = "unchanged since the given ETag"),
    (status = 404, description = "no such widget", body = parlor_shared::error::ErrorBody),
    (status = 410, description = "the widget is switched off", body = parlor_shared::error::ErrorBody),
))]
pub async fn config(
    State(state): State<AppState>,
    Path(key): Path<String>,
    query: Result<Query<ConfigQuery>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let widget = state.sessions().widget(&key).await?;
    let agent = state.sessions().agent(&widget).await?;
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let said = LanguageHints { chosen: query.language.as_deref(), page: query.lang.as_deref() };
    let ResolvedLocale { language, catalogue } = session::resolve_locale(said, &widget, &agent);
    let settings = state.sessions().settings(&widget, &language).await?;
    let (config, mut tokens) = (settings.config(), settings.tokens());
    query.put_into(&mut tokens);
    let theme = theme::derive(&tokens);
    let css = theme::sheet(&theme, &tokens.css);
    let outreach = outreach(&settings, &config, &state.render, catalogue).await?;
    let reply = LauncherConfig {
        title: config.title,
        intro: config.intro,
        layout: config.layout,
        position: config.position,
        movable: config.movable,
        mode: theme.mode,
        contrast: theme.contrast,
        brand: theme.brand,
        on_brand: theme.on_brand,
        css,
        language: catalogue.language.to_owned(),
        direction: catalogue.direction.to_owned(),
        outreach,
        title_note: config.title_note,
        plugins: settings.plugins.unwrap_or_default(),
        strings: catalogue.launcher(),
    };
    let body = serde_json::to_vec(&Data { data: reply })
        .map_err(|_| ApiError::of(parlor_shared::error::ErrorCode::Internal))?;
    let etag = format!("\"{}\"", hex(&Sha256::digest(&body)[..12]));
    // In the demo, changed options take effect at once.
    let cache = if state.demo.0.is_some() { "no-cache" } else { CACHE };
    let caching = [(header::CACHE_CONTROL, cache.to_owned()), (header::ETAG, etag.clone())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|v| v.as_bytes() == etag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}
