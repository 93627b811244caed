//! Counts of what happened, per quarter of an hour.

use std::ops::{Add, AddAssign};

use jiff::Timestamp;

/// Milliseconds of a slot, the smallest time that is counted apart: offsets of time zones are multiples of it.
pub const SLOT_MILLIS: i64 = 15 * 60 * 1000;

/// Counts of some time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Conversations in which the visitor wrote first.
    pub conversations: i64,
    /// Messages of visitors.
    pub questions: i64,
    /// Answers that ended well.
    pub answers: i64,
    /// Of these, answers the agent was not sure of.
    pub unsure: i64,
    /// Answers that failed or were interrupted.
    pub failed: i64,
    /// Answers rated up.
    pub thumbs_up: i64,
    /// Answers rated down.
    pub thumbs_down: i64,
    /// E-mail addresses given for the first time.
    pub leads: i64,
    /// Tokens read by models.
    pub input_tokens: i64,
    /// Tokens written by models.
    pub output_tokens: i64,
}

impl Add for Figures {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            conversations: self.conversations + other.conversations,
            questions: self.questions + other.questions,
            answers: self.answers + other.answers,
            unsure: self.unsure + other.unsure,
            failed: self.failed + other.failed,
            thumbs_up: self.thumbs_up + other.thumbs_up,
            thumbs_down: self.thumbs_down + other.thumbs_down,
            leads: self.leads + other.leads,
            input_tokens: self.input_tokens + other.input_tokens,
            output_tokens: self.output_tokens + other.output_tokens,
        }
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The slot that holds a time.
pub fn slot(at: Timestamp) -> i64 {
    at.as_millisecond().div_euclid(SLOT_MILLIS)
}
