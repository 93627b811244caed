//! The widget hands over who its visitor is: a form from a page on the widget's list, with the visitor's secret in its
//! body, never in an address.
//!
//! Any page could send such a form with a secret of its own and so read what the visitor says next. So a form from another
//! site never sets the visitor's cookie. It is answered with a page of ours that asks; the button there sends a form of
//! ours, with a ticket that is good once and in the browser that was asked ([`cookie`]).

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

use super::{
    cookie,
    form::FormFields,
    form_token::{FormOffer, Sender},
    page_context::PageContext,
    refusal::Refusal,
    show::{offering, passing, see},
};
use crate::{core::error::Error, http::state::AppState};

/// Answers a form from another page. Without a list of origins nobody is known to speak for the widget, and a secret that
/// is not known, or none, opens the page as for anybody; the cookie of the previous visitor stays.
pub(super) async fn offer(
    state: &AppState,
    room: &PageContext,
    form: &FormFields,
    sender: Sender,
) -> Result<Response, Refusal> {
    if sender == Sender::Stranger {
        return Err(Error::OriginNotAllowed.into());
    }
    let secret = form.text("visitor");
    let known = room.widget.names_its_pages() && state.sessions().known(&room.widget, secret).await?.is_some();
    if !known {
        return Ok(passing(room));
    }
    let offer = FormOffer::issue(state, &room.widget, secret);
    let mut response = offering(room, &offer);
    add(&mut response, cookie::set_offer(&[&offer.key, ".", secret].concat(), &room.widget, &room.here));
    Ok(response)
}

/// The visitor said yes on our page: from now on the browser is this visitor.
pub(super) async fn adopt_session(
    state: &AppState,
    room: &PageContext,
    form: &FormFields,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let asked = cookie::offer(headers, &room.here).unwrap_or_default();
    let (key, secret) = asked.split_once('.').ok_or(Refusal::expired())?;
    if !FormOffer::is_good(form, &state.signer, &room.widget, key, secret) {
        return Err(Refusal::expired());
    }
    state.sessions().known(&room.widget, secret).await?.ok_or(Refusal::expired())?;
    let mut response = see(room, "#last", cookie::set(secret, &room.widget, &room.here));
    add(&mut response, cookie::set_offer("", &room.widget, &room.here));
    Ok(response)
}

fn add(response: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
