//! `POST /chat/{key}`: what the page's forms do.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::Response,
};
use parlor_shared::ids::MessageId;

use super::{
    continuing, cookie, fill,
    form::FormFields,
    form_token::{FormToken, Sender},
    page_context::PageContext,
    refusal::Refusal,
    show::{page, refused, see},
    talk::Transcript,
    view::Draft,
};
use crate::{
    core::{
        conversation::{
            Conversation, Page,
            blocks::ClientFeatures,
            turn::{LONGEST_MESSAGE, TurnContext, UserInput},
            visitor::Visitor,
        },
        error::Error,
        page_url::PageUrl,
        public_url::PublicUrl,
        security::budget::RequestSource,
        widget::settings::Feature,
    },
    http::{client_ip::ClientIp, request_origin::UnknownHost, retry, state::AppState},
};

/// Does what a form asks for, then shows the page. What is refused stands in the form again.
pub(super) async fn act(
    State(state): State<AppState>,
    Path(key): Path<String>,
    ip: ClientIp,
    here: Result<PublicUrl, UnknownHost>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let form = match FormFields::read(request).await {
        Ok(form) => form,
        Err(refusal) => return refused(&refusal, &headers, ""),
    };
    let room = async { PageContext::enter(&state, &key, &headers, here?).await }.await;
    let outcome = match &room {
        Ok(room) => perform(&state, ip, room, &form, &headers).await,
        Err(refusal) => Err(refusal.clone()),
    };
    match (outcome, room) {
        (Ok(response), _) => response,
        (Err(refusal), Ok(room)) => again(&state, room, &form, &refusal).await,
        (Err(refusal), Err(_)) => refused(&refusal, &headers, &form.message()),
    }
}

async fn perform(
    state: &AppState,
    ip: ClientIp,
    room: &PageContext,
    form: &FormFields,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let sender = Sender::of(headers, &room.here, &room.widget);
    if form.has("visitor") {
        return continuing::offer(state, room, form, sender).await;
    }
    if form.text("do") == "adopt" && sender == Sender::Ours {
        return continuing::adopt_session(state, room, form, headers).await;
    }
    let ticket = FormToken::read(form, &state.signer, &room.widget, room.visitor().map(|visitor| &visitor.id));
    let ticket = ticket.filter(|_| sender == Sender::Ours).ok_or(Refusal::expired())?;
    let action = PageAction { state, room, ticket: &ticket, ip };
    match form.text("do") {
        "say" => action.say(&form.message()).await,
        "fill" => action.fill(form).await,
        "stop" => action.stop(form.text("message")).await,
        "again" => action.again(form.text("message")).await,
        "restart" => action.restart().await,
        _ => Err(Refusal::new(StatusCode::BAD_REQUEST, "error_invalid")),
    }
}

/// Shows the page with what was refused, and why. The key stays: what may have been stored is not stored twice.
async fn again(state: &AppState, room: PageContext, form: &FormFields, refusal: &Refusal) -> Response {
    let talk = Transcript::read(state, &room, None).await.unwrap_or_default();
    let key = form.text("key");
    let sound = key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit());
    let conversation = room.conversation.as_ref().map(|conversation| &conversation.id);
    let ticket = FormToken::issue(state, &room.widget, room.visitor(), conversation, sound.then(|| key.to_owned()));
    let draft = Draft { text: form.message(), refusal: Some(refusal.clone()) };
    let mut response = page(refusal.status, &room, &talk, &ticket, &draft);
    retry::after(&mut response, refusal.retry_after);
    retry::budget(&mut response, refusal.budget);
    response
}

/// Performs the action of a form with a valid token.
struct PageAction<'a> {
    state: &'a AppState,
    room: &'a PageContext,
    ticket: &'a FormToken,
    ip: ClientIp,
}

