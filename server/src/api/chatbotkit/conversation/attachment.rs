//! `POST /v1/conversation/{conversationId}/attachment/upload`: a file for what is said next; and where an announced file is
//! sent.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Request, State},
    http::header,
};
use parlor_shared::{
    error::ErrorCode,
    vendor::chatbotkit::{
        AnnouncedFile, AttachmentFile, AttachmentReply, AttachmentRequest, Code, ErrorBody, IdReply, UploadRequest,
    },
};

use crate::api::chatbotkit::{
    auth::{Bringer, Talk},
    error::ApiError,
};
use crate::{
    core::{
        conversation::attachment::{Upload, cleaned, from_data_url, named},
        public_url::PublicUrl,
        security::token::Announced,
        widget::settings::Feature,
    },
    http::{body, client_ip::ClientIp, multipart, request_origin::UnknownHost, state::AppState},
};

/// Bytes allowed in a JSON body in addition to the Base64-encoded file.
const BESIDE: usize = 64 * 1024;
/// The longest media type and name, in characters.
const LONGEST_TYPE: usize = 127;
const LONGEST_NAME: usize = 255;

/// A body that is a form.
#[derive(utoipa::ToSchema)]
#[schema(as = chatbotkit::AttachmentForm)]
#[expect(dead_code, reason = "describes the body; it is read as it comes")]
pub struct FileForm {
    /// The file.
    #[schema(value_type = String, format = Binary, min_length = 1)]
    file: Vec<u8>,
}

/// Upload a file for the next message.
///
/// As a form with a part `file`, as a body that is the file itself, as JSON with an `http:`, `https:` or `data:` address, or
/// announced as `{"type", "size", "name"}`: then the reply says where to send it. Kinds, sizes and numbers are those of the
/// widget's own uploads. `complete` takes along what waits, at most five files; what waits for 24 hours goes. An address
/// must be on the public internet; one that leads to no file is refused after ten seconds, never sooner. Source: the
/// vendor's SDK.
#[utoipa::path(post, path = "/{conversationId}/attachment/upload", operation_id = "chatbotkit_upload_attachment", tag = "ChatBotKit: conversations",
    request_body(content((AttachmentRequest = "application/json"), (FileForm = "multipart/form-data"), (Vec<u8> = "application/octet-stream"))),
    security(("session" = []), ("secret" = [])),
    params(("conversationId" = String, Path, description = "the conversation")),
    responses(
        (status = 200, body = AttachmentReply),
        (status = 400, description = "empty, or the body is not what its type says", body = ErrorBody),
        (status = 401, description = "no valid token or secret", body = ErrorBody),
        (status = 403, description = "the widget does not take files", body = ErrorBody),
        (status = 404, description = "no such conversation", body = ErrorBody),
        (status = 413, description = "too large, or the conversation has brought 20 MiB in an hour", body = ErrorBody),
        (status = 415, description = "not a kind of file that is taken, or without a type", body = ErrorBody),
        (status = 422, description = "there is no file at the address", body = ErrorBody),
        (status = 429, description = "10 files in an hour, or too many uploads from this address", body = ErrorBody),
    ))]
pub async fn upload(
    State(state): State<AppState>,
    ip: ClientIp,
    talk: Talk,
    here: Result<PublicUrl, UnknownHost>,
    request: Request,
) -> Result<Json<AttachmentReply>, ApiError> {
    if !talk.widget.effective().has(Feature::Attachments) {
        return Err(ErrorCode::FeatureOff.into());
    }
    state.limits.uploads.take(&ip.key(), 1)?;
    let place = state.uploads.place()?;
    let spender = talk.spender();
    let kept = match brought(&state, request).await? {
        Brought::Here(upload) => state.uploads.accept(&spender, &talk.conversation.id, upload).await?,
        Brought::Announced(file) => return announced(&state, &talk, &here?, file).await,
        Brought::At(address) => {
            // A download from another server must not occupy an upload slot.
            drop(place);
            state.uploads.accept_from(&spender, &talk.conversation.id, &address).await?
        }
    };
    Ok(Json(AttachmentReply { id: kept.id.into(), name: kept.name, upload_request: None }))
}

