//! Accounts: registering, signing in and out, joining teams.

use std::time::Duration;

use parlor_shared::ids::{AccountId, SignInId, TeamId};
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::core::{
    clock::Clock,
    engagement::lead,
    entropy::{Entropy, new_capability, new_id},
    error::{Error, StorageFailure},
    owner::{
        account::{self, Account, SIGN_IN_SECONDS, SignIn},
        invitation::{Invitation, InvitationKey},
        team::{Actor, Role, Team, hash_api_secret},
    },
    store::{Saved, Store},
};

/// Passwords hashed at the same time: each takes 19 MiB for a while.
static HASHING: Semaphore = Semaphore::const_new(4);

/// Someone who wants an account and a team of their own.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// The address to sign in with.
    pub email: String,
    /// A name to greet them by, at most 120 characters.
    pub name: String,
    /// 15 to 256 characters.
    pub password: SecretString,
    /// The team's name, 1 to 120 characters.
    pub team: String,
}

/// Makes an account and its team. [`Error::Conflict`] when the address has an account already.
#[tracing::instrument(skip_all)]
pub async fn register(
    store: &dyn Store,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    newcomer: Newcomer,
) -> Result<(Account, Team), Error> {
    let Newcomer { email, name, password, team } = newcomer;
    if !lead::is_address(email.trim()) {
        return Err(invalid("email", "an e-mail address, at most 254 characters"));
    }
    at_most("name", &name)?;
    at_most("team", &team)?;
    let password_hash = hashed(password).await?;
    let now = clock.now();
    let account = Account {
        id: new_id(now, entropy),
        email: email.trim().to_owned(),
        name,
        password_hash,
        active: true,
        created_at: now,
    };
    if store.insert_account(&account).await? != Saved::Done {
        return Err(Error::Conflict("this address has an account already"));
    }
    let team = Team { id: new_id(now, entropy), name: team, created_at: now };
    store.insert_team(&team, &account.id).await?;
    Ok((account, team))
}

/// Replaces an account's password and ends all its sign-ins. Returns the number of sign-ins ended;
/// [`Error::NotFound`] when no account has the address.
#[tracing::instrument(skip_all)]
pub async fn replace_password(store: &dyn Store, email: &str, password: SecretString) -> Result<u64, Error> {
    let account = store.account_by_email(email.trim()).await?.ok_or(Error::NotFound)?;
    let hash = hashed(password).await?;
    store.replace_password(&account.id, &hash).await?.ok_or(Error::NotFound)
}

fn at_most(field: &'static str, text: &str) -> Result<(), Error> {
    if text.chars().count() <= 120 { Ok(()) } else { Err(invalid(field, "too long")) }
}

const fn invalid(field: &'static str, reason: &'static str) -> Error {
    Error::Invalid { field, reason }
}

/// Hashes a password off the asynchronous workers.
async fn hashed(password: SecretString) -> Result<String, Error> {
    let hashing = tokio::task::spawn_blocking(move || account::hash_password(&password));
    hashing.await.map_err(|_| invalid("password", "cannot be hashed"))?
}

/// A try to sign in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Authentication {
    /// The active account with this address and password.
    Known(Account),
    /// No account has them. The account with the address, if there is one: a name typed in error may be a password, so
    /// only accounts that exist are named in logs.
    Unknown(Option<AccountId>),
}

/// Operations of an account outside its teams: signing in and out, listing teams, accepting invitations.
#[derive(Clone, Copy)]
pub struct AccountService<'a> {
    /// Storage.
    pub store: &'a dyn Store,
    /// Time.
    pub clock: &'a dyn Clock,
    /// Ids.
    pub entropy: &'a dyn Entropy,
}

