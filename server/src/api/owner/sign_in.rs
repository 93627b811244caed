//! `/api/auth`: signing in and out.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Response},
};
use parlor_shared::{
    ids::AccountId,
    owner::{LoginRequest, Me, MyTeam, TeamRole},
};
use secrecy::SecretString;

use super::error::{ApiError, ErrorBody, broken};
use crate::{
    core::{
        error::Error,
        owner::{
            Authentication,
            account::{Account, SIGN_IN_SECONDS},
            team::{Role, Team},
        },
        public_url::PublicUrl,
        security::address_key::AddressKey,
    },
    http::{
        body::{BodyError, Json},
        client_ip::ClientIp,
        cookie,
        device::KnownDevice,
        owner::{self, AccessRefused, SignedIn},
        request_origin::{UnknownHost, is_ours},
        state::AppState,
    },
};

/// Bytes of an address; more is none.
const LONGEST_EMAIL: usize = 254;

/// Someone with a good cookie.
pub(super) struct Session(pub(super) SignedIn);

impl FromRequestParts<AppState> for Session {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        Ok(Self(owner::signed_in(parts, state).await?))
    }
}

/// Sign in; the reply sets the cookie.
///
/// `HttpOnly`, `SameSite=Lax`, 12 hours; `__Host-` and `Secure` but on localhost without TLS. A second cookie lets this
/// browser try again with this e-mail address whatever others do. A wrong password and an unknown address are answered
/// alike.
#[utoipa::path(post, path = "/api/auth/login", tag = "Owner: sign-in", operation_id = "owner_login",
    request_body = LoginRequest,
    responses(
        (status = 200, body = Me, headers(("Set-Cookie" = String, description = "the sign-in"))),
        (status = 400, description = "a field is missing or unknown", body = ErrorBody),
        (status = 401, description = "no account has this address and password", body = ErrorBody),
        (status = 403, description = "a page of another site", body = ErrorBody),
        (status = 415, description = "not JSON", body = ErrorBody),
        (status = 429, description = "more than 10 a minute with this e-mail address from this address, 30 from this address, or 100 with this e-mail address", body = ErrorBody),
    ))]
pub(super) async fn login(
    State(state): State<AppState>,
    ip: ClientIp,
    address: Result<PublicUrl, UnknownHost>,
    headers: HeaderMap,
    body: Result<Json<LoginRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let address = address.map_err(|UnknownHost| AccessRefused::UnknownHost)?;
    if headers.contains_key(header::ORIGIN) && !is_ours(&address, &headers) {
        return Err(AccessRefused::OtherSite.into());
    }
    let Json(LoginRequest { email, password }) = body?;
    let (account, device) = authenticate(&state, ip, &address, &headers, &email, password.into()).await.map_err(
        |refused| match refused {
            AccessRefused::NotSignedIn => wrong(),
            refused => refused.into(),
        },
    )?;
    let (name, now) = (account.email.to_lowercase(), state.clock.now());
    let me = me_of(&state, &account).await?;
    let sign_in = state.accounts().sign_in(&account).await?;
    let token = state.signer.mint_owner(&sign_in, now)?.token;
    let cookie = cookie::set(&token, SIGN_IN_SECONDS, &address).ok_or_else(broken)?;
    let device = device.unwrap_or_else(|| KnownDevice::new(state.entropy.as_ref()));
    let device = device.cookie(&address, &state.signer, &name, now).ok_or_else(broken)?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie), (header::SET_COOKIE, device)]), Reply(me)).into_response())
}

/// The account with this address and password, within the limits; the browser, if somebody has signed in with it before.
/// [`AccessRefused::NotSignedIn`] when no account has them.
pub(super) async fn authenticate(
    state: &AppState,
    ip: ClientIp,
    address: &PublicUrl,
    headers: &HeaderMap,
    email: &str,
    password: SecretString,
) -> Result<(Account, Option<KnownDevice>), AccessRefused> {
    let email = email.trim();
    if email.len() > LONGEST_EMAIL {
        return Err(AccessRefused::NotSignedIn);
    }
    let name = email.to_lowercase();
    let device = KnownDevice::read(headers, address, &state.signer, &name, state.clock.now());
    limit(state, ip.key(), &name, device.as_ref())?;
    Ok((check(state, ip, email, password).await?, device))
}

/// Counts a try. A browser in which somebody has signed in with this name has a bucket of its own; everybody else shares
/// those of the address and of the name.
fn limit(state: &AppState, address: AddressKey, name: &str, device: Option<&KnownDevice>) -> Result<(), Error> {
    let limits = &state.limits;
    if let Some(device) = device {
        return limits.sign_ins_on.take(device, 1);
    }
    limits.sign_ins_from.take(&address, 1)?;
    limits.sign_ins.take(&(address, name.to_owned()), 1)?;
    limits.sign_ins_as.take(&name.to_owned(), 1)
}

fn wrong() -> ApiError {
    ApiError::new(StatusCode::UNAUTHORIZED, "no account has this address and password")
}

/// The active account with this address and password. All that is wrong takes as long and is said alike.
async fn check(state: &AppState, ip: ClientIp, email: &str, password: SecretString) -> Result<Account, AccessRefused> {
    match state.accounts().authenticate(email, password).await? {
        Authentication::Known(account) => Ok(account),
        Authentication::Unknown(account) => {
            let account = account.as_ref().map(AccountId::as_str);
            tracing::warn!(address = %ip.0, account, "a sign-in failed");
            Err(AccessRefused::NotSignedIn)
        }
    }
}

/// Sign out. The session ends for every holder of the cookie.
#[utoipa::path(post, path = "/api/auth/logout", tag = "Owner: sign-in", operation_id = "owner_logout",
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
    let address = address.map_err(|UnknownHost| AccessRefused::UnknownHost)?;
    state.accounts().sign_out(&sign_in).await?;
    let cookie = cookie::set("", 0, &address).ok_or_else(broken)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// The signed-in account and its teams.
#[utoipa::path(get, path = "/api/auth/me", tag = "Owner: sign-in", operation_id = "owner_me", security(("owner" = [])),
    responses((status = 200, body = Me), (status = 401, description = "not signed in", body = ErrorBody)))]
pub(super) async fn me(
    State(state): State<AppState>,
    Session(SignedIn { account, .. }): Session,
) -> Result<Reply<Me>, ApiError> {
    Ok(Reply(me_of(&state, &account).await?))
}

async fn me_of(state: &AppState, account: &Account) -> Result<Me, ApiError> {
    let teams = state.accounts().teams(account).await?;
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
