//! `/api/teams/{teamId}/agents/{id}/test`: does it answer, and why not.

use std::time::Duration;

use axum::{Json as Reply, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, IdPath},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::conversation::{agent_problem::AgentProblem, tool::mcp::McpServer, turn::AgentTest},
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// A question to try an agent with.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentTestQuestion {
    /// A greeting when absent.
    #[schema(min_length = 1, max_length = 2000, pattern = "[^\\s\\x85]")]
    question: Option<String>,
}

/// The result of a test.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgentTestResult {
    /// The answer is whole.
    ok: bool,
    /// The answer in Markdown, complete or partial; `null` when there is none.
    answer: Option<String>,
    /// From the question to the first word, in seconds; `null` when there was none.
    seconds_to_first_token: Option<f64>,
    /// From the question to the end, in seconds.
    seconds: f64,
    /// The reason there is no answer; beside an answer, what it had to do without.
    problem: Option<AgentTestProblem>,
}

/// A problem with an agent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AgentTestProblem {
    /// A stable name, for example `name_not_resolved`, `key_refused` or `model_unknown`. New ones may be added.
    code: &'static str,
    /// The cause and where to look for it, in English.
    text: String,
}

impl AgentTestProblem {
    /// The same about one of an agent's MCP servers.
    pub(super) fn of_server(problem: AgentProblem, server: &McpServer) -> Self {
        Self { code: problem.code(), text: problem.text_of_server(server) }
    }
}

/// Asks an agent one question and tells what went wrong. It counts as an answer of the team; nothing is stored.
#[utoipa::path(post, path = "/api/teams/{teamId}/agents/{id}/test", tag = "Owner: agents",
    operation_id = "owner_test_agent", request_body = AgentTestQuestion,
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, description = "what came of it, good or bad", body = AgentTestResult),
        (status = 400, description = "the question is too long, or a field is unknown", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 429, description = "too many tests in this minute, or the team's budget is used up; see Retry-After",
            body = ErrorBody),
        (status = 503, description = "the server is stopping", body = ErrorBody),
    ))]
pub(super) async fn test(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<AgentTestQuestion>, BodyError>,
) -> Result<Reply<AgentTestResult>, ApiError> {
    let Json(AgentTestQuestion { question }) = body?;
    let tested = state.turns.test_agent(&actor, &named.id()?, question.as_deref(), &state.limits.agent_tests).await?;
    Ok(Reply(wire(tested)))
}

fn wire(test: AgentTest) -> AgentTestResult {
    let AgentTest { answer, first_token, took, ok, problem, spec, .. } = test;
    let problem = problem.map(|problem| AgentTestProblem { code: problem.code(), text: problem.text(&spec) });
    AgentTestResult { ok, answer, seconds_to_first_token: first_token.map(seconds), seconds: seconds(took), problem }
}

/// With milliseconds.
fn seconds(time: Duration) -> f64 {
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)).as_secs_f64()
}
