//! The request of the chat completions protocol.

use parlor_shared::widget::Role;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{
    calls::is_whole,
    model::Model,
    prompt::Prompt,
    tools::{Exchange, ROUNDS, ToolCallRequest, ToolOffer},
    turns::turns,
};
use crate::core::owner::model_options::{ModelOptions, TokenParameter};

/// The address of the protocol's inventor.
const OPENAI_URL: &str = "https://api.openai.com/v1";

/// The request for an answer.
pub(super) fn request(client: &reqwest::Client, model: &Model, prompt: &Prompt) -> reqwest::RequestBuilder {
    let base = model.base_url.as_deref().unwrap_or(OPENAI_URL).trim_end_matches('/');
    let request = client
        .post(format!("{base}/chat/completions"))
        .header(reqwest::header::ACCEPT, "text/event-stream, application/json;q=0.5")
        .json(&body(model, prompt));
    let request = model.options.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
    match &model.key {
        Some(key) => request.bearer_auth(key.expose_secret()),
        None => request,
    }
}

fn body(model: &Model, prompt: &Prompt) -> Value {
    // OpenAI's newer models refuse `max_tokens`; most others' servers know nothing else.
    let usual = if model.base_url.is_none() { TokenParameter::MaxCompletionTokens } else { TokenParameter::MaxTokens };
    let limit = model.options.token_parameter.unwrap_or(usual).as_str();
    let mut body = json!({
        "model": model.name,
        "messages": messages(prompt),
        "stream": true,
        "stream_options": { "include_usage": true },
        limit: model.max_output_tokens,
    });
    let tools: Vec<_> = model.toolbox.offers().map(offered).collect();
    if !tools.is_empty() {
        body["tools"] = tools.into();
        if prompt.exchanges.len() >= ROUNDS {
            body["tool_choice"] = "none".into();
        }
    }
    settle(&mut body, &model.options);
    body
}

/// Applies the owner's options. A field of the body that is `null` is left out.
fn settle(body: &mut Value, options: &ModelOptions) {
    let ModelOptions { temperature, top_p, stop, seed, body: more, .. } = options;
    let stop = (!stop.is_empty()).then(|| json!(stop));
    let set = [
        ("temperature", temperature.map(Value::from)),
        ("top_p", top_p.map(Value::from)),
        ("stop", stop),
        ("seed", seed.map(Value::from)),
    ];
    let Value::Object(fields) = body else { return };
    fields.extend(set.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    for (name, value) in more {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
}

fn offered(tool: ToolOffer<'_>) -> Value {
    let ToolOffer { name, description, parameters } = tool;
    json!({ "type": "function", "function": { "name": name, "description": description, "parameters": parameters } })
}

/// The calls asked for, and their results.
fn exchanged(exchange: &Exchange) -> Vec<Value> {
    let call = |call: &ToolCallRequest| json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": arguments(call) } });
    let asked = json!({ "role": "assistant", "content": null, "tool_calls": exchange.calls.iter().map(call).collect::<Vec<_>>() });
    let results = exchange.calls.iter().zip(&exchange.results);
    let told = results.map(|(call, text)| json!({ "role": "tool", "tool_call_id": call.id, "content": text }));
    [asked].into_iter().chain(told).collect()
}

/// Servers read the arguments of earlier calls again; what is not JSON would make them refuse the whole request.
fn arguments(call: &ToolCallRequest) -> &str {
    if is_whole(&call.arguments) { &call.arguments } else { "{}" }
}

fn messages(prompt: &Prompt) -> Vec<Value> {
    let mut messages = Vec::with_capacity(prompt.history.len() + 2);
    if !prompt.system.is_empty() {
        messages.push(json!({ "role": "system", "content": prompt.system }));
    }
    let (history, question) = turns(&prompt.history, &prompt.question);
    for said in &history {
        let role = match said.role {
            Role::User => "user",
            Role::Agent => "assistant",
        };
        messages.push(json!({ "role": role, "content": said.text }));
    }
    messages.push(json!({ "role": "user", "content": content(prompt, question) }));
    messages.extend(prompt.exchanges.iter().flat_map(exchanged));
    messages
}

/// Text alone as text: not every service knows parts.
fn content(prompt: &Prompt, question: String) -> Value {
    if prompt.pictures.is_empty() {
        return question.into();
    }
    let pictures = prompt.pictures.iter().map(|picture| {
        let url = format!("data:{};base64,{}", picture.media_type, picture.base64);
        json!({ "type": "image_url", "image_url": { "url": url } })
    });
    let text = json!({ "type": "text", "text": question });
    pictures.chain([text]).collect()
}
