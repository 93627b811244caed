//! `GET /api/teams/{teamId}/widgets/{id}/stats`: a widget's figures, counted when asked for.
//!
//! Source: NodeLoom, "Get Widget Stats".

use serde::{Deserialize, Serialize};

/// The reply.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatsReply {
    /// Conversations, through every API.
    pub total_sessions: u64,
    /// Messages in them, visitors' and agents', as their history shows them.
    pub total_messages: u64,
    /// Messages by sessions, to one decimal; 0 without sessions.
    pub avg_messages_per_session: f64,
    /// Conversations that began, or in which something was said, since midnight UTC.
    pub active_sessions_today: u64,
    /// What the answers cost.
    pub token_usage: TokenUsage,
}

/// What answers cost, in the model's tokens; zeros for agents without a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = NodeLoomTokenUsage))]
pub struct TokenUsage {
    /// Tokens read.
    pub input: u64,
    /// Tokens written.
    pub output: u64,
}

#[cfg(test)]
mod tests {
    use super::{
        super::samples::{again, compact},
        *,
    };

    #[test]
    fn the_pages_sample() {
        let sample = r#"{
  "totalSessions": 1234,
  "totalMessages": 8765,
  "avgMessagesPerSession": 7.1,
  "activeSessionsToday": 42,
  "tokenUsage": {
    "input": 245000,
    "output": 312000
  }
}"#;
        assert_eq!(again::<StatsReply>(sample), compact(sample));
    }
}
