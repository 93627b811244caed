//! Replies with structure: a JSON object at once, or a stream of events.

use parlor_shared::{
    content::{Block, Citation, QuickReply},
    widget::Finish,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    agent::upstream::{Output, Pieces, Room, Watch},
    core::{
        agent::{AgentError, AgentEvent},
        blocks::{Kind, as_code},
    },
};

/// At most this many citations and blocks each.
const MOST: usize = 20;
/// At most this many suggestions: more is a menu.
const MOST_REPLIES: usize = 6;
/// The longest title and snippet, in characters.
const SNIPPET: usize = 240;
/// The longest suggestion, in characters.
const REPLY: usize = 120;

/// A reply at once.
#[derive(Deserialize)]
struct Reply {
    text: String,
    #[serde(default)]
    blocks: Vec<Value>,
    #[serde(flatten)]
    beside: Beside,
}

/// What comes at the end: also the data of `done`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Beside {
    citations: Vec<Citation>,
    quick_replies: Vec<QuickReply>,
}

#[derive(Deserialize)]
struct Token {
    t: String,
}

#[derive(Deserialize)]
struct Tool {
    name: String,
    #[serde(default)]
    args: Value,
    /// Text, or any JSON.
    result: Option<Value>,
}

/// Reads `{text, citations?, quick_replies?, blocks?}`.
pub(super) async fn whole(mut pieces: Pieces, watch: &Watch, output: &mut Output) -> Result<Finish, AgentError> {
    let body = pieces.whole(watch).await?;
    let reply: Reply = serde_json::from_slice(&body).map_err(|_| AgentError::Protocol)?;
    let room = output.text(reply.text).await;
    for value in reply.blocks.into_iter().take(MOST) {
        block(value, output).await;
    }
    beside(reply.beside, output).await;
    output.finish(if room == Room::Full { Finish::Length } else { Finish::Stop })
}

/// Reads `token`, `block`, `reasoning`, `tool_call` and `done`; `error` is the endpoint's way to give up. Other events are ignored.
pub(super) async fn stream(mut pieces: Pieces, watch: &mut Watch, output: &mut Output) -> Result<Finish, AgentError> {
    let (mut blocks, mut tools) = (0, 0);
    while let Some(event) = pieces.event(watch).await? {
        match event.event.as_str() {
            "token" => {
                let token: Token = read(&event.data)?;
                if output.text(token.t).await == Room::Full {
                    return output.finish(Finish::Length);
                }
                watch.progressed();
            }
            "block" if blocks < MOST => {
                blocks += 1;
                block(read(&event.data)?, output).await;
                watch.progressed();
            }
            "reasoning" => {
                let token: Token = read(&event.data)?;
                output.thinks(token.t).await;
                watch.progressed();
            }
            "tool_call" if tools < MOST => {
                tools += 1;
                tool(read(&event.data)?, output).await;
                watch.progressed();
            }
            "done" => {
                let end = if event.data.trim().is_empty() { Beside::default() } else { read(&event.data)? };
                beside(end, output).await;
                return output.finish(Finish::Stop);
            }
            "error" => return Err(AgentError::Upstream),
            _ => {}
        }
    }
    Err(AgentError::Truncated)
}

fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, AgentError> {
    serde_json::from_str(json).map_err(|_| AgentError::Protocol)
}

async fn tool(Tool { name, args, result }: Tool, output: &Output) {
    output.tell(AgentEvent::ToolCall { name, args }).await;
    if let Some(result) = result {
        let text = if let Value::String(text) = result { text } else { result.to_string() };
        output.tell(AgentEvent::ToolResult(text)).await;
    }
}

/// A block of a type we do not know is left out: the endpoint may be newer than we are. One of a known type that cannot be
/// read is shown as the code it is.
async fn block(value: Value, output: &mut Output) {
    let known = value["type"].as_str().is_some_and(|name| Kind::named(name).is_some());
    let json = if known { value.to_string() } else { String::new() };
    match serde_json::from_value::<Block>(value) {
        // What an endpoint thought and did has events of its own.
        Ok(Block::Reasoning { .. } | Block::Tool(_)) => {}
        Ok(block) => output.block(block).await,
        // Where there is no room for more text, there is none for this.
        Err(_) if known => _ = output.text(format!("\n\n{}\n\n", as_code(&json))).await,
        Err(_) => {}
    }
}

async fn beside(beside: Beside, output: &Output) {
    let citations: Vec<_> = beside.citations.into_iter().take(MOST).map(checked).collect();
    if !citations.is_empty() {
        output.tell(AgentEvent::Citations(citations)).await;
    }
    let fits = |reply: &QuickReply| !reply.0.trim().is_empty() && reply.0.chars().count() <= REPLY;
    let replies: Vec<_> = beside.quick_replies.into_iter().filter(fits).take(MOST_REPLIES).collect();
    if !replies.is_empty() {
        output.tell(AgentEvent::QuickReplies(replies)).await;
    }
}

/// Only addresses a page may link to.
fn checked(citation: Citation) -> Citation {
    let linkable = |url: &String| reqwest::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    Citation {
        title: citation.title.chars().take(SNIPPET).collect(),
        url: citation.url.filter(linkable),
        snippet: citation.snippet.chars().take(SNIPPET).collect(),
    }
}
