//! Authentication for a team: a member with a cookie, or a program with one of the team's API secrets.
//!
//! Browsers send cookies with requests from any page. So with a cookie every unsafe method needs the `Origin` of our
//! own pages, and a body must not have one of the three types that a page of another site may send without a preflight
//! request. Programs send `Authorization: Bearer`, which browsers never add by themselves.

use axum::{
    extract::{FromRequestParts as _, RawPathParams},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
};
use parlor_shared::ids::{SignInId, TeamId};

use super::{cookie, request_origin::is_ours};
use crate::{
    core::{
        error::Error,
        owner::{account::Account, credential::Credential, team::Actor},
        public_url::PublicUrl,
        security::token::InvalidToken,
    },
    http::state::AppState,
};

/// Body types that forms on other sites' pages can send (the Fetch standard's "simple" types).
const FORMS: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// Why a request for an owner goes no further.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AccessRefused {
    /// Nobody is signed in, and the secret is nobody's.
    NotSignedIn,
    /// A page that is not ours asks.
    OtherSite,
    /// The body comes in a form that any page may send.
    Form,
    /// The request does not say whom it is for.
    UnknownHost,
    /// There is no such team, or the caller is not in it.
    NoSuchTeam,
    /// Anything else.
    Other(Error),
}

impl From<Error> for AccessRefused {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<InvalidToken> for AccessRefused {
    fn from(_: InvalidToken) -> Self {
        Self::NotSignedIn
    }
}

/// Someone with a good cookie.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The signed-in account.
    pub account: Account,
    /// The sign-in that the request belongs to.
    pub sign_in: SignInId,
}

/// Returns the signed-in account.
pub async fn signed_in(parts: &mut Parts, state: &AppState) -> Result<SignedIn, AccessRefused> {
    let (signed_in, address) = by_cookie(parts, state).await?;
    from_our_page(parts, &address)?;
    Ok(signed_in)
}

/// The same for a form of one of our own pages.
pub async fn in_browser(parts: &mut Parts, state: &AppState) -> Result<SignedIn, AccessRefused> {
    let (signed_in, address) = by_cookie(parts, state).await?;
    if is_safe(&parts.method) || is_ours(&address, &parts.headers) {
        Ok(signed_in)
    } else {
        Err(AccessRefused::OtherSite)
    }
}

async fn by_cookie(parts: &mut Parts, state: &AppState) -> Result<(SignedIn, PublicUrl), AccessRefused> {
    let address = here(parts, state).await?;
    let sign_in = sign_in(&parts.headers, &address, state)?;
    let account = state.accounts().signed_in(&sign_in).await?.ok_or(AccessRefused::NotSignedIn)?;
    Ok((SignedIn { account, sign_in }, address))
}

async fn here(parts: &mut Parts, state: &AppState) -> Result<PublicUrl, AccessRefused> {
    PublicUrl::from_request_parts(parts, state).await.map_err(|_| AccessRefused::UnknownHost)
}

/// The sign-in that the cookie names, which may have ended.
fn sign_in(headers: &HeaderMap, here: &PublicUrl, state: &AppState) -> Result<SignInId, AccessRefused> {
    let token = cookie::token(headers, here).ok_or(AccessRefused::NotSignedIn)?;
    Ok(state.signer.check_owner(token, state.clock.now())?.sign_in)
}

/// The credential that the request brings, for [`Credential::opens`] later on.
pub async fn credential(parts: &mut Parts, state: &AppState) -> Result<Credential, AccessRefused> {
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        return secret(value).map(Credential::secret);
    }
    let address = here(parts, state).await?;
    sign_in(&parts.headers, &address, state).map(Credential::SignIn)
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Returns the member or program that acts for the team in the path (`{teamId}`).
pub async fn actor(parts: &mut Parts, state: &AppState) -> Result<Actor, AccessRefused> {
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let program = state.accounts().program(secret(value)?).await?.ok_or(AccessRefused::NotSignedIn)?;
        let same = team(parts, state).await? == program.team_id;
        return if same { Ok(program) } else { Err(AccessRefused::NoSuchTeam) };
    }
    let SignedIn { account, .. } = signed_in(parts, state).await?;
    let team_id = team(parts, state).await?;
    state.accounts().member(&team_id, account.id).await?.ok_or(AccessRefused::NoSuchTeam)
}

fn secret(authorization: &HeaderValue) -> Result<&str, AccessRefused> {
    authorization.to_str().ok().and_then(bearer).ok_or(AccessRefused::NotSignedIn)
}

/// The token of `Bearer <token>`.
pub fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Refuses what another site's page may have sent.
pub fn from_our_page(parts: &Parts, address: &PublicUrl) -> Result<(), AccessRefused> {
    if is_safe(&parts.method) {
        return Ok(());
    }
    if !is_ours(address, &parts.headers) {
        return Err(AccessRefused::OtherSite);
    }
    if is_form(&parts.headers) { Err(AccessRefused::Form) } else { Ok(()) }
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return false };
    let essence = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.is_empty() || FORMS.iter().any(|form| essence.eq_ignore_ascii_case(form))
}

async fn team(parts: &mut Parts, state: &AppState) -> Result<TeamId, AccessRefused> {
    let names = RawPathParams::from_request_parts(parts, state).await.map_err(|_| AccessRefused::NoSuchTeam)?;
    let team = names.iter().find(|(name, _)| *name == "teamId").map(|(_, value)| value.parse());
    team.and_then(Result::ok).ok_or(AccessRefused::NoSuchTeam)
}
