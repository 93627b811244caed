//! `/api/teams/{teamId}/agents/{id}/ask`: tries a question and shows where the answer comes from.

use axum::{Json as Reply, extract::State};
use parlor_shared::{
    content::Node,
    owner::{AskReply, AskRequest, RankedPassage},
};

use super::{
    auth::{Editor, IdPath},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        conversation::{agent_port::Ranking, turn::AgentTest},
        knowledge::Passage,
    },
    http::body::{BodyError, Json},
    http::state::AppState,
};

/// Asks an agent one question: the answer, the passages that were found, and how sure they make it.
///
/// Nothing is stored. It counts as an answer of the team, and within the limit of tests.
#[utoipa::path(post, path = "/api/teams/{teamId}/agents/{id}/ask", tag = "Owner: agents", operation_id = "owner_ask",
    request_body = AskRequest, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, description = "what came of it, good or bad", body = AskReply),
        (status = 400, description = "the question is empty or too long, or a field is unknown", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 429, description = "too many tests in this minute, or the team's budget is used up; see Retry-After",
            body = ErrorBody),
        (status = 503, description = "the server is stopping, or the documents cannot be searched now", body = ErrorBody),
    ))]
pub(super) async fn ask(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<AskRequest>, BodyError>,
) -> Result<Reply<AskReply>, ApiError> {
    let Json(AskRequest { question }) = body?;
    let tried = state.turns.try_question(&actor, &named.id()?, &question, &state.limits.agent_tests).await?;
    let nodes = match &tried.0.answer {
        Some(answer) => state.render.document_or_plain(answer).await,
        None => Vec::new(),
    };
    Ok(Reply(wire(tried.0, tried.1, nodes)))
}

fn wire(test: AgentTest, ranking: Option<Ranking>, nodes: Vec<Node>) -> AskReply {
    let problem = test.problem.map(|problem| problem.text(&test.spec));
    let (confidence, threshold) = ranking.as_ref().map(|found| (found.confidence, found.threshold)).unzip();
    AskReply {
        ok: test.ok,
        answer: test.answer,
        nodes,
        low_confidence: test.low_confidence,
        problem,
        milliseconds: u64::try_from(test.took.as_millis()).unwrap_or(u64::MAX),
        passages: ranking.into_iter().flat_map(|found| found.passages).map(passage).collect(),
        confidence,
        threshold,
    }
}

fn passage((passage, score): (Passage, f32)) -> RankedPassage {
    RankedPassage { document: passage.document, title: passage.title, text: passage.text, url: passage.url, score }
}
