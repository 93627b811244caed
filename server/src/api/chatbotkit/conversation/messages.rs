//! `GET /v1/conversation/{conversationId}/message/list`: what was said, newest first.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    ids::{ConversationId, MessageId},
    vendor::chatbotkit::{ErrorBody, Line, MessageItem, Order, Page},
};

use crate::api::chatbotkit::{
    auth::Talk,
    error::ApiError,
    page::{self, LARGEST, Pages, Part, lines},
};
use crate::{
    core::{
        conversation::{history::HistoryPage, message::Message},
        error::Error,
    },
    http::{jsonl, state::AppState},
};

/// List what was said.
///
/// With `Accept: application/jsonl` everything from the cursor on (or the first `take` of it) comes as lines
/// `{"type":"item","data":Message}`. The widget's `initial` is no message. Source: the vendor's SDK.
#[utoipa::path(get, path = "/{conversationId}/message/list", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_list_messages", security(("session" = []), ("secret" = [])),
    params(
        ("conversationId" = String, Path, description = "the conversation"),
        ("cursor" = Option<String>, Query, description = "the cursor of the page before: the id of its last item"),
        ("order" = Option<Order>, Query, description = "`asc`: oldest first; `desc`, the default: newest first"),
        ("take" = Option<u64>, Query, minimum = 1, description = "how many; 100 when absent, and at most 100 in JSON"),
    ),
    responses(
        (status = 200, body = Page<MessageItem>),
        (status = 400, description = "a parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
        (status = 422, description = "a parameter refers to nothing: a cursor of another list, for one", body = ErrorBody),
    ))]
pub async fn list(
    State(state): State<AppState>,
    talk: Talk,
    headers: HeaderMap,
    query: Result<Query<page::PageQuery>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(query) = query.map_err(|_| ApiError::field("query", "cannot be understood"))?;
    let part = Part::of(&query)?;
    let conversation = talk.conversation.id;
    let after = match &part.cursor {
        None => None,
        Some(id) => Some(known(&state, &conversation, id).await?),
    };
    let mut reading = Reading { state, conversation, order: part.order, after, left: part.take, more: true };
    if jsonl::is_wanted(&headers) {
        return lines(reading).await;
    }
    let items: Vec<_> = reading.page(part.page_size()).await?.into_iter().map(item).collect();
    let cursor = items.last().filter(|_| reading.more).map(|last| last.id.clone()).unwrap_or_default();
    Ok(Json(Page { items, cursor }).into_response())
}

async fn known(state: &AppState, conversation: &ConversationId, id: &str) -> Result<MessageId, ApiError> {
    let unknown = || ApiError::unprocessable("cursor", "not a cursor of this list");
    Ok(state.history(conversation).find(id).await?.ok_or_else(unknown)?.id)
}

/// A list being read.
struct Reading {
    state: AppState,
    conversation: ConversationId,
    order: Order,
    after: Option<MessageId>,
    /// Maximum number of lines still to send; `None` for no limit.
    left: Option<u32>,
    /// True while the list continues after the last page read.
    more: bool,
}

impl Reading {
    /// The next page.
    async fn page(&mut self, take: u32) -> Result<Vec<Message>, Error> {
        let (history, after) = (self.state.history(&self.conversation), self.after.as_ref());
        let page = match self.order {
            Order::Asc => history.after(after, take).await?,
            Order::Desc => history.before(after, take).await?,
        };
        let HistoryPage { mut messages, has_more } = page;
        if self.order == Order::Desc {
            messages.reverse();
        }
        self.more = has_more;
        self.after = messages.last().map(|last| last.id.clone());
        Ok(messages)
    }
}

impl Pages for Reading {
    async fn next(&mut self) -> Result<Option<String>, Error> {
        let take = self.left.unwrap_or(LARGEST).min(LARGEST);
        if !self.more || take == 0 {
            return Ok(None);
        }
        let mut lines = String::new();
        let messages = self.page(take).await?;
        self.left = self.left.map(|left| left - take);
        for message in messages {
            jsonl::line(&mut lines, &Line::Item(item(message)));
        }
        Ok(Some(lines))
    }
}

fn item(message: Message) -> MessageItem {
    MessageItem {
        id: message.id.into(),
        kind: message.role.into(),
        text: message.text,
        created_at: message.created_at.as_millisecond(),
        updated_at: message.created_at.as_millisecond(),
    }
}