impl AccountService<'_> {
    /// `true` once the first account was created.
    #[tracing::instrument(skip_all)]
    pub async fn has_accounts(&self) -> Result<bool, Error> {
        Ok(self.store.has_accounts().await?)
    }

    /// Compares an address and a password with the accounts. A wrong password and an unknown address take as long.
    #[tracing::instrument(skip_all)]
    pub async fn authenticate(&self, email: &str, password: SecretString) -> Result<Authentication, Error> {
        let account = self.store.account_by_email(email).await?.filter(|account| account.active);
        let hash = account.as_ref().map(|account| account.password_hash.clone());
        let _permit = HASHING.acquire().await.map_err(|_| StorageFailure::Broken)?;
        let checking = tokio::task::spawn_blocking(move || account::is_password(&password, hash.as_deref()));
        let right = checking.await.map_err(|_| StorageFailure::Broken)?;
        Ok(match account {
            Some(account) if right => Authentication::Known(account),
            account => Authentication::Unknown(account.map(|account| account.id)),
        })
    }

    /// Signs an account in for [`SIGN_IN_SECONDS`].
    #[tracing::instrument(skip_all)]
    pub async fn sign_in(&self, account: &Account) -> Result<SignIn, Error> {
        let now = self.clock.now();
        let sign_in = SignIn {
            id: new_capability(self.entropy),
            account_id: account.id.clone(),
            expires_at: now + Duration::from_secs(SIGN_IN_SECONDS.unsigned_abs()),
        };
        self.store.insert_sign_in(&sign_in, now).await?;
        Ok(sign_in)
    }

    /// Ends a session for every holder of its cookie.
    #[tracing::instrument(skip_all)]
    pub async fn sign_out(&self, sign_in: &SignInId) -> Result<(), Error> {
        Ok(self.store.remove_sign_in(sign_in).await?)
    }

    /// The active account of a sign-in that has not ended.
    #[tracing::instrument(skip_all)]
    pub async fn signed_in(&self, sign_in: &SignInId) -> Result<Option<Account>, Error> {
        Ok(self.store.signed_in(sign_in, self.clock.now()).await?)
    }

    /// The teams an account is in, oldest first.
    #[tracing::instrument(skip_all)]
    pub async fn teams(&self, account: &Account) -> Result<Vec<(Team, Role)>, Error> {
        Ok(self.store.teams_of(&account.id).await?)
    }

    /// An account acting for a team; `None` when it is not in it.
    #[tracing::instrument(skip_all)]
    pub async fn member(&self, team: &TeamId, account: AccountId) -> Result<Option<Actor>, Error> {
        let role = self.store.role(team, &account).await?;
        Ok(role.map(|role| Actor { team_id: team.clone(), account_id: Some(account), role }))
    }

    /// A program acting for the team whose API secret it has; `None` when the secret is nobody's.
    #[tracing::instrument(skip_all)]
    pub async fn program(&self, secret: &str) -> Result<Option<Actor>, Error> {
        Ok(self.store.team_by_secret(&hash_api_secret(secret)).await?.map(Actor::program))
    }

    /// The open invitations for an account's address, oldest first.
    #[tracing::instrument(skip_all)]
    pub async fn invitations(&self, account: &Account) -> Result<Vec<(Invitation, Team)>, Error> {
        Ok(self.store.invitations_for(&account.email, self.clock.now()).await?)
    }

    /// Makes the first account and its team. [`Error::Conflict`] once there is one.
    #[tracing::instrument(skip_all)]
    pub async fn set_up(&self, newcomer: Newcomer) -> Result<Account, Error> {
        if newcomer.team.trim().is_empty() {
            return Err(invalid("team", "1 to 120 characters"));
        }
        if self.has_accounts().await? {
            return Err(Error::Conflict("this server is set up already"));
        }
        Ok(register(self.store, self.clock, self.entropy, newcomer).await?.0)
    }

    /// The invitation that a key opens, and its team; [`Error::NotFound`] when it opens none that is still valid.
    #[tracing::instrument(skip_all)]
    pub async fn invitation(&self, key: &InvitationKey) -> Result<(Invitation, Team), Error> {
        self.store.invitation(key, self.clock.now()).await?.ok_or(Error::NotFound)
    }

    /// Makes an account for the invited address and takes it into the team; it has no team of its own.
    /// [`Error::Conflict`] when the address has an account already.
    #[tracing::instrument(skip_all)]
    pub async fn join_with_new_account(
        &self,
        email: &str,
        name: String,
        password: SecretString,
        token: &str,
    ) -> Result<Account, Error> {
        at_most("name", &name)?;
        let password_hash = hashed(password).await?;
        let now = self.clock.now();
        let email = email.to_owned();
        let account =
            Account { id: new_id(now, self.entropy), email, name, password_hash, active: true, created_at: now };
        if self.store.insert_account(&account).await? != Saved::Done {
            return Err(Error::Conflict("this address has an account already: sign in first"));
        }
        self.accept_invitation(&account.id, &InvitationKey::token(token)).await?;
        Ok(account)
    }

    /// Takes an account into the team that invited it. A member keeps the role they have.
    #[tracing::instrument(skip_all)]
    pub async fn accept_invitation(&self, account: &AccountId, key: &InvitationKey) -> Result<(Team, Role), Error> {
        self.store.accept_invitation(key, account, self.clock.now()).await?.ok_or(Error::NotFound)
    }
}