impl PageAction<'_> {
    async fn say(&self, text: &str) -> Result<Response, Refusal> {
        check(text)?;
        let (visitor, secret) = self.visitor().await?;
        let conversation = self.conversation(&visitor).await?;
        let state = self.state;
        let client_id = Some(self.ticket.message(&state.signer, text));
        let input = UserInput::text(text).with_client_id(client_id).with_page_url(self.address());
        state.turns.say(&self.turn_context(&conversation, visitor.locale).await?, input).await?;
        Ok(see(self.room, "#last", self.cookie(&secret)))
    }

    async fn fill(&self, form: &FormFields) -> Result<Response, Refusal> {
        let conversation = self.present()?;
        let locale = self.room.visitor().and_then(|visitor| visitor.locale.clone());
        let input = fill::user_input(self.state, conversation, form).await?.with_page_url(self.address());
        self.state.turns.say(&self.turn_context(conversation, locale).await?, input).await?;
        Ok(see(self.room, "#last", None))
    }

    /// The visitor, on a page that shows what the widget does.
    async fn turn_context(&self, conversation: &Conversation, locale: Option<String>) -> Result<TurnContext, Refusal> {
        let source = RequestSource::Address(self.ip.key());
        let context = self.state.sessions().turn_context(conversation, locale, source).await?;
        Ok(TurnContext { shows: ClientFeatures::of(&self.room.settings), ..context })
    }

    async fn stop(&self, id: &str) -> Result<Response, Refusal> {
        let (conversation, id) = (self.present()?, message(id)?);
        self.state.turns.stop(&conversation.id, &id).await?;
        Ok(see(self.room, "#last", None))
    }

    async fn again(&self, id: &str) -> Result<Response, Refusal> {
        let conversation = self.present()?;
        let locale = self.room.visitor().and_then(|visitor| visitor.locale.clone());
        let context = self.turn_context(conversation, locale).await?;
        match self.state.turns.regenerate(&context, message(id)?, Vec::new()).await {
            // A form that arrived twice: the first one has begun the answer.
            Ok(_) | Err(Error::Conflict(_) | Error::NotFound) => Ok(see(self.room, "#last", None)),
            Err(error) => Err(error.into()),
        }
    }

    async fn restart(&self) -> Result<Response, Refusal> {
        if !self.room.settings.has(Feature::RestartConversation) {
            return Err(Error::NotPermitted.into());
        }
        let (visitor, secret) = self.room.visitor.as_ref().ok_or(Refusal::expired())?;
        let (sessions, id) = (self.state.sessions(), self.ticket.begins(&self.state.signer, &self.room.widget));
        sessions.conversation_once(&self.room.widget, visitor, id, self.page()).await?;
        Ok(see(self.room, "", self.cookie(secret)))
    }

    /// Returns the visitor and their secret. A new visitor is created, within the rate limit of `/init`.
    async fn visitor(&self) -> Result<(Visitor, String), Refusal> {
        if let Some(known) = &self.room.visitor {
            return Ok(known.clone());
        }
        self.state.limits.init.take(&self.ip.key(), 1)?;
        let secret = self.ticket.secret(&self.state.signer, &self.room.widget);
        let locale = self.room.locale.clone();
        let visitor = self.state.sessions().visitor_once(&self.room.widget, &secret, locale).await?;
        Ok((visitor, secret))
    }

    /// The conversation the form belongs to; the visitor's last one when it belongs to none; else a new one.
    async fn conversation(&self, visitor: &Visitor) -> Result<Conversation, Refusal> {
        let (sessions, widget) = (self.state.sessions(), &self.room.widget);
        if !self.ticket.conversation.is_empty() {
            let id = self.ticket.conversation.parse().map_err(|_| Refusal::expired())?;
            return sessions.conversation(&visitor.id, &id).await?.ok_or(Refusal::expired());
        }
        if let Some(current) = sessions.current(widget, visitor).await? {
            return Ok(current);
        }
        let id = self.ticket.begins(&self.state.signer, widget);
        Ok(sessions.conversation_once(widget, visitor, id, self.page()).await?)
    }

    fn present(&self) -> Result<&Conversation, Refusal> {
        let here = self.room.conversation.as_ref();
        here.filter(|conversation| conversation.id.as_str() == self.ticket.conversation).ok_or(Refusal::expired())
    }

    fn page(&self) -> Page {
        Page { url: self.address(), ..Page::default() }
    }

    fn address(&self) -> Option<PageUrl> {
        PageUrl::parse(&[self.room.here.origin(), &self.room.path()].concat())
    }

    fn cookie(&self, secret: &str) -> Option<HeaderValue> {
        cookie::set(secret, &self.room.widget, &self.room.here)
    }
}

fn check(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "error_empty"));
    }
    match text.chars().count().checked_sub(LONGEST_MESSAGE) {
        Some(over) if over > 0 => Err(Refusal::too_long(over)),
        _ => Ok(()),
    }
}

fn message(id: &str) -> Result<MessageId, Refusal> {
    id.parse().map_err(|_| Error::NotFound.into())
}
