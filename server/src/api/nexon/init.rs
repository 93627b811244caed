//! `POST /init`: opens a new conversation.

use axum::{Json, extract::State};
use parlor_shared::vendor::nexon::{Config, ErrorBody, InitReply, InitRequest};

use super::{auth, error::ApiError, fields};
use crate::{
    core::{conversation::Page, entropy::new_secret, i18n::translate, owner::agent::AgentProfile, widget::Widget},
    http::{
        body::{BodyError, Json as Body},
        client_ip::ClientIp,
        state::AppState,
    },
};

/// Keeps this API's names for visitors apart from those of others.
const DIALECT: &str = "nexon";

/// Open a new conversation.
///
/// Each call opens one; a `visitor_id` that was sent before is counted as the same visitor, but nobody gets an earlier
/// conversation back: an id the caller made up may be guessed by others. Any page may call it. Source: NexonTech, "Initialize Conversation".
#[utoipa::path(post, path = "/init", operation_id = "nexon_init", tag = "NexonTech", request_body = InitRequest, responses(
    (status = 200, body = InitReply),
    (status = 400, description = "a field is missing or not acceptable; the error names it", body = ErrorBody),
    (status = 403, description = "no active widget has this key", body = ErrorBody),
    (status = 413, description = "larger than 64 KiB", body = ErrorBody),
    (status = 429, description = "more than 60 a minute from this address; `Retry-After` says when to come back", body = ErrorBody),
    (status = 502, description = "no agent is connected to the widget", body = ErrorBody),
    (status = 503, description = "the database is away; `Retry-After` says when to come back", body = ErrorBody),
))]
pub(super) async fn init(
    State(state): State<AppState>,
    ip: ClientIp,
    body: Result<Body<InitRequest>, BodyError>,
) -> Result<Json<InitReply>, ApiError> {
    state.limits.nexon_init.take(&ip.key(), 1)?;
    let Body(request) = body?;
    let widget = auth::widget(&state, &request.key).await?;
    fields::visitor_id(request.visitor_id.as_ref())?;
    fields::page_url(request.page_url.as_ref())?;
    let agent = state.sessions().agent(&widget).await?;
    let name = request.visitor_id.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| new_name(&state));
    let visitor = state.sessions().named(&widget, DIALECT, &name).await?;
    let page = Page::described(request.page_url.as_deref(), None, None);
    let (conversation, _) = state.sessions().converse(&widget, &visitor, page, true).await?;
    Ok(Json(InitReply {
        conversation_id: conversation.id,
        visitor_id: name,
        config: config(&widget, &agent),
        chatbot_name: agent.name,
    }))
}

fn new_name(state: &AppState) -> String {
    format!("v_{}", new_secret(state.entropy.as_ref()))
}

/// Texts in the widget's own language: this call says nothing of the visitor's.
fn config(widget: &Widget, agent: &AgentProfile) -> Config {
    let settings = widget.effective();
    let own = settings.languages.iter().flatten().map(String::as_str);
    let tags: Vec<&str> = own.chain([agent.language.as_str()]).collect();
    let catalogue = translate::catalogue(&tags);
    Config {
        language: catalogue.language.to_owned(),
        direction: catalogue.direction.to_owned(),
        appearance: settings.config(),
        strings: catalogue.texts.clone(),
    }
}
