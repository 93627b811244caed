//! Widgets, their keys and what to paste.

use gloo_net::http::Method;
use parlor_shared::owner::{EmbedReply, WidgetKeys};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    failure::Failure,
    http::{self, of_widget, team_path},
};

/// A widget in the list.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WidgetItem {
    /// Its id.
    pub(crate) id: String,
    /// The owner's name for it.
    pub(crate) name: String,
    /// The agent that answers.
    pub(crate) workflow_id: Option<String>,
    /// It answers visitors.
    pub(crate) active: bool,
    /// Domains whose pages may use it; empty: all.
    #[serde(default)]
    pub(crate) allowed_domains: Vec<String>,
    /// RFC 3339.
    pub(crate) created_at: String,
}

/// A change of a widget.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WidgetChange {
    /// The owner's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    /// The agent that answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) workflow_id: Option<String>,
    /// It answers visitors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) active: Option<bool>,
    /// Domains whose pages may use it; empty: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) allowed_domains: Option<Vec<String>>,
}

/// The team's widgets.
pub(crate) async fn list() -> Result<Vec<WidgetItem>, Failure> {
    http::get(&team_path("/widgets")).await
}

/// A new widget.
pub(crate) async fn create(name: String, agent: String) -> Result<WidgetItem, Failure> {
    http::send(Method::POST, &team_path("/widgets"), &json!({"name": name, "workflowId": agent})).await
}

/// Changes a widget.
pub(crate) async fn change(id: String, change: WidgetChange) -> Result<WidgetItem, Failure> {
    http::send(Method::PUT, &of_widget(&id, ""), &change).await
}

/// Deletes a widget.
pub(crate) async fn delete(id: String) -> Result<(), Failure> {
    http::call(Method::DELETE, &of_widget(&id, "")).await
}

/// The code to paste into a page, in one form.
pub(crate) async fn embed(id: String, form: &'static str) -> Result<String, Failure> {
    let reply: EmbedReply = http::get(&of_widget(&id, &format!("/embed?form={form}"))).await?;
    Ok(reply.html)
}

/// The keys of a widget.
pub(crate) async fn keys(id: String) -> Result<WidgetKeys, Failure> {
    http::get(&of_widget(&id, "/keys")).await
}

/// Replaces a key (`key`, `embed` or `caty`).
pub(crate) async fn replace_key(id: String, kind: &'static str) -> Result<WidgetKeys, Failure> {
    http::call(Method::POST, &of_widget(&id, &format!("/keys/{kind}/regenerate"))).await
}
