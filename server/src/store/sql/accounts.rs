//! Accounts and sign-ins.

use async_trait::async_trait;
use jiff::Timestamp;
use parlor_shared::ids::{AccountId, SignInId};
use sqlx::FromRow;

use super::{Connection, Database, execute, id, job, millis, time};
use crate::{
    core::{
        owner::account::{Account, SignIn},
        store::{AccountStore, Saved, Stored},
    },
    store::clean,
};

/// All columns.
macro_rules! columns {
    () => {
        "id, email, name, password_hash, active, created_at"
    };
}

statements! {
    SAVE = "
        update accounts
        set name = $2,
            password_hash = $3,
            active = $4
        where id = $1";

    BY_ID = "
        select ", columns!(), "
        from accounts
        where id = $1";

    BY_EMAIL = "
        select ", columns!(), "
        from accounts
        where email_lower = $1";

    REMOVE_ENDED_SIGN_INS = "delete from sign_ins where expires_at <= $1";

    INSERT_SIGN_IN = "
        insert into sign_ins (id, account_id, expires_at)
        values ($1, $2, $3)";

    SIGNED_IN = "
        select ", columns!(), "
        from accounts
        where active
          and id = (select account_id from sign_ins where id = $1 and expires_at > $2)";

    REMOVE_SIGN_IN = "delete from sign_ins where id = $1";

    REPLACE_PASSWORD = "update accounts set password_hash = $2 where id = $1";

    REMOVE_SIGN_INS = "delete from sign_ins where account_id = $1";

    HAS_ANY = "select exists (select 1 from accounts)";

    INSERT = "
        insert into accounts (", columns!(), ", email_lower)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (email_lower) do nothing";
}

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
                let query = sqlx::query(SAVE);
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
        let query = sqlx::query_as(BY_ID);
        let row: Option<AccountRow> = query.bind(id.as_str()).fetch_optional(c).await?;
        row.map(AccountRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn account_by_email(&self, email: &str) -> Stored<Option<Account>> {
        let c = &mut *self.reader().await?;
        let query = sqlx::query_as(BY_EMAIL);
        let row: Option<AccountRow> = query.bind(clean(email).to_lowercase()).fetch_optional(c).await?;
        row.map(AccountRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn insert_sign_in(&self, sign_in: &SignIn, now: Timestamp) -> Stored<()> {
        let sign_in = sign_in.clone();
        self.write(move |c| {
            job(async move {
                let ended = sqlx::query(REMOVE_ENDED_SIGN_INS).bind(millis(now));
                execute(ended, &mut *c).await?;
                let query = sqlx::query(INSERT_SIGN_IN);
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
        let query = sqlx::query_as(SIGNED_IN);
        let row: Option<AccountRow> = query.bind(id.as_str()).bind(millis(now)).fetch_optional(c).await?;
        row.map(AccountRow::entity).transpose()
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_sign_in(&self, id: &SignInId) -> Stored<()> {
        let id = id.clone();
        self.write(move |c| {
            job(async move {
                let query = sqlx::query(REMOVE_SIGN_IN);
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
                let query = sqlx::query(REPLACE_PASSWORD);
                if execute(query.bind(id.as_str()).bind(&password_hash), &mut *c).await? == 0 {
                    return Ok(None);
                }
                let query = sqlx::query(REMOVE_SIGN_INS);
                execute(query.bind(id.as_str()), c).await.map(Some)
            })
        })
        .await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn has_accounts(&self) -> Stored<bool> {
        let c = &mut *self.reader().await?;
        Ok(sqlx::query_scalar(HAS_ANY).fetch_one(c).await?)
    }
}

async fn insert(c: &mut Connection, account: &Account) -> Stored<Saved> {
    let email = clean(&account.email);
    let query = sqlx::query(INSERT);
    let query = query
        .bind(account.id.as_str())
        .bind(&email)
        .bind(clean(&account.name))
        .bind(clean(&account.password_hash))
        .bind(account.active)
        .bind(millis(account.created_at))
        .bind(email.to_lowercase());
    Ok(if execute(query, c).await? == 1 { Saved::Done } else { Saved::Taken })
}
