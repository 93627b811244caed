//! Replies with structure: a JSON object at once, or a stream of events.

use parlor_shared::{
    content::{Block, Citation, QuickReply},
    widget::Finish,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    agent::upstream::{Capacity, Output, Pieces, Watch},
    core::conversation::{
        agent_error::AgentError,
        agent_port::AgentEvent,
        blocks::{BlockKind, as_code, citation},
        tool::page_tools::PageTools,
    },
};

/// At most this many citations and blocks each.
const MOST: usize = 20;
/// At most this many suggestions: more is a menu.
const MOST_REPLIES: usize = 6;

/// A reply at once.
#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    text: String,
    #[serde(default)]
    tool_calls: Vec<Call>,
    #[serde(default)]
    blocks: Vec<Value>,
    #[serde(flatten)]
    end: ReplyEnd,
}

/// The end of a reply: also the data of `done`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct ReplyEnd {
    citations: Vec<Citation>,
    quick_replies: Vec<QuickReply>,
}

/// A call of a page's tool; of one of the endpoint's own, when it comes with a result or the page lends nothing.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(super) struct Call {
    /// The endpoint's name for it; told back with the result.
    #[serde(default)]
    pub(super) id: String,
    /// The tool.
    pub(super) name: String,
    /// The arguments.
    #[serde(default)]
    pub(super) args: Value,
    /// The result of a tool of the endpoint's own: text, or any JSON.
    pub(super) result: Option<Value>,
}

/// The reply of an endpoint.
pub(super) enum ReplyOutcome {
    /// The whole answer was read.
    Complete(Finish),
    /// Tools of the page are called first.
    ToolCalls(Vec<Call>),
}

fn outcome(calls: Vec<Call>, capacity: Capacity, output: &Output) -> Result<ReplyOutcome, AgentError> {
    match capacity {
        Capacity::Full => output.finish(Finish::Length).map(ReplyOutcome::Complete),
        Capacity::Left if calls.is_empty() => output.finish(Finish::Stop).map(ReplyOutcome::Complete),
        Capacity::Left => Ok(ReplyOutcome::ToolCalls(calls)),
    }
}

#[derive(Deserialize)]
struct Token {
    t: String,
}

/// Reads `{text, citations?, quick_replies?, blocks?, tool_calls?}`.
pub(super) async fn whole(
    mut pieces: Pieces,
    watch: &Watch,
    page: &PageTools,
    output: &mut Output,
) -> Result<ReplyOutcome, AgentError> {
    let body = pieces.whole(watch).await?;
    let reply: Reply = serde_json::from_slice(&body).map_err(|_| AgentError::Protocol)?;
    let capacity = output.text(reply.text).await;
    for value in reply.blocks.into_iter().take(MOST) {
        block(value, output).await;
    }
    send_end(reply.end, output).await;
    let mut calls = Vec::new();
    for call in reply.tool_calls.into_iter().take(MOST) {
        calls.extend(asked(call, page, output).await);
    }
    outcome(calls, capacity, output)
}

/// Reads `token`, `block`, `reasoning`, `tool_call` and `done`; `error` is the endpoint's way to give up. Other events are
/// ignored.
pub(super) async fn stream(
    mut pieces: Pieces,
    watch: &mut Watch,
    page: &PageTools,
    output: &mut Output,
) -> Result<ReplyOutcome, AgentError> {
    let (mut blocks, mut tools, mut calls) = (0, 0, Vec::new());
    while let Some(event) = pieces.event(watch).await? {
        match event.event.as_str() {
            "token" => {
                let token: Token = read(&event.data)?;
                if output.text(token.t).await == Capacity::Full {
                    return outcome(calls, Capacity::Full, output);
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
                calls.extend(asked(read(&event.data)?, page, output).await);
                watch.progressed();
            }
            "done" => {
                let end = if event.data.trim().is_empty() { ReplyEnd::default() } else { read(&event.data)? };
                send_end(end, output).await;
                return outcome(calls, Capacity::Left, output);
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

/// The call, if it is for the page; else tells that it was made.
async fn asked(call: Call, page: &PageTools, output: &Output) -> Option<Call> {
    if call.result.is_none() && !page.tools().is_empty() {
        return Some(call);
    }
    output.tell(AgentEvent::ToolCall { name: call.name, args: call.args }).await;
    if let Some(result) = call.result {
        let text = if let Value::String(text) = result { text } else { result.to_string() };
        output.tell(AgentEvent::ToolResult(text)).await;
    }
    None
}

/// A block of a type we do not know is left out: the endpoint may be newer than we are. One of a known type that cannot be
/// read is shown as the code it is.
async fn block(value: Value, output: &mut Output) {
    let known = value["type"].as_str().is_some_and(|name| BlockKind::named(name).is_some());
    let json = if known { value.to_string() } else { String::new() };
    match serde_json::from_value::<Block>(value) {
        // Thoughts and tool calls of an endpoint have events of their own.
        Ok(Block::Reasoning { .. } | Block::Tool(_)) => {}
        Ok(block) => output.block(block).await,
        // If there is no room for more text, there is none for this.
        Err(_) if known => _ = output.text(format!("\n\n{}\n\n", as_code(&json))).await,
        Err(_) => {}
    }
}

async fn send_end(end: ReplyEnd, output: &Output) {
    let citations: Vec<_> = end.citations.into_iter().take(MOST).filter_map(citation::validate).collect();
    if !citations.is_empty() {
        output.tell(AgentEvent::Citations(citations)).await;
    }
    let valid = end.quick_replies.iter().filter_map(citation::validate_reply);
    let replies: Vec<_> = valid.take(MOST_REPLIES).collect();
    if !replies.is_empty() {
        output.tell(AgentEvent::QuickReplies(replies)).await;
    }
}
