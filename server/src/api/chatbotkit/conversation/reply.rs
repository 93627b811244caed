//! A whole answer, as this API tells it.

use parlor_shared::{
    vendor::chatbotkit::{CompleteReply, End, EndReason, Usage},
    widget::{self, Finish},
};

/// The reply with an answer; `id` is absent where nothing is stored.
pub(super) fn reply(id: Option<String>, text: String, finish: Finish, usage: widget::Usage) -> CompleteReply {
    let token = usage.input.saturating_add(usage.output);
    CompleteReply { id, text, usage: Usage { token }, end: End { reason: reason(finish) } }
}

const fn reason(finish: Finish) -> EndReason {
    match finish {
        Finish::Stop => EndReason::Stop,
        Finish::Length => EndReason::Length,
        Finish::Stopped | Finish::ContentFilter => EndReason::Abort,
    }
}
