//! NodeLoom, "Widgets API": a team's widgets at `/api/teams/{teamId}/widgets`, their visitors at `/api/widget-chat`.
//!
//! Dashboard routes want a signed-in account ([`LoginRequest`], ours) or a team's API secret; public routes want the
//! widget's embed token. Replies are plain objects; failures are [`ErrorBody`]. Times are RFC 3339 with milliseconds, UTC.

mod auth;
mod customization;
mod embed;
mod error;
mod init;
mod message;
mod session;
mod stats;
mod stream;
mod widget;

pub use auth::{LoginRequest, Me, MyTeam, TeamRole};
pub use customization::{Change, Customization, CustomizationChange};
pub use embed::{EmbedCodeReply, RegenerateTokenReply};
pub use error::ErrorBody;
pub use init::{InitCustomization, InitReply};
pub use message::{ChatMessage, ChatRole, MessagesReply, SendMessageRequest};
pub use session::{CreateSessionRequest, SessionReply};
pub use stats::{StatsReply, TokenUsage};
#[cfg(feature = "openapi")]
pub use stream::ServerSentEvent;
pub use stream::StreamEvent;
pub use widget::{CreateWidgetRequest, UpdateWidgetRequest, Widget};

/// The page's samples, compared byte by byte but for the white space between tokens.
#[cfg(test)]
mod samples {
    use serde::{Serialize, de::DeserializeOwned};

    /// Reads a sample and writes it again.
    pub(super) fn again<T: DeserializeOwned + Serialize>(sample: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<T>(sample).unwrap()).unwrap()
    }

    /// The sample without white space between tokens.
    pub(super) fn compact(sample: &str) -> String {
        let (mut in_text, mut escaped) = (false, false);
        let keep = |c: &char| {
            let kept = in_text || !c.is_ascii_whitespace();
            in_text ^= *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            kept
        };
        sample.chars().filter(keep).collect()
    }
}
