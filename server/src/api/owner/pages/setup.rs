//! `/setup`: the first account, for the operator who has the token from the server's log.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};

use super::{
    form::Form,
    layout::{DASHBOARD, Here, complaint, field, go, page, refusal, told},
    sign_in::entered,
};
use crate::{
    core::{error::Error, owner::Newcomer, public_url::PublicUrl},
    http::{client_ip::ClientIp, owner::AccessRefused, state::AppState},
};

/// The form, while there is no account.
pub(super) async fn show(State(state): State<AppState>, Here(here): Here) -> Response {
    match is_over(&state).await {
        Ok(true) => go(&here, "/sign-in"),
        Ok(false) => form(StatusCode::OK, &here, &Form::default(), None),
        Err(error) => refusal(&error.into(), None),
    }
}

/// Makes the first account and its team, and signs it in.
pub(super) async fn create(
    State(state): State<AppState>,
    ip: ClientIp,
    Here(here): Here,
    request: Request,
) -> Response {
    let sent = match Form::read(request, &here).await {
        Ok(sent) => sent,
        Err(refused) => return refusal(&refused, Some(&here)),
    };
    match made(&state, ip, &here, &sent).await {
        Ok(response) => response,
        Err(refused) => {
            let (status, text) = told(&refused);
            form(status, &here, &sent, Some(&text))
        }
    }
}

async fn made(state: &AppState, ip: ClientIp, here: &PublicUrl, sent: &Form) -> Result<Response, AccessRefused> {
    state.limits.sign_ins_from.take(&ip.key(), 1)?;
    if is_over(state).await? {
        return Ok(go(here, "/sign-in"));
    }
    if !state.setup.opens(sent.text("token")) {
        tracing::warn!(address = %ip.0, "a setup token was refused");
        return Err(
            Error::Invalid { field: "token", reason: "this is not the setup token from the server's log" }.into()
        );
    }
    let newcomer = Newcomer {
        email: sent.text("email").to_owned(),
        name: sent.text("name").to_owned(),
        password: sent.password(),
        team: sent.text("team").to_owned(),
    };
    let account = state.accounts().set_up(newcomer).await?;
    entered(state, here, &account, None, DASHBOARD).await
}

async fn is_over(state: &AppState) -> Result<bool, Error> {
    state.accounts().has_accounts().await
}

fn form(status: StatusCode, here: &PublicUrl, sent: &Form, wrong: Option<&str>) -> Response {
    let content = html! {
        p { "This server has no account yet. Create the first one; it owns the team." }
        form method="post" action=(here.local("/setup")) {
            (complaint(wrong))
            (field("token", "Setup token", "text", "off", "From the server's log, or the PARLOR_SETUP_TOKEN it was started with.", sent.text("token")))
            (field("email", "E-mail address", "email", "username", "", sent.text("email")))
            (field("name", "Your name", "text", "name", "", sent.text("name")))
            (field("team", "Name of the team", "text", "organization", "For example your shop.", sent.text("team")))
            (field("password", "Password", "password", "new-password", "15 characters or more.", ""))
            button type="submit" { "Create account" }
        }
        (by_shell(&here.base()))
    };
    page(status, "Set up Parlor", &content)
}

/// The same without a browser.
fn by_shell(base: &str) -> Markup {
    html! {
        details {
            summary { "From a shell instead" }
            pre tabindex="0" { code { "parlor owner create --email you@example.com --password-file password.txt" } }
            p { "It prints the team's id and an API secret. " code { "docs/getting-started.md" } " in the release goes on from there; the chat is pasted into a page as" }
            pre tabindex="0" { code { "<script async src=\"" (base) "/widget.js\" data-key=\"wk_…\"></script>" } }
        }
    }
}
