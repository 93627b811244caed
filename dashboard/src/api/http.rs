//! JSON over fetch, with the cookie of whoever is signed in.

use std::{cell::RefCell, sync::LazyLock};

use gloo_net::http::{Method, RequestBuilder, Response};
use leptos::prelude::{ArcRwSignal, Set as _, document};
use parlor_shared::{ids::TeamId, owner::OwnerErrorBody};
use serde::{Serialize, de::DeserializeOwned};

use super::failure::Failure;

/// The sign-in has ended while somebody was at work.
pub(crate) static EXPIRED: LazyLock<ArcRwSignal<bool>> = LazyLock::new(|| ArcRwSignal::new(false));

thread_local! {
    static TEAM: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The path of the server's public URL: empty, or `/chat`.
pub(crate) fn base() -> String {
    document().document_element().and_then(|root| root.get_attribute("data-base")).unwrap_or_default()
}

/// The address of a screen: `/chat/dashboard` and `path`, which begins with a slash.
pub(crate) fn screen(path: &str) -> String {
    format!("{}/dashboard{}", base(), path.trim_end_matches('/'))
}

/// From now on requests are for this team.
pub(super) fn choose_team(team: &TeamId) {
    TEAM.set(team.as_str().to_owned());
}

/// The address of something of the team: `/chat/api/teams/…` and `path`.
pub(crate) fn team_path(path: &str) -> String {
    TEAM.with_borrow(|team| format!("{}/api/teams/{team}{path}", base()))
}

/// The address of an agent, and `rest` below it.
pub(super) fn of_agent(id: &str, rest: &str) -> String {
    team_path(&format!("/agents/{}{rest}", escape(id)))
}

/// The address of a widget, and `rest` below it.
pub(super) fn of_widget(id: &str, rest: &str) -> String {
    team_path(&format!("/widgets/{}{rest}", escape(id)))
}

/// The address of a conversation, and `rest` below it.
pub(super) fn of_conversation(id: &str, rest: &str) -> String {
    team_path(&format!("/conversations/{}{rest}", escape(id)))
}

/// A value for a query or for a piece of a path.
pub(crate) fn escape(value: &str) -> String {
    String::from(js_sys::encode_uri_component(value))
}

/// Reads something.
pub(super) async fn get<T: DeserializeOwned>(address: &str) -> Result<T, Failure> {
    reply(RequestBuilder::new(address).send().await).await
}

/// Deletes something, or calls something that needs no body.
pub(super) async fn call<T: DeserializeOwned>(method: Method, address: &str) -> Result<T, Failure> {
    reply(RequestBuilder::new(address).method(method).send().await).await
}

/// Writes something.
pub(super) async fn send<T: DeserializeOwned>(
    method: Method,
    address: &str,
    body: &impl Serialize,
) -> Result<T, Failure> {
    let request = RequestBuilder::new(address).method(method).json(body).map_err(|_| Failure::Offline)?;
    reply(request.send().await).await
}

async fn reply<T: DeserializeOwned>(response: Result<Response, gloo_net::Error>) -> Result<T, Failure> {
    let response = response.map_err(|_| Failure::Offline)?;
    let status = response.status();
    let text = response.text().await.map_err(|_| Failure::Offline)?;
    if !response.ok() {
        return Err(refused(status, &text));
    }
    let broken = |error: serde_json::Error| Failure::Refused { status: 500, reason: error.to_string(), field: None };
    // Nothing, where nothing is expected.
    serde_json::from_str(if text.is_empty() { "null" } else { &text }).map_err(broken)
}

fn refused(status: u16, text: &str) -> Failure {
    if status == 401 {
        EXPIRED.set(true);
        return Failure::SignedOut;
    }
    let body = serde_json::from_str(text).unwrap_or(OwnerErrorBody { error: String::new(), field: None });
    Failure::Refused { status, reason: body.error, field: body.field }
}
