//! The owner's API, `/api/auth/*` and `/api/teams/{teamId}/*`: one file per endpoint (ours).
//!
//! JSON in `snake_case`. Times are RFC 3339 with milliseconds, UTC. Failures are `{"error", "field"?}`
//! ([`OwnerErrorBody`]). Lists are read in pages: a reply with `next_cursor` has more after it, and the same request with
//! `cursor` set to that text returns them. A cursor belongs to the filters it was given for.

mod activity;
pub mod agent_spec;
mod ask;
mod conversation;
mod conversations;
mod embed;
mod error;
mod gaps;
mod keys;
mod leads;
mod messages;
mod session;
pub mod settings;
mod statistics;

pub use activity::{ActivityKind, ActivityPayload, ActivityRecord, ActivityReply};
pub use ask::{AskReply, AskRequest, RankedPassage};
pub use conversation::{ConversationReply, ConversationVisitor, VisitorEngagement};
pub use conversations::{ConversationItem, ConversationStatus, ConversationsReply};
pub use embed::{EmbedForm, EmbedReply};
pub use error::OwnerErrorBody;
pub use gaps::{Gap, GapReason, GapsReply};
pub use keys::WidgetKeys;
pub use leads::{LeadContact, LeadContribution, LeadsReply};
pub use messages::{OwnerMessage, OwnerMessagesReply};
pub use session::{LoginRequest, Me, MyTeam, TeamRole};
pub use statistics::{DayFigures, Figures, StatisticsReply};
