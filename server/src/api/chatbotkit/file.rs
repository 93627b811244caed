//! `POST /v1/integration/widget/{idOrAlias}/file/{fileId}/attach` and `…/detach`: the files a widget shows.

use axum::{Json, extract::State};
use parlor_shared::vendor::chatbotkit::{ErrorBody, FileReply, FileRequest, Slot};
use serde::Deserialize;

use super::{
    auth::Owner,
    error::ApiError,
    path::{FileName, WidgetName},
};
use crate::{
    core::owner::file::FileSlot,
    http::{
        body::{self, BodyError, JsonOrNothing},
        state::AppState,
    },
};

/// Show a file in a place of a widget, instead of the one there.
///
/// Source: the vendor's SDK.
#[utoipa::path(post, path = "/{idOrAlias}/file/{fileId}/attach", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_attach_file", request_body = FileRequest, security(("secret" = [])),
    params(
        ("idOrAlias" = String, Path, description = "the widget"),
        ("fileId" = String, Path, description = "one of the team's files"),
    ),
    responses(
        (status = 200, body = FileReply),
        (status = 400, description = "there is no such place", body = ErrorBody),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget or file", body = ErrorBody),
    ))]
pub async fn attach(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
    FileName(file): FileName,
    body: Result<body::Json<FileRequest>, BodyError>,
) -> Result<Json<FileReply>, ApiError> {
    let body::Json(FileRequest { slot }) = body?;
    let desk = state.widget_admin(&actor);
    let widget = desk.widget(&name).await?;
    desk.attach(&widget, place(slot), &file).await?;
    Ok(Json(FileReply { id: file.into(), slot, widget_integration_id: widget.id.into() }))
}

/// The body of `detach`: a place, or nothing.
#[derive(Deserialize, Default, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = chatbotkit::DetachRequest)]
pub struct DetachRequest {
    /// The place; the first one the file is in when absent.
    #[serde(default, rename = "type")]
    slot: Option<Slot>,
}

/// Show a file in a place of a widget no longer. The file itself stays.
///
/// Source: the vendor's SDK.
#[utoipa::path(post, path = "/{idOrAlias}/file/{fileId}/detach", tag = "ChatBotKit: widgets", operation_id = "chatbotkit_detach_file", request_body = Option<DetachRequest>, security(("secret" = [])),
    params(
        ("idOrAlias" = String, Path, description = "the widget"),
        ("fileId" = String, Path, description = "the file"),
    ),
    responses(
        (status = 200, body = FileReply),
        (status = 400, description = "there is no such place", body = ErrorBody),
        (status = 401, description = "no valid secret", body = ErrorBody),
        (status = 404, description = "the team has no such widget, or it does not show this file there", body = ErrorBody),
    ))]
pub async fn detach(
    State(state): State<AppState>,
    Owner(actor): Owner,
    WidgetName(name): WidgetName,
    FileName(file): FileName,
    body: Result<JsonOrNothing<DetachRequest>, BodyError>,
) -> Result<Json<FileReply>, ApiError> {
    let JsonOrNothing(DetachRequest { slot }) = body?;
    let desk = state.widget_admin(&actor);
    let widget = desk.widget(&name).await?;
    let slot = desk.detach(&widget, slot.map(place), &file).await?;
    Ok(Json(FileReply { id: file.into(), slot: shown(slot), widget_integration_id: widget.id.into() }))
}

const fn place(slot: Slot) -> FileSlot {
    match slot {
        Slot::Bar => FileSlot::Bar,
        Slot::User => FileSlot::User,
        Slot::Bot => FileSlot::Bot,
        Slot::Button => FileSlot::Button,
    }
}

const fn shown(slot: FileSlot) -> Slot {
    match slot {
        FileSlot::Bar => Slot::Bar,
        FileSlot::User => Slot::User,
        FileSlot::Bot => Slot::Bot,
        FileSlot::Button => Slot::Button,
    }
}
