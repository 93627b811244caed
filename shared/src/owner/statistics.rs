//! `GET /api/teams/{teamId}/statistics?from=&to=&widget=&zone=`: figures per day (ours).
//!
//! `from` and `to`: days as `YYYY-MM-DD`, both included, at most 366; the last 30 days when absent. `widget`: id of one
//! widget. `zone`: an IANA time zone such as `Europe/Berlin` in which days begin at midnight; UTC when absent.
//!
//! Counted when it happens: erasing a conversation does not change the past. Time zones are exact to a quarter of an hour.

use serde::{Deserialize, Serialize};

/// The reply.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerStatistics))]
pub struct StatisticsReply {
    /// The time zone of the days.
    pub zone: String,
    /// One entry per day, oldest first, also for days without anything.
    pub days: Vec<DayFigures>,
    /// Sums over these days.
    pub total: Figures,
    /// Sums over as many days before them.
    pub before: Figures,
}

/// The figures of one day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerDayFigures))]
pub struct DayFigures {
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
}

/// Counts of some time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = OwnerFigures))]
pub struct Figures {
    /// Conversations in which the first message was written.
    pub conversations: u64,
    /// Messages of visitors.
    pub questions: u64,
    /// Answers that ended well, stopped ones included.
    pub answers: u64,
    /// Of these, answers the agent was not sure of.
    pub unsure: u64,
    /// Answers that failed or were interrupted.
    pub failed: u64,
    /// Answers of this time that are rated up now.
    pub thumbs_up: u64,
    /// Answers of this time that are rated down now.
    pub thumbs_down: u64,
    /// E-mail addresses given for the first time.
    pub leads: u64,
    /// Tokens read by models.
    pub input_tokens: u64,
    /// Tokens written by models.
    pub output_tokens: u64,
}
