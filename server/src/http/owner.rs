//! Who acts for a team: a member with a cookie, or a program with one of the team's secrets.
//!
//! A browser sends cookies along whoever wrote the page. So with a cookie every unsafe method needs the `Origin` of our own
//! pages, and no body in one of the three forms a page of another site may send without asking first.
//! Programs send `Authorization: Bearer`, which browsers never add by themselves.

use axum::{
    extract::{FromRequestParts as _, RawPathParams},
    http::{HeaderMap, Method, header, request::Parts},
};
use parlor_shared::ids::{SignInId, TeamId};

use super::{cookie, request_origin::is_ours};
use crate::{
    core::{
        account::Account,
        policy::credential::InvalidToken,
        public_url::PublicUrl,
        store::StoreError,
        team::{Actor, hash_api_secret},
    },
    state::AppState,
};

/// What forms of other sites' pages can send (the Fetch standard's "simple" types).
const FORMS: [&str; 3] = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// Why a request for an owner goes no further.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// Nobody is signed in, and the secret is nobody's.
    NotSignedIn,
    /// A page that is not ours asks.
    OtherSite,
    /// The body comes in a form that any page may send.
    Form,
    /// The request does not say whom it is for.
    UnknownHost,
    /// There is no such team, or whoever asks is not in it.
    NoSuchTeam,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<InvalidToken> for Refused {
    fn from(_: InvalidToken) -> Self {
        Self::NotSignedIn
    }
}

/// Someone with a good cookie.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// Since when, so to speak.
    pub sign_in: SignInId,
}

/// Who is signed in.
pub async fn signed_in(parts: &mut Parts, state: &AppState) -> Result<SignedIn, Refused> {
    let address = PublicUrl::from_request_parts(parts, state).await.map_err(|_| Refused::UnknownHost)?;
    let now = state.clock.now();
    let token = cookie::token(&parts.headers, &address).ok_or(Refused::NotSignedIn)?;
    let claims = state.signer.check_owner(token, now)?;
    let account = state.store.signed_in(&claims.sign_in, now).await?.ok_or(Refused::NotSignedIn)?;
    from_our_page(parts, &address)?;
    Ok(SignedIn { account, sign_in: claims.sign_in })
}

/// Who acts for the team in the path (`{teamId}`).
pub async fn actor(parts: &mut Parts, state: &AppState) -> Result<Actor, Refused> {
    if let Some(value) = parts.headers.get(header::AUTHORIZATION) {
        let secret = value.to_str().ok().and_then(bearer).ok_or(Refused::NotSignedIn)?;
        let theirs = state.store.team_by_secret(&hash_api_secret(secret)).await?.ok_or(Refused::NotSignedIn)?;
        let same = team(parts, state).await? == theirs;
        return if same { Ok(Actor::program(theirs)) } else { Err(Refused::NoSuchTeam) };
    }
    let SignedIn { account, .. } = signed_in(parts, state).await?;
    let team_id = team(parts, state).await?;
    let role = state.store.role(&team_id, &account.id).await?.ok_or(Refused::NoSuchTeam)?;
    Ok(Actor { team_id, account_id: Some(account.id), role })
}

/// The token of `Bearer <token>`.
pub fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Refuses what another site's page may have sent.
pub fn from_our_page(parts: &Parts, address: &PublicUrl) -> Result<(), Refused> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    if !is_ours(address, &parts.headers) {
        return Err(Refused::OtherSite);
    }
    if is_form(&parts.headers) { Err(Refused::Form) } else { Ok(()) }
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return false };
    let essence = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    essence.is_empty() || FORMS.iter().any(|form| essence.eq_ignore_ascii_case(form))
}

async fn team(parts: &mut Parts, state: &AppState) -> Result<TeamId, Refused> {
    let names = RawPathParams::from_request_parts(parts, state).await.map_err(|_| Refused::NoSuchTeam)?;
    let team = names.iter().find(|(name, _)| *name == "teamId").map(|(_, value)| value.parse());
    team.and_then(Result::ok).ok_or(Refused::NoSuchTeam)
}
