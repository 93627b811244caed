//! Compact log of an answer that has ended, without the data its message already holds: readers get the same events,
//! and each takes a few bytes.

use parlor_shared::error::ErrorCode;
use serde::{Deserialize, Serialize};

use super::{Done, RunEvent};
use crate::core::conversation::message::{AnswerFailure, Extras};

/// One event. Stored as JSON in the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CompactEvent {
    /// This many more bytes of the message's text.
    Text(usize),
    /// Something the message holds besides its text.
    Part(MessagePart),
    /// An event that the message does not hold.
    Whole(RunEvent),
}

/// A part of a message besides its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessagePart {
    /// Its next block.
    Block,
    /// The terminal event.
    End,
}

/// Returns the terminal event of an answer.
pub fn end(extras: &Extras) -> RunEvent {
    match (&extras.failure, extras.finish) {
        (None, Some(finish)) => RunEvent::Done(Done {
            finish,
            citations: extras.citations.clone(),
            quick_replies: extras.quick_replies.clone(),
            usage: extras.usage,
            low_confidence: extras.low_confidence,
        }),
        (failure, _) => RunEvent::Failed(
            failure.clone().unwrap_or(AnswerFailure { code: ErrorCode::Interrupted, retry_after: None }),
        ),
    }
}

/// Returns the log without the data the message holds; `None` when the log could not be restored from it.
pub fn compact(events: &[RunEvent], text: &str, extras: &Extras) -> Option<Vec<CompactEvent>> {
    let (mut blocks, end) = (extras.blocks.iter().peekable(), end(extras));
    let short = |event: &RunEvent| match event {
        RunEvent::Text(text) => CompactEvent::Text(text.len()),
        RunEvent::Block(block) if blocks.next_if(|next| *next == block).is_some() => {
            CompactEvent::Part(MessagePart::Block)
        }
        event if *event == end => CompactEvent::Part(MessagePart::End),
        event => CompactEvent::Whole(event.clone()),
    };
    let compact: Vec<_> = events.iter().map(short).collect();
    (expand(&compact, text, extras).as_deref() == Some(events)).then_some(compact)
}

/// Restores the original log; `None` when it belongs to another message.
pub fn expand(compact: &[CompactEvent], text: &str, extras: &Extras) -> Option<Vec<RunEvent>> {
    let (mut text, mut blocks) = (text, extras.blocks.iter());
    let mut whole = |event: &CompactEvent| {
        Some(match event {
            CompactEvent::Text(length) => {
                let (piece, rest) = text.split_at_checked(*length)?;
                text = rest;
                RunEvent::Text(piece.to_owned())
            }
            CompactEvent::Part(MessagePart::Block) => RunEvent::Block(blocks.next()?.clone()),
            CompactEvent::Part(MessagePart::End) => end(extras),
            CompactEvent::Whole(event) => event.clone(),
        })
    };
    compact.iter().map(&mut whole).collect()
}

#[cfg(test)]
mod tests {
    use parlor_shared::{
        content::{Block, QuickReply, ToolUse},
        widget::Finish,
    };

    use super::*;

    fn block(text: &str) -> Block {
        Block::Tool(ToolUse { name: text.into(), args: "{}".into(), result: None })
    }

    fn text(text: &str) -> RunEvent {
        RunEvent::Text(text.into())
    }

    fn extras() -> Extras {
        Extras {
            blocks: vec![block("a"), block("b")],
            quick_replies: vec![QuickReply("More".into())],
            finish: Some(Finish::Stop),
            ..Extras::default()
        }
    }

    #[test]
    fn a_log_is_put_together_again_exactly() {
        let extras = extras();
        let call = RunEvent::ToolCall { name: "find".into(), args: serde_json::json!({"q": [1, "ü"]}) };
        let events = [
            text("Grüße"),
            RunEvent::Block(block("a")),
            call,
            text(", wörld"),
            text(""),
            RunEvent::Block(block("b")),
            end(&extras),
        ];
        let short = compact(&events, "Grüße, wörld", &extras).unwrap();
        let json = serde_json::to_string(&short).unwrap();
        assert_eq!(json, r#"[7,"block",{"tool_call":{"name":"find","args":{"q":[1,"ü"]}}},8,0,"block","end"]"#);
        let read: Vec<CompactEvent> = serde_json::from_str(&json).unwrap();
        assert_eq!(expand(&read, "Grüße, wörld", &extras).unwrap(), events);
    }

    #[test]
    fn what_the_message_does_not_say_stays_in_the_log() {
        let extras = extras();
        let other_end = RunEvent::Failed(AnswerFailure { code: ErrorCode::UpstreamError, retry_after: Some(3) });
        let events = [RunEvent::Block(block("other")), text("a"), other_end];
        let short = compact(&events, "a", &extras).unwrap();
        assert_eq!(expand(&short, "a", &extras).unwrap(), events);
        assert_eq!(short[1], CompactEvent::Text(1));
    }

    #[test]
    fn a_log_of_another_text_stays_as_it_is() {
        assert_eq!(compact(&[text("a"), text("b")], "ax", &Extras::default()), None);
        assert_eq!(compact(&[text("ab")], "a", &Extras::default()), None);
        assert_eq!(expand(&[CompactEvent::Text(1)], "ü", &Extras::default()), None, "half a character");
    }
}