/// Send a file that was announced.
///
/// With the method, headers and body that `attachment/upload` named. Sending it again changes nothing. (ours)
#[utoipa::path(post, path = "/{conversationId}/attachment/{attachmentId}/receive", tag = "ChatBotKit: conversations", operation_id = "chatbotkit_receive_attachment",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"), security(("upload" = [])),
    params(
        ("conversationId" = String, Path, description = "the conversation"),
        ("attachmentId" = String, Path, description = "the id from the reply"),
    ),
    responses(
        (status = 200, body = IdReply),
        (status = 400, description = "empty, or it broke off", body = ErrorBody),
        (status = 401, description = "no valid permission", body = ErrorBody),
        (status = 404, description = "the permission is for another file", body = ErrorBody),
        (status = 413, description = "larger than announced, or the conversation has brought 20 MiB in an hour", body = ErrorBody),
        (status = 415, description = "not a kind of file that is taken", body = ErrorBody),
        (status = 429, description = "10 files in an hour, or too many uploads from this address", body = ErrorBody),
    ))]
pub async fn receive(
    State(state): State<AppState>,
    ip: ClientIp,
    Bringer(announced): Bringer,
    request: Request,
) -> Result<Json<IdReply>, ApiError> {
    state.limits.uploads.take(&ip.key(), 1)?;
    let _place = state.uploads.place()?;
    let most = announced.size.min(state.uploads.limits().largest);
    let sent = multipart::whole(request, most).await?;
    let upload = Upload { name: announced.name, media_type: Some(announced.media_type), bytes: sent.bytes };
    let kept = state.uploads.accept_as(announced.attachment_id, &announced.conversation_id, upload).await?;
    Ok(Json(IdReply { id: kept.id.into() }))
}

/// The form in which a file was sent.
enum Brought {
    /// In the body.
    Here(Upload),
    /// As an address to download it from.
    At(String),
    /// Announced, and uploaded by a later request.
    Announced(AnnouncedFile),
}

async fn brought(state: &AppState, request: Request) -> Result<Brought, ApiError> {
    let largest = state.uploads.limits().largest;
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => {
            let most = usize::try_from(largest / 3 * 4).unwrap_or(usize::MAX).saturating_add(BESIDE);
            given(state, body::json::<AttachmentRequest>(request, most).await?)
        }
        "multipart/form-data" => Ok(Brought::Here(multipart::file(request, largest).await?)),
        "" => Err(ApiError::new(Code::UnsupportedMediaType, "the body has no type")),
        _ => Ok(Brought::Here(multipart::whole(request, largest).await?)),
    }
}

fn given(state: &AppState, request: AttachmentRequest) -> Result<Brought, ApiError> {
    let address = match request.file {
        AttachmentFile::Announced(file) => return Ok(Brought::Announced(file)),
        AttachmentFile::Address(address) => address,
    };
    if !address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return Ok(Brought::At(address));
    }
    let upload =
        from_data_url(&address).ok_or_else(|| ApiError::unprocessable("file", "this data: URL cannot be read"))?;
    require_room(state, upload.bytes.len() as u64)?;
    Ok(Brought::Here(upload))
}

fn require_room(state: &AppState, size: u64) -> Result<(), ApiError> {
    if size > state.uploads.limits().largest {
        return Err(ApiError::new(Code::ContentTooLarge, "the file is too large"));
    }
    Ok(())
}

/// Says where to send a file. Its size is judged now, so that nobody sends what is refused then.
async fn announced(
    state: &AppState,
    talk: &Talk,
    here: &PublicUrl,
    file: AnnouncedFile,
) -> Result<Json<AttachmentReply>, ApiError> {
    let AnnouncedFile { media_type, size, name } = file;
    let name = name.unwrap_or_default();
    if media_type.is_empty() || media_type.len() > LONGEST_TYPE || !media_type.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(ApiError::field("file.type", "a media type"));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(ApiError::field("file.name", "at most 255 characters"));
    }
    if size == 0 {
        return Err(ApiError::field("file.size", "the file is empty"));
    }
    require_room(state, size)?;
    state.uploads.announce(&talk.spender(), size).await?;
    let name = cleaned(&named(&name, &media_type));
    let (conversation_id, attachment_id) = (talk.conversation.id.clone(), state.uploads.reserve());
    let url = here.url(&format!("/v1/conversation/{conversation_id}/attachment/{attachment_id}/receive"));
    let id = attachment_id.to_string();
    let announced =
        Announced { conversation_id, attachment_id, name: name.clone(), media_type: media_type.clone(), size };
    let permission = state.signer.mint_upload(announced, state.clock.now())?.token;
    let headers = [("authorization", format!("Bearer {permission}")), ("content-type", media_type)];
    let headers = headers.map(|(name, value)| (name.to_owned(), value));
    let upload_request = UploadRequest { method: "POST".into(), url, headers: BTreeMap::from(headers) };
    Ok(Json(AttachmentReply { id, name, upload_request: Some(upload_request) }))
}
