//! The chat completions protocol, read byte by byte.

use jiff::Timestamp;
use parlor_shared::widget::Finish;
use reqwest::{Client, Response};

use super::{Model, Said, calls::Calls, chunk, prompt::Prompt, request::request};
use crate::{
    agent::upstream::{Output, Pieces, Refusal, Room, Watch, in_body, media_type, refused, transport},
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
    now: Timestamp,
) -> Result<Said, Refusal> {
    let sent = watch.wait(request(client, model, prompt).send()).await?;
    let response = sent.map_err(|error| transport(&error))?;
    watch.progressed();
    if !response.status().is_success() {
        return Err(refusal(response, watch, now).await);
    }
    match media_type(&response)?.as_str() {
        "text/event-stream" => Ok(stream(Pieces::new(response), watch, output).await?),
        "application/json" => Ok(whole(Pieces::new(response), watch, output).await?),
        _ => Err(AgentError::Protocol.into()),
    }
}

async fn refusal(response: Response, watch: &Watch, now: Timestamp) -> Refusal {
    let refusal = refused(response.status(), response.headers(), now);
    if !response.status().is_client_error() {
        return refusal;
    }
    let body = Pieces::new(response).whole(watch).await.unwrap_or_default();
    in_body(&body).map_or(refusal, Refusal::from)
}

/// Reads until `[DONE]`. A stream that ends after a `finish_reason` was whole as well.
async fn stream(mut pieces: Pieces, watch: &mut Watch, output: &mut Output) -> Result<Said, AgentError> {
    let (mut finish, mut calls) = (None, Calls::default());
    loop {
        let event = match pieces.event(watch).await {
            Ok(Some(event)) => event,
            Ok(None) => break,
            // The text is whole; only what follows it is missing.
            Err(_) if finish.is_some() => break,
            Err(error) => return Err(error),
        };
        if event.data.trim() == DONE {
            finish = finish.or(Some(Finish::Stop));
            break;
        }
        let mut meaning = chunk::read(&event.data)?;
        calls.take(std::mem::take(&mut meaning.calls))?;
        finish = meaning.finish.or(finish);
        if tell(meaning, output).await == Room::Full {
            return Ok(Said::All(output.finish(Finish::Length)?));
        }
        // Counted from here: whoever reads slowly is not the service's fault.
        watch.progressed();
    }
    said(finish.ok_or(AgentError::Truncated)?, calls, output)
}

/// The model has spoken, or wants tools first.
fn said(finish: Finish, calls: Calls, output: &Output) -> Result<Said, AgentError> {
    let calls = calls.whole();
    if calls.is_empty() { Ok(Said::All(output.finish(finish)?)) } else { Ok(Said::Wants(calls)) }
}

/// A service that does not stream answers at once.
async fn whole(mut pieces: Pieces, watch: &Watch, output: &mut Output) -> Result<Said, AgentError> {
    let body = pieces.whole(watch).await?;
    let mut meaning = chunk::read(&String::from_utf8_lossy(&body))?;
    let (finish, mut calls) = (meaning.finish.unwrap_or(Finish::Stop), Calls::default());
    calls.take(std::mem::take(&mut meaning.calls))?;
    match tell(meaning, output).await {
        Room::Left => said(finish, calls, output),
        Room::Full => Ok(Said::All(output.finish(Finish::Length)?)),
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
