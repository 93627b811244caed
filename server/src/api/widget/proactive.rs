//! `POST /proactive`: the agent speaks without being asked.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, ProactiveReply, ProactiveRequest};

use super::{
    auth::Visitor,
    error::ApiError,
    saying::{LONGEST_URL, at_most},
    wire,
};
use crate::{
    core::{
        error::Error,
        message::Message,
        page_url::PageUrl,
        session,
        settings::{Feature, Settings},
        store::Place,
        translate,
        turn::Occasion,
    },
    http::body::{BodyError, Json},
    state::AppState,
};

/// Claimed by the opening of a conversation; no rule can have this name.
const OPENING: &str = ":opening";

/// Have the agent speak without being asked.
///
/// With `rule_id` the message of that rule is stored as the agent's, before the visitor answers it. Without, the agent opens
/// an empty conversation: in the owner's first words, else in its own when it is a language model and answers within 10 s,
/// else, and when a budget is used up, with a greeting. (ours)
#[utoipa::path(post, path = "/proactive", tag = "Widget: conversation", operation_id = "widget_open_proactively", request_body = ProactiveRequest,
    security(("visitor" = [])), responses(
        (status = 200, body = Data<ProactiveReply>),
        (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such rule", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the agent does not begin in this widget", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "more than 600 a minute, with events", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn proactive(
    State(state): State<AppState>,
    visitor: Visitor,
    body: Result<Json<ProactiveRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    at_most("page_url", request.page_url.as_ref(), LONGEST_URL)?;
    state.limits.events.take(&visitor.token, 1)?;
    let speaker_language = visitor.locale.clone().unwrap_or_default();
    let settings = session::words(state.store.as_ref(), &visitor.widget, &speaker_language).await?;
    let said = match &request.rule_id {
        Some(rule) => by_rule(&state, &visitor, &settings, rule).await?,
        None => opening(&state, &visitor, settings, request.page_url.as_deref().and_then(PageUrl::parse)).await?,
    };
    let message = match said {
        Some(message) => {
            let rendered = state.rendered.one(&message).await?;
            Some(wire::message(message, rendered, &state))
        }
        None => None,
    };
    Ok(wire::data(ProactiveReply { message }).into_response())
}

async fn by_rule(
    state: &AppState,
    visitor: &Visitor,
    settings: &Settings,
    id: &str,
) -> Result<Option<Message>, ApiError> {
    let rules = settings.proactive.as_deref().unwrap_or_default();
    let rule = rules.iter().find(|rule| rule.id == id).ok_or(Error::NotFound)?;
    let once = rule.once.then(|| rule.id.clone());
    Ok(state.turns.speak(&visitor.conversation, rule.message.clone(), Place::Last { once }).await?)
}

async fn opening(
    state: &AppState,
    visitor: &Visitor,
    settings: Settings,
    page_url: Option<PageUrl>,
) -> Result<Option<Message>, ApiError> {
    if !settings.has(Feature::StartFirst) {
        return Err(Error::Conflict("the agent does not begin in this widget").into());
    }
    let conversation = &visitor.conversation;
    let begun = !state.store.history(&conversation.id, None, 1).await?.is_empty();
    // One model call in a conversation, however many tabs open it.
    if begun || !state.store.claim_rule(&conversation.id, OPENING).await? {
        return Ok(None);
    }
    let words = match settings.initial.filter(|initial| !initial.is_empty()) {
        Some(initial) => initial,
        None => own_words(state, visitor, page_url).await?,
    };
    Ok(state.turns.speak(conversation, words, Place::First).await?)
}

async fn own_words(state: &AppState, visitor: &Visitor, page_url: Option<PageUrl>) -> Result<String, ApiError> {
    let speaker = visitor.speaker(state).await?;
    let occasion = Occasion { trigger: "chat_opened".into(), page_url };
    match state.turns.opening(&speaker, occasion).await {
        Ok(Some(words)) => return Ok(words),
        // The chat opens all the same; the first message is told what is used up.
        Ok(None) | Err(Error::Budget(_)) => {}
        Err(error) => return Err(error.into()),
    }
    let own = visitor.widget.language().unwrap_or(&speaker.agent.language);
    Ok(translate::catalogue(&[&speaker.language, own]).text("greeting").to_owned())
}
