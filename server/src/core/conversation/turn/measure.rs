//! Metrics of answers.

use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use parlor_shared::error::ErrorCode;
use tokio::time::Instant;

const ANSWERS: &str = "parlor_answers_total";
const ERRORS: &str = "parlor_answer_errors_total";
const FIRST_TEXT: &str = "parlor_answer_first_text_seconds";
const DURATION: &str = "parlor_answer_duration_seconds";

/// Upper bounds of buckets, in seconds: an agent may take two minutes.
const BUCKETS: [f64; 11] = [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0];

/// The histograms and the upper bounds of their buckets, in seconds.
pub const DURATIONS: [(&str, &[f64]); 2] = [(FIRST_TEXT, &BUCKETS), (DURATION, &BUCKETS)];

/// Help texts.
pub fn describe() {
    describe_counter!(ANSWERS, "Answers that ended, by status: complete, stopped, failed or interrupted.");
    describe_counter!(ERRORS, "Answers that failed, by the code of the error.");
    describe_histogram!(FIRST_TEXT, Unit::Seconds, "Time from the beginning of an answer to its first text.");
    describe_histogram!(DURATION, Unit::Seconds, "Time from the beginning of an answer to its end.");
}

/// The measurement of one answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    begun: Instant,
    spoke: bool,
}

impl Measure {
    /// Starts the measurement of an answer.
    pub(super) fn begin() -> Self {
        Self { begun: Instant::now(), spoke: false }
    }

    /// Records that text was published.
    pub(super) fn text(&mut self) {
        if !std::mem::replace(&mut self.spoke, true) {
            histogram!(FIRST_TEXT).record(self.begun.elapsed().as_secs_f64());
        }
    }

    /// Records that the answer failed.
    pub(super) fn failed(code: ErrorCode) {
        counter!(ERRORS, "code" => code.as_str()).increment(1);
    }

    /// Records that the answer ended with this status.
    pub(super) fn end(self, status: &'static str) {
        counter!(ANSWERS, "status" => status).increment(1);
        histogram!(DURATION).record(self.begun.elapsed().as_secs_f64());
    }
}
