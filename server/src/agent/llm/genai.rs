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
        ChatMessage, ChatOptions, ChatRequest, ChatStream, ChatStreamEvent, ContentPart, MessageContent, StopReason,
        StreamEnd, ToolCall, ToolChoice, ToolResponse,
    },
    resolver::{AuthData, Endpoint},
};
use jiff::Timestamp;
use parlor_shared::widget::{Finish, Role, Usage};
use secrecy::ExposeSecret;

use super::{
    model::{Model, ModelOutcome},
    prompt::Prompt,
    tools::{Exchange, ROUNDS, ToolCallRequest, ToolOffer},
    torn_frames::TornFrames,
    turns::turns,
};
use crate::{
    agent::upstream::{Capacity, Output, ServiceRefusal, Watch, about_model, in_text, meaning, refused, transport},
    core::{
        conversation::{agent_error::AgentError, agent_problem::AgentProblem},
        owner::model_options::ModelOptions,
    },
};

/// Asks once and tells the answer.
pub(super) async fn answer(
    http: &reqwest::Client,
    model: &Model,
    prompt: &Prompt,
    watch: &mut Watch,
    output: &mut Output,
    now: Timestamp,
) -> Result<ModelOutcome, ServiceRefusal> {
    let unknown = || ServiceRefusal::because(AgentError::Misconfigured, AgentProblem::ProviderUnknown);
    let adapter = AdapterKind::from_lower_str(&model.provider).ok_or_else(unknown)?;
    let client = client(http, adapter, model)?;
    let mut options = options(model);
    // After the last round the model has to answer.
    if prompt.exchanges.len() >= ROUNDS {
        options = options.with_tool_choice(ToolChoice::None);
    }
    let torn = TornFrames::default();
    options = options.with_raw_frame_sink_arc(torn.listener());
    let iden = ModelIden::new(adapter, model.name.clone());
    let asked = watch.wait(client.exec_chat_stream(iden, request(model, prompt), Some(&options))).await?;
    let events = asked.map_err(|error| meaning_of(&error, AgentError::Misconfigured, now))?.stream;
    tell(events, torn, watch, output, now).await
}

/// Tells an answer's events, to its end.
async fn tell(
    mut events: ChatStream,
    mut torn: TornFrames,
    watch: &mut Watch,
    output: &mut Output,
    now: Timestamp,
) -> Result<ModelOutcome, ServiceRefusal> {
    while let Some(event) = watch.wait(events.next()).await? {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                if mend(&error, &mut torn, output, now).await? == Capacity::Full {
                    return Ok(ModelOutcome::All(output.end(Finish::Length).await?));
                }
                watch.progressed();
                continue;
            }
        };
        match event {
            // Neither is an answer: the first comes before anything was sent, the other only keeps the connection open.
            ChatStreamEvent::Start => continue,
            ChatStreamEvent::Heartbeat => {
                watch.heard();
                continue;
            }
            ChatStreamEvent::Chunk(chunk) => {
                if output.text(torn.text(chunk.content)).await == Capacity::Full {
                    return Ok(ModelOutcome::All(output.end(Finish::Length).await?));
                }
            }
            ChatStreamEvent::End(end) => {
                if let Some(half) = torn.end() {
                    output.text(half.into()).await;
                }
                return ended(end, torn.finish(), output).await;
            }
            ChatStreamEvent::ReasoningChunk(chunk) => output.thinks(chunk.content).await,
            _ => output.thinks(String::new()).await,
        }
        watch.progressed();
    }
    match torn.finish() {
        Some(finish) => Ok(ModelOutcome::All(output.end(finish?).await?)),
        None => Err(AgentError::Truncated.into()),
    }
}

/// Tells what a frame said that the library could not read; any other error stays one.
async fn mend(
    error: &genai::Error,
    torn: &mut TornFrames,
    output: &mut Output,
    now: Timestamp,
) -> Result<Capacity, ServiceRefusal> {
    let unread = matches!(error, genai::Error::StreamParse { .. });
    let Some(piece) = torn.piece().filter(|_| unread) else {
        return Err(meaning_of(error, AgentError::Protocol, now));
    };
    if !piece.thoughts.is_empty() {
        output.thinks(piece.thoughts).await;
    }
    Ok(output.text(piece.text).await)
}

fn options(model: &Model) -> ChatOptions {
    let ModelOptions { temperature, top_p, stop, seed, headers, body, .. } = &*model.options;
    let mut options = ChatOptions::default().with_max_tokens(model.max_output_tokens).with_capture_usage(true);
    options = options.with_capture_tool_calls(true).with_stop_sequences(stop.clone());
    (options.temperature, options.top_p, options.seed) = (*temperature, *top_p, *seed);
    if !headers.is_empty() {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.clone()));
        options = options.with_extra_headers(headers.collect::<Vec<_>>());
    }
    if body.is_empty() { options } else { options.with_extra_body(body.clone().into()) }
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

