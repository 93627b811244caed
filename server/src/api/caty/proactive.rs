//! `POST /proactive`: what to say to a visitor who has not asked anything.

use axum::{Json, extract::State};
use parlor_shared::{
    config::Trigger,
    vendor::caty::{
        Always, ErrorBody, ProactiveContext, ProactiveId, ProactiveMessage, ProactiveReply, ProactiveRequest,
    },
};

use super::{
    auth::Caller,
    check::{at_most, is_name},
    error::ApiError,
    wire,
};
use crate::{
    core::{
        conversation::{Conversation, turn::Occasion},
        engagement::{
            proactive::for_trigger,
            suggest::{Act, Suggestion},
        },
        entropy::new_id,
        i18n::phrases::{Phrases, phrases},
        page_url::{LONGEST_URL, PageUrl},
        widget::Widget,
    },
    http::{
        body::{BodyError, Json as Body},
        state::AppState,
    },
};

/// The words for a visitor who has not asked anything.
///
/// The message of the widget's rule for the trigger; else what the agent says, when it is a language model and answers
/// within 10 s; else usual words. The message is no part of the conversation: what the visitor answers is. Source: Caty,
/// "Get Proactive Message".
#[utoipa::path(post, path = "/proactive", tag = "Caty", operation_id = "caty_proactive", security(("caty" = [])),
    request_body = ProactiveRequest, responses(
    (status = 200, body = ProactiveReply),
    (status = 400, description = "a field is not acceptable", body = ErrorBody),
    (status = 401, description = "no valid key", body = ErrorBody),
    (status = 403, description = "the origin is not on the list", body = ErrorBody),
    (status = 404, description = "no such session", body = ErrorBody),
    (status = 429, description = "more than 100 a minute from this address, 20 by a model in this session, or a budget is used up", body = ErrorBody),
))]
pub async fn proactive(
    State(state): State<AppState>,
    caller: Caller,
    body: Result<Body<ProactiveRequest>, BodyError>,
) -> Result<Json<ProactiveReply>, ApiError> {
    let Body(request) = body?;
    check(&request)?;
    let session = caller.session(&state, &request.session_id).await?;
    let context = caller.turn_context(&state, &session).await?;
    let words = phrases(&context.language);
    let text = match apply_rules(&state, &caller.widget, &session, &request).await? {
        RuleOutcome::Matched(message) => message,
        RuleOutcome::NoMatch(occasion) => {
            state.limits.caty_messages.take(&session.id, 1)?;
            state.turns.opening(&context, occasion).await?.unwrap_or_else(|| words.offer.clone())
        }
    };
    let message_id = ProactiveId(new_id(state.clock.now(), state.entropy.as_ref()));
    let message = ProactiveMessage { message_id, content: text, suggested_actions: wire::actions(choices(words)) };
    Ok(Json(ProactiveReply { success: Always, message }))
}

/// The result of the owner's proactive rules.
enum RuleOutcome {
    /// The message of the rule that matched.
    Matched(String),
    /// No rule matched; the occasion on which the agent may be asked instead.
    NoMatch(Occasion),
}

async fn apply_rules(
    state: &AppState,
    widget: &Widget,
    session: &Conversation,
    request: &ProactiveRequest,
) -> Result<RuleOutcome, ApiError> {
    let known = state.engagement().known(&session.id).await?;
    let ProactiveContext { page_url, engagement_score } = request.context.clone().unwrap_or_default();
    let score = engagement_score.unwrap_or_else(|| known.score());
    // Rules look at the whole address, as they do in a browser; what is kept and told to the agent is without its query.
    let kept = page_url.as_deref().and_then(PageUrl::parse).or(known.last_page);
    let here = page_url.as_deref().or(kept.as_ref().map(PageUrl::as_str));
    let rules = widget.effective().proactive.unwrap_or_default();
    let rule = trigger(&request.trigger_type).and_then(|named| for_trigger(&rules, named, here, score));
    Ok(match rule {
        Some(rule) => RuleOutcome::Matched(rule.message.clone()),
        None => RuleOutcome::NoMatch(Occasion { trigger: request.trigger_type.clone(), page_url: kept }),
    })
}

fn check(request: &ProactiveRequest) -> Result<(), ApiError> {
    if !is_name(&request.trigger_type, "_-") {
        return Err(ApiError::field("trigger_type", "1 to 64 characters of A-Z a-z 0-9 _ -"));
    }
    let Some(context) = &request.context else { return Ok(()) };
    at_most("context.page_url", context.page_url.as_deref(), LONGEST_URL)?;
    match context.engagement_score {
        Some(101..) => Err(ApiError::field("context.engagement_score", "0 to 100")),
        _ => Ok(()),
    }
}

/// The rules' trigger that is meant. The page of the vendor names `high_engagement` only.
fn trigger(name: &str) -> Option<Trigger> {
    Some(match name {
        "high_engagement" | "engagement" => Trigger::Engagement,
        "time_on_page" | "time" => Trigger::Time,
        "scroll_depth" | "scroll" => Trigger::Scroll,
        "exit_intent" => Trigger::ExitIntent,
        "idle" => Trigger::Idle,
        "page_visit" | "url" => Trigger::Url,
        "return_visit" => Trigger::ReturnVisit,
        _ => return None,
    })
}

fn choices(words: &Phrases) -> Vec<Suggestion> {
    vec![
        Suggestion::new(words.tell_me_more.as_str(), Act::Message),
        Suggestion::new(words.no_thanks.as_str(), Act::Dismiss),
    ]
}
