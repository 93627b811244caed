//! `GET /conversation/export`: the conversation as a file to keep.

mod markdown;
mod page;
mod wording;

use axum::{
    extract::{RawQuery, State},
    http::header,
    response::{IntoResponse, Response},
};
use parlor_shared::widget::{ExportedConversation, ExportedFile, ExportedMessage};

use self::wording::day;
use super::{auth::Visitor, error::ApiError};
use crate::{
    core::{
        clock::rfc3339,
        conversation::{attachment::Attached, message::Message},
        error::Error,
        i18n::translate,
    },
    http::state::AppState,
};

/// The formats of an exported conversation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, utoipa::ToSchema)]
#[schema(rename_all = "lowercase")]
enum Format {
    #[schema(rename = "md")]
    Markdown,
    Html,
    Json,
}

impl Format {
    fn of(query: Option<&str>) -> Result<Self, ApiError> {
        match query.unwrap_or_default() {
            "" | "format=md" => Ok(Self::Markdown),
            "format=html" => Ok(Self::Html),
            "format=json" => Ok(Self::Json),
            _ => Err(ApiError::field("format", "md, html or json")),
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Json => "json",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// Save the conversation.
///
/// `md` is Markdown, `html` one page without scripts that needs nothing else and can be printed, `json` what programs read.
/// The whole conversation, oldest message first; also one that has ended. (ours)
#[utoipa::path(get, path = "/conversation/export", tag = "Widget: conversation", operation_id = "widget_export_conversation", security(("visitor" = [])),
    params(("format" = inline(Option<Format>), Query, description = "`md` (default), `html` or `json`")),
    responses(
        (status = 200, description = "the file", content(
            (ExportedConversation = "application/json"), (String = "text/markdown"), (String = "text/html"))),
        (status = 400, description = "no such format", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn export(
    State(state): State<AppState>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let format = Format::of(query.as_deref())?;
    let messages = state.history(&visitor.conversation.id).all().await?;
    // Only a page shows nodes.
    let rendered = match format {
        Format::Html => state.rendered.of(&visitor.conversation.id, &messages).await?,
        Format::Markdown | Format::Json => Vec::new(),
    };
    let conversation = described(&state, &visitor, messages).await?;
    let language = visitor.locale.as_deref().or(visitor.widget.language()).unwrap_or_default();
    let catalogue = translate::catalogue(&[language]);
    let name = format!("conversation-{}.{}", day(&conversation.created_at), format.ending());
    let body = match format {
        Format::Markdown => markdown::write(&conversation, catalogue),
        Format::Html => page::write(&conversation, &rendered, catalogue, state.render.as_ref()),
        Format::Json => serde_json::to_string_pretty(&conversation).map_err(|_| Error::NotFound)?,
    };
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CONTENT_SECURITY_POLICY, page::policy()),
    ];
    Ok((headers, body).into_response())
}

async fn described(
    state: &AppState,
    visitor: &Visitor,
    messages: Vec<Message>,
) -> Result<ExportedConversation, ApiError> {
    let conversation = &visitor.conversation;
    let agent = state.sessions().agent(&visitor.widget).await?;
    Ok(ExportedConversation {
        conversation_id: conversation.id.clone(),
        title: visitor.widget.effective().config().title,
        agent: agent.name,
        created_at: rfc3339(conversation.created_at),
        exported_at: rfc3339(state.clock.now()),
        messages: messages.into_iter().map(exported).collect(),
    })
}

fn exported(message: Message) -> ExportedMessage {
    ExportedMessage {
        id: message.id,
        role: message.role,
        status: message.status,
        text: message.text,
        created_at: rfc3339(message.created_at),
        citations: message.extras.citations,
        attachments: message.extras.attachments.into_iter().map(file).collect(),
        blocks: message.extras.blocks,
    }
}

fn file(attached: Attached) -> ExportedFile {
    ExportedFile { name: attached.name, media_type: attached.kind.media_type().into(), size: attached.size }
}
