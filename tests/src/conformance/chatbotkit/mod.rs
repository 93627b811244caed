//! ChatBotKit: `/v1/integration/widget/*`, and what a session's token opens. Paths and names are the vendor's SDK's.

mod conversations;
mod sessions;
mod widgets;

pub(super) use conversations::{COMPLETE, no_answer};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{
    check::{Expect, expect},
    kit::Kit,
    shape::{Shape, has, is, object, text},
};

pub(super) const PAGE: &str = "ChatBotKit";
pub(super) const SESSION: &str = "POST /v1/integration/widget/{id}/session/create";

/// Everything but limits.
pub(super) async fn run(kit: &mut Kit) {
    kit.page(PAGE);
    let id = widgets::run(kit).await;
    let session = sessions::run(kit, &id).await;
    conversations::run(kit, &session).await;
    widgets::delete(kit, &id).await;
}

impl Kit {
    /// A call of an owner's program.
    fn owner(&self, path: &str, body: &Value) -> RequestBuilder {
        self.post(&format!("/v1/integration/widget{path}")).bearer_auth(&self.credentials.secret).json(body)
    }

    /// The same, reading.
    fn owned(&self, path: &str) -> RequestBuilder {
        self.get(&format!("/v1/integration/widget{path}")).bearer_auth(&self.credentials.secret)
    }

    /// A call of the credentials' page: opens a session.
    pub(super) fn session(&self, id: &str, body: &Value) -> RequestBuilder {
        let path = format!("/v1/integration/widget/{id}/session/create");
        self.post(&path).header("Origin", &self.credentials.url).json(body)
    }
}

/// The reply of most calls.
fn id_of(id: Shape) -> Expect {
    expect(200).json(object([has("id", id)]))
}

/// An error with its code.
pub(super) fn refused(status: u16, code: &str) -> Expect {
    expect(status).json(object([has("message", text()), has("code", is(code))]))
}

/// An object without names.
fn nothing() -> Value {
    json!({})
}
