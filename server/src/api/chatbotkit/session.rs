//! `POST /v1/integration/widget/{idOrAlias}/session/create`: opens a conversation for a visitor.

use axum::{Json, extract::State, http::HeaderMap};
use parlor_shared::vendor::chatbotkit::{
    Code, Contact, ErrorBody, MessageType, SessionMessage, SessionReply, SessionRequest, SpokenMessage,
};
use serde_json::{Map, Value, json};

use super::{
    auth::{Absent, Anyone, gate},
    contact::{self, Reached},
    error::ApiError,
    path::WidgetName,
    user_input::user_input,
};
use crate::{
    core::{
        conversation::{Conversation, session::Arrival},
        error::Error,
        owner::{is_meta_name, team::Actor},
        security::{
            budget::RequestSource,
            token::{LONGEST_SESSION_TOKEN, Minted, Pass},
        },
        widget::{
            Widget,
            settings::{Feature, Settings},
        },
    },
    http::{
        body::{self, BodyError},
        client_ip::ClientIp,
        state::AppState,
    },
};

/// The shortest session that may be asked for, in seconds.
const SHORTEST: u64 = 1_800;
/// The longest.
const LONGEST: u64 = 86_400;
/// The most messages to bring along.
const MOST_MESSAGES: usize = 10;
/// The most messages of a conversation that goes on.
const MOST_BEFORE: u32 = 100;
/// The largest `meta`, in bytes of JSON.
const LARGEST_META: usize = 4 * 1024;

/// Open a conversation for a visitor.
///
/// Public, where the page's `Origin` is on the widget's list. A program without an `Origin` needs one of the team's secrets
/// if there is a list; only with a secret a widget may be named by its alias. The session lasts as long as asked, at most
/// the widget's `sessionDuration`, at most 24 hours. What the visitor has said already is answered before the reply
/// returns; before it stands the widget's `initial`, in the widget's own language. A contact counts only with
/// `contactCollection`: with an e-mail address it becomes one of the agent's contacts, else it is kept in the
/// conversation's `meta`. With one of the team's secrets, `conversationId` goes on with a conversation of this widget instead of
/// beginning one. Source: ChatBotKit, "Creating Widget Sessions".
#[utoipa::path(post, path = "/{idOrAlias}/session/create", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_create_session", request_body = SessionRequest, security((), ("secret" = [])),
    params(("idOrAlias" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = SessionReply),
        (status = 400, description = "a field is not acceptable", body = ErrorBody),
        (status = 401, description = "the secret is not valid", body = ErrorBody),
        (status = 403, description = "the page's origin is not on the list, or a conversation was named without a secret", body = ErrorBody),
        (status = 404, description = "no such widget", body = ErrorBody),
        (status = 422, description = "no agent is connected", body = ErrorBody),
        (status = 429, description = "more than 60 a minute from this address", body = ErrorBody),
        (status = 502, description = "the agent failed", body = ErrorBody),
    ))]
pub async fn session(
    State(state): State<AppState>,
    ip: ClientIp,
    Anyone(actor): Anyone,
    WidgetName(name): WidgetName,
    headers: HeaderMap,
    body: Result<body::Json<SessionRequest>, BodyError>,
) -> Result<Json<SessionReply>, ApiError> {
    state.limits.init.take(&ip.key(), 1)?;
    let body::Json(request) = body?;
    check(&request)?;
    let widget = find(&state, actor.as_ref(), &name).await?;
    gate(&widget, &headers, if actor.is_some() { Absent::Passes } else { Absent::IsAnotherPage })?;
    let (conversation, before) = if let Some(id) = &request.conversation_id {
        existing(&state, actor.as_ref(), &widget, id).await?
    } else {
        let arrival = Arrival { fresh: true, ..Arrival::default() };
        (state.sessions().open(&widget, arrival).await?.conversation, Vec::new())
    };
    let language = widget.language().unwrap_or_default();
    let settings = state.sessions().settings(&widget, language).await?;
    keep(&state, &widget, &settings, &conversation, &request).await?;
    // A program of the team's speaks for many visitors.
    let source = if actor.is_some() { RequestSource::Team } else { RequestSource::Address(ip.key()) };
    let said = answered(&state, &widget, &conversation, source, request.messages.unwrap_or_default()).await?;
    let Minted { token, expires_at } = mint(&state, &widget, &settings, &conversation, request.duration_in_seconds)?;
    Ok(Json(SessionReply {
        id: widget.id.into(),
        conversation_id: conversation.id.into(),
        token,
        expires_at: expires_at.as_millisecond(),
        messages: settings
            .initial
            .map(|text| spoken(MessageType::Bot, text))
            .into_iter()
            .chain(before)
            .chain(said)
            .collect(),
    }))
}

/// A conversation to go on with, and its last messages. Its id proves nothing: only the team may name one.
async fn existing(
    state: &AppState,
    actor: Option<&Actor>,
    widget: &Widget,
    id: &str,
) -> Result<(Conversation, Vec<SpokenMessage>), ApiError> {
    let no_proof = || ApiError::new(Code::NotAuthorized, "conversationId: only with the team's secret");
    if actor.is_none() {
        return Err(no_proof());
    }
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let conversation = state.sessions().conversation_of_widget(&widget.id, &id).await?;
    let before = state.history(&conversation.id).newest(MOST_BEFORE).await?;
    let before = before.into_iter().map(|message| spoken(message.role.into(), message.text)).collect();
    Ok((conversation, before))
}

