//! `POST /session`: opens a session, or finds the visitor's one that is still alive.

use axum::{Json, extract::State};
use parlor_shared::vendor::caty::{Always, ErrorBody, Greeting, PageInfo, SessionId, SessionReply, SessionRequest};

use super::{auth::Caller, check::at_most, error::ApiError};
use crate::{
    core::{
        conversation::{Page, session::Presented},
        engagement::Seen,
        i18n::translate::catalogue,
        owner::agent::AgentProfile,
        page_url::LONGEST_URL,
        security::identity,
        widget::settings::Settings,
    },
    http::{
        body::{BodyError, Json as Body},
        state::AppState,
    },
};

/// Open a session, or find it again.
///
/// The reply's `visitor_id` is the visitor's secret: sent the next time, it finds the same session as long as that is
/// alive, which is until the widget's session time has passed since the last message. An identity token of the owner's
/// server, sent as `visitor_id`, does the same for a person. Any other `visitor_id` opens a new session with a new
/// `visitor_id`: an id the caller made up may be guessed by others. Source: Caty, "Create Session".
#[utoipa::path(post, path = "/session", tag = "Caty", operation_id = "caty_session", security(("caty" = [])),
    request_body = SessionRequest, responses(
    (status = 200, body = SessionReply),
    (status = 400, description = "a field is not acceptable", body = ErrorBody),
    (status = 401, description = "no valid key", body = ErrorBody),
    (status = 403, description = "the origin is not on the list", body = ErrorBody),
    (status = 429, description = "more than 100 a minute from this address", body = ErrorBody),
    (status = 503, description = "no agent is connected, or the database is not available", body = ErrorBody),
))]
pub async fn session(
    State(state): State<AppState>,
    Caller { widget, .. }: Caller,
    body: Result<Body<SessionRequest>, BodyError>,
) -> Result<Json<SessionReply>, ApiError> {
    let Body(request) = body?;
    let (visitor_id, page) = checked(request)?;
    let agent = state.sessions().agent(&widget).await?;
    let Presented { visitor, id } =
        state.sessions().presented(&widget, "caty", visitor_id.as_deref(), &state.signer).await?;
    let seen = Seen::on(page.url.clone());
    let (conversation, _) = state.sessions().converse(&widget, &visitor, page, false).await?;
    state.engagement().merge(&conversation.id, &seen).await?;
    Ok(Json(SessionReply {
        success: Always,
        session_id: SessionId(conversation.id),
        // A visitor with an identity has no secret: the public id lets nobody in.
        visitor_id: id.unwrap_or_else(|| format!("vis_{}", visitor.id)),
        greeting: Greeting {
            content: greeting(&widget.effective(), Some(&agent)),
            timestamp: format!("{:.0}", conversation.created_at),
        },
    }))
}

fn checked(request: SessionRequest) -> Result<(Option<String>, Page), ApiError> {
    let PageInfo { url, title, referrer } = request.page.unwrap_or_default();
    at_most("visitor_id", request.visitor_id.as_deref().filter(|id| !identity::is_token(id)), 128)?;
    at_most("page.url", url.as_deref(), LONGEST_URL)?;
    at_most("page.title", title.as_deref(), 300)?;
    at_most("page.referrer", referrer.as_deref(), LONGEST_URL)?;
    Ok((request.visitor_id.filter(|id| !id.is_empty()), Page::described(url.as_deref(), title, referrer.as_deref())))
}

/// The first words: the owner's, else the usual ones in the widget's or the agent's language.
pub(super) fn greeting(settings: &Settings, agent: Option<&AgentProfile>) -> String {
    let own = settings.initial.as_deref().filter(|words| !words.is_empty());
    let languages = settings.languages.iter().flatten().map(String::as_str);
    let language = languages.chain(agent.map(|agent| agent.language.as_str())).next().unwrap_or_default();
    own.unwrap_or_else(|| catalogue(&[language]).text("greeting")).to_owned()
}
