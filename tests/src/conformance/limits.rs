//! Limits: the same request until it is refused.

use serde_json::{Value, json};

use super::{
    caty, chatbotkit,
    check::{Expect, expect},
    glozr,
    kit::Kit,
    nexon::{self, NOBODY},
};

/// More than any limit of the pages in a minute, with the slack of a bucket that fills while it is emptied.
const MOST: usize = 200;
/// More answers than a conversation may have.
const MOST_ANSWERS: usize = 1_000;

/// 429 on every page that names one.
pub(super) async fn run(kit: &mut Kit) {
    glozr(kit).await;
    nexon(kit).await;
    caty(kit).await;
    kit.page("ChatBotKit");
    let limited = chatbotkit::refused(429, "TOO_MANY_REQUESTS").retry_after();
    let widget = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
    kit.burst(chatbotkit::SESSION, "429", MOST, limited, |kit| kit.session(widget, &json!({}))).await;
}

async fn glozr(kit: &mut Kit) {
    kit.page(glozr::PAGE);
    let jwt = glozr::arrive(kit, "200: before the limits").await;
    let limited = || glozr::refused(429).retry_after();
    let lead = |kit: &Kit| kit.visitor("/leads", &jwt, &json!({"email": "john@example.com"}));
    kit.burst(glozr::LEADS, "429: more than 5 a minute, Retry-After", 6 + 1, limited(), lead).await;
    let hundred: Vec<Value> = (0..100).map(|_| json!({"kind": "cta_click"})).collect();
    let events = |kit: &Kit| kit.visitor("/events", &jwt, &json!({"events": hundred}));
    kit.burst(glozr::EVENTS, "429: more than 600 a minute, Retry-After", 8, limited(), events).await;
    let url = kit.credentials.url.clone();
    let init = |kit: &Kit| kit.post("/v1/widget/init").header("Origin", &url).json(&json!({"agent_id": NOBODY}));
    kit.burst(glozr::INIT, "429: more than 60 a minute, Retry-After", MOST, limited(), init).await;
}

/// "Bound by the per-conversation budget", on a widget whose answers cost nothing.
pub(super) async fn budget(kit: &mut Kit) {
    kit.page(glozr::PAGE);
    let jwt = glozr::arrive(kit, "200: before the budget is spent").await;
    let message = |kit: &Kit| kit.visitor("/messages", &jwt, &json!({"message": "Hello"}));
    let spent = glozr::refused(429).retry_after();
    kit.burst(glozr::MESSAGES, "429: the conversation's budget, Retry-After", MOST_ANSWERS, spent, message).await;
    let stream = |kit: &Kit| kit.visitor("/messages/stream", &jwt, &json!({"message": "Hello"}));
    let spent = glozr::refused(429).retry_after();
    kit.burst(glozr::STREAM, "429: the conversation's budget, Retry-After", 1, spent, stream).await;
    let other = glozr::arrive(kit, "200: after the budget is spent").await;
    let request = kit.visitor("/messages", &other, &json!({"message": "Hello"}));
    kit.check(glozr::MESSAGES, "200: another conversation has its own budget", request, expect(200)).await;
}

async fn nexon(kit: &mut Kit) {
    kit.page("NexonTech");
    let limited = || -> Expect { nexon::refused(429).retry_after().header("access-control-allow-origin", "*") };
    let init =
        |kit: &Kit| kit.post("/api/widget/init").header("Origin", "https://example.com").json(&json!({"key": NOBODY}));
    kit.burst(nexon::INIT, "429, Retry-After", MOST, limited(), init).await;
    let mut refusals = Vec::new();
    for lang in nexon::LANGS {
        let id = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";
        let body = json!({"key": NOBODY, "conversation_id": id, "text": "Hello", "lang": lang});
        let chat = |kit: &Kit| kit.post("/api/widget/chat").header("Origin", "https://example.com").json(&body);
        let case = format!("429, Retry-After, lang {lang}");
        refusals.push(kit.burst(nexon::CHAT, &case, MOST, limited(), chat).await);
    }
    nexon::in_three_languages(kit, "429", &refusals);
}

async fn caty(kit: &mut Kit) {
    kit.page("Caty");
    let limited = || caty::refused(429, "RATE_LIMITED").retry_after();
    let body = json!({"session_id": caty::new_session(kit).await, "message": "Hello"});
    let message = |kit: &Kit| kit.send("/api/widget/message", &body);
    kit.burst(caty::MESSAGE, "429: more than 20 a minute", 30, limited(), message).await;
    let config = |kit: &Kit| kit.get("/api/widget/config").header("X-API-Key", &kit.credentials.api_key);
    kit.burst(caty::CONFIG, "429: more than 100 a minute", MOST, limited(), config).await;
}
