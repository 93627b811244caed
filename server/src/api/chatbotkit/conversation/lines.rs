//! The encoder of answers as JSON Lines.

use parlor_shared::{
    vendor::chatbotkit::{CompleteEvent, CompleteReply, ErrorLine, MessageType, SpokenMessage, TokenLine, UsageLine},
    widget::Usage,
};

use super::reply::reply;
use crate::api::chatbotkit::error::ApiError;
use crate::{
    core::{
        conversation::run::{FollowStep, Follower, RunEvent},
        owner::agent::AgentProfile,
    },
    http::event_stream::{CutReason, Encoder, Frame, StreamFormat},
};

/// Encodes a stored answer.
pub(super) struct Lines {
    /// The answer's id.
    pub(super) answer: String,
    /// The model's name.
    pub(super) model: String,
}

impl Encoder for Lines {
    type Source = Follower;

    const FORMAT: StreamFormat = StreamFormat::JsonLines;

    /// Events without an equivalent in this format (stages, blocks, tools) are skipped.
    async fn step(&mut self, frame: &mut Frame, follower: &mut Follower, step: FollowStep) {
        match step {
            FollowStep::Event(_, RunEvent::Text(token)) => say(frame, &CompleteEvent::Token(TokenLine { token })),
            FollowStep::Event(_, RunEvent::Done(done)) => {
                let reply = reply(Some(self.answer.clone()), follower.text(), done.finish, done.usage);
                end(frame, &self.model, reply, done.usage);
            }
            FollowStep::Event(_, RunEvent::Failed(failure)) => fail(frame, &failure.into()),
            FollowStep::Event(_, RunEvent::Block(_) | RunEvent::ToolCall { .. } | RunEvent::PageCall(_))
            | FollowStep::Stage(_) => {}
            // The place asked for was the beginning: whatever there is, is new.
            FollowStep::Reset => {
                let token = follower.snapshot().text;
                say(frame, &CompleteEvent::Token(TokenLine { token }));
            }
        }
    }

    fn cut_short(&mut self, frame: &mut Frame, reason: CutReason) {
        fail(frame, &reason.code().into());
    }
}

/// The first line: the user's message is accepted.
pub(super) fn begin(frame: &mut Frame) {
    say(frame, &CompleteEvent::CompleteBegin {});
}

/// The last line of an answer that has failed.
pub(super) fn fail(frame: &mut Frame, error: &ApiError) {
    say(frame, &CompleteEvent::Error(ErrorLine { message: error.message().to_owned() }));
}

/// The lines of an answer that has ended well.
pub(super) fn end(frame: &mut Frame, model: &str, reply: CompleteReply, usage: Usage) {
    say(frame, &CompleteEvent::Message(SpokenMessage { kind: MessageType::Bot, text: reply.text.clone() }));
    say(
        frame,
        &CompleteEvent::Usage(UsageLine {
            model: model.to_owned(),
            input_tokens_used: usage.input,
            output_tokens_used: usage.output,
        }),
    );
    say(frame, &CompleteEvent::CompleteEnd {});
    say(frame, &CompleteEvent::Result(reply));
}

pub(super) fn say(frame: &mut Frame, event: &CompleteEvent) {
    frame.line(event);
}

/// The model's name; empty when the agent has none.
pub(super) fn model(agent: &AgentProfile) -> String {
    agent.spec.service().model.unwrap_or_default().to_owned()
}
