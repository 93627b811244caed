//! The widget hands over who its visitor is: a form from a page on the widget's list, with the visitor's secret in its
//! body, never in an address.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};

use super::{cookie, form::Form, refusal::Refusal, room::Room, show::passing, ticket::Sender};
use crate::{core::error::Error, state::AppState};

/// Takes the visitor in. A secret that is not known, or none, opens the page as for anybody; the cookie of whoever was
/// here before stays.
pub(super) async fn take_over(state: &AppState, room: &Room, form: &Form, sender: Sender) -> Result<Response, Refusal> {
    if sender == Sender::Stranger {
        return Err(Error::OriginNotAllowed.into());
    }
    let secret = form.text("visitor");
    let mut response = passing(room).into_response();
    if state.door().known(&room.widget, secret).await?.is_some()
        && let Some(cookie) = cookie::set(secret, &room.widget, &room.here)
    {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
