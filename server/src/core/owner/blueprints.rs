//! Settings that a team's widgets share.

use parlor_shared::ids::BlueprintId;

use super::{
    agent_admin::replace,
    checks::{check_origins, check_settings},
    widget_admin::WidgetAdmin,
};
use crate::core::{
    entropy::new_id,
    error::Error,
    owner::team::Role,
    store::Saved,
    widget::{blueprint::Blueprint, settings::Settings},
};

/// A new blueprint.
#[derive(Clone, PartialEq, Debug)]
pub struct NewBlueprint {
    /// The owner's name for it, 1 to 200 characters.
    pub name: String,
    /// The values that widgets inherit.
    pub settings: Settings,
    /// The allow-list of widgets that have none.
    pub allowed_origins: Vec<String>,
}

/// A change of a blueprint: what is absent stays.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct BlueprintChange {
    /// Replaces the name.
    pub name: Option<String>,
    /// Replaces all settings.
    pub settings: Option<Settings>,
    /// Replaces the allow-list.
    pub allowed_origins: Option<Vec<String>>,
}

impl WidgetAdmin<'_> {
    /// The team's blueprints, oldest first.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn blueprints(&self) -> Result<Vec<Blueprint>, Error> {
        Ok(self.store.blueprints(&self.actor.team_id).await?)
    }

    /// One of the team's blueprints.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn blueprint(&self, id: &str) -> Result<Blueprint, Error> {
        let id: BlueprintId = id.parse().map_err(|_| Error::NotFound)?;
        self.store.blueprint(&self.actor.team_id, &id).await?.ok_or(Error::NotFound)
    }

    /// Makes a blueprint.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn create_blueprint(&self, new: NewBlueprint) -> Result<Blueprint, Error> {
        self.actor.needs(Role::Editor)?;
        let now = self.clock.now();
        let NewBlueprint { name, settings, allowed_origins } = new;
        let blueprint = Blueprint {
            id: new_id(now, self.entropy),
            team_id: self.actor.team_id.clone(),
            name,
            settings,
            allowed_origins,
            revision: 0,
            created_at: now,
            updated_at: now,
        };
        check(&blueprint)?;
        self.store.insert_blueprint(&blueprint).await?;
        Ok(blueprint)
    }

    /// Changes a blueprint, and with it every widget that uses it.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn update_blueprint(&self, id: &str, change: BlueprintChange) -> Result<Blueprint, Error> {
        self.actor.needs(Role::Editor)?;
        let mut after = self.blueprint(id).await?;
        let BlueprintChange { name, settings, allowed_origins } = change;
        replace(&mut after.name, name);
        replace(&mut after.settings, settings);
        replace(&mut after.allowed_origins, allowed_origins);
        after.updated_at = self.clock.now();
        check(&after)?;
        match self.store.save_blueprint(&after).await? {
            Saved::Done => Ok(after),
            Saved::Stale | Saved::Taken => Err(Error::Conflict("somebody else is changing this blueprint")),
        }
    }

    /// Deletes a blueprint that no widget uses.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn delete_blueprint(&self, id: &BlueprintId) -> Result<(), Error> {
        self.actor.needs(Role::Editor)?;
        match self.store.delete_blueprint(&self.actor.team_id, id).await? {
            Saved::Done => Ok(()),
            Saved::Stale => Err(Error::NotFound),
            Saved::Taken => Err(Error::Conflict("a widget uses this blueprint")),
        }
    }
}

fn check(blueprint: &Blueprint) -> Result<(), Error> {
    if blueprint.name.trim().is_empty() || blueprint.name.chars().count() > 200 {
        return Err(Error::Invalid { field: "name", reason: "1 to 200 characters" });
    }
    check_origins(&blueprint.allowed_origins)?;
    check_settings(&blueprint.settings)
}
