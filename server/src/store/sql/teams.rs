//! Teams, members, API secrets.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::{
    ids::{AccountId, SecretId, TeamId},
    owner::ActivityKind::{KeyCreated, KeyRevoked, MemberChanged, MemberJoined, MemberRemoved},
};
use sqlx::FromRow;

use super::{Connection, Database, activity, execute, id, job, millis, time};
use crate::{
    core::{
        activity::ActivityEvent,
        owner::team::{ApiSecret, Member, Role, Team},
        store::{Stored, TeamStore},
    },
    store::{clean, names},
};

/// All columns of a team.
macro_rules! columns {
    () => {
        "id, name, created_at"
    };
}

/// All columns of an API secret.
macro_rules! secret_columns {
    () => {
        "id, team_id, name, hash, last_four, created_at"
    };
}

statements! {
    INSERT = "
        insert into teams (", columns!(), ")
        values ($1, $2, $3)";

    BY_ACCOUNT = "
        select ", columns!(), ", m.role
        from members m
        join teams t on t.id = m.team_id
        where m.account_id = $1
        order by t.created_at, t.id";

    MEMBERS = "
        select m.account_id, a.email, a.name, m.role
        from members m
        join accounts a on a.id = m.account_id
        where m.team_id = $1
        order by a.email_lower";

    REMOVE_MEMBER = "delete from members where team_id = $1 and account_id = $2";

    INSERT_SECRET = "
        insert into api_secrets (", secret_columns!(), ")
        values ($1, $2, $3, $4, $5, $6)";

    SECRETS = "
        select ", secret_columns!(), "
        from api_secrets
        where team_id = $1
        order by created_at, id";

    BY_SECRET = "select team_id from api_secrets where hash = $1";

    REMOVE_SECRET = "delete from api_secrets where team_id = $1 and id = $2";

    BY_ID = "select ", columns!(), " from teams where id = $1";

    ROLE = "select role from members where team_id = $1 and account_id = $2";

    COUNT_OWNERS = "select count(*) from members where team_id = $1 and role = 'owner'";

    JOIN = "
        insert into members (team_id, account_id, role)
        values ($1, $2, $3)
        on conflict (team_id, account_id) do update set role = excluded.role";

    /// Changes of one team's members and widgets' names wait for each other here.
    LOCK = "select id from teams where id = $1", for_update!();
}

#[derive(FromRow)]
struct TeamRow {
    id: String,
    name: String,
    created_at: i64,
}

impl TeamRow {
    fn entity(self) -> Stored<Team> {
        Ok(Team { id: id(self.id)?, name: self.name, created_at: time(self.created_at)? })
    }
}

#[derive(FromRow)]
struct MemberRow {
    account_id: String,
    email: String,
    name: String,
    role: String,
}

impl MemberRow {
    fn entity(self) -> Stored<Member> {
        let role = names::parse_team_role(&self.role)?;
        Ok(Member { account_id: id(self.account_id)?, email: self.email, name: self.name, role })
    }
}

#[derive(FromRow)]
struct SecretRow {
    id: String,
    team_id: String,
    name: String,
    hash: String,
    last_four: String,
    created_at: i64,
}

