//! `GET /chat/{key}`: the conversation.

use std::convert::Infallible;

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use futures_util::{StreamExt as _, stream};
use parlor_shared::ids::MessageId;
use url::form_urlencoded;

use super::{
    form_token::{FormOffer, FormToken},
    page_context::{PageContext, preferences},
    refusal::Refusal,
    style,
    talk::Transcript,
    view::{self, CUT, Draft},
};
use crate::{
    core::{i18n::translate, public_url::PublicUrl},
    http::{client_ip::ClientIp, request_origin::UnknownHost, state::AppState, streams::StreamSlot},
};

/// The page.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(key): Path<String>,
    ip: ClientIp,
    here: Result<PublicUrl, UnknownHost>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let asked = |name: &str| {
        let mut fields = form_urlencoded::parse(query.as_bytes());
        fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned())
    };
    let shown = async {
        let context = PageContext::enter(&state, &key, &headers, here?).await?;
        if context.widget.keys.key != key {
            return Ok(Redirect::temporary(&context.path()).into_response());
        }
        // Cookies like ours do not come along from another site: the next request, which is ours, brings it.
        if context.visitor.is_none() && comes_from_elsewhere(&headers) && asked("from").is_none() {
            return Ok(interstitial(&context));
        }
        let talk = Transcript::read(&state, &context, asked("before").as_deref()).await?;
        let conversation = context.conversation.as_ref().map(|conversation| &conversation.id);
        let token = FormToken::issue(&state, &context.widget, context.visitor(), conversation, None);
        // Without a place to wait the page is whole at once, and says how to go on.
        let waiting =
            talk.running().zip(conversation).map(|(answer, id)| (answer.clone(), state.slots.take(ip.key(), id)));
        match waiting {
            Some((answer, Ok(slot))) => Ok(in_halves(state.clone(), context, &talk, token, answer, slot)),
            _ => Ok(page(StatusCode::OK, &context, &talk, &token, &Draft::default())),
        }
    };
    shown.await.unwrap_or_else(|refusal| refused(&refusal, &headers, ""))
}

/// The page in two halves: what there is at once, and the rest when the answer is whole.
fn in_halves(
    state: AppState,
    context: PageContext,
    talk: &Transcript,
    token: FormToken,
    answer: MessageId,
    slot: StreamSlot,
) -> Response {
    let theme = style::theme(&context.settings);
    let html = view::page(&context, talk, &token, &Draft::default(), true).into_string();
    let first = html.split(CUT).next().unwrap_or_default().to_owned();
    let rest = async move {
        let _slot = slot;
        let whole = async {
            let talk = Transcript::when_whole(&state, &context, &answer).await?;
            Ok::<_, Refusal>(view::page(&context, &talk, &token, &Draft::default(), false).into_string())
        };
        // The first half is out: nothing else can be said any more.
        whole.await.ok().and_then(|html| Some(html.split_once(CUT)?.1.to_owned())).unwrap_or_default()
    };
    let halves = stream::once(async { first }).chain(stream::once(rest)).map(Ok::<_, Infallible>);
    let unbuffered = [("x-accel-buffering", "no")];
    (style::headers(&theme), unbuffered, Body::from_stream(halves)).into_response()
}

/// The page for this context.
pub(super) fn page(
    status: StatusCode,
    context: &PageContext,
    talk: &Transcript,
    token: &FormToken,
    draft: &Draft,
) -> Response {
    let html = view::page(context, talk, token, draft, false).into_string();
    (status, style::headers(&style::theme(&context.settings)), html).into_response()
}

/// A page that says why there is no other; `text` is what the visitor wrote.
pub(super) fn refused(refusal: &Refusal, headers: &HeaderMap, text: &str) -> Response {
    let preferences = preferences(headers);
    let catalogue = translate::catalogue(&preferences.iter().map(String::as_str).collect::<Vec<_>>());
    let theme = style::plain_theme();
    let html = view::refused(catalogue, refusal, &theme, text).into_string();
    (refusal.status, style::headers(&theme), html).into_response()
}

/// A page that leads to the conversation's.
pub(super) fn interstitial(context: &PageContext) -> Response {
    let theme = style::theme(&context.settings);
    (style::headers(&theme), view::interstitial(context, &theme).into_string()).into_response()
}

/// A page that asks whether the widget's conversation shall go on here.
pub(super) fn offering(context: &PageContext, offer: &FormOffer) -> Response {
    let theme = style::theme(&context.settings);
    (style::headers(&theme), view::offering(context, offer, &theme).into_string()).into_response()
}

fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
}

/// The page after something was done: a reload asks again for the page, not for the action.
pub(super) fn see(context: &PageContext, fragment: &str, cookie: Option<axum::http::HeaderValue>) -> Response {
    let mut response = Redirect::to(&(context.path() + fragment)).into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}
