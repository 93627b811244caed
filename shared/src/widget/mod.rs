//! The native widget API, `/v1/widget/*` (also at `/api/v1/widget/*`): one file per endpoint.
//!
//! Source: Glozr, "Widget API"; additions are compatible and marked "ours". Success bodies are `{"data": …}`
//! ([`Data`]); failures are [`crate::error::ErrorBody`].

mod attachment;
mod event;
mod export;
mod feedback;
mod history;
mod init;
mod launcher;
mod lead;
mod message;
mod proactive;
mod render;
mod stop;
mod stream;
mod tool;
mod unfurl;
mod voice;

pub use attachment::{Attachment, AttachmentRules};
pub use event::{EventItem, EventsReply, EventsRequest};
pub use export::{ExportedConversation, ExportedFile, ExportedMessage};
pub use feedback::{FeedbackReply, FeedbackRequest, FeedbackValue};
pub use history::HistoryReply;
pub use init::{AgentInfo, Branding, InitReply, InitRequest};
pub use launcher::{LauncherConfig, Outreach};
pub use lead::{LeadReply, LeadRequest, is_address};
pub use message::{Finish, Message, MessageReply, MessageRequest, MessageStatus, Render, Role, Usage};
pub use proactive::{ProactiveReply, ProactiveRequest};
pub use render::{RenderReply, RenderRequest};
use serde::{Deserialize, Serialize};
pub use stop::StopReply;
#[cfg(feature = "openapi")]
pub use stream::AnswerEvent;
pub use stream::{
    DoneEvent, ErrorEvent, ReconnectEvent, ResetEvent, StageEvent, StartEvent, TokenEvent, ToolCallEvent,
};
pub use tool::{Approval, PageTool, RegenerateRequest, ToolOutcome, ToolReply};
pub use unfurl::{UnfurlReply, UnfurlRequest};
pub use voice::{SpeakRequest, TranscribeReply};

/// The success envelope.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Data<T> {
    /// The reply itself.
    pub data: T,
}
