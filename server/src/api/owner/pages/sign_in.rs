//! `/sign-in` and `/sign-out`.

use axum::{
    extract::{Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use maud::html;
use serde::Deserialize;

use super::{
    super::sign_in,
    form::Form,
    layout::{DASHBOARD, Here, complaint, field, go, page, refusal, told},
};
use crate::{
    core::{
        owner::account::{Account, SIGN_IN_SECONDS},
        public_url::PublicUrl,
    },
    http::{
        client_ip::ClientIp,
        cookie,
        device::KnownDevice,
        owner::{self, AccessRefused},
        state::AppState,
    },
};

/// The address to go to afterwards.
#[derive(Default, Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

/// The form; a signed-in owner is redirected at once.
pub(super) async fn show(
    State(state): State<AppState>,
    Here(here): Here,
    Query(Next { next }): Query<Next>,
    request: Request,
) -> Response {
    let (mut parts, _) = request.into_parts();
    if owner::in_browser(&mut parts, &state).await.is_ok() {
        return go(&here, local(&next));
    }
    form(StatusCode::OK, &here, "", &next, None)
}

/// Signs in.
pub(super) async fn enter(
    State(state): State<AppState>,
    ip: ClientIp,
    Here(here): Here,
    headers: HeaderMap,
    request: Request,
) -> Response {
    let sent = match Form::read(request, &here).await {
        Ok(sent) => sent,
        Err(refused) => return refusal(&refused, Some(&here)),
    };
    match signed(&state, ip, &here, &headers, &sent).await {
        Ok(response) => response,
        Err(AccessRefused::NotSignedIn) => {
            let wrong = "Incorrect e-mail or password.";
            form(StatusCode::UNAUTHORIZED, &here, sent.text("email"), sent.text("next"), Some(wrong))
        }
        Err(refused) => {
            let (status, text) = told(&refused);
            form(status, &here, sent.text("email"), sent.text("next"), Some(&text))
        }
    }
}

async fn signed(
    state: &AppState,
    ip: ClientIp,
    here: &PublicUrl,
    headers: &HeaderMap,
    sent: &Form,
) -> Result<Response, AccessRefused> {
    let (account, device) =
        sign_in::authenticate(state, ip, here, headers, sent.text("email"), sent.password()).await?;
    entered(state, here, &account, device, local(sent.text("next"))).await
}

/// Signs an account in, in this browser, and goes on.
pub(super) async fn entered(
    state: &AppState,
    here: &PublicUrl,
    account: &Account,
    device: Option<KnownDevice>,
    next: &str,
) -> Result<Response, AccessRefused> {
    let now = state.clock.now();
    let sign_in = state.accounts().sign_in(account).await?;
    let token = state.signer.mint_owner(&sign_in, now).map_err(|_| AccessRefused::NotSignedIn)?.token;
    let device = device.unwrap_or_else(|| KnownDevice::new(state.entropy.as_ref()));
    let device = device.cookie(here, &state.signer, &account.email.to_lowercase(), now);
    let mut response = go(here, next);
    for cookie in [cookie::set(&token, SIGN_IN_SECONDS, here), device].into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Signs out; without a session it does nothing.
pub(super) async fn leave(State(state): State<AppState>, Here(here): Here, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    match owner::in_browser(&mut parts, &state).await {
        Ok(signed_in) => {
            if let Err(error) = state.accounts().sign_out(&signed_in.sign_in).await {
                return refusal(&error.into(), Some(&here));
            }
        }
        Err(AccessRefused::NotSignedIn) => {}
        Err(refused) => return refusal(&refused, Some(&here)),
    }
    let mut response = go(&here, "/sign-in");
    if let Some(cookie) = cookie::set("", 0, &here) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

/// A page of this server to go to: the dashboard or an invitation, and nothing else.
fn local(next: &str) -> &str {
    let known = ["/dashboard/", "/invite/"].iter().any(|start| next.starts_with(start));
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'<' | b'>' | b'"'));
    if known && plain && !next.contains("..") { next } else { DASHBOARD }
}

fn form(status: StatusCode, here: &PublicUrl, email: &str, next: &str, wrong: Option<&str>) -> Response {
    let content = html! {
        form method="post" action=(here.local("/sign-in")) {
            (complaint(wrong))
            (field("email", "E-mail address", "email", "username", "", email))
            (field("password", "Password", "password", "current-password", "", ""))
            input type="hidden" name="next" value=(local(next));
            button type="submit" { "Sign in" }
        }
    };
    page(status, "Sign in", &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for odd in [
            "",
            "/",
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/invite/../x",
            "/dashboard",
            "/dashboard/\r\nX: y",
        ] {
            assert_eq!(local(odd), DASHBOARD, "{odd:?}");
        }
        assert_eq!(local("/invite/pi_1"), "/invite/pi_1");
        assert_eq!(local("/dashboard/leads?q=a"), "/dashboard/leads?q=a");
    }
}
