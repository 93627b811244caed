//! `POST /api/teams/{teamId}/agents/{id}/ask`: tries a question and shows where the answer comes from (ours).
//!
//! Nothing is stored. It counts as an answer of the team, and within the limit of tests.

use serde::{Deserialize, Serialize};

use crate::content::Node;

/// The body.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskRequest {
    /// The question, 1 to 2,000 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]"))]
    pub question: String,
}

/// The reply.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskReply {
    /// True if the answer is whole.
    pub ok: bool,
    /// The answer in Markdown; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// The answer as nodes.
    pub nodes: Vec<Node>,
    /// True if the agent is not sure of it.
    pub low_confidence: bool,
    /// The reason there is no answer, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Milliseconds from the question to the end.
    pub milliseconds: u64,
    /// The passages of the agent's documents that were found, best first, at most 10. Empty without documents.
    pub passages: Vec<RankedPassage>,
    /// The confidence that the best passages answer: their scores, less what other passages say as well. Absent without
    /// documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// The confidence from which on the best passage is quoted as an answer; below it the agent is not sure. It depends on
    /// the length of the question. Absent without documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f32>,
}

/// A passage that was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RankedPassage {
    /// Name of the document.
    pub document: String,
    /// Headings above it, outermost first, joined with ` › `.
    pub title: String,
    /// The passage in Markdown.
    pub text: String,
    /// Its address, if it is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The part of the question it covers, about 0 to 1; a fitting heading may raise it above.
    pub score: f32,
}