fn check(request: &SessionRequest) -> Result<(), ApiError> {
    check_duration(request.duration_in_seconds)?;
    let messages = request.messages.as_deref().unwrap_or_default();
    if messages.len() > MOST_MESSAGES {
        return Err(ApiError::field("messages", "at most 10"));
    }
    messages.iter().try_for_each(|message| super::user_input::check("messages", &message.text))?;
    request.contact.as_ref().map_or(Ok(()), check_contact)?;
    if !request.meta.iter().flat_map(Map::keys).all(|name| is_meta_name(name)) {
        return Err(ApiError::field("meta", "names must not be empty or begin with _"));
    }
    if request.meta.as_ref().is_some_and(|meta| json!(meta).to_string().len() > LARGEST_META) {
        return Err(ApiError::unprocessable("meta", "at most 4 KiB"));
    }
    Ok(())
}

/// Refuses what no session may last.
pub(super) fn check_duration(seconds: Option<u64>) -> Result<(), ApiError> {
    if seconds.is_some_and(|seconds| !(SHORTEST..=LONGEST).contains(&seconds)) {
        return Err(ApiError::field("durationInSeconds", "1800 to 86400"));
    }
    Ok(())
}

fn check_contact(contact: &Contact) -> Result<(), ApiError> {
    contact::check(&Reached {
        email: contact.email.as_deref(),
        name: contact.name.as_deref(),
        phone: contact.phone.as_deref(),
    })
}

/// Owners' programs know aliases; everybody else knows ids.
async fn find(state: &AppState, actor: Option<&Actor>, name: &str) -> Result<Widget, ApiError> {
    let widget = match actor {
        Some(actor) => state.widget_admin(actor).widget(name).await?,
        None => state.sessions().widget(name).await?,
    };
    if widget.is_open() { Ok(widget) } else { Err(Error::Gone.into()) }
}

/// Keeps what came with the conversation: the caller's fields, where it came from, and how to reach the visitor.
async fn keep(
    state: &AppState,
    widget: &Widget,
    settings: &Settings,
    conversation: &Conversation,
    request: &SessionRequest,
) -> Result<(), ApiError> {
    let mut meta = state.sessions().meta(&conversation.id).await?;
    meta.extend(request.meta.clone().unwrap_or_default());
    meta.insert("app".into(), json!("widget"));
    meta.insert("widgetIntegrationId".into(), json!(widget.id));
    meta.insert("widget".into(), json!({"integrationId": widget.id}));
    if let Some(contact) = request.contact.as_ref().filter(|_| settings.has(Feature::ContactCollection)) {
        match contact.email.as_deref().filter(|email| !email.is_empty()) {
            Some(email) => contact::from_session(state, conversation, email, contact).await?,
            None => meta.extend(without_address(contact)),
        }
    }
    Ok(state.sessions().keep_meta(&conversation.id, &meta).await?)
}

/// A contact that cannot be written to is a note beside the conversation.
fn without_address(contact: &Contact) -> Option<(String, Value)> {
    let given = [("name", &contact.name), ("phone", &contact.phone)];
    let given = given.into_iter().filter_map(|(key, text)| Some((key, text.as_ref().filter(|text| !text.is_empty())?)));
    let note: Map<_, _> = given.map(|(key, text)| (key.to_owned(), json!(text))).collect();
    (!note.is_empty()).then(|| ("contact".to_owned(), Value::Object(note)))
}

/// Says one thing after the other, and waits for each answer.
async fn answered(
    state: &AppState,
    widget: &Widget,
    conversation: &Conversation,
    source: RequestSource,
    messages: Vec<SessionMessage>,
) -> Result<Vec<SpokenMessage>, ApiError> {
    let mut said = Vec::with_capacity(messages.len() * 2);
    let language = widget.language().map(str::to_owned);
    let context = state.sessions().turn_context(conversation, language, source).await?;
    for message in messages {
        let whole = state.turns.say(&context, user_input(message.text, None)).await?.whole().await?;
        said.extend([spoken(MessageType::User, whole.user.text), spoken(MessageType::Bot, whole.text)]);
    }
    Ok(said)
}

fn spoken(kind: MessageType, text: String) -> SpokenMessage {
    SpokenMessage { kind, text }
}

/// A token for a conversation, good for as long as asked and the widget allows.
pub(super) fn mint(
    state: &AppState,
    widget: &Widget,
    settings: &Settings,
    conversation: &Conversation,
    asked: Option<u64>,
) -> Result<Minted, ApiError> {
    let most = settings.session_seconds.unwrap_or(LONGEST).min(LONGEST);
    let seconds = i64::try_from(asked.unwrap_or(most).min(most)).unwrap_or(LONGEST_SESSION_TOKEN);
    Ok(state.signer.mint_session(&Pass::new(widget, conversation), seconds, state.clock.now())?)
}
