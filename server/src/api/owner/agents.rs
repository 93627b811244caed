//! `/api/teams/{teamId}/agents`: who answers.

use axum::{Json as Reply, extract::State, http::StatusCode};
use parlor_shared::{ids::AgentId, owner::agent_spec::AgentSpecBody, read_only::ReadOnly};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{Editor, IdPath, Reader},
    error::{ApiError, ErrorBody},
};
use crate::{
    core::{
        clock::rfc3339,
        owner::{self, agent::AgentProfile},
    },
    http::{
        body::{BodyError, Json},
        state::AppState,
    },
};

/// An agent.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Agent {
    /// Its id: `workflowId` of a NodeLoom widget.
    id: AgentId,
    /// Its name, as visitors see it.
    name: String,
    /// Its behavior: kind, model, prompts and tools.
    spec: AgentSpecBody,
    /// Suggestions for a visitor's first message.
    starter_prompts: Vec<String>,
    /// BCP 47; used when the visitor's language is not known.
    language: String,
    /// RFC 3339 with milliseconds, UTC.
    created_at: String,
}

/// A new agent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAgent {
    /// Its name, as visitors see it, 1 to 120 characters.
    #[schema(min_length = 1, max_length = 120, pattern = "[^\\s\\x85]")]
    name: String,
    /// Its behavior: kind, model, prompts and tools.
    spec: AgentSpecBody,
    /// Suggestions for a visitor's first message: at most 10 of at most 120 characters.
    #[serde(default)]
    #[schema(max_items = 10)]
    starter_prompts: Vec<String>,
    /// BCP 47; used when the visitor's language is not known. `en` when absent.
    #[serde(default = "english")]
    #[schema(min_length = 1, max_length = 35, pattern = "^[A-Za-z0-9-]+$")]
    language: String,
    /// In every reply. Ignored here, so that what was read can be written back.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    id: ReadOnly,
    /// See `id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    created_at: ReadOnly,
}

fn english() -> String {
    "en".to_owned()
}

/// A change: what is absent stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentChange {
    /// As of a new one.
    #[schema(min_length = 1, max_length = 120, pattern = "[^\\s\\x85]")]
    name: Option<String>,
    /// As of a new one; replaces all of it.
    spec: Option<AgentSpecBody>,
    /// As of a new one; replaces all of them.
    #[schema(max_items = 10)]
    starter_prompts: Option<Vec<String>>,
    /// As of a new one.
    #[schema(min_length = 1, max_length = 35, pattern = "^[A-Za-z0-9-]+$")]
    language: Option<String>,
    /// In every reply. Ignored here, so that what was read can be written back.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    id: ReadOnly,
    /// See `id`.
    #[serde(default)]
    #[schema(value_type = Option<serde_json::Value>)]
    #[expect(dead_code, reason = "taken and not used")]
    created_at: ReadOnly,
}

/// A team's agents, oldest first.
#[utoipa::path(get, path = "/api/teams/{teamId}/agents", tag = "Owner: agents", operation_id = "owner_list_agents",
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, body = Vec<Agent>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(State(state): State<AppState>, Reader(actor): Reader) -> Result<Reply<Vec<Agent>>, ApiError> {
    let agents = state.agent_admin(&actor).agents().await?;
    Ok(Reply(agents.into_iter().map(wire).collect()))
}

/// A new agent.
#[utoipa::path(post, path = "/api/teams/{teamId}/agents", tag = "Owner: agents", operation_id = "owner_create_agent",
    request_body = NewAgent,
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 201, body = Agent),
        (status = 400, description = "a field is missing, unknown or not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
        (status = 422, description = "a field is well-formed and cannot be done as it says; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    Editor(actor): Editor,
    body: Result<Json<NewAgent>, BodyError>,
) -> Result<(StatusCode, Reply<Agent>), ApiError> {
    let Json(NewAgent { name, spec, starter_prompts, language, .. }) = body?;
    let new = owner::NewAgent { name, spec: spec.into(), starter_prompts, language };
    let agent = state.agent_admin(&actor).create(new).await?;
    Ok((StatusCode::CREATED, Reply(wire(agent))))
}

/// An agent.
#[utoipa::path(get, path = "/api/teams/{teamId}/agents/{id}", tag = "Owner: agents", operation_id = "owner_get_agent",
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Agent),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
    ))]
pub(super) async fn get(
    State(state): State<AppState>,
    Reader(actor): Reader,
    named: IdPath,
) -> Result<Reply<Agent>, ApiError> {
    Ok(Reply(wire(state.agent_admin(&actor).agent(&named.id()?).await?)))
}

/// Changes an agent; conversations go on with it as it is now.
#[utoipa::path(put, path = "/api/teams/{teamId}/agents/{id}", tag = "Owner: agents", operation_id = "owner_update_agent",
    request_body = AgentChange, security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 200, body = Agent),
        (status = 400, description = "a field is unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
        (status = 422, description = "a field is well-formed and cannot be done as it says; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn update(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
    body: Result<Json<AgentChange>, BodyError>,
) -> Result<Reply<Agent>, ApiError> {
    let Json(AgentChange { name, spec, starter_prompts, language, .. }) = body?;
    let change = owner::AgentChange { name, spec: spec.map(Into::into), starter_prompts, language };
    Ok(Reply(wire(state.agent_admin(&actor).update(&named.id()?, change).await?)))
}

/// Deletes an agent and its documents, and disconnects it from its widgets.
#[utoipa::path(delete, path = "/api/teams/{teamId}/agents/{id}", tag = "Owner: agents", operation_id = "owner_delete_agent",
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the agent")),
    responses(
        (status = 204, description = "deleted"),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such agent in the team", body = ErrorBody),
    ))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Editor(actor): Editor,
    named: IdPath,
) -> Result<StatusCode, ApiError> {
    state.agent_admin(&actor).delete(&named.id()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn wire(agent: AgentProfile) -> Agent {
    Agent {
        id: agent.id,
        name: agent.name,
        spec: agent.spec.into(),
        starter_prompts: agent.starter_prompts,
        language: agent.language,
        created_at: rfc3339(agent.created_at),
    }
}
