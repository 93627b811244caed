//! `/api/auth`: signing in and out.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use parlor_shared::vendor::nodeloom::{LoginRequest, Me, MyTeam, TeamRole};
use secrecy::SecretString;
use tokio::sync::Semaphore;

use super::error::{ApiError, ErrorBody, broken};
use crate::{
    core::{
        account::{self, Account, SIGN_IN_SECONDS, SignIn},
        entropy::new_capability,
        public_url::PublicUrl,
        team::{Role, Team},
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        cookie,
        owner::{self, Refused, SignedIn},
        request_origin::{UnknownHost, is_ours},
    },
    state::AppState,
};

/// Bytes of an address; more is none.
const LONGEST_EMAIL: usize = 254;
/// How many passwords are hashed at once: each takes 19 MiB for a while.
static HASHING: Semaphore = Semaphore::const_new(4);

/// Someone with a good cookie.
pub(super) struct Session(SignedIn);

impl FromRequestParts<AppState> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self(owner::signed_in(parts, state).await?))
    }
}

/// Sign in; the reply sets the cookie.
///
/// `HttpOnly`, `SameSite=Lax`, 12 hours; `__Host-` and `Secure` but on localhost without TLS. A wrong password and an
/// unknown address are answered alike.
#[utoipa::path(post, path = "/api/auth/login", tag = "owner: sign-in", operation_id = "owner_login",
    request_body = LoginRequest,
    responses(
        (status = 200, body = Me, headers(("Set-Cookie" = String, description = "the sign-in"))),
        (status = 400, description = "a field is missing or unknown", body = ErrorBody),
        (status = 401, description = "no account has this address and password", body = ErrorBody),
        (status = 403, description = "a page of another site", body = ErrorBody),
        (status = 415, description = "not JSON", body = ErrorBody),
        (status = 429, description = "more than 10 a minute from this address, or for this e-mail address", body = ErrorBody),
    ))]
pub(super) async fn login(
    State(state): State<AppState>,
    ip: ClientIp,
    address: Result<PublicUrl, UnknownHost>,
    headers: HeaderMap,
    body: Result<Json<LoginRequest>, BodyError>,
) -> Result<Response, ApiError> {
    state.limits.sign_ins.take(&ip.key(), 1)?;
    let address = address.map_err(|UnknownHost| Refused::UnknownHost)?;
    if headers.contains_key(header::ORIGIN) && !is_ours(&address, &headers) {
        return Err(Refused::OtherSite.into());
    }
    let Json(LoginRequest { email, password }) = body?;
    let account = check(&state, email.trim(), password.into()).await?;
    let me = me_of(&state, &account).await?;
    let now = state.clock.now();
    let ends = now + std::time::Duration::from_secs(SIGN_IN_SECONDS.unsigned_abs());
    let sign_in = SignIn { id: new_capability(state.entropy.as_ref()), account_id: account.id, expires_at: ends };
    state.store.insert_sign_in(&sign_in, now).await?;
    let token = state.signer.mint_owner(&sign_in, now)?.token;
    let cookie = cookie::set(&token, SIGN_IN_SECONDS, &address).ok_or_else(broken)?;
    Ok(([(header::SET_COOKIE, cookie)], Reply(me)).into_response())
}

/// The active account with this address and password. All that is wrong takes as long and is said alike.
async fn check(state: &AppState, email: &str, password: SecretString) -> Result<Account, ApiError> {
    let wrong = || ApiError::new(StatusCode::UNAUTHORIZED, "no account has this address and password");
    if email.len() > LONGEST_EMAIL {
        return Err(wrong());
    }
    state.limits.sign_ins_as.take(&email.to_lowercase(), 1)?;
    let account = state.store.account_by_email(email).await?.filter(|account| account.active);
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let _turn = HASHING.acquire().await.map_err(|_| broken())?;
    let checking = tokio::task::spawn_blocking(move || account::is_password(&password, hash.as_deref()));
    let right = checking.await.map_err(|_| broken())?;
    account.filter(|_| right).ok_or_else(wrong)
}

/// Sign out: the sign-in ends, whoever has its cookie.
#[utoipa::path(post, path = "/api/auth/logout", tag = "owner: sign-in", operation_id = "owner_logout",
    security(("owner" = [])),
    responses(
        (status = 204, description = "signed out", headers(("Set-Cookie" = String, description = "takes the cookie away"))),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a page of another site", body = ErrorBody),
    ))]
pub(super) async fn logout(
    State(state): State<AppState>,
    address: Result<PublicUrl, UnknownHost>,
    Session(SignedIn { sign_in, .. }): Session,
) -> Result<Response, ApiError> {
    let address = address.map_err(|UnknownHost| Refused::UnknownHost)?;
    state.store.remove_sign_in(&sign_in).await?;
    let cookie = cookie::set("", 0, &address).ok_or_else(broken)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Who is signed in, and in which teams.
#[utoipa::path(get, path = "/api/auth/me", tag = "owner: sign-in", operation_id = "owner_me", security(("owner" = [])),
    responses((status = 200, body = Me), (status = 401, description = "not signed in", body = ErrorBody)))]
pub(super) async fn me(
    State(state): State<AppState>,
    Session(SignedIn { account, .. }): Session,
) -> Result<Reply<Me>, ApiError> {
    Ok(Reply(me_of(&state, &account).await?))
}

async fn me_of(state: &AppState, account: &Account) -> Result<Me, ApiError> {
    let teams = state.store.teams_of(&account.id).await?;
    Ok(Me {
        id: account.id.clone(),
        email: account.email.clone(),
        name: account.name.clone(),
        teams: teams.into_iter().map(mine).collect(),
    })
}

fn mine((team, role): (Team, Role)) -> MyTeam {
    let role = match role {
        Role::Viewer => TeamRole::Viewer,
        Role::Editor => TeamRole::Editor,
        Role::Owner => TeamRole::Owner,
    };
    MyTeam { id: team.id, name: team.name, role }
}
