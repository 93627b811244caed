//! `/api/teams/{teamId}/widgets`: a team's widgets.

use axum::{
    Json as Reply,
    extract::{FromRequestParts, Path, State},
    http::StatusCode,
};
use parlor_shared::{
    ids::AgentId,
    vendor::nodeloom::{CreateWidgetRequest, CustomizationChange, ErrorBody, UpdateWidgetRequest, Widget},
};
use serde::Deserialize;

use super::{auth::Dashboard, error::ApiError, wire};
use crate::{
    core::{
        error::Error,
        owner::{Conversations, team::Role},
        widget,
    },
    http::{
        body::{BodyError, Json},
        query::Query,
        state::AppState,
    },
};

/// The widget in the path: its id, or its alias.
#[derive(Deserialize, FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub(super) struct WidgetPath {
    pub(super) id: String,
}

/// List all widgets for a team, oldest first. Source: NodeLoom, "List Widgets".
#[utoipa::path(get, path = "/api/teams/{teamId}/widgets", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_list_widgets",
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 200, body = Vec<Widget>),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it", body = ErrorBody),
    ))]
pub(super) async fn list(
    State(state): State<AppState>,
    Dashboard(actor): Dashboard,
) -> Result<Reply<Vec<Widget>>, ApiError> {
    let widgets = state.widget_admin(&actor).all_widgets().await?;
    Ok(Reply(widgets.into_iter().map(wire::widget).collect()))
}

/// Create a new widget for a team. Source: NodeLoom, "Create Widget"; status and body of the reply are ours.
#[utoipa::path(post, path = "/api/teams/{teamId}/widgets", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_create_widget", request_body = CreateWidgetRequest,
    security(("owner" = []), ("secret" = [])), params(("teamId" = String, Path, description = "the team")),
    responses(
        (status = 201, body = Widget),
        (status = 400, description = "a field is missing, unknown or not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such team, or you are not in it; no such workflow in the team", body = ErrorBody),
        (status = 415, description = "not JSON", body = ErrorBody),
        (status = 422, description = "a field is well-formed and cannot be done as it says; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn create(
    State(state): State<AppState>,
    Dashboard(actor): Dashboard,
    body: Result<Json<CreateWidgetRequest>, BodyError>,
) -> Result<(StatusCode, Reply<Widget>), ApiError> {
    actor.needs(Role::Editor)?;
    let Json(CreateWidgetRequest { name, workflow_id, customization, allowed_domains, active, id: _, created_at: _ }) =
        body?;
    let change = Changes::read(Some(name), Some(workflow_id), customization, allowed_domains, active)?;
    let made = state.widget_admin(&actor).create("", |widget| change.apply(widget)).await?;
    Ok((StatusCode::CREATED, Reply(wire::widget(made))))
}

/// Update a widget; only provided fields are updated. Source: NodeLoom, "Update Widget"; the reply is ours.
#[utoipa::path(put, path = "/api/teams/{teamId}/widgets/{id}", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_update_widget", request_body = UpdateWidgetRequest,
    security(("owner" = []), ("secret" = [])),
    params(("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget")),
    responses(
        (status = 200, body = Widget),
        (status = 400, description = "a field is unknown or not acceptable; nothing was changed", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget, or no such workflow, in the team", body = ErrorBody),
        (status = 415, description = "not JSON", body = ErrorBody),
        (status = 422, description = "a field is well-formed and cannot be done as it says; nothing was changed", body = ErrorBody),
    ))]
pub(super) async fn update(
    State(state): State<AppState>,
    Dashboard(actor): Dashboard,
    WidgetPath { id }: WidgetPath,
    body: Result<Json<UpdateWidgetRequest>, BodyError>,
) -> Result<Reply<Widget>, ApiError> {
    actor.needs(Role::Editor)?;
    let Json(UpdateWidgetRequest { name, workflow_id, customization, allowed_domains, active, id: _, created_at: _ }) =
        body?;
    let change = Changes::read(name, workflow_id, customization, allowed_domains, active)?;
    let edit = |widget: &mut widget::Widget| {
        change.apply(widget);
        Ok(())
    };
    Ok(Reply(wire::widget(state.widget_admin(&actor).edit(&id, edit).await?)))
}

/// The query of a deletion: the fate of the widget's conversations.
#[derive(Deserialize)]
pub(super) struct Deletion {
    conversations: Option<Fate>,
}

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum Fate {
    Keep,
    Delete,
}

/// Delete a widget and invalidate its embed token.
///
/// Its conversations stay, unless `conversations=delete` is asked for (ours). Source: NodeLoom, "Delete Widget"; the
/// status is ours.
#[utoipa::path(delete, path = "/api/teams/{teamId}/widgets/{id}", tag = "NodeLoom: dashboard",
    operation_id = "nodeloom_delete_widget", security(("owner" = []), ("secret" = [])),
    params(
        ("teamId" = String, Path, description = "the team"), ("id" = String, Path, description = "the widget"),
        ("conversations" = inline(Option<Fate>), Query, description = "`keep` (when absent) or `delete`"),
    ),
    responses(
        (status = 204, description = "deleted"),
        (status = 400, description = "the parameter is not acceptable", body = ErrorBody),
        (status = 401, description = "not signed in", body = ErrorBody),
        (status = 403, description = "a viewer, or a page of another site", body = ErrorBody),
        (status = 404, description = "no such widget in the team", body = ErrorBody),
    ))]
pub(super) async fn delete(
    State(state): State<AppState>,
    Dashboard(actor): Dashboard,
    WidgetPath { id }: WidgetPath,
    asked: Result<Query<Deletion>, BodyError>,
) -> Result<StatusCode, ApiError> {
    let Query(Deletion { conversations }) = asked?;
    let fate = match conversations {
        None | Some(Fate::Keep) => Conversations::Kept,
        Some(Fate::Delete) => Conversations::Erased,
    };
    state.widget_admin(&actor).delete(&id, fate).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The validated changes of a request.
struct Changes {
    name: Option<String>,
    agent: Option<AgentId>,
    customization: Option<CustomizationChange>,
    origins: Option<Vec<String>>,
    active: Option<bool>,
}

impl Changes {
    fn read(
        name: Option<String>,
        agent: Option<String>,
        customization: Option<CustomizationChange>,
        domains: Option<Vec<String>>,
        active: Option<bool>,
    ) -> Result<Self, Error> {
        if name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            return Err(Error::Invalid { field: "name", reason: "1 to 200 characters" });
        }
        let nobody = Error::Unprocessable { field: "agent", reason: "the team has no such agent" };
        let agent = agent.map(|id| id.parse()).transpose().map_err(|_| nobody)?;
        let origins = domains.map(|domains| wire::origins(&domains)).transpose()?;
        Ok(Self { name, agent, customization, origins, active })
    }

    fn apply(&self, widget: &mut widget::Widget) {
        if let Some(name) = &self.name {
            widget.name.clone_from(name);
        }
        if let Some(agent) = &self.agent {
            widget.agent_id = Some(agent.clone());
        }
        if let Some(change) = &self.customization {
            wire::customize(&mut widget.settings, change.clone());
        }
        if let Some(origins) = &self.origins {
            widget.allowed_origins.clone_from(origins);
        }
        if let Some(active) = self.active {
            widget.active = active;
        }
    }
}
