//! Every other provider, through the `genai` crate.
//!
//! The same deadlines and caps hold as for our own client. One does not: the crate joins the bytes of one event before
//! anybody can count them, so the length of a single event is limited by time alone.

use std::sync::Arc;

use futures_util::StreamExt;
use genai::{
    ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{
        ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, ContentPart, MessageContent, StopReason, StreamEnd,
    },
    resolver::{AuthData, Endpoint},
};
use parlor_shared::widget::{Finish, Role, Usage};
use secrecy::ExposeSecret;

use super::{Model, prompt::Prompt};
use crate::{
    agent::upstream::{Output, Refusal, Room, Watch, refused, transport},
    core::agent::AgentError,
};

/// Asks once and tells the answer.
pub(super) async fn answer(
    http: &reqwest::Client,
    model: &Model,
    prompt: &Prompt,
    watch: &mut Watch,
    output: &mut Output,
) -> Result<Finish, Refusal> {
    let adapter = AdapterKind::from_lower_str(&model.provider).ok_or(AgentError::Misconfigured)?;
    let client = client(http, adapter, model)?;
    let options = ChatOptions::default().with_max_tokens(model.max_output_tokens).with_capture_usage(true);
    let iden = ModelIden::new(adapter, model.name.clone());
    let asked = watch.wait(client.exec_chat_stream(iden, request(prompt), Some(&options))).await?;
    let mut events = asked.map_err(|error| meaning_of(&error, AgentError::Misconfigured))?.stream;
    while let Some(event) = watch.wait(events.next()).await? {
        match event.map_err(|error| meaning_of(&error, AgentError::Protocol))? {
            // Neither is an answer: the first comes before anything was sent, the other only keeps the connection open.
            ChatStreamEvent::Start | ChatStreamEvent::Heartbeat => continue,
            ChatStreamEvent::Chunk(chunk) => {
                if output.text(chunk.content).await == Room::Full {
                    return Ok(output.finish(Finish::Length)?);
                }
            }
            ChatStreamEvent::End(end) => return ended(&end, output).await,
            _ => output.thinks().await,
        }
        watch.progressed();
    }
    Err(AgentError::Truncated.into())
}

/// A client that sends the key and asks the address of this profile, and looks for neither in the environment.
fn client(http: &reqwest::Client, adapter: AdapterKind, model: &Model) -> Result<genai::Client, AgentError> {
    let auth =
        model.key.as_ref().map_or(AuthData::Key(String::new()), |key| AuthData::Key(key.expose_secret().to_owned()));
    let address = model.base_url.as_ref().map(|url| format!("{}/", url.trim_end_matches('/')));
    genai::Client::builder()
        .with_reqwest(http.clone())
        .with_adapter_kind(adapter)
        .with_auth_resolver_fn(move |_: ModelIden| Ok(Some(auth.clone())))
        .with_service_target_resolver_fn(move |mut target: ServiceTarget| {
            if let Some(address) = &address {
                target.endpoint = Endpoint::from_owned(address.as_str());
            }
            Ok(target)
        })
        .build()
        .map_err(|_| AgentError::Misconfigured)
}

fn request(prompt: &Prompt) -> ChatRequest {
    let history = prompt.history.iter().map(|said| match said.role {
        Role::User => ChatMessage::user(said.text.clone()),
        Role::Agent => ChatMessage::assistant(said.text.clone()),
    });
    let messages = history.chain([ChatMessage::user(content(prompt))]).collect();
    let request = ChatRequest::new(messages);
    if prompt.system.is_empty() { request } else { request.with_system(prompt.system.clone()) }
}

/// The pictures, then what is asked about them.
fn content(prompt: &Prompt) -> MessageContent {
    if prompt.pictures.is_empty() {
        return prompt.question.clone().into();
    }
    let pictures = prompt.pictures.iter().map(|picture| {
        let name = Some(picture.name.clone());
        ContentPart::from_binary_base64(picture.media_type, Arc::clone(&picture.base64), name)
    });
    pictures.chain([ContentPart::from_text(prompt.question.clone())]).collect::<Vec<_>>().into()
}

/// The library ends a stream that was cut like one that was whole; only the latter has a reason.
async fn ended(end: &StreamEnd, output: &Output) -> Result<Finish, Refusal> {
    if let Some(used) = &end.captured_usage {
        let tokens = |count: Option<i32>| u64::try_from(count.unwrap_or_default()).unwrap_or_default();
        output.usage(Usage { input: tokens(used.prompt_tokens), output: tokens(used.completion_tokens) }).await;
    }
    let finish = match &end.captured_stop_reason {
        None if output.began() => return Err(AgentError::Truncated.into()),
        Some(StopReason::MaxTokens(_)) => Finish::Length,
        Some(StopReason::ContentFilter(_)) => Finish::ContentFilter,
        _ => Finish::Stop,
    };
    Ok(output.finish(finish)?)
}

/// The library's errors quote what the service said, so only their kind is looked at. What has no meaning of its own is
/// `otherwise`.
fn meaning_of(error: &genai::Error, otherwise: AgentError) -> Refusal {
    if let Some(status) = error.status() {
        if status == reqwest::StatusCode::BAD_REQUEST && says_too_long(error) {
            return AgentError::ContextTooLong.into();
        }
        return refused(status, error.headers().unwrap_or(&reqwest::header::HeaderMap::new()));
    }
    let causes = std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source());
    for cause in causes {
        if let Some(error) = cause.downcast_ref::<reqwest::Error>() {
            return transport(error);
        }
    }
    match error {
        genai::Error::ChatResponse { .. } => AgentError::Upstream.into(),
        genai::Error::WebStream { error, .. } => web(error.as_ref()),
        genai::Error::StreamParse { .. }
        | genai::Error::InvalidJsonResponseElement { .. }
        | genai::Error::SerdeJson(_) => AgentError::Protocol.into(),
        _ => otherwise.into(),
    }
}

fn web(error: &(dyn std::error::Error + Send + Sync + 'static)) -> Refusal {
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        return transport(error);
    }
    if let Some(error) = error.downcast_ref::<genai::Error>() {
        return meaning_of(error, AgentError::Protocol);
    }
    AgentError::Protocol.into()
}

/// Anthropic and Gemini say it in words only.
fn says_too_long(error: &genai::Error) -> bool {
    let text = error.to_string();
    ["prompt is too long", "context_length_exceeded", "maximum context length", "exceeds the maximum number of tokens"]
        .iter()
        .any(|words| text.contains(words))
}
