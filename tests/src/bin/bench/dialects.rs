//! Cost of a vendor's API over the native one: the same question in the same kind of conversation, in turns.

use std::time::Duration;

use anyhow::Result;
use parlor_tests::{
    app::{CATY_KEY, EMBED_TOKEN, KEY, WIDGET},
    visitor::{ORIGIN, Visitor},
};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{
    server::Measured,
    timing::{median, timed},
};

const ROUNDS: usize = 400;
/// Not measured: connections open, statements are prepared.
const WARM_UP: usize = 50;
/// Over the native API, in per cent.
const GOAL: f64 = 5.0;
/// An answer of usual length, at once.
const QUESTION: &str = "/words 60 0";
const FLAGS: [&str; 6] =
    ["--nexon-chat-per-minute", "1000000", "--caty-per-minute", "1000000", "--caty-messages-per-minute", "1000000"];

/// A way to ask; answers whole or as a stream, as the vendor's does.
enum Dialect {
    NexonTech,
    NodeLoom,
    Caty,
    ChatBotKit,
}

impl Dialect {
    const ALL: [Self; 4] = [Self::NexonTech, Self::NodeLoom, Self::Caty, Self::ChatBotKit];

    fn name(&self) -> &'static str {
        match self {
            Self::NexonTech => "NexonTech",
            Self::NodeLoom => "NodeLoom",
            Self::Caty => "Caty",
            Self::ChatBotKit => "ChatBotKit",
        }
    }

    /// Builds the comparable request to the native API: the same kind of answer.
    fn native(&self, visitor: &Visitor) -> RequestBuilder {
        let path = if matches!(self, Self::NodeLoom) { "/messages/stream" } else { "/messages" };
        visitor.post(path).json(&json!({"message": QUESTION}))
    }

    /// Opens a conversation and returns how to ask in it.
    async fn conversation(&self, measured: &Measured) -> Result<RequestBuilder> {
        let visitor = Visitor::arrive(&measured.client, &measured.server.base, KEY).await?;
        let id = visitor.conversation.as_str();
        let post =
            |path: &str| measured.client.post(format!("{}{path}", measured.server.base)).header("Origin", ORIGIN);
        Ok(match self {
            Self::NexonTech => {
                post("/api/widget/chat").json(&json!({"key": KEY, "conversation_id": id, "text": QUESTION}))
            }
            Self::NodeLoom => post(&format!("/api/widget-chat/sessions/{id}/messages"))
                .json(&json!({"token": EMBED_TOKEN, "content": QUESTION})),
            Self::Caty => post("/api/widget/message")
                .header("X-API-Key", CATY_KEY)
                .json(&json!({"session_id": format!("sess_{id}"), "message": QUESTION})),
            Self::ChatBotKit => {
                let created = post(&format!("/v1/integration/widget/{WIDGET}/session/create")).json(&json!({}));
                let session: Value = created.send().await?.error_for_status()?.json().await?;
                let path =
                    format!("/v1/conversation/{}/complete", session["conversationId"].as_str().unwrap_or_default());
                post(&path).bearer_auth(session["token"].as_str().unwrap_or_default()).json(&json!({"text": QUESTION}))
            }
        })
    }
}

pub(crate) async fn run() -> Result<Option<String>> {
    let measured = Measured::with_flags(&FLAGS).await?;
    let mut missed = Vec::new();
    for dialect in Dialect::ALL {
        let (native, vendor) = paired(&measured, &dialect).await?;
        let over = (vendor.as_secs_f64() / native.as_secs_f64() - 1.0) * 100.0;
        println!(
            "{} over the native API: {over:+.1} % ({vendor:.2?} and {native:.2?}, medians of {ROUNDS} in turns, SQLite; goal: <= {GOAL} %)",
            dialect.name()
        );
        if over > GOAL {
            missed.push(format!("{} costs {over:+.1} %", dialect.name()));
        }
    }
    Ok((!missed.is_empty()).then(|| missed.join(", ")))
}

/// Medians of the native API and of the dialect.
async fn paired(measured: &Measured, dialect: &Dialect) -> Result<(Duration, Duration)> {
    let visitor = Visitor::arrive(&measured.client, &measured.server.base, KEY).await?;
    let ask = dialect.conversation(measured).await?;
    let (mut native, mut vendor) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        // The second request finds warm caches, so the two also take turns in going first.
        let first = round % 2 == 0;
        if first {
            native.push(timed(dialect.native(&visitor)).await?.0);
        }
        vendor.push(timed(ask.try_clone().ok_or_else(|| anyhow::anyhow!("a body that can be sent again"))?).await?.0);
        if !first {
            native.push(timed(dialect.native(&visitor)).await?.0);
        }
    }
    Ok((median(native.split_off(WARM_UP)), median(vendor.split_off(WARM_UP))))
}
