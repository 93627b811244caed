//! Agents.

use gloo_net::http::Method;
use parlor_shared::owner::{AskReply, AskRequest};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    failure::Failure,
    http::{self, of_agent, team_path},
};

/// An agent.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct AgentItem {
    /// Its id.
    pub(crate) id: String,
    /// Its name, as visitors see it.
    pub(crate) name: String,
    /// Kind, model, prompts: what the server knows of it, whole.
    pub(crate) spec: Value,
    /// RFC 3339.
    pub(crate) created_at: String,
}

impl AgentItem {
    /// `knowledge`, `llm`, `webhook` or `scripted`.
    pub(crate) fn kind(&self) -> &str {
        self.spec["kind"].as_str().unwrap_or_default()
    }

    /// A text of the specification.
    pub(crate) fn text(&self, name: &str) -> String {
        self.spec[name].as_str().unwrap_or_default().to_owned()
    }
}

/// The outcome of a test.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct AgentTest {
    /// The answer is whole.
    pub(crate) ok: bool,
    /// The answer in Markdown.
    pub(crate) answer: Option<String>,
    /// From the question to the end.
    pub(crate) seconds: f64,
    /// Why there is none, or what it had to do without.
    pub(crate) problem: Option<AgentProblem>,
}

/// A problem with an agent.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct AgentProblem {
    /// The cause and where to look for it, in English.
    pub(crate) text: String,
}

/// The team's agents.
pub(crate) async fn list() -> Result<Vec<AgentItem>, Failure> {
    http::get(&team_path("/agents")).await
}

/// One agent.
pub(crate) async fn get(id: String) -> Result<AgentItem, Failure> {
    http::get(&of_agent(&id, "")).await
}

/// A new agent.
pub(crate) async fn create(name: String, spec: Value) -> Result<AgentItem, Failure> {
    http::send(Method::POST, &team_path("/agents"), &json!({"name": name, "spec": spec})).await
}

/// Changes an agent.
pub(crate) async fn change(id: String, name: String, spec: Value) -> Result<AgentItem, Failure> {
    http::send(Method::PUT, &of_agent(&id, ""), &json!({"name": name, "spec": spec})).await
}

/// Deletes an agent and all it knows.
pub(crate) async fn delete(id: String) -> Result<(), Failure> {
    http::call(Method::DELETE, &of_agent(&id, "")).await
}

/// Tries a question; nothing is stored.
pub(crate) async fn ask(id: String, question: String) -> Result<AskReply, Failure> {
    http::send(Method::POST, &of_agent(&id, "/ask"), &AskRequest { question }).await
}

/// Asks the agent a greeting, as it is saved; it counts as an answer.
pub(crate) async fn test(id: String) -> Result<AgentTest, Failure> {
    http::send(Method::POST, &of_agent(&id, "/test"), &json!({})).await
}
