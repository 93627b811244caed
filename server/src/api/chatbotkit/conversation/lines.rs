//! An answer on its way to one reader, as JSON Lines. It holds a place in the answer's log and at most one frame.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    response::Response,
};
use futures_util::{future::BoxFuture, stream};
use parlor_shared::{
    error::ErrorCode,
    vendor::chatbotkit::{CompleteEvent, CompleteReply, ErrorLine, MessageType, SpokenMessage, TokenLine, UsageLine},
    widget::Usage,
};

use super::{super::error::ApiError, complete::reply};
use crate::{
    core::{
        profile::{AgentProfile, AgentSpec},
        run::{Done, Follower, RunEvent, Step},
        turn::Accepted,
        widget::Widget,
    },
    http::{jsonl, standing::Began, streams::Slot},
    state::{AppState, Shutdown},
};

/// A sign of life is sent after this much silence.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);
/// Lines that are ready are sent together up to this many bytes.
const FRAME: usize = 8 * 1024;

/// An answer on its way to one reader.
pub(super) struct Sending {
    follower: Follower,
    answer: String,
    model: String,
    shutdown: Shutdown,
    lost: BoxFuture<'static, ()>,
    ended: bool,
    _slot: Slot,
}

impl Sending {
    pub(super) fn new(
        state: &AppState,
        slot: Slot,
        widget: &Widget,
        agent: &AgentProfile,
        accepted: &Accepted,
    ) -> Self {
        let (standing, began) = (Arc::clone(&state.standing), Began::from(widget));
        Self {
            follower: accepted.run.follow(0),
            answer: accepted.answer.id.to_string(),
            model: model(agent),
            shutdown: state.shutdown.clone(),
            lost: Box::pin(async move { standing.lost(&began).await }),
            ended: false,
            _slot: slot,
        }
    }

    /// The response; its first line says that what the visitor said is stored.
    pub(super) fn begin(self) -> Response {
        let mut first = String::new();
        jsonl::line(&mut first, &CompleteEvent::CompleteBegin {});
        let frames = stream::unfold((self, first), |(mut sending, frame)| async move {
            let frame = if frame.is_empty() { sending.frame().await? } else { frame };
            Some((Ok::<_, Infallible>(Bytes::from(frame)), (sending, String::new())))
        });
        jsonl::response(Body::from_stream(frames))
    }

    /// The next bytes to send, never none; `None` at the end.
    async fn frame(&mut self) -> Option<String> {
        let mut frame = String::new();
        while frame.is_empty() && !self.ended {
            tokio::select! {
                biased;
                step = self.follower.next() => self.add(&mut frame, step?),
                () = self.shutdown.closing.cancelled() => self.fail(&mut frame, &ErrorCode::Overloaded.into()),
                () = &mut self.lost => self.fail(&mut frame, &ErrorCode::WidgetInactive.into()),
                () = tokio::time::sleep(HEARTBEAT) => frame.push_str(jsonl::HEARTBEAT),
            }
        }
        while frame.len() < FRAME && !self.ended {
            let Some(step) = self.follower.ready() else { break };
            self.add(&mut frame, step);
        }
        (!frame.is_empty()).then_some(frame)
    }

    /// What this format has no word for is passed over: stages, blocks, tools.
    fn add(&mut self, frame: &mut String, step: Step) {
        match step {
            Step::Event(_, RunEvent::Text(token)) => say(frame, &CompleteEvent::Token(TokenLine { token })),
            Step::Event(_, RunEvent::Done(done)) => self.done(frame, &done),
            Step::Event(_, RunEvent::Failed(failure)) => self.fail(frame, &failure.into()),
            Step::Event(_, RunEvent::Block(_) | RunEvent::ToolCall { .. } | RunEvent::PageCall(_)) | Step::Stage(_) => {
            }
            // The place asked for was the beginning: whatever there is, is new.
            Step::Reset => {
                let token = self.follower.snapshot().text;
                say(frame, &CompleteEvent::Token(TokenLine { token }));
            }
        }
    }

    fn done(&mut self, frame: &mut String, done: &Done) {
        self.ended = true;
        let reply = reply(Some(self.answer.clone()), self.follower.text(), done.finish, done.usage);
        end(frame, &self.model, reply, done.usage);
    }

    fn fail(&mut self, frame: &mut String, error: &ApiError) {
        self.ended = true;
        say(frame, &CompleteEvent::Error(ErrorLine { message: error.message().to_owned() }));
    }
}

/// The lines of an answer that has ended well.
pub(super) fn end(frame: &mut String, model: &str, reply: CompleteReply, usage: Usage) {
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

pub(super) fn say(frame: &mut String, event: &CompleteEvent) {
    jsonl::line(frame, event);
}

/// The model's name; empty when the agent has none.
pub(super) fn model(agent: &AgentProfile) -> String {
    match &agent.spec {
        AgentSpec::Llm { model, .. } => model.clone(),
        AgentSpec::Knowledge { .. } | AgentSpec::Webhook { .. } | AgentSpec::Scripted {} => String::new(),
    }
}
