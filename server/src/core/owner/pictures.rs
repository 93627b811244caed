//! A team's pictures.

use parlor_shared::ids::FileId;

use super::widget_admin::WidgetAdmin;
use crate::core::{
    entropy::new_id,
    error::Error,
    owner::{
        file::{OwnerFile, PictureKind},
        team::Role,
    },
};

/// Files of one team at most.
const MOST: usize = 1_000;

impl WidgetAdmin<'_> {
    /// The team's files without their content, oldest first.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn files(&self) -> Result<Vec<OwnerFile>, Error> {
        Ok(self.store.files(&self.actor.team_id).await?)
    }

    /// One of the team's files.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn file(&self, id: &FileId) -> Result<OwnerFile, Error> {
        self.store.file(&self.actor.team_id, id).await?.ok_or(Error::NotFound)
    }

    /// Stores a picture of this kind. `name` gets the ending that says what it is.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn add_file(&self, name: &str, kind: PictureKind, bytes: Vec<u8>) -> Result<OwnerFile, Error> {
        self.actor.needs(Role::Editor)?;
        if self.files().await?.len() >= MOST {
            return Err(Error::Conflict("the team has 1,000 files"));
        }
        let now = self.clock.now();
        let id = new_id(now, self.entropy);
        let team_id = self.actor.team_id.clone();
        let file = OwnerFile { id, team_id, name: kind.name(name), kind, bytes, created_at: now };
        self.store.insert_file(&file).await?;
        Ok(file)
    }
}
