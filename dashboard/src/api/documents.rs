//! The documents of an agent.

use gloo_net::http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    failure::Failure,
    http::{self, escape, team_path},
};

/// A document, or one that was refused.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct Document {
    /// Its name.
    pub(crate) name: String,
    /// Number of its passages.
    pub(crate) passages: u64,
    /// Why what was just sent is not taken, in English.
    #[serde(default)]
    pub(crate) refused: Option<String>,
}

/// A document to add.
#[derive(Clone, Serialize)]
pub(crate) struct NewDocument {
    /// A relative path.
    pub(crate) name: String,
    /// Markdown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// The bytes of a file, in Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<String>,
}

/// The documents, sorted by name.
pub(crate) async fn list(agent: String) -> Result<Vec<Document>, Failure> {
    http::get(&team_path(&format!("/agents/{agent}/documents"))).await
}

/// Adds documents; those of the same names are replaced.
pub(crate) async fn add(agent: String, documents: Vec<NewDocument>) -> Result<Vec<Document>, Failure> {
    let body = json!({"documents": documents});
    http::send(Method::POST, &team_path(&format!("/agents/{agent}/documents")), &body).await
}

/// Deletes a document.
pub(crate) async fn delete(agent: String, name: String) -> Result<(), Failure> {
    let address = team_path(&format!("/agents/{agent}/documents?name={}", escape(&name)));
    http::call(Method::DELETE, &address).await
}
