//! `/invite/{token}`: how somebody who was invited gets into a team, with an account of theirs or a new one.

use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use maud::html;

use super::{
    form::Form,
    layout::{DASHBOARD, Here, complaint, field, go, page, refusal, told},
    sign_in::entered,
};
use crate::{
    core::{
        owner::{
            account::Account,
            invitation::{Invitation, InvitationKey},
            team::Team,
        },
        public_url::PublicUrl,
    },
    http::{
        client_ip::ClientIp,
        owner::{self, AccessRefused},
        state::AppState,
    },
};

/// An invitation, as its page shows it.
struct Shown<'a> {
    here: &'a PublicUrl,
    token: &'a str,
    invitation: &'a Invitation,
    team: &'a Team,
    /// The account that is signed in.
    account: Option<&'a Account>,
}

/// The invitation, and what can be done with it.
pub(super) async fn show(
    State(state): State<AppState>,
    ip: ClientIp,
    Here(here): Here,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    let account = owner::in_browser(&mut parts, &state).await.ok().map(|signed_in| signed_in.account);
    match found(&state, ip, &token).await {
        Ok((invitation, team)) => {
            let shown =
                Shown { here: &here, token: &token, invitation: &invitation, team: &team, account: account.as_ref() };
            shown.form(StatusCode::OK, "", None)
        }
        Err(refused) => refusal(&refused, Some(&here)),
    }
}

/// Joins the team: with the signed-in account, else with a new account for the invited address.
pub(super) async fn join(
    State(state): State<AppState>,
    ip: ClientIp,
    Here(here): Here,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let account = owner::in_browser(&mut parts, &state).await.ok().map(|signed_in| signed_in.account);
    let sent = match Form::read(Request::from_parts(parts, body), &here).await {
        Ok(sent) => sent,
        Err(refused) => return refusal(&refused, Some(&here)),
    };
    let (invitation, team) = match found(&state, ip, &token).await {
        Ok(found) => found,
        Err(refused) => return refusal(&refused, Some(&here)),
    };
    let joined = match &account {
        Some(account) => {
            let key = InvitationKey::token(&token);
            let joined = state.accounts().accept_invitation(&account.id, &key).await;
            joined.map(|_| go(&here, DASHBOARD)).map_err(AccessRefused::from)
        }
        None => begin(&state, &here, &token, &invitation, &sent).await,
    };
    joined.unwrap_or_else(|refused| {
        let (status, text) = told(&refused);
        let shown =
            Shown { here: &here, token: &token, invitation: &invitation, team: &team, account: account.as_ref() };
        shown.form(status, sent.text("name"), Some(&text))
    })
}

async fn begin(
    state: &AppState,
    here: &PublicUrl,
    token: &str,
    invitation: &Invitation,
    sent: &Form,
) -> Result<Response, AccessRefused> {
    let name = sent.text("name").to_owned();
    let account = state.accounts().join_with_new_account(&invitation.email, name, sent.password(), token).await?;
    entered(state, here, &account, None, DASHBOARD).await
}

async fn found(state: &AppState, ip: ClientIp, token: &str) -> Result<(Invitation, Team), AccessRefused> {
    state.limits.sign_ins_from.take(&ip.key(), 1)?;
    Ok(state.accounts().invitation(&InvitationKey::token(token)).await?)
}

impl Shown<'_> {
    fn form(&self, status: StatusCode, name: &str, wrong: Option<&str>) -> Response {
        let path = format!("/invite/{}", self.token);
        let content = html! {
            form method="post" action=(self.here.local(&path)) {
                (complaint(wrong))
                @if let Some(account) = self.account {
                    p { "You are signed in as " strong { (account.email) } "." }
                    button type="submit" { "Join the team" }
                } @else {
                    p { "A new account for " strong { (self.invitation.email) } "." }
                    (field("name", "Your name", "text", "name", "", name))
                    (field("password", "Password", "password", "new-password", "15 characters or more.", ""))
                    button type="submit" { "Create account and join" }
                }
            }
            @if self.account.is_none() {
                p { "You have an account already? " a href=(self.here.local(&format!("/sign-in?next={path}"))) { "Sign in" } " first." }
            }
        };
        page(status, &format!("Join {}", self.team.name), &content)
    }
}
