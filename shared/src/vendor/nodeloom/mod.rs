//! NodeLoom, "Widgets API": a team's widgets at `/api/teams/{teamId}/widgets`, their visitors at `/api/widget-chat`.
//!
//! Dashboard routes need a signed-in account ([`LoginRequest`](crate::owner::LoginRequest), ours) or a team's API secret; public routes need the
//! widget's embed token. Replies are plain objects; failures are [`ErrorBody`]. Times are RFC 3339 with milliseconds,
//! UTC.

mod customization;
mod embed;
mod error;
mod init;
mod message;
mod session;
mod stats;
mod stream;
mod widget;

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

/// The samples of the vendor's page, compared byte by byte except for white space between tokens.
#[cfg(test)]
mod samples {
    use serde::{Serialize, de::DeserializeOwned};

    /// Reads a sample and writes it again.
    pub(super) fn again<T: DeserializeOwned + Serialize>(sample: &str) -> String {
        serde_json::to_string(&serde_json::from_str::<T>(sample).unwrap()).unwrap()
    }

    /// Returns the sample without white space between tokens.
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
