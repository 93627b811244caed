//! The secret with which an owner's server says who the visitors of a widget are.

use super::widget_admin::WidgetAdmin;
use crate::core::{
    entropy::new_secret,
    error::Error,
    owner::team::Role,
    security::{identity::IdentitySeed, token::Signer},
    widget::Widget,
};

impl WidgetAdmin<'_> {
    /// The seed of a widget's identity secret; `None` when it has no secret.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn identity_seed(&self, widget: &Widget) -> Result<Option<IdentitySeed>, Error> {
        self.actor.needs(Role::Owner)?;
        Ok(self.store.identity_seed(&widget.id).await?)
    }

    /// Makes a new secret in place of the one before. Returns the seed, and the secret itself, which is shown once.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn replace_identity_secret(
        &self,
        widget: &Widget,
        signer: &Signer,
    ) -> Result<(IdentitySeed, String), Error> {
        self.actor.needs(Role::Owner)?;
        let seed = IdentitySeed { seed: new_secret(self.entropy), created_at: self.clock.now() };
        self.store.put_identity_seed(&widget.id, &seed).await?;
        let secret = signer.identity_secret(&widget.id, &seed.seed);
        Ok((seed, secret))
    }

    /// Removes the secret. [`Error::NotFound`] when there is none.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn remove_identity_secret(&self, widget: &Widget) -> Result<(), Error> {
        self.actor.needs(Role::Owner)?;
        if self.store.remove_identity_seed(&widget.id).await? { Ok(()) } else { Err(Error::NotFound) }
    }
}
