//! A team's members, API secrets and leads.

use parlor_shared::ids::{AccountId, SecretId};

use crate::core::{
    clock::Clock,
    engagement::lead::{Contact, ContactFilter},
    entropy::Entropy,
    error::Error,
    owner::team::{Actor, ApiSecret, Member, Role},
    store::Store,
};

const LAST_OWNER: Error = Error::Conflict("a team needs an owner");

/// Operations of a team's member or program on the team itself.
#[derive(Clone, Copy)]
pub struct TeamAdmin<'a> {
    /// The member or program.
    pub actor: &'a Actor,
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids and secrets.
    pub entropy: &'a dyn Entropy,
}

impl TeamAdmin<'_> {
    /// The team's members, by address.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn members(&self) -> Result<Vec<Member>, Error> {
        Ok(self.store.members(&self.actor.team_id).await?)
    }

    /// Changes a member's role. [`Error::Conflict`] when the team would have no owner left.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn set_role(&self, id: &AccountId, role: Role) -> Result<Member, Error> {
        let member = self.member(id).await?;
        let done = self.store.set_member(&self.actor.team_id, &member.account_id, role, self.clock.now()).await?;
        if done { Ok(Member { role, ..member }) } else { Err(LAST_OWNER) }
    }

    /// Removes a member; they are out at once. [`Error::Conflict`] when the team would have no owner left.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn remove_member(&self, id: &AccountId) -> Result<(), Error> {
        let member = self.member(id).await?;
        let done = self.store.remove_member(&self.actor.team_id, &member.account_id, self.clock.now()).await?;
        if done { Ok(()) } else { Err(LAST_OWNER) }
    }

    async fn member(&self, id: &AccountId) -> Result<Member, Error> {
        self.actor.needs(Role::Owner)?;
        self.members().await?.into_iter().find(|member| member.account_id == *id).ok_or(Error::NotFound)
    }

    /// The team's API secrets without the secrets themselves, oldest first.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn secrets(&self) -> Result<Vec<ApiSecret>, Error> {
        self.actor.needs(Role::Owner)?;
        Ok(self.store.secrets(&self.actor.team_id).await?)
    }

    /// Makes an API secret. The second value is the secret itself, which is shown once.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn create_secret(&self, name: String) -> Result<(ApiSecret, String), Error> {
        self.actor.needs(Role::Owner)?;
        if name.trim().is_empty() || name.chars().count() > 120 {
            return Err(Error::Invalid { field: "name", reason: "1 to 120 characters" });
        }
        let (kept, secret) = ApiSecret::generate(self.actor.team_id.clone(), name, self.clock.now(), self.entropy);
        self.store.insert_secret(&kept).await?;
        Ok((kept, secret))
    }

    /// Revokes an API secret.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn revoke_secret(&self, id: &SecretId) -> Result<(), Error> {
        self.actor.needs(Role::Owner)?;
        if self.store.remove_secret(&self.actor.team_id, id, self.clock.now()).await? {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// `take` of the team's contacts that a filter lets through after the first `skip`, the one heard of last at the
    /// beginning, and whether there are more after them.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn contacts(&self, only: &ContactFilter, skip: u32, take: u32) -> Result<(Vec<Contact>, bool), Error> {
        // One more than asked for tells whether there are more.
        let mut contacts = self.store.contacts(&self.actor.team_id, only, skip, take + 1).await?;
        let has_more = contacts.len() > take as usize;
        contacts.truncate(take as usize);
        Ok((contacts, has_more))
    }
}
