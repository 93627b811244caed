//! Invitations into a team.
//!
//! Inviting an address looks nothing up beyond the team itself, so neither the reply nor its time tells whether the address
//! has an account. Someone who has one sees the invitation when signed in; someone else needs its token and an account from
//! the operator.

use parlor_shared::ids::InvitationId;

use super::team_admin::TeamAdmin;
use crate::core::{
    engagement::lead::is_address,
    error::Error,
    owner::{
        invitation::{Invitation, MOST},
        team::Role,
    },
};

impl TeamAdmin<'_> {
    /// Invites an address into the team, instead of the open invitation it may have. The token is returned once.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn invite(&self, email: &str, role: Role) -> Result<(Invitation, String), Error> {
        self.actor.needs(Role::Owner)?;
        let email = email.trim();
        if !is_address(email) {
            return Err(Error::Invalid { field: "email", reason: "an e-mail address, at most 254 characters" });
        }
        let members = self.store.members(&self.actor.team_id).await?;
        if members.iter().any(|member| member.email.to_lowercase() == email.to_lowercase()) {
            return Err(Error::Conflict("this address is in the team already"));
        }
        let now = self.clock.now();
        let team = self.actor.team_id.clone();
        let (invitation, token) = Invitation::generate(team, email.to_owned(), role, now, self.entropy);
        let kept = self.store.put_invitation(&invitation, now, MOST).await?;
        if kept { Ok((invitation, token)) } else { Err(Error::Conflict("the team has 100 open invitations")) }
    }

    /// The team's open invitations, oldest first.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn invitations(&self) -> Result<Vec<Invitation>, Error> {
        self.actor.needs(Role::Owner)?;
        Ok(self.store.invitations(&self.actor.team_id, self.clock.now()).await?)
    }

    /// Takes an invitation back.
    #[tracing::instrument(skip_all, fields(team_id = %self.actor.team_id))]
    pub async fn withdraw_invitation(&self, id: &InvitationId) -> Result<(), Error> {
        self.actor.needs(Role::Owner)?;
        let there = self.store.remove_invitation(&self.actor.team_id, id).await?;
        if there { Ok(()) } else { Err(Error::NotFound) }
    }
}
