//! Accounts and sign-ins.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, SignInId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        account::{Account, SignIn},
        store::{AccountStore, Saved, Stored},
    },
    store::clean,
};

#[derive(FromRow)]
struct AccountRow {
    id: String,
    email: String,
    name: String,
    password_hash: String,
    active: bool,
    created_at: i64,
}

impl AccountRow {
    fn entity(self) -> Stored<Account> {
        Ok(Account {
            id: id(self.id)?,
            email: self.email,
            name: self.name,
            password_hash: self.password_hash,
            active: self.active,
            created_at: time(self.created_at)?,
        })
    }
}

#[async_trait]
impl AccountStore for Database {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_account(&self, account: &Account) -> Stored<Saved> {
        let account = account.clone();
        self.write(|c| job(async move { insert(c, &account).await })).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_account(&self, account: &Account) -> Stored<bool> {
        let account = account.clone();
        self.write(move |c| {
            job(async move {
                let query = sqlx::query("update accounts set name = $2, password_hash = $3, active = $4 where id = $1");
                let query = query
                    .bind(account.id.as_str())
                    .bind(clean(&account.name))
                    .bind(clean(&account.password_hash))
                    .bind(account.active);
                Ok(execute(query, c).await? == 1)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn account(&self, id: &AccountId) -> Stored<Option<Account>> {
        let c = &mut *self.reader().await?;
        let query =
            sqlx::query_as("select id, email, name, password_hash, active, created_at from accounts where id = $1");
        let row: Option<AccountRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(AccountRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn account_by_email(&self, email: &str) -> Stored<Option<Account>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select id, email, name, password_hash, active, created_at from accounts where email_lower = $1",
        );
        let row: Option<AccountRow> = query.bind(clean(email).to_lowercase()).fetch_optional(c).await?;
        row.map(AccountRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Stored<()> {
        let sign_in = sign_in.clone();
        self.write(move |c| {
            job(async move {
                let ended = sqlx::query("delete from sign_ins where expires_at <= $1").bind(millis(now));
                execute(ended, &mut *c).await?;
                let query = sqlx::query("insert into sign_ins (id, account_id, expires_at) values ($1, $2, $3)");
                let query =
                    query.bind(sign_in.id.as_str()).bind(sign_in.account_id.as_str()).bind(millis(sign_in.expires_at));
                execute(query, c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn signed_in(&self, id: &SignInId, now: Timestamp) -> Stored<Option<Account>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(
            "select a.id, a.email, a.name, a.password_hash, a.active, a.created_at from sign_ins s \
             join accounts a on a.id = s.account_id where s.id = $1 and s.expires_at > $2 and a.active",
        );
        let row: Option<AccountRow> = query.bind(id.as_str()).bind(millis(now)).fetch_optional(c).await?;
        row.map(AccountRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_sign_in(&self, id: &SignInId) -> Stored<()> {
        let id = id.clone();
        self.write(move |c| {
            job(async move {
                let query = sqlx::query("delete from sign_ins where id = $1");
                execute(query.bind(id.as_str()), c).await.map(|_| ())
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn replace_password(&self, id: &AccountId, password_hash: &str) -> Stored<Option<u64>> {
        let (id, password_hash) = (id.clone(), clean(password_hash));
        self.write(move |c| {
            job(async move {
                let query = sqlx::query("update accounts set password_hash = $2 where id = $1");
                if execute(query.bind(id.as_str()).bind(&password_hash), &mut *c).await? == 0 {
                    return Ok(None);
                }
                let query = sqlx::query("delete from sign_ins where account_id = $1");
                execute(query.bind(id.as_str()), c).await.map(Some)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn has_accounts(&self) -> Stored<bool> {
        let c = &mut *self.reader().await?;
        Ok(sqlx::query_scalar("select exists (select 1 from accounts)").fetch_one(c).await?)
    }
}

async fn insert(c: &mut Connection, account: &Account) -> Stored<Saved> {
    let email = clean(&account.email);
    let query = sqlx::query(
        "insert into accounts (id, email, email_lower, name, password_hash, active, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (email_lower) do nothing",
    );
    let query = query
        .bind(account.id.as_str())
        .bind(&email)
        .bind(email.to_lowercase())
        .bind(clean(&account.name))
        .bind(clean(&account.password_hash))
        .bind(account.active)
        .bind(millis(account.created_at));
    Ok(if execute(query, c).await? == 1 { Saved::Done } else { Saved::Taken })
}
