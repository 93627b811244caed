//! A session as its client has it: a conversation and the token that opens it.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::bench::{Bench, reply, text};

/// A session.
pub(super) struct Talk<'a> {
    bench: &'a Bench,
    /// The conversation.
    pub(super) id: String,
    /// The session's token.
    pub(super) token: String,
}

impl<'a> Talk<'a> {
    /// A session of a widget of the first team.
    pub(super) async fn open(bench: &'a Bench, widget: &str) -> Self {
        let (id, token) = bench.session(widget).await;
        Self { bench, id, token }
    }

    /// The same from the reply to `session/create`.
    pub(super) fn of(bench: &'a Bench, session: &Value) -> Self {
        Self { bench, id: text(&session["conversationId"]), token: text(&session["token"]) }
    }

    /// A reading request; the path goes on after the conversation.
    pub(super) fn get(&self, path: &str) -> RequestBuilder {
        self.bench.get(&self.token, &format!("/v1/conversation/{}{path}", self.id))
    }

    /// A writing request.
    pub(super) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.bench.post(&self.token, &format!("/v1/conversation/{}{path}", self.id), body)
    }

    /// Says something.
    pub(super) fn say(&self, text: &str) -> RequestBuilder {
        self.post("/complete", &json!({"text": text}))
    }

    /// Says something; the answer.
    pub(super) async fn said(&self, text: &str) -> Value {
        reply(self.say(text)).await
    }

    /// Returns the messages, oldest first: author and text.
    pub(super) async fn history(&self) -> Vec<(String, String)> {
        let page = reply(self.get("/message/list?order=asc")).await;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|item| (text(&item["type"]), text(&item["text"]))).collect()
    }
}
