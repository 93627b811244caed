//! `POST /chat/{key}`: what the page's forms do.

use axum::{
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::Response,
};
use parlor_shared::ids::MessageId;

use super::{
    continuing, cookie, fill,
    form::Form,
    refusal::Refusal,
    room::Room,
    show::{page, refused, see},
    talk::Talk,
    ticket::{Sender, Ticket},
    view::Draft,
};
use crate::{
    core::{
        blocks::Shows,
        conversation::{Conversation, Page},
        error::Error,
        page_url::PageUrl,
        public_url::PublicUrl,
        security::budget::Source,
        session,
        settings::Feature,
        turn::{Saying, Speaker},
        visitor::Visitor,
    },
    http::{client_ip::ClientIp, request_origin::UnknownHost, retry},
    state::AppState,
};

/// Characters of a message.
pub(super) const LONGEST: usize = 4_000;

/// Does what a form asks for, then shows the page. What is refused stands in the form again.
pub(super) async fn act(
    State(state): State<AppState>,
    Path(key): Path<String>,
    ip: ClientIp,
    here: Result<PublicUrl, UnknownHost>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let form = match Form::read(request).await {
        Ok(form) => form,
        Err(refusal) => return refused(&refusal, &headers, ""),
    };
    let room = async { Room::enter(&state, &key, &headers, here?).await }.await;
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
    room: &Room,
    form: &Form,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let sender = Sender::of(headers, &room.here, &room.widget);
    if form.has("visitor") {
        return continuing::offer(state, room, form, sender).await;
    }
    if form.text("do") == "adopt" && sender == Sender::Ours {
        return continuing::adopt_session(state, room, form, headers).await;
    }
    let ticket = Ticket::read(form, &state.signer, &room.widget, room.visitor().map(|visitor| &visitor.id));
    let ticket = ticket.filter(|_| sender == Sender::Ours).ok_or(Refusal::expired())?;
    let deed = Deed { state, room, ticket: &ticket, ip };
    match form.text("do") {
        "say" => deed.say(&form.message()).await,
        "fill" => deed.fill(form).await,
        "stop" => deed.stop(form.text("message")).await,
        "again" => deed.again(form.text("message")).await,
        "restart" => deed.restart().await,
        _ => Err(Refusal::new(StatusCode::BAD_REQUEST, "error_invalid")),
    }
}

/// Shows the page with what was refused, and why. The key stays: what may have been stored is not stored twice.
async fn again(state: &AppState, room: Room, form: &Form, refusal: &Refusal) -> Response {
    let talk = Talk::read(state, &room, None).await.unwrap_or_default();
    let key = form.text("key");
    let sound = key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit());
    let conversation = room.conversation.as_ref().map(|conversation| &conversation.id);
    let ticket = Ticket::issue(state, &room.widget, room.visitor(), conversation, sound.then(|| key.to_owned()));
    let draft = Draft { text: form.message(), refusal: Some(refusal.clone()) };
    let mut response = page(refusal.status, &room, &talk, &ticket, &draft);
    retry::after(&mut response, refusal.retry_after);
    retry::budget(&mut response, refusal.budget);
    response
}

/// What a form with a good ticket does.
struct Deed<'a> {
    state: &'a AppState,
    room: &'a Room,
    ticket: &'a Ticket,
    ip: ClientIp,
}

impl Deed<'_> {
    async fn say(&self, text: &str) -> Result<Response, Refusal> {
        check(text)?;
        let (visitor, secret) = self.visitor().await?;
        let conversation = self.conversation(&visitor).await?;
        let state = self.state;
        let saying = Saying {
            text: text.to_owned(),
            client_id: Some(self.ticket.message(&state.signer, text)),
            page_url: self.address(),
            ..Saying::default()
        };
        state.turns.say(&self.speaker(&conversation, visitor.locale).await?, saying).await?;
        Ok(see(self.room, "#last", self.cookie(&secret)))
    }

    async fn fill(&self, form: &Form) -> Result<Response, Refusal> {
        let conversation = self.present()?;
        let locale = self.room.visitor().and_then(|visitor| visitor.locale.clone());
        let saying = Saying { page_url: self.address(), ..fill::saying(self.state, conversation, form).await? };
        self.state.turns.say(&self.speaker(conversation, locale).await?, saying).await?;
        Ok(see(self.room, "#last", None))
    }

    /// The visitor, on a page that shows what the widget does.
    async fn speaker(&self, conversation: &Conversation, locale: Option<String>) -> Result<Speaker, Refusal> {
        let source = Source::Address(self.ip.key());
        let speaker = session::speaker(self.state.store.as_ref(), conversation, locale, source).await?;
        Ok(Speaker { shows: Shows::of(&self.room.settings), ..speaker })
    }

    async fn stop(&self, id: &str) -> Result<Response, Refusal> {
        let (conversation, id) = (self.present()?, message(id)?);
        self.state.turns.stop(&conversation.id, &id).await?;
        Ok(see(self.room, "#last", None))
    }

    async fn again(&self, id: &str) -> Result<Response, Refusal> {
        let conversation = self.present()?;
        let locale = self.room.visitor().and_then(|visitor| visitor.locale.clone());
        let speaker = self.speaker(conversation, locale).await?;
        match self.state.turns.regenerate(&speaker, message(id)?, Vec::new()).await {
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
        let (door, id) = (self.state.door(), self.ticket.begins(&self.state.signer, &self.room.widget));
        door.conversation_once(&self.room.widget, visitor, id, self.page()).await?;
        Ok(see(self.room, "", self.cookie(secret)))
    }

    /// Who acts; somebody new is counted like everybody who comes.
    async fn visitor(&self) -> Result<(Visitor, String), Refusal> {
        if let Some(known) = &self.room.visitor {
            return Ok(known.clone());
        }
        self.state.limits.init.take(&self.ip.key(), 1)?;
        let secret = self.ticket.secret(&self.state.signer, &self.room.widget);
        let locale = self.room.locale.clone();
        let visitor = self.state.door().visitor_once(&self.room.widget, &secret, locale).await?;
        Ok((visitor, secret))
    }

    /// The conversation the form belongs to; the visitor's last one when it belongs to none; else a new one.
    async fn conversation(&self, visitor: &Visitor) -> Result<Conversation, Refusal> {
        let (door, widget) = (self.state.door(), &self.room.widget);
        if !self.ticket.conversation.is_empty() {
            let id = self.ticket.conversation.parse().map_err(|_| Refusal::expired())?;
            return self.state.store.conversation(&visitor.id, &id).await?.ok_or(Refusal::expired());
        }
        if let Some(current) = door.current(widget, visitor).await? {
            return Ok(current);
        }
        let id = self.ticket.begins(&self.state.signer, widget);
        Ok(door.conversation_once(widget, visitor, id, self.page()).await?)
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
    match text.chars().count().checked_sub(LONGEST) {
        Some(over) if over > 0 => Err(Refusal::too_long(over)),
        _ => Ok(()),
    }
}

fn message(id: &str) -> Result<MessageId, Refusal> {
    id.parse().map_err(|_| Error::NotFound.into())
}
