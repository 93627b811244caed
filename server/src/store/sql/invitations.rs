//! Invitations into teams.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, InvitationId, TeamId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, teams, time};
use crate::{
    core::{
        invitation::{Invitation, InvitationKey},
        store::{InvitationStore, Stored},
        team::{Role, Team},
    },
    store::{clean, names},
};

#[derive(FromRow)]
struct InvitationRow {
    id: String,
    team_id: String,
    email: String,
    role: String,
    token_hash: String,
    created_at: i64,
    expires_at: i64,
}

impl InvitationRow {
    fn entity(self) -> Stored<Invitation> {
        Ok(Invitation {
            id: id(self.id)?,
            team_id: id(self.team_id)?,
            email: self.email,
            role: names::parse_team_role(&self.role)?,
            token_hash: self.token_hash,
            created_at: time(self.created_at)?,
            expires_at: time(self.expires_at)?,
        })
    }
}

#[async_trait]
impl InvitationStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn put_invitation(&self, invitation: &Invitation, now: Timestamp, most: u32) -> Stored<bool> {
        let invitation = invitation.clone();
        self.write(move |c| job(async move { put(c, &invitation, now, most).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn invitations(&self, team: &TeamId, now: Timestamp) -> Stored<Vec<Invitation>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select id, team_id, email, role, token_hash, created_at, expires_at from invitations \
             where team_id = $1 and expires_at > $2 order by created_at, id",
        );
        let rows: Vec<InvitationRow> = query.bind(team.as_str()).bind(millis(now)).fetch_all(c).await?;
        rows.into_iter().map(InvitationRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn invitations_for(&self, email: &str, now: Timestamp) -> Stored<Vec<(Invitation, Team)>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select id, team_id, email, role, token_hash, created_at, expires_at from invitations \
             where email_lower = $1 and expires_at > $2 order by created_at, id",
        );
        let rows: Vec<InvitationRow> =
            query.bind(clean(email).to_lowercase()).bind(millis(now)).fetch_all(&mut *c).await?;
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            let invitation = row.entity()?;
            if let Some(team) = teams::find(c, &invitation.team_id).await? {
                found.push((invitation, team));
            }
        }
        Ok(found)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_invitation(&self, team: &TeamId, id: &InvitationId) -> Stored<bool> {
        let (team, id) = (team.clone(), id.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query("delete from invitations where team_id = $1 and id = $2");
                Ok(execute(query.bind(team.as_str()).bind(id.as_str()), c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn accept_invitation(
        &self,
        key: &InvitationKey,
        account: &AccountId,
        now: Timestamp,
    ) -> Stored<Option<(Team, Role)>> {
        let (key, account) = (key.clone(), account.clone());
        self.write(move |c| job(async move { accept(c, &key, &account, now).await })).await
    }
}

async fn put(c: &mut Connection, invitation: &Invitation, now: Timestamp, most: u32) -> Stored<bool> {
    teams::lock(c, &invitation.team_id).await?;
    let (team, email) = (invitation.team_id.as_str(), clean(&invitation.email));
    let over = sqlx::query("delete from invitations where expires_at <= $1").bind(millis(now));
    execute(over, &mut *c).await?;
    let others = sqlx::query_scalar("select count(*) from invitations where team_id = $1 and email_lower <> $2");
    let others: i64 = others.bind(team).bind(email.to_lowercase()).fetch_one(&mut *c).await?;
    if others >= i64::from(most) {
        return Ok(false);
    }
    let earlier = sqlx::query("delete from invitations where team_id = $1 and email_lower = $2");
    execute(earlier.bind(team).bind(email.to_lowercase()), &mut *c).await?;
    let query = sqlx::query(
        "insert into invitations (id, team_id, email, email_lower, role, token_hash, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    );
    let query = query
        .bind(invitation.id.as_str())
        .bind(team)
        .bind(&email)
        .bind(email.to_lowercase())
        .bind(names::team_role(invitation.role))
        .bind(&invitation.token_hash)
        .bind(millis(invitation.created_at))
        .bind(millis(invitation.expires_at));
    execute(query, c).await.map(|_| true)
}

/// The invitation is taken out and the account is put in, or neither.
async fn accept(
    c: &mut Connection,
    key: &InvitationKey,
    account: &AccountId,
    now: Timestamp,
) -> Stored<Option<(Team, Role)>> {
    let taken: Option<(String, String)> = match key {
        InvitationKey::Token(hash) => {
            let query = sqlx::query_as(
                "delete from invitations where token_hash = $1 and expires_at > $2 returning team_id, role",
            );
            query.bind(hash).bind(millis(now)).fetch_optional(&mut *c).await?
        }
        InvitationKey::Addressed { id, email } => {
            let query = sqlx::query_as(
                "delete from invitations where id = $1 and email_lower = $2 and expires_at > $3 returning team_id, role",
            );
            let query = query.bind(id.as_str()).bind(clean(email).to_lowercase()).bind(millis(now));
            query.fetch_optional(&mut *c).await?
        }
    };
    let Some((team, role)) = taken else { return Ok(None) };
    let team: TeamId = id(team)?;
    let query = sqlx::query(
        "insert into members (team_id, account_id, role) values ($1, $2, $3) on conflict (team_id, account_id) do nothing",
    );
    execute(query.bind(team.as_str()).bind(account.as_str()).bind(role), &mut *c).await?;
    let role = teams::role(c, &team, account).await?;
    Ok(teams::find(c, &team).await?.zip(role))
}
