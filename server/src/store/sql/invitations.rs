//! Invitations into teams.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{AccountId, InvitationId, TeamId},
    owner::ActivityKind,
};
use sqlx::FromRow;

use super::{Connection, Database, activity, execute, id, job, millis, teams, time};
use crate::{
    core::{
        activity::ActivityEvent,
        owner::{
            invitation::{Invitation, InvitationKey},
            team::{Role, Team},
        },
        store::{InvitationStore, Stored},
    },
    store::{clean, names},
};

/// All columns.
macro_rules! columns {
    () => {
        "id, team_id, email, role, token_hash, created_at, expires_at"
    };
}

statements! {
    BY_TEAM = "
        select ", columns!(), "
        from invitations
        where team_id = $1
          and expires_at > $2
        order by created_at, id";

    BY_EMAIL = "
        select ", columns!(), "
        from invitations
        where email_lower = $1
          and expires_at > $2
        order by created_at, id";

    BY_TOKEN = "
        select ", columns!(), "
        from invitations
        where token_hash = $1
          and expires_at > $2";

    BY_ID_AND_EMAIL = "
        select ", columns!(), "
        from invitations
        where id = $1
          and email_lower = $2
          and expires_at > $3";

    REMOVE = "delete from invitations where team_id = $1 and id = $2";

    REMOVE_ENDED = "delete from invitations where expires_at <= $1";

    COUNT_OTHERS = "
        select count(*)
        from invitations
        where team_id = $1
          and email_lower <> $2";

    REMOVE_EARLIER = "delete from invitations where team_id = $1 and email_lower = $2";

    INSERT = "
        insert into invitations (", columns!(), ", email_lower)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";

    TAKE_BY_TOKEN = "
        delete from invitations
        where token_hash = $1
          and expires_at > $2
        returning team_id, role";

    TAKE_BY_EMAIL = "
        delete from invitations
        where id = $1
          and email_lower = $2
          and expires_at > $3
        returning team_id, role";

    JOIN = "
        insert into members (team_id, account_id, role)
        values ($1, $2, $3)
        on conflict (team_id, account_id) do nothing";
}

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
        let query = sqlx::query_as(BY_TEAM);
        let rows: Vec<InvitationRow> = query.bind(team.as_str()).bind(millis(now)).fetch_all(c).await?;
        rows.into_iter().map(InvitationRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn invitations_for(&self, email: &str, now: Timestamp) -> Stored<Vec<(Invitation, Team)>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_EMAIL);
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
    async fn invitation(&self, key: &InvitationKey, now: Timestamp) -> Stored<Option<(Invitation, Team)>> {
        let c = &mut *self.reader().await?;
        let row: Option<InvitationRow> = match key {
            InvitationKey::Token(hash) => {
                sqlx::query_as(BY_TOKEN).bind(hash).bind(millis(now)).fetch_optional(&mut *c).await?
            }
            InvitationKey::Addressed { id, email } => {
                let query = sqlx::query_as(BY_ID_AND_EMAIL).bind(id.as_str());
                query.bind(clean(email).to_lowercase()).bind(millis(now)).fetch_optional(&mut *c).await?
            }
        };
        let Some(invitation) = row.map(InvitationRow::entity).transpose()? else { return Ok(None) };
        Ok(teams::find(c, &invitation.team_id).await?.map(|team| (invitation, team)))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_invitation(&self, team: &TeamId, id: &InvitationId) -> Stored<bool> {
        let (team, id) = (team.clone(), id.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(REMOVE);
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
    let over = sqlx::query(REMOVE_ENDED).bind(millis(now));
    execute(over, &mut *c).await?;
    let others = sqlx::query_scalar(COUNT_OTHERS);
    let others: i64 = others.bind(team).bind(email.to_lowercase()).fetch_one(&mut *c).await?;
    if others >= i64::from(most) {
        return Ok(false);
    }
    let earlier = sqlx::query(REMOVE_EARLIER);
    execute(earlier.bind(team).bind(email.to_lowercase()), &mut *c).await?;
    let query = sqlx::query(INSERT);
    let query = query
        .bind(invitation.id.as_str())
        .bind(team)
        .bind(&email)
        .bind(names::team_role(invitation.role))
        .bind(&invitation.token_hash)
        .bind(millis(invitation.created_at))
        .bind(millis(invitation.expires_at))
        .bind(email.to_lowercase());
    execute(query, &mut *c).await?;
    let event = ActivityEvent::of_member(ActivityKind::MemberInvited, invitation.id.as_str(), invitation.role);
    activity::record_of_team(c, team, now, &[event]).await.map(|()| true)
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
            let query = sqlx::query_as(TAKE_BY_TOKEN);
            query.bind(hash).bind(millis(now)).fetch_optional(&mut *c).await?
        }
        InvitationKey::Addressed { id, email } => {
            let query = sqlx::query_as(TAKE_BY_EMAIL);
            let query = query.bind(id.as_str()).bind(clean(email).to_lowercase()).bind(millis(now));
            query.fetch_optional(&mut *c).await?
        }
    };
    let Some((team, role)) = taken else { return Ok(None) };
    let team: TeamId = id(team)?;
    let query = sqlx::query(JOIN);
    let is_new = execute(query.bind(team.as_str()).bind(account.as_str()).bind(role), &mut *c).await? == 1;
    let role = teams::role(c, &team, account).await?;
    if let Some(role) = role.filter(|_| is_new) {
        let event = ActivityEvent::of_member(ActivityKind::MemberJoined, account.as_str(), role);
        activity::record_of_team(c, team.as_str(), now, &[event]).await?;
    }
    Ok(teams::find(c, &team).await?.zip(role))
}
