//! `POST /voice/transcribe` and `POST /voice/speak`: speech, by the operator's service.

use axum::{
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use parlor_shared::{
    error::ErrorCode,
    widget::{Data, Role, SpeakRequest, TranscribeReply},
};

use super::{auth::Visitor, error::ApiError, wire};
use crate::{
    core::{
        conversation::voice::{Audio, LARGEST_RECORDING, LONGEST_SPEECH, Recording, speech_text},
        error::Error,
        security::budget::Amount,
    },
    http::{
        body::{self, BodyError, Json},
        state::AppState,
    },
};

/// Write down what a visitor said.
///
/// The body is the recording: WebM, Ogg, WAV, MP3 or MPEG-4, at most 10 MiB, by its first bytes and not by its media type. It
/// is passed on and not kept. The widget's option `voiceIn` must be on and the server have a voice service. (ours)
#[utoipa::path(post, path = "/voice/transcribe", tag = "Widget: conversation", operation_id = "widget_transcribe", security(("visitor" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "the recording: WebM, Ogg, WAV, MP3 or MPEG-4, told by its bytes"),
    responses(
        (status = 200, body = Data<TranscribeReply>),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the widget takes no recordings", body = parlor_shared::error::ErrorBody),
        (status = 413, description = "larger than 10 MiB", body = parlor_shared::error::ErrorBody),
        (status = 415, description = "not a recording", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "more than 20 a minute, or a budget is used up", body = parlor_shared::error::ErrorBody),
        (status = 502, description = "the service failed", body = parlor_shared::error::ErrorBody),
        (status = 504, description = "the service was too slow", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn transcribe(
    State(state): State<AppState>,
    visitor: Visitor,
    request: Request,
) -> Result<Response, ApiError> {
    let speech = state.voices.ear(&visitor.widget)?;
    state.limits.recordings.take(&visitor.conversation.visitor_id, 1)?;
    let bytes = body::read(request, LARGEST_RECORDING).await?;
    let audio = Audio::of(&bytes).ok_or_else(|| {
        let message = "the body must be a recording: WebM, Ogg, WAV, MP3 or MPEG-4";
        BodyError { code: ErrorCode::UnsupportedMediaType, message: message.to_owned(), field: None }
    })?;
    let permit = state.budgets.reserve(&visitor.spender(), Amount::call(0)).await?;
    let said = speech.transcribe(Recording { audio, bytes }, &permit).await.map_err(Error::from)?;
    Ok(wire::data(TranscribeReply { text: said.text, language: said.language }).into_response())
}

/// Read a message aloud.
///
/// An answer of this conversation, as MP3. The widget's option `voiceOut` must be on and the server have a voice service.
/// The speech is cached in memory for one hour. (ours)
#[utoipa::path(post, path = "/voice/speak", tag = "Widget: conversation", operation_id = "widget_speak", request_body = SpeakRequest, security(("visitor" = [])),
    responses(
        (status = 200, description = "speech", content_type = "audio/mpeg", body = Vec<u8>),
        (status = 400, description = "there is nothing to read in it", body = parlor_shared::error::ErrorBody),
        (status = 401, description = "no valid token", body = parlor_shared::error::ErrorBody),
        (status = 404, description = "no such answer in this conversation", body = parlor_shared::error::ErrorBody),
        (status = 409, description = "the widget does not read aloud", body = parlor_shared::error::ErrorBody),
        (status = 429, description = "more than 20 a minute, or a budget is used up", body = parlor_shared::error::ErrorBody),
        (status = 502, description = "the service failed", body = parlor_shared::error::ErrorBody),
        (status = 504, description = "the service was too slow", body = parlor_shared::error::ErrorBody),
    ))]
pub async fn speak(
    State(state): State<AppState>,
    visitor: Visitor,
    body: Result<Json<SpeakRequest>, BodyError>,
) -> Result<Response, ApiError> {
    let Json(request) = body?;
    let speech = state.voices.mouth(&visitor.widget)?;
    state.limits.speeches.take(&visitor.conversation.visitor_id, 1)?;
    let message = state.history(&visitor.conversation.id).message(&request.message_id).await?;
    if message.role != Role::Agent {
        return Err(Error::NotFound.into());
    }
    let text = speech_text(&state.rendered.one(&message).await?.nodes(), LONGEST_SPEECH);
    if text.is_empty() {
        return Err(ApiError::field("message_id", "there is nothing to read aloud in this message"));
    }
    let permit = state.budgets.reserve(&visitor.spender(), Amount::call(0)).await?;
    let sound = speech.speak(&text, &permit).await.map_err(Error::from)?;
    Ok(([(header::CONTENT_TYPE, "audio/mpeg")], sound).into_response())
}
