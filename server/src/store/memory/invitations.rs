//! Invitations into teams, in memory.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, InvitationId, TeamId};

use super::MemoryStore;
use crate::{
    core::{
        invitation::{Invitation, InvitationKey},
        store::{InvitationStore, StoreError, Stored},
        team::{Role, Team},
    },
    store::clean,
};

#[async_trait]
impl InvitationStore for MemoryStore {
    async fn put_invitation(&self, invitation: &Invitation, now: Timestamp, most: u32) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        if !tables.teams.contains_key(&invitation.team_id) {
            return Err(StoreError::Broken("there is no such team".into()));
        }
        let invitation = Invitation { email: clean(&invitation.email), ..invitation.clone() };
        tables.invitations.retain(|_, other| other.expires_at > now);
        let (same, others): (Vec<_>, Vec<_>) = tables
            .invitations
            .values()
            .filter(|other| other.team_id == invitation.team_id)
            .partition(|other| is_for(other, &invitation.email));
        if others.len() >= most as usize {
            return Ok(false);
        }
        let earlier: Vec<_> = same.into_iter().map(|other| other.id.clone()).collect();
        tables.invitations.retain(|id, _| !earlier.contains(id));
        tables.invitations.insert(invitation.id.clone(), invitation);
        Ok(true)
    }

    async fn invitations(&self, team: &TeamId, now: Timestamp) -> Stored<Vec<Invitation>> {
        let tables = self.tables()?;
        let open = tables.invitations.values().filter(|it| it.team_id == *team && it.expires_at > now);
        Ok(oldest_first(open.cloned().collect()))
    }

    async fn invitations_for(&self, email: &str, now: Timestamp) -> Stored<Vec<(Invitation, Team)>> {
        let (tables, email) = (self.tables()?, clean(email));
        let open = tables.invitations.values().filter(|it| is_for(it, &email) && it.expires_at > now);
        let with_team = |it: Invitation| tables.teams.get(&it.team_id).cloned().map(|team| (it, team));
        Ok(oldest_first(open.cloned().collect()).into_iter().filter_map(with_team).collect())
    }

    async fn remove_invitation(&self, team: &TeamId, id: &InvitationId) -> Stored<bool> {
        let tables = &mut *self.tables()?;
        let theirs = tables.invitations.get(id).is_some_and(|invitation| invitation.team_id == *team);
        Ok(theirs && tables.invitations.remove(id).is_some())
    }

    async fn accept_invitation(
        &self,
        key: &InvitationKey,
        account: &AccountId,
        now: Timestamp,
    ) -> Stored<Option<(Team, Role)>> {
        let tables = &mut *self.tables()?;
        let opens = |it: &&Invitation| match key {
            InvitationKey::Token(hash) => it.token_hash == *hash,
            InvitationKey::Addressed { id, email } => it.id == *id && is_for(it, &clean(email)),
        };
        let found = tables.invitations.values().filter(|it| it.expires_at > now).find(opens).cloned();
        let Some(Invitation { id, team_id, role, .. }) = found else { return Ok(None) };
        if !tables.accounts.contains_key(account) {
            return Err(StoreError::Broken("there is no such account".into()));
        }
        tables.invitations.remove(&id);
        let role = *tables.members.entry((team_id.clone(), account.clone())).or_insert(role);
        Ok(tables.teams.get(&team_id).cloned().map(|team| (team, role)))
    }
}

fn is_for(invitation: &Invitation, email: &str) -> bool {
    invitation.email.to_lowercase() == email.to_lowercase()
}

fn oldest_first(mut invitations: Vec<Invitation>) -> Vec<Invitation> {
    invitations.sort_by_key(|invitation| (invitation.created_at, invitation.id.clone()));
    invitations
}
