//! `/api/teams/{teamId}/agents/{id}/mcp-tools`: what an agent's MCP servers offer.

use axum::{Json as Reply, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    agent_test::AgentTestProblem,
    auth::{Editor, IdPath},
    error::{ApiError, ErrorBody},
};
use crate::{core::conversation::agent_port::McpOffer, http::state::AppState};

/// A server, and the tools it offers now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct McpServerTools {
    /// Its address, as in the agent's `spec`.
    url: String,
    /// The reason it did not list its tools; `null` when it did.
    problem: Option<AgentTestProblem>,
    /// Its tools, in its order.
    tools: Vec<McpServerTool>,
}

/// A tool of an MCP server.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct McpServerTool {
    /// Its name: what goes into `tools` of the server.
    name: String,
    /// Its description, as its server gives it.
    description: String,
    /// The agent may use it: `tools` names it, or names none.
    chosen: bool,
    /// The reason it cannot be used; `null` when it can.
    refused: Option<String>,
}

/// The tools that an agent's MCP servers offer, queried now. The request counts as a test of the agent.
#[utoipa::path(get, path = "/api/teams/{teamId}/agents/{id}/mcp-tools", tag = "Owner: agents",
    operation_id = "owner_list_mcp_tools", security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, description = "in the order of `mcp_servers`; none for agents without", body = Vec<McpServerTools>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 429, description = "too many tests in this minute; see Retry-After", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
) -> Result<Reply<Vec<McpServerTools>>, ApiError> {
    let offers = state.turns.mcp_offers(&actor, &named.id()?, &state.limits.agent_tests).await?;
    Ok(Reply(offers.into_iter().map(wire).collect()))
}

fn wire(offer: McpOffer) -> McpServerTools {
    let McpOffer { server, tools } = offer;
    let problem = tools.as_ref().err().map(|problem| AgentTestProblem::of_server(*problem, &server));
    let tools = tools.unwrap_or_default().into_iter().map(|(tool, refused)| McpServerTool {
        chosen: server.chooses(&tool.name),
        name: tool.name,
        description: tool.description,
        refused: refused.map(|refused| refused.reason),
    });
    McpServerTools { tools: tools.collect(), url: server.url, problem }
}
