//! `POST /init`: opens a conversation, or resumes the visitor's last one.

use axum::{extract::State, http::HeaderMap, response::Response};
use parlor_shared::{
    config::{ContactForm, ContactWhen, WidgetConfig},
    widget::{AgentInfo, Branding, Data, InitReply, InitRequest},
};

use super::{
    attachment,
    auth::{Absent, gate},
    error::ApiError,
    user_input::at_most,
    wire,
};
use crate::{
    core::{
        both_ways::all,
        clock::rfc3339,
        conversation::{
            Page,
            session::{self, Arrival, Opened, ResolvedLocale},
            visitor::Identity,
        },
        i18n::{language::LanguageHints, translate},
        owner::agent::AgentProfile,
        page_url::LONGEST_URL,
        public_url::PublicUrl,
        security::token::Pass,
        widget::{Widget, theme},
    },
    http::{body::Json, client_ip::ClientIp, request_origin::UnknownHost, state::AppState},
};

/// Open or resume a conversation.
///
/// The request's `Origin` must be on the widget's allow-list. The reply's `jwt` is good for 60 minutes and for this
/// conversation only. Source: Glozr, "Endpoints".
#[utoipa::path(post, path = "/init", tag = "Widget: conversation", operation_id = "widget_init", request_body = InitRequest, responses(
    (status = 200, body = Data<InitReply>),
    (status = 400, description = "a field is not acceptable", body = parlor_shared::error::ErrorBody),
    (status = 403, description = "the origin is not on the list, or the identity token is not valid", body = parlor_shared::error::ErrorBody),
    (status = 404, description = "no such widget", body = parlor_shared::error::ErrorBody),
    (status = 410, description = "the widget is switched off", body = parlor_shared::error::ErrorBody),
    (status = 429, description = "more than 60 a minute from this address", body = parlor_shared::error::ErrorBody),
))]
pub async fn init(
    State(state): State<AppState>,
    ip: ClientIp,
    here: Result<PublicUrl, UnknownHost>,
    headers: HeaderMap,
    body: Result<Json<InitRequest>, crate::http::body::BodyError>,
) -> Result<Response, ApiError> {
    use axum::response::IntoResponse as _;
    state.limits.init.take(&ip.key(), 1)?;
    let Json(request) = body?;
    check(&request)?;
    let widget = state.sessions().widget(&request.agent_id).await?;
    gate(&state, &widget, &headers, here, Absent::Refused)?;
    let agent = state.sessions().agent(&widget).await?;
    let (chosen, page) = (request.language.clone(), request.locale.clone());
    let identity = identity(&state, &widget, request.identity.as_deref()).await?;
    let mut opened = state.sessions().open(&widget, arrival(request, identity)).await?;
    let pass = Pass::new(&widget, &opened.conversation);
    let now = state.clock.now();
    let minted = state.signer.mint(&pass, now)?;
    let left = session::left(&widget, &opened.conversation, now);
    let page = page.or_else(|| opened.visitor.locale.clone());
    let said = LanguageHints { chosen: chosen.as_deref(), page: page.as_deref() };
    let ResolvedLocale { language, catalogue } = session::resolve_locale(said, &widget, &agent);
    let settings = state.sessions().settings(&widget, &language).await?;
    let mut config = settings.config();
    state.voices.offer(&mut config);
    begin(&state, &mut opened, &config).await?;
    let lead_captured =
        opened.conversation.lead_captured || state.leads().has_lead(&opened.conversation.visitor_id).await?;
    let messages = wire::messages(&opened.conversation.id, opened.messages, &state).await?;
    let greeting = if config.start_first { "" } else { &config.initial };
    let greeting = state.render.document_or_plain(greeting).await;
    Ok(wire::data(InitReply {
        conversation_id: opened.conversation.id,
        visitor_id: opened.visitor.id,
        anonymous_id: opened.secret,
        jwt: minted.token,
        expires_at: rfc3339(minted.expires_at),
        session_seconds_left: left.as_secs(),
        agent: info(agent, &config),
        branding: Branding { powered_by: config.powered_by },
        attachments: attachment::rules(&settings, &state),
        behavior_rules: all(settings.proactive.unwrap_or_default()),
        lead_captured,
        messages,
        greeting,
        config,
        language: catalogue.tag(&language),
        strings: catalogue.texts.clone(),
    })
    .into_response())
}

/// Sends the owner's initial message in an empty conversation, if the agent speaks first.
async fn begin(state: &AppState, opened: &mut Opened, config: &WidgetConfig) -> Result<(), ApiError> {
    if config.start_first && !config.initial.is_empty() && opened.messages.is_empty() {
        state.turns.speak_first(&opened.conversation, config.initial.clone()).await?;
        // Another tab may have sent it first: read it back.
        opened.messages = state.history(&opened.conversation.id).newest(1).await?;
    }
    Ok(())
}

fn check(request: &InitRequest) -> Result<(), ApiError> {
    at_most("page_url", request.page_url.as_ref(), LONGEST_URL)?;
    at_most("page_title", request.page_title.as_ref(), 300)?;
    at_most("referrer", request.referrer.as_ref(), LONGEST_URL)?;
    at_most("anon_id", request.anon_id.as_ref(), 128)?;
    for (name, tag) in [("locale", &request.locale), ("language", &request.language)] {
        if tag.as_ref().is_some_and(|tag| !translate::is_tag(tag)) {
            return Err(ApiError::field(name, "a BCP 47 language tag"));
        }
    }
    Ok(())
}

/// The verified identity, if the page sent a token of the owner's server. An invalid token is an error; the visitor is
/// never treated as anonymous instead.
async fn identity(state: &AppState, widget: &Widget, token: Option<&str>) -> Result<Option<Identity>, ApiError> {
    let Some(token) = token else { return Ok(None) };
    Ok(Some(state.sessions().identify(widget, token, &state.signer).await?))
}

fn arrival(request: InitRequest, identity: Option<Identity>) -> Arrival {
    Arrival {
        secret: request.anon_id,
        identity,
        page: Page::described(request.page_url.as_deref(), request.page_title, request.referrer.as_deref()),
        locale: request.language.or(request.locale),
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
        require_lead_before_chat: config.contact.is_some_and(|form| form.required && form.when == ContactWhen::Before),
        lead_form_fields: config.contact.iter().flat_map(ContactForm::fields).map(str::to_owned).collect(),
    }
}
