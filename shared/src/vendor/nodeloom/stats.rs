//! `GET /api/teams/{teamId}/widgets/{id}/stats`: a widget's statistics, counted on request.
//!
//! Source: NodeLoom, "Get Widget Stats".

use serde::{Deserialize, Serialize};

/// The reply.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatsReply {
    /// Number of conversations, through all APIs.
    pub total_sessions: u64,
    /// Number of messages in these conversations, from visitors and agents, as their history shows them.
    pub total_messages: u64,
    /// Messages per session, to one decimal; 0 without sessions.
    pub avg_messages_per_session: f64,
    /// Number of conversations that began, or had a message, since midnight UTC.
    pub active_sessions_today: u64,
    /// Tokens used for the answers.
    pub token_usage: TokenUsage,
}

/// Tokens used for answers, as the model counts them; zeros for agents without a model.
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
