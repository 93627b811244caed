//! `GET /config`: what the widget looks like and who speaks in it.

use axum::{Json, extract::State};
use parlor_shared::vendor::caty::{
    Always, Appearance, Behavior, Business, Colors, Config, ConfigReply, ErrorBody, FirstWords, Persona, Proactive,
};

use super::{auth::Caller, error::ApiError, session::greeting};
use crate::{
    core::{
        profile::AgentProfile,
        settings::{self, Settings},
        team::Team,
        widget::Widget,
    },
    state::AppState,
};

/// The widget's configuration.
///
/// What the owner left open has usual values. Source: Caty, "Get Configuration".
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
    let agent = match &widget.agent_id {
        Some(id) => state.store.agent(id).await?,
        None => None,
    };
    let team = state.store.team(&widget.team_id).await?;
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
        behavior: Behavior { greeting, proactive: Proactive { rules: settings.proactive.unwrap_or_default() } },
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