fn request(model: &Model, prompt: &Prompt) -> ChatRequest {
    let (history, question) = turns(&prompt.history, &prompt.question);
    let history = history.into_iter().map(|said| match said.role {
        Role::User => ChatMessage::user(said.text),
        Role::Agent => ChatMessage::assistant(said.text),
    });
    let asked = [ChatMessage::user(content(prompt, question))];
    let messages = history.chain(asked).chain(prompt.exchanges.iter().flat_map(exchanged)).collect();
    let mut request = ChatRequest::new(messages);
    let tools: Vec<_> = model.toolbox.offers().map(offered).collect();
    if !tools.is_empty() {
        request = request.with_tools(tools);
    }
    if prompt.system.is_empty() { request } else { request.with_system(prompt.system.clone()) }
}

fn offered(tool: ToolOffer<'_>) -> genai::chat::Tool {
    let offered = genai::chat::Tool::new(tool.name);
    offered.with_description(tool.description).with_schema(tool.parameters.clone())
}

/// The calls asked for, and their results.
fn exchanged(exchange: &Exchange) -> [ChatMessage; 2] {
    let calls = exchange.calls.iter().map(|call| ToolCall {
        call_id: call.id.clone(),
        fn_name: call.name.clone(),
        fn_arguments: serde_json::from_str(&call.arguments).unwrap_or_default(),
        thought_signatures: call.signatures.clone(),
    });
    let results = exchange.calls.iter().zip(&exchange.results);
    let told =
        results.map(|(call, text)| ToolResponse::new(call.id.clone(), text.clone()).with_fn_name(call.name.clone()));
    [calls.collect::<Vec<_>>().into(), told.collect::<Vec<_>>().into()]
}

fn wanted(call: ToolCall) -> ToolCallRequest {
    ToolCallRequest {
        id: call.call_id,
        name: call.fn_name,
        arguments: call.fn_arguments.to_string(),
        signatures: call.thought_signatures,
    }
}

/// The pictures, then what is asked about them.
fn content(prompt: &Prompt, question: String) -> MessageContent {
    if prompt.pictures.is_empty() {
        return question.into();
    }
    let pictures = prompt.pictures.iter().map(|picture| {
        let name = Some(picture.name.clone());
        ContentPart::from_binary_base64(picture.media_type, Arc::clone(&picture.base64), name)
    });
    pictures.chain([ContentPart::from_text(question)]).collect::<Vec<_>>().into()
}

/// The library ends a stream that was cut like one that was whole; only the latter has a reason.
async fn ended(
    end: StreamEnd,
    torn: Option<Result<Finish, AgentError>>,
    output: &mut Output,
) -> Result<ModelOutcome, ServiceRefusal> {
    if let Some(used) = &end.captured_usage {
        let tokens = |count: Option<i32>| u64::try_from(count.unwrap_or_default()).unwrap_or_default();
        output.usage(Usage { input: tokens(used.prompt_tokens), output: tokens(used.completion_tokens) }).await;
    }
    let stop = end.captured_stop_reason.clone();
    let calls: Vec<_> = end.captured_into_tool_calls().unwrap_or_default().into_iter().map(wanted).collect();
    if stop.is_some() && !calls.is_empty() {
        return Ok(ModelOutcome::Wants(calls));
    }
    let finish = match (&stop, torn) {
        (None, Some(finish)) => finish?,
        (None, None) if output.began() => return Err(AgentError::Truncated.into()),
        (Some(StopReason::MaxTokens(_)), _) => Finish::Length,
        (Some(StopReason::ContentFilter(_)), _) => Finish::ContentFilter,
        _ => Finish::Stop,
    };
    Ok(ModelOutcome::All(output.end(finish).await?))
}

/// The library's errors quote what the service said, so only their kind is looked at. What has no meaning of its own is
/// `otherwise`.
fn meaning_of(error: &genai::Error, otherwise: AgentError, now: Timestamp) -> ServiceRefusal {
    if let Some(status) = error.status() {
        let refusal = refused(status, error.headers().unwrap_or(&reqwest::header::HeaderMap::new()), now);
        let certain = if status.is_client_error() { in_text(&error.to_string()) } else { None };
        return certain.unwrap_or_else(|| about_model(refusal, body_of(error)));
    }
    let causes = std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source());
    for cause in causes {
        if let Some(error) = cause.downcast_ref::<reqwest::Error>() {
            return transport(error);
        }
    }
    match error {
        genai::Error::ChatResponse { body, .. } => meaning(body.get("error").unwrap_or(body)).into(),
        genai::Error::WebStream { error, .. } => web(error.as_ref(), now),
        genai::Error::StreamParse { .. }
        | genai::Error::InvalidJsonResponseElement { .. }
        | genai::Error::SerdeJson(_) => AgentError::Protocol.into(),
        _ => otherwise.into(),
    }
}

/// The body of a failed request.
fn body_of(error: &genai::Error) -> &str {
    match error {
        genai::Error::HttpError { body, .. }
        | genai::Error::WebModelCall { webc_error: genai::webc::Error::ResponseFailedStatus { body, .. }, .. } => body,
        _ => "",
    }
}

fn web(error: &(dyn std::error::Error + Send + Sync + 'static), now: Timestamp) -> ServiceRefusal {
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        return transport(error);
    }
    if let Some(error) = error.downcast_ref::<genai::Error>() {
        return meaning_of(error, AgentError::Protocol, now);
    }
    AgentError::Protocol.into()
}