impl SecretRow {
    fn entity(self) -> Stored<ApiSecret> {
        Ok(ApiSecret {
            id: id(self.id)?,
            team_id: id(self.team_id)?,
            name: self.name,
            hash: self.hash,
            last_four: self.last_four,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl TeamStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_team(&self, team: &Team, owner: &AccountId) -> Stored<()> {
        let (team, owner) = (team.clone(), owner.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(INSERT);
                let query = query.bind(team.id.as_str()).bind(clean(&team.name)).bind(millis(team.created_at));
                execute(query, &mut *c).await?;
                join(c, &team.id, &owner, Role::Owner).await
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team(&self, id: &TeamId) -> Stored<Option<Team>> {
        find(&mut *self.reader().await?, id).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn teams_of(&self, account: &AccountId) -> Stored<Vec<(Team, Role)>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_ACCOUNT);
        let rows: Vec<(String, String, i64, String)> = query.bind(account.as_str()).fetch_all(c).await?;
        let entity = |(id, name, created_at, role): (_, _, _, String)| {
            Ok((TeamRow { id, name, created_at }.entity()?, names::parse_team_role(&role)?))
        };
        rows.into_iter().map(entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn role(&self, team: &TeamId, account: &AccountId) -> Stored<Option<Role>> {
        let c = &mut *self.reader().await?;
        role(c, team, account).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn members(&self, team: &TeamId) -> Stored<Vec<Member>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(MEMBERS);
        let rows: Vec<MemberRow> = query.bind(team.as_str()).fetch_all(c).await?;
        rows.into_iter().map(MemberRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_member(&self, team: &TeamId, account: &AccountId, role: Role, at: Timestamp) -> Stored<bool> {
        let (team, account) = (team.clone(), account.clone());
        self.write(move |c| {
            job(async move {
                lock(c, &team).await?;
                if role != Role::Owner && is_last_owner(c, &team, &account).await? {
                    return Ok(false);
                }
                let kind = if self::role(c, &team, &account).await?.is_some() { MemberChanged } else { MemberJoined };
                join(c, &team, &account, role).await?;
                let event = ActivityEvent::of_member(kind, account.as_str(), role);
                activity::record_of_team(c, team.as_str(), at, &[event]).await.map(|()| true)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_member(&self, team: &TeamId, account: &AccountId, at: Timestamp) -> Stored<bool> {
        let (team, account) = (team.clone(), account.clone());
        self.write(move |c| {
            job(async move {
                lock(c, &team).await?;
                if is_last_owner(c, &team, &account).await? {
                    return Ok(false);
                }
                let query = sqlx::query(REMOVE_MEMBER);
                if execute(query.bind(team.as_str()).bind(account.as_str()), &mut *c).await? == 1 {
                    let event = ActivityEvent::of(MemberRemoved, account.as_str());
                    activity::record_of_team(c, team.as_str(), at, &[event]).await?;
                }
                Ok(true)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_secret(&self, secret: &ApiSecret) -> Stored<()> {
        let secret = secret.clone();
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(INSERT_SECRET);
                let query = query
                    .bind(secret.id.as_str())
                    .bind(secret.team_id.as_str())
                    .bind(clean(&secret.name))
                    .bind(&secret.hash)
                    .bind(&secret.last_four)
                    .bind(millis(secret.created_at));
                execute(query, &mut *c).await?;
                let event = ActivityEvent::of(KeyCreated, secret.id.as_str());
                activity::record_of_team(c, secret.team_id.as_str(), secret.created_at, &[event]).await
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn secrets(&self, team: &TeamId) -> Stored<Vec<ApiSecret>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(SECRETS);
        let rows: Vec<SecretRow> = query.bind(team.as_str()).fetch_all(c).await?;
        rows.into_iter().map(SecretRow::entity).collect()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn team_by_secret(&self, hash: &str) -> Stored<Option<TeamId>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_scalar(BY_SECRET);
        let team: Option<String> = query.bind(clean(hash)).fetch_optional(c).await?;
        team.map(id).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_secret(&self, team: &TeamId, id: &SecretId, at: Timestamp) -> Stored<bool> {
        let (team, id) = (team.clone(), id.clone());
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(REMOVE_SECRET);
                let removed = execute(query.bind(team.as_str()).bind(id.as_str()), &mut *c).await? == 1;
                if removed {
                    let event = ActivityEvent::of(KeyRevoked, id.as_str());
                    activity::record_of_team(c, team.as_str(), at, &[event]).await?;
                }
                Ok(removed)
            })
        })
        .await
    }
}

/// Changes of one team's members and widgets' names wait for each other here.
pub(super) async fn lock(c: &mut Connection, team: &TeamId) -> Stored<()> {
    let query = sqlx::query_scalar(LOCK);
    let _: Option<String> = query.bind(team.as_str()).fetch_optional(c).await?;
    Ok(())
}

pub(super) async fn find(c: &mut Connection, id: &TeamId) -> Stored<Option<Team>> {
    let query = sqlx::query_as(BY_ID);
    let row: Option<TeamRow> = query.bind(id.as_str()).fetch_optional(c).await?;
    row.map(TeamRow::entity).transpose()
}

pub(super) async fn role(c: &mut Connection, team: &TeamId, account: &AccountId) -> Stored<Option<Role>> {
    let query = sqlx::query_scalar(ROLE);
    let role: Option<String> = query.bind(team.as_str()).bind(account.as_str()).fetch_optional(c).await?;
    role.as_deref().map(names::parse_team_role).transpose()
}

async fn is_last_owner(c: &mut Connection, team: &TeamId, account: &AccountId) -> Stored<bool> {
    if role(c, team, account).await? != Some(Role::Owner) {
        return Ok(false);
    }
    let query = sqlx::query_scalar(COUNT_OWNERS);
    let owners: i64 = query.bind(team.as_str()).fetch_one(c).await?;
    Ok(owners == 1)
}

async fn join(c: &mut Connection, team: &TeamId, account: &AccountId, role: Role) -> Stored<()> {
    let query = sqlx::query(JOIN);
    execute(query.bind(team.as_str()).bind(account.as_str()).bind(names::team_role(role)), c).await.map(|_| ())
}
