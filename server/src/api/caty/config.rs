//! `GET /config`: what the widget looks like and who speaks in it.

use axum::{Json, extract::State};
use parlor_shared::vendor::caty::{
    Always, Appearance, Behavior, Business, Colors, Config, ConfigReply, ErrorBody, FirstWords, Persona, Proactive,
};

use super::{auth::Caller, error::ApiError, session::greeting};
use crate::{
    core::{
        both_ways::all,
        error::Error,
        owner::{agent::AgentProfile, team::Team},
        widget::{
            Widget,
            settings::{self, Settings},
        },
    },
    http::state::AppState,
};

/// The widget's configuration.
///
/// Options that the owner has not set have their default values. Source: Caty, "Get Configuration".
#[utoipa::path(get, path = "/config", tag = "Caty", operation_id = "caty_config", security(("caty" = [])), responses(
    (status = 200, body = ConfigReply),
    (status = 401, description = "no valid key", body = ErrorBody),
    (status = 403, description = "the origin is not on the list", body = ErrorBody),
    (status = 429, description = "more than 100 a minute from this address", body = ErrorBody),
))]
pub async fn config(
    State(state): State<AppState>,
    Caller { widget, .. }: Caller,
) -> Result<Json<ConfigReply>, ApiError> {
    let sessions = state.sessions();
    let agent = match sessions.agent(&widget).await {
        Err(Error::NoAgent) => None,
        found => Some(found?),
    };
    let team = sessions.team(&widget).await?;
    Ok(Json(ConfigReply { success: Always, config: described(widget, agent.as_ref(), team) }))
}

fn described(widget: Widget, agent: Option<&AgentProfile>, team: Option<Team>) -> Config {
    let settings = widget.effective();
    let greeting = FirstWords { content: greeting(&settings, agent) };
    Config {
        widget_id: widget.id,
        business: business(&settings, team),
        persona: persona(&settings, agent),
        appearance: appearance(&settings),
        behavior: Behavior { greeting, proactive: Proactive { rules: all(settings.proactive.unwrap_or_default()) } },
    }
}

fn business(settings: &Settings, team: Option<Team>) -> Business {
    let settings::Business { name, kind } = settings.business.clone().unwrap_or_default();
    let name = if name.is_empty() { team.map(|team| team.name).unwrap_or_default() } else { name };
    Business { name, kind: or(kind, "other") }
}

fn persona(settings: &Settings, agent: Option<&AgentProfile>) -> Persona {
    let settings::Persona { role, tone } = settings.persona.clone().unwrap_or_default();
    let name = agent.map_or_else(|| settings.config().title, |agent| agent.name.clone());
    Persona { name, role: or(role, "AI Assistant"), tone: or(tone, "friendly") }
}

fn appearance(settings: &Settings) -> Appearance {
    let config = settings.config();
    Appearance {
        theme: config.theme.mode,
        position: config.position,
        colors: Colors {
            primary: config.theme.brand,
            on_primary: config.theme.on_brand,
            primary_text_light: config.theme.palettes.light.accent,
            primary_text_dark: config.theme.palettes.dark.accent,
        },
    }
}

fn or(text: String, usual: &str) -> String {
    if text.is_empty() { usual.to_owned() } else { text }
}
