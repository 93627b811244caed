//! The request of the chat completions protocol.

use parlor_shared::widget::Role;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Model, prompt::Prompt};

/// Where the protocol's inventor listens.
const OPENAI_URL: &str = "https://api.openai.com/v1";

/// The request for an answer.
pub(super) fn request(client: &reqwest::Client, model: &Model, prompt: &Prompt) -> reqwest::RequestBuilder {
    let base = model.base_url.as_deref().unwrap_or(OPENAI_URL).trim_end_matches('/');
    let request = client
        .post(format!("{base}/chat/completions"))
        .header(reqwest::header::ACCEPT, "text/event-stream, application/json;q=0.5")
        .json(&body(model, prompt));
    match &model.key {
        Some(key) => request.bearer_auth(key.expose_secret()),
        None => request,
    }
}

fn body(model: &Model, prompt: &Prompt) -> Value {
    // OpenAI's newer models refuse `max_tokens`; the others' servers know nothing else.
    let limit = if model.base_url.is_none() { "max_completion_tokens" } else { "max_tokens" };
    json!({
        "model": model.name,
        "messages": messages(prompt),
        "stream": true,
        "stream_options": { "include_usage": true },
        limit: model.max_output_tokens,
    })
}

fn messages(prompt: &Prompt) -> Vec<Value> {
    let mut messages = Vec::with_capacity(prompt.history.len() + 2);
    if !prompt.system.is_empty() {
        messages.push(json!({ "role": "system", "content": prompt.system }));
    }
    for said in &prompt.history {
        let role = match said.role {
            Role::User => "user",
            Role::Agent => "assistant",
        };
        messages.push(json!({ "role": role, "content": said.text }));
    }
    messages.push(json!({ "role": "user", "content": content(prompt) }));
    messages
}

/// Text alone as text: not every service knows parts.
fn content(prompt: &Prompt) -> Value {
    if prompt.pictures.is_empty() {
        return prompt.question.clone().into();
    }
    let pictures = prompt.pictures.iter().map(|picture| {
        let url = format!("data:{};base64,{}", picture.media_type, picture.base64);
        json!({ "type": "image_url", "image_url": { "url": url } })
    });
    let text = json!({ "type": "text", "text": prompt.question });
    pictures.chain([text]).collect()
}
