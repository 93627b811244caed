//! Widgets: where an agent is shown.

use jiff::Timestamp;
use parlor_shared::{
    config::WidgetConfig,
    ids::{AgentId, WidgetId},
};

/// Where an agent is shown.
#[derive(Clone, PartialEq, Debug)]
pub struct Widget {
    /// Its id.
    pub id: WidgetId,
    /// Its public key, `wk_` and 32 hexadecimal digits. Unguessable and replaceable.
    pub key: String,
    /// Its embed token, `wt_` and 32 hexadecimal digits.
    pub embed_token: String,
    /// Who answers.
    pub agent_id: AgentId,
    /// The owner's name for it.
    pub name: String,
    /// Origins a page may have: `https://shop.example`, `https://*.shop.example` (one label), `*` for any.
    pub allowed_origins: Vec<String>,
    /// What the owner set.
    pub config: WidgetConfig,
    /// Switched off widgets answer nobody.
    pub active: bool,
    /// When it was made.
    pub created_at: Timestamp,
}
