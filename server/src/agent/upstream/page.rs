//! Asking the page to use one of its tools, on the way to an answer.

use serde_json::Value;

use super::{Output, Watch};
use crate::core::conversation::{
    agent_port::AgentEvent,
    tool::page::{Outcome, PageCall, PageTool, PageTools, accepts},
};

/// The longest result, in bytes.
const RESULT: usize = 32 << 10;

/// The page's outcome of this call, the answer's `nth`; else why it was not asked. An outcome is the page's words: data
/// for every reader.
pub(crate) async fn ask(
    page: &PageTools,
    tool: &PageTool,
    args: Value,
    nth: u32,
    watch: &mut Watch,
    output: &Output,
) -> Result<Outcome, String> {
    accepts(tool, &args).await?;
    let call = PageCall { id: format!("call-{nth}"), name: tool.name.clone(), args, approval: tool.approval };
    output.tell(AgentEvent::PageCall(call.clone())).await;
    Ok(watch.aside(page.outcome(&call)).await)
}

/// An outcome as text. What is too long is cut, and the text says so.
pub(crate) fn told(outcome: Outcome) -> String {
    match outcome {
        Outcome::Result(Value::String(text)) => cut(text),
        Outcome::Result(result) => cut(result.to_string()),
        Outcome::Error(reason) => cut(["It was not done: ", &reason].concat()),
    }
}

fn cut(mut text: String) -> String {
    if text.len() > RESULT {
        text.truncate(text.floor_char_boundary(RESULT));
        text.push_str("\n[cut: the result is longer]");
    }
    text
}
