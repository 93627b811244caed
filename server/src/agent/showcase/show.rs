//! A thing the demo's agent shows.

use serde::Deserialize;

use crate::agent::scripted::Step;

/// One thing to show.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Show {
    /// The name visitors use.
    pub(super) nouns: Vec<String>,
    /// The answer.
    pub(super) steps: Vec<Step>,
}
