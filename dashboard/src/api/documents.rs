//! The documents of an agent.

use gloo_net::http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    failure::Failure,
    http::{self, escape, of_agent},
};

/// A document.
#[derive(Clone, PartialEq, Debug, Deserialize)]
pub(crate) struct Document {
    /// Its name.
    pub(crate) name: String,
    /// Number of its passages.
    pub(crate) passages: u64,
}

/// A document in the reply to a new one.
#[derive(Deserialize)]
struct Added {
    #[serde(flatten)]
    document: Document,
    /// Why what was sent is not taken, in English.
    #[serde(default)]
    refused: Option<String>,
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
    http::get(&of_agent(&agent, "/documents")).await
}

/// Adds a document, in the place of one of the same name; returns all. One that cannot be read is refused, and what was
/// there before it stays.
pub(crate) async fn add(agent: String, document: NewDocument) -> Result<Vec<Document>, Failure> {
    let body = json!({"documents": [document]});
    let all: Vec<Added> = http::send(Method::POST, &of_agent(&agent, "/documents"), &body).await?;
    match all.iter().find_map(|added| added.refused.clone()) {
        Some(reason) => Err(Failure::Refused { status: 422, reason, field: None }),
        None => Ok(all.into_iter().map(|added| added.document).collect()),
    }
}

/// Deletes a document.
pub(crate) async fn delete(agent: String, name: String) -> Result<(), Failure> {
    let address = of_agent(&agent, &format!("/documents?name={}", escape(&name)));
    http::call(Method::DELETE, &address).await
}
