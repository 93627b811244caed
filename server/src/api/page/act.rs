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
    let context = async { PageContext::enter(&state, &key, &headers, here?).await }.await;
    let outcome = match &context {
        Ok(context) => perform(&state, ip, context, &form, &headers).await,
        Err(refusal) => Err(refusal.clone()),
    };
    match (outcome, context) {
        (Ok(response), _) => response,
        (Err(refusal), Ok(context)) => again(&state, context, &form, &refusal).await,
        (Err(refusal), Err(_)) => refused(&refusal, &headers, &form.message()),
    }
}

async fn perform(
    state: &AppState,
    ip: ClientIp,
    context: &PageContext,
    form: &FormFields,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let sender = Sender::of(headers, &context.here, &context.widget);
    if form.has("visitor") {
        return continuing::offer(state, context, form, sender).await;
    }
    if form.text("do") == "adopt" && sender == Sender::Ours {
        return continuing::adopt_session(state, context, form, headers).await;
    }
    let token = FormToken::read(form, &state.signer, &context.widget, context.visitor().map(|visitor| &visitor.id));
    let token = token.filter(|_| sender == Sender::Ours).ok_or(Refusal::expired())?;
    let action = FormAction { state, context, token: &token, ip };
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
async fn again(state: &AppState, context: PageContext, form: &FormFields, refusal: &Refusal) -> Response {
    let talk = Transcript::read(state, &context, None).await.unwrap_or_default();
    let key = form.text("key");
    let sound = key.len() == 32 && key.bytes().all(|b| b.is_ascii_hexdigit());
    let conversation = context.conversation.as_ref().map(|conversation| &conversation.id);
    let token =
        FormToken::issue(state, &context.widget, context.visitor(), conversation, sound.then(|| key.to_owned()));
    let draft = Draft { text: form.message(), refusal: Some(refusal.clone()) };
    let mut response = page(refusal.status, &context, &talk, &token, &draft);
    retry::after(&mut response, refusal.retry_after);
    retry::budget(&mut response, refusal.budget);
    response
}

/// Performs the action of a form with a valid token.
struct FormAction<'a> {
    state: &'a AppState,
    context: &'a PageContext,
    token: &'a FormToken,
    ip: ClientIp,
}

impl FormAction<'_> {
    async fn say(&self, text: &str) -> Result<Response, Refusal> {
        check(text)?;
        let (visitor, secret) = self.visitor().await?;
        let conversation = self.conversation(&visitor).await?;
        let state = self.state;
        let client_id = Some(self.token.message(&state.signer, text));
        let input = UserInput::text(text).with_client_id(client_id).with_page_url(self.address());
        state.turns.say(&self.turn_context(&conversation, visitor.locale).await?, input).await?;
        Ok(see(self.context, "#last", self.cookie(&secret)))
    }

    async fn fill(&self, form: &FormFields) -> Result<Response, Refusal> {
        let conversation = self.present()?;
        let locale = self.context.visitor().and_then(|visitor| visitor.locale.clone());
        let input = fill::user_input(self.state, conversation, form).await?.with_page_url(self.address());
        self.state.turns.say(&self.turn_context(conversation, locale).await?, input).await?;
        Ok(see(self.context, "#last", None))
    }

    /// The visitor, on a page that shows what the widget does.
    async fn turn_context(&self, conversation: &Conversation, locale: Option<String>) -> Result<TurnContext, Refusal> {
        let source = RequestSource::Address(self.ip.key());
        let context = self.state.sessions().turn_context(conversation, locale, source).await?;
        Ok(TurnContext { shows: ClientFeatures::of(&self.context.settings), ..context })
    }

    async fn stop(&self, id: &str) -> Result<Response, Refusal> {
        let (conversation, id) = (self.present()?, message(id)?);
        self.state.turns.stop(&conversation.id, &id).await?;
        Ok(see(self.context, "#last", None))
    }

    async fn again(&self, id: &str) -> Result<Response, Refusal> {
        let conversation = self.present()?;
        let locale = self.context.visitor().and_then(|visitor| visitor.locale.clone());
        let context = self.turn_context(conversation, locale).await?;
        match self.state.turns.regenerate(&context, message(id)?, Vec::new()).await {
            // A form that arrived twice: the first one has begun the answer.
            Ok(_) | Err(Error::Conflict(_) | Error::NotFound) => Ok(see(self.context, "#last", None)),
            Err(error) => Err(error.into()),
        }
    }

    async fn restart(&self) -> Result<Response, Refusal> {
        if !self.context.settings.has(Feature::RestartConversation) {
            return Err(Error::NotPermitted.into());
        }
        let (visitor, secret) = self.context.visitor.as_ref().ok_or(Refusal::expired())?;
        let (sessions, id) = (self.state.sessions(), self.token.begins(&self.state.signer, &self.context.widget));
        sessions.conversation_once(&self.context.widget, visitor, id, self.page()).await?;
        Ok(see(self.context, "", self.cookie(secret)))
    }

    /// Returns the visitor and their secret. A new visitor is created, within the rate limit of `/init`.
    async fn visitor(&self) -> Result<(Visitor, String), Refusal> {
        if let Some(known) = &self.context.visitor {
            return Ok(known.clone());
        }
        self.state.limits.init.take(&self.ip.key(), 1)?;
        let secret = self.token.secret(&self.state.signer, &self.context.widget);
        let locale = self.context.locale.clone();
        let visitor = self.state.sessions().visitor_once(&self.context.widget, &secret, locale).await?;
        Ok((visitor, secret))
    }

    /// The conversation the form belongs to; the visitor's last one when it belongs to none; else a new one.
    async fn conversation(&self, visitor: &Visitor) -> Result<Conversation, Refusal> {
        let (sessions, widget) = (self.state.sessions(), &self.context.widget);
        if !self.token.conversation.is_empty() {
            let id = self.token.conversation.parse().map_err(|_| Refusal::expired())?;
            return sessions.conversation(&visitor.id, &id).await?.ok_or(Refusal::expired());
        }
        if let Some(current) = sessions.current(widget, visitor).await? {
            return Ok(current);
        }
        let id = self.token.begins(&self.state.signer, widget);
        Ok(sessions.conversation_once(widget, visitor, id, self.page()).await?)
    }

    fn present(&self) -> Result<&Conversation, Refusal> {
        let here = self.context.conversation.as_ref();
        here.filter(|conversation| conversation.id.as_str() == self.token.conversation).ok_or(Refusal::expired())
    }

    fn page(&self) -> Page {
        Page { url: self.address(), ..Page::default() }
    }

    fn address(&self) -> Option<PageUrl> {
        PageUrl::parse(&[self.context.here.origin(), &self.context.path()].concat())
    }

    fn cookie(&self, secret: &str) -> Option<HeaderValue> {
        cookie::set(secret, &self.context.widget, &self.context.here)
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
