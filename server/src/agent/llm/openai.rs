//! The chat completions protocol, read byte by byte.

use jiff::Timestamp;
use parlor_shared::widget::{Finish, Usage};
use reqwest::{Client, Response};

use super::{
    calls::{Calls, is_whole},
    chunk::{self, Chunk, Meaning},
    lenient_json::Halves,
    messages::{ChatMessage, Messages},
    model::{Model, ModelOutcome},
    prompt::Prompt,
    request::request,
};
use crate::{
    agent::upstream::{
        Capacity, Output, Pieces, ServiceRefusal, Watch, about_model, in_body, media_type, refused, transport,
    },
    core::conversation::{agent_error::AgentError, agent_problem::AgentProblem},
};

/// Names of events that only keep a connection open.
const KEEP_ALIVES: [&str; 4] = ["ping", "keepalive", "keep-alive", "heartbeat"];
/// Names of events that end a stream.
const ENDS: [&str; 5] = ["done", "end", "complete", "completed", "finish"];

/// Asks once and tells the answer.
pub(super) async fn answer(
    client: &Client,
    model: &Model,
    prompt: &Prompt,
    watch: &mut Watch,
    output: &mut Output,
    now: Timestamp,
) -> Result<ModelOutcome, ServiceRefusal> {
    let sent = watch.wait(request(client, model, prompt).send()).await?;
    let response = sent.map_err(|error| transport(&error))?;
    watch.responded();
    if !response.status().is_success() {
        return Err(refusal(response, watch, now).await);
    }
    let media_type = media_type(&response)?;
    if !may_be_an_answer(&media_type) {
        let page = media_type.contains("html");
        let problem = if page { AgentProblem::WebPage } else { AgentProblem::NotAnAnswer };
        return Err(ServiceRefusal::because(AgentError::Protocol, problem));
    }
    let mut answer = Answer::default();
    let end = answer.read(Messages::new(Pieces::new(response)), watch, output).await?;
    match end {
        Some(finish) => Ok(answer.said(finish, prompt.exchanges.len(), output).await?),
        // Text that is no stream at all has no end that could be missing.
        None if !answer.began && media_type != "text/event-stream" => Err(AgentError::Protocol.into()),
        None => Err(AgentError::Truncated.into()),
    }
}

/// Services and the proxies before them call streams by many names; a page or a picture is none.
fn may_be_an_answer(media_type: &str) -> bool {
    let never = ["text/html", "application/xhtml", "image/", "audio/", "video/", "font/"];
    !never.iter().any(|prefix| media_type.starts_with(prefix))
}

async fn refusal(response: Response, watch: &Watch, now: Timestamp) -> ServiceRefusal {
    let refusal = refused(response.status(), response.headers(), now);
    if !response.status().is_client_error() {
        return refusal;
    }
    let body = Pieces::new(response).whole(watch).await.unwrap_or_default();
    in_body(&body).unwrap_or_else(|| about_model(refusal, &String::from_utf8_lossy(&body)))
}

/// The part of an answer that was read so far.
#[derive(Debug, Default)]
struct Answer {
    calls: Calls,
    usage: Usage,
    text: Halves,
    thoughts: Halves,
    /// A message came that means something.
    began: bool,
    /// Something was said.
    spoke: bool,
}

impl Answer {
    /// Reads until the stream says that it is over. One that ends after a `finish_reason` was whole as well; one that just
    /// ends was not.
    async fn read(
        &mut self,
        mut messages: Messages,
        watch: &mut Watch,
        output: &mut Output,
    ) -> Result<Option<Finish>, AgentError> {
        let mut finish = None;
        loop {
            let message = match messages.next(watch).await {
                Ok(Some(message)) => message,
                Ok(None) => return Ok(finish),
                // The answer is whole; only what follows it is missing.
                Err(_) if finish.is_some() => return Ok(finish),
                Err(error) => return Err(error),
            };
            let said = match read(&message) {
                Ok(Chunk::Nothing) => continue,
                Ok(Chunk::Done) => return Ok(finish.or(Some(Finish::Stop))),
                Ok(Chunk::More(said)) => *said,
                Err(AgentError::Protocol) if finish.is_some() => continue,
                Err(AgentError::Protocol) if message.cut => return Err(AgentError::Truncated),
                Err(error) => return Err(error),
            };
            let (end, whole) = (said.end, said.whole && messages.are_values());
            if self.tell(said, output).await? == Capacity::Full {
                return Ok(Some(Finish::Length));
            }
            finish = end.transpose()?.or(finish).or_else(|| whole.then_some(Finish::Stop));
            // Counted from here: a slow reader is not the service's fault.
            if finish.is_some() { watch.ended() } else { watch.progressed() }
        }
    }

    async fn tell(&mut self, said: Meaning, output: &mut Output) -> Result<Capacity, AgentError> {
        self.began = true;
        if let Some(usage) = said.usage {
            // Some services count on, some only at the end, and some begin again at nothing.
            self.usage.input = self.usage.input.max(usage.input);
            self.usage.output = self.usage.output.max(usage.output);
            output.usage(self.usage).await;
        }
        // A whole message after its pieces is their repetition.
        if said.whole && self.spoke {
            return Ok(Capacity::Left);
        }
        self.spoke |= !(said.text.is_empty() && said.reasoning.is_empty() && said.calls.is_empty());
        self.calls.take(said.calls, said.halved)?;
        let thoughts = self.thoughts.join(said.reasoning, said.halved);
        if !thoughts.is_empty() {
            output.thinks(thoughts).await;
        }
        Ok(output.text(self.text.join(said.text, said.halved)).await)
    }

    /// The model has spoken, or wants tools first. Calls that were cut are none.
    async fn said(mut self, finish: Finish, round: usize, output: &mut Output) -> Result<ModelOutcome, AgentError> {
        if let Some(half) = self.text.end() {
            output.text(half.into()).await;
        }
        let mut calls = self.calls.whole(round);
        match finish {
            Finish::Length => calls.retain(|call| is_whole(&call.arguments)),
            Finish::ContentFilter => calls.clear(),
            _ => {}
        }
        if calls.is_empty() { Ok(ModelOutcome::All(output.end(finish).await?)) } else { Ok(ModelOutcome::Wants(calls)) }
    }
}

fn read(message: &ChatMessage) -> Result<Chunk, AgentError> {
    let name = message.name.to_ascii_lowercase();
    if name == "error" {
        return Err(chunk::error(&message.data));
    }
    if KEEP_ALIVES.contains(&name.as_str()) {
        return Ok(Chunk::Nothing);
    }
    match chunk::read(&message.data) {
        Ok(Chunk::Nothing) if ENDS.contains(&name.as_str()) => Ok(Chunk::Done),
        read => read,
    }
}
