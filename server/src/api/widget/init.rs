//! `POST /init`: opens a conversation, or resumes the visitor's last one.

use axum::{extract::State, http::HeaderMap, response::Response};
use parlor_shared::{
    config::WidgetConfig,
    widget::{AgentInfo, Branding, Data, InitReply, InitRequest},
};

use super::{
    attachment,
    auth::{Absent, gate},
    error::ApiError,
    saying::{LONGEST_URL, at_most},
    wire,
};
use crate::{
    core::{
        clock::rfc3339, conversation::Page, policy::credential::Pass, profile::AgentProfile, session, session::Arrival,
        theme, translate,
    },
    http::{
        address::{Address, NoAddress},
        body::Json,
        client_ip::ClientIp,
    },
    state::AppState,
};

/// Open or resume a conversation.
///
/// The request's `Origin` must be on the widget's allow-list. The reply's `jwt` is good for 60 minutes and for this
/// conversation only. Source: Glozr, "Endpoints".
#[utoipa::path(post, path = "/init", tag = "conversation", request_body = InitRequest, responses(
    (status = 200, body = Data<InitReply>),
    (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
    (status = 403, description = "the origin is not on the list", body = parlor_shared::error::ErrorBody),
    (status = 404, description = "no such widget", body = parlor_shared::error::ErrorBody),
    (status = 410, description = "the widget is switched off", body = parlor_shared::error::ErrorBody),
    (status = 429, description = "more than 60 a minute from this address", body = parlor_shared::error::ErrorBody),
))]
pub async fn init(
    State(state): State<AppState>,
    ip: ClientIp,
    here: Result<Address, NoAddress>,
    headers: HeaderMap,
    body: Result<Json<InitRequest>, crate::http::body::BodyError>,
) -> Result<Response, ApiError> {
    use axum::response::IntoResponse as _;
    state.limits.init.take(&ip.key(), 1)?;
    let Json(request) = body?;
    check(&request)?;
    let widget = session::widget(state.store.as_ref(), &request.agent_id).await?;
    gate(&widget, &headers, here, Absent::Refused)?;
    let agent = session::agent(state.store.as_ref(), &widget).await?;
    let locale = request.locale.clone();
    let opened = state.door().open(&widget, arrival(request)).await?;
    let pass = Pass::new(&widget, &opened.conversation);
    let minted = state.signer.mint(&pass, state.clock.now())?;
    let language = locale.or(opened.visitor.locale).unwrap_or_default();
    let own = widget.language().unwrap_or(&agent.language);
    let catalogue = translate::catalogue(&[&language, own, &agent.language]);
    let spoken = if language.is_empty() { own } else { &language };
    let settings = session::words(state.store.as_ref(), &widget, spoken).await?;
    let config = settings.config();
    Ok(wire::data(InitReply {
        conversation_id: opened.conversation.id,
        visitor_id: opened.visitor.id,
        anonymous_id: opened.secret,
        jwt: minted.token,
        expires_at: rfc3339(minted.expires_at),
        agent: info(agent, &config),
        branding: Branding { powered_by: config.powered_by },
        attachments: attachment::rules(&settings, &state),
        behavior_rules: settings.proactive.unwrap_or_default(),
        lead_captured: opened.conversation.lead_captured,
        messages: wire::messages(opened.messages, &state),
        greeting: state.render.markdown(&config.initial),
        config,
        strings: catalogue.texts.clone(),
    })
    .into_response())
}

fn check(request: &InitRequest) -> Result<(), ApiError> {
    at_most("page_url", request.page_url.as_ref(), LONGEST_URL)?;
    at_most("page_title", request.page_title.as_ref(), 300)?;
    at_most("referrer", request.referrer.as_ref(), LONGEST_URL)?;
    at_most("anon_id", request.anon_id.as_ref(), 128)?;
    match &request.locale {
        Some(tag) if !translate::is_tag(tag) => Err(ApiError::field("locale", "a BCP 47 language tag")),
        _ => Ok(()),
    }
}

fn arrival(request: InitRequest) -> Arrival {
    Arrival {
        secret: request.anon_id,
        page: Page { url: request.page_url, title: request.page_title, referrer: request.referrer },
        locale: request.locale,
        fresh: request.fresh,
    }
}

fn info(agent: AgentProfile, config: &WidgetConfig) -> AgentInfo {
    AgentInfo {
        id: agent.id,
        name: agent.name,
        theme: theme::mode_name(config.theme.mode).to_owned(),
        starter_prompts: agent.starter_prompts,
        language_default: agent.language,
        require_lead_before_chat: false,
        lead_form_fields: Vec::new(),
    }
}
