//! `POST /proactive`: the agent speaks without being asked.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{Data, ProactiveReply, ProactiveRequest};

use super::{auth::Visitor, error::ApiError, user_input::at_most, wire};
use crate::{
    api::message_wire,
    core::{
        conversation::{message::Message, turn::Occasion},
        error::Error,
        page_url::{LONGEST_URL, PageUrl},
        widget::settings::{Feature, Settings},
    },
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

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
    let settings = state.sessions().settings(&visitor.widget, &speaker_language).await?;
    let said = match &request.rule_id {
        Some(rule) => state.turns.speak_rule(&visitor.conversation, &settings, rule).await?,
        None => opening(&state, &visitor, settings, request.page_url.as_deref().and_then(PageUrl::parse)).await?,
    };
    let message = match said {
        Some(message) => {
            let rendered = state.rendered.one(&message).await?;
            Some(message_wire::message(message, rendered, &state))
        }
        None => None,
    };
    Ok(wire::data(ProactiveReply { message }).into_response())
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
    if !state.turns.claim_opening(conversation).await? {
        return Ok(None);
    }
    let words = match settings.initial.filter(|initial| !initial.is_empty()) {
        Some(initial) => initial,
        None => own_words(state, visitor, page_url).await?,
    };
    Ok(state.turns.speak_first(conversation, words).await?)
}

async fn own_words(state: &AppState, visitor: &Visitor, page_url: Option<PageUrl>) -> Result<String, ApiError> {
    let context = visitor.turn_context(state).await?;
    let occasion = Occasion { trigger: "chat_opened".into(), page_url };
    let own = visitor.widget.language().unwrap_or(&context.agent.language);
    Ok(state.turns.opening_or_greeting(&context, occasion, own).await?)
}
