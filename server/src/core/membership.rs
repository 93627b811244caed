//! How somebody gets into a team: by an invitation.
//!
//! Inviting an address looks nothing up beyond the team itself, so neither the reply nor its time tells whether the address
//! has an account. Someone who has one sees the invitation when signed in; someone else needs its token and an account from
//! the operator.

use jiff::Timestamp;
use parlor_shared::ids::{AccountId, InvitationId};

use super::{
    account::Account,
    error::Error,
    invitation::{Invitation, InvitationKey, MOST},
    lead::is_address,
    owner::Desk,
    store::Store,
    team::{Role, Team},
};

impl Desk<'_> {
    /// Invites an address into the team, instead of the open invitation it may have. The token is returned once.
    #[tracing::instrument(skip_all)]
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
    #[tracing::instrument(skip_all)]
    pub async fn invitations(&self) -> Result<Vec<Invitation>, Error> {
        self.actor.needs(Role::Owner)?;
        Ok(self.store.invitations(&self.actor.team_id, self.clock.now()).await?)
    }

    /// Takes an invitation back.
    #[tracing::instrument(skip_all)]
    pub async fn withdraw_invitation(&self, id: &InvitationId) -> Result<(), Error> {
        self.actor.needs(Role::Owner)?;
        let there = self.store.remove_invitation(&self.actor.team_id, id).await?;
        if there { Ok(()) } else { Err(Error::NotFound) }
    }
}

/// The open invitations for an account's address, oldest first.
#[tracing::instrument(skip_all)]
pub async fn invitations_for(
    store: &dyn Store,
    account: &Account,
    now: Timestamp,
) -> Result<Vec<(Invitation, Team)>, Error> {
    Ok(store.invitations_for(&account.email, now).await?)
}

/// Takes an account into the team that invited it. A member keeps the role they have.
#[tracing::instrument(skip_all)]
pub async fn accept(
    store: &dyn Store,
    account: &AccountId,
    key: &InvitationKey,
    now: Timestamp,
) -> Result<(Team, Role), Error> {
    store.accept_invitation(key, account, now).await?.ok_or(Error::NotFound)
}
