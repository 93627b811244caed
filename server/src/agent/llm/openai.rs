//! The chat completions protocol, read byte by byte.

use parlor_shared::widget::Finish;
use reqwest::{Client, Response, StatusCode};

use super::{Model, chunk, prompt::Prompt, request::request};
use crate::{
    agent::upstream::{Output, Pieces, Refusal, Room, Watch, media_type, refused, transport},
    core::agent::AgentError,
};

/// Ends the stream.
const DONE: &str = "[DONE]";

/// Asks once and tells the answer.
pub(super) async fn answer(
    client: &Client,
    model: &Model,
    prompt: &Prompt,
    watch: &mut Watch,
    output: &mut Output,
) -> Result<Finish, Refusal> {
    let sent = watch.wait(request(client, model, prompt).send()).await?;
    let response = sent.map_err(|error| transport(&error))?;
    watch.progressed();
    if !response.status().is_success() {
        return Err(refusal(response, watch).await);
    }
    match media_type(&response)?.as_str() {
        "text/event-stream" => Ok(stream(Pieces::new(response), watch, output).await?),
        "application/json" => Ok(whole(Pieces::new(response), watch, output).await?),
        _ => Err(AgentError::Protocol.into()),
    }
}

async fn refusal(response: Response, watch: &Watch) -> Refusal {
    let refusal = refused(response.status(), response.headers());
    let tells_why = matches!(response.status(), StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE);
    if tells_why && Pieces::new(response).whole(watch).await.is_ok_and(|body| chunk::too_long(&body)) {
        return AgentError::ContextTooLong.into();
    }
    refusal
}

/// Reads until `[DONE]`. A stream that ends after a `finish_reason` was whole as well.
async fn stream(mut pieces: Pieces, watch: &mut Watch, output: &mut Output) -> Result<Finish, AgentError> {
    let mut finish = None;
    loop {
        let event = match pieces.event(watch).await {
            Ok(Some(event)) => event,
            Ok(None) => break,
            // The text is whole; only what follows it is missing.
            Err(_) if finish.is_some() => break,
            Err(error) => return Err(error),
        };
        if event.data.trim() == DONE {
            return output.finish(finish.unwrap_or(Finish::Stop));
        }
        let meaning = chunk::read(&event.data)?;
        finish = meaning.finish.or(finish);
        if tell(meaning, output).await == Room::Full {
            return output.finish(Finish::Length);
        }
        // Counted from here: whoever reads slowly is not the service's fault.
        watch.progressed();
    }
    output.finish(finish.ok_or(AgentError::Truncated)?)
}

/// A service that does not stream answers at once.
async fn whole(mut pieces: Pieces, watch: &Watch, output: &mut Output) -> Result<Finish, AgentError> {
    let body = pieces.whole(watch).await?;
    let meaning = chunk::read(&String::from_utf8_lossy(&body))?;
    let finish = meaning.finish.unwrap_or(Finish::Stop);
    match tell(meaning, output).await {
        Room::Left => output.finish(finish),
        Room::Full => output.finish(Finish::Length),
    }
}

async fn tell(meaning: chunk::Meaning, output: &mut Output) -> Room {
    if !meaning.reasoning.is_empty() {
        output.thinks(meaning.reasoning).await;
    }
    if let Some(usage) = meaning.usage {
        output.usage(usage).await;
    }
    output.text(meaning.text).await
}
