//! Blueprints: settings that widgets share. A widget shows its blueprint's values wherever its own are unset.

use jiff::Timestamp;
use parlor_shared::ids::{BlueprintId, TeamId};

use super::settings::Settings;

/// A blueprint.
#[derive(Clone, PartialEq, Debug)]
pub struct Blueprint {
    /// Its id.
    pub id: BlueprintId,
    /// Whose.
    pub team_id: TeamId,
    /// The owner's name for it.
    pub name: String,
    /// Settings that widgets inherit.
    pub settings: Settings,
    /// The allow-list of widgets that have none; empty: every origin.
    pub allowed_origins: Vec<String>,
    /// Goes up with every change.
    pub revision: i64,
    /// Time of creation.
    pub created_at: Timestamp,
    /// Time of the last change.
    pub updated_at: Timestamp,
}
