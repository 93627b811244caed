//! NexonTech: `/api/widget/{init,chat}`.

use serde_json::{Value, json};

use super::{
    check::{Answer, Expect, expect},
    kit::{FOREIGN, Kit},
    shape::{Shape, filled, has, is, may, object, open, text, uuid},
    stage::Failure,
};

pub(super) const PAGE: &str = "NexonTech";
pub(super) const INIT: &str = "POST /api/widget/init";
pub(super) const CHAT: &str = "POST /api/widget/chat";

/// A key that does not exist.
pub(super) const NOBODY: &str = "wk_00000000000000000000000000000000";

/// The languages of the page.
pub(super) const LANGS: [&str; 3] = ["en", "ro", "ru"];

/// Everything but limits, failing agents and a widget that is switched off.
pub(super) async fn run(kit: &mut Kit) {
    kit.page(PAGE);
    let conversation = init(kit).await;
    chat(kit, &conversation).await;
    refusals(kit, &conversation).await;
    cors(kit).await;
}

async fn init(kit: &mut Kit) -> String {
    let key = kit.credentials.widget_key.clone();
    let first = post(kit, INIT, "200: only the key", json!({"key": key}), opened(text())).await;
    let all = json!({"key": key, "visitor_id": "v_abc123", "page_url": "https://example.com/pricing"});
    post(kit, INIT, "200: all fields, visitor_id comes back", all, opened(is("v_abc123"))).await;
    first.at("/conversation_id")
}

fn opened(visitor: Shape) -> Expect {
    expect(200).json(object([
        has("conversation_id", uuid()),
        has("visitor_id", visitor),
        has("chatbot_name", text()),
        has("config", open([])),
    ]))
}

async fn chat(kit: &mut Kit, conversation: &str) {
    let key = kit.credentials.widget_key.clone();
    let body = |text: &str| json!({"key": key, "conversation_id": conversation, "text": text});
    post(kit, CHAT, "200: the page's sample", body("Hello, I need help!"), answered()).await;
    for lang in LANGS {
        let all = json!({
            "key": key, "conversation_id": conversation, "text": "Hello", "visitor_id": "v_abc123", "lang": lang
        });
        post(kit, CHAT, &format!("200: all fields, lang {lang}"), all, answered()).await;
    }
    post(kit, CHAT, "200: 2,000 characters", body(&"ä".repeat(2_000)), answered()).await;
}

pub(super) fn answered() -> Expect {
    expect(200).json(object([has("response", text()), may("user_reply_options", filled(text()))]))
}

async fn refusals(kit: &mut Kit, conversation: &str) {
    let key = kit.credentials.widget_key.clone();
    post(kit, INIT, "400: no key", json!({}), refused(400)).await;
    post(kit, INIT, "400: key of another type", json!({"key": 5}), refused(400)).await;
    post(kit, INIT, "403: nobody's key", json!({"key": NOBODY}), forbidden()).await;
    let body = |text: &str| json!({"key": key, "conversation_id": conversation, "text": text});
    for missing in ["key", "conversation_id", "text"] {
        let mut short = body("Hello");
        short.as_object_mut().map(|it| it.remove(missing));
        post(kit, CHAT, &format!("400: no {missing}"), short, refused(400)).await;
    }
    post(kit, CHAT, "400: text is empty", body(""), refused(400)).await;
    post(kit, CHAT, "400: 2,001 characters", body(&"x".repeat(2_001)), refused(400)).await;
    let mut odd = body("Hello");
    odd["lang"] = "xx".into();
    post(kit, CHAT, "400: lang xx", odd, refused(400)).await;
    let not_json = kit.post("/api/widget/chat").header("Content-Type", "application/json").body("{");
    kit.check(CHAT, "400: not JSON", not_json, refused(400)).await;
    let mut foreign = body("Hello");
    foreign["key"] = NOBODY.into();
    post(kit, CHAT, "403: nobody's key", foreign, forbidden()).await;
    let mut foreign = body("Hello");
    foreign["conversation_id"] = "a1b2c3d4-e5f6-7890-abcd-ef1234567890".into();
    post(kit, CHAT, "403: not a conversation of this key", foreign, refused(403)).await;
    for lang in LANGS {
        let mut empty = body("");
        empty["lang"] = lang.into();
        post(kit, CHAT, &format!("400: text is empty, lang {lang}"), empty, refused(400)).await;
        let mut foreign = body("Hello");
        (foreign["lang"], foreign["key"]) = (lang.into(), NOBODY.into());
        post(kit, CHAT, &format!("403: nobody's key, lang {lang}"), foreign, forbidden()).await;
    }
}

async fn cors(kit: &mut Kit) {
    for (endpoint, path) in [(INIT, "/api/widget/init"), (CHAT, "/api/widget/chat")] {
        let open = expect(204).header("access-control-allow-origin", "*");
        let allows =
            open.holds("access-control-allow-methods", "post").holds("access-control-allow-headers", "content-type");
        kit.check(endpoint, "CORS: a preflight from any domain", kit.preflight(path, FOREIGN), allows).await;
    }
    let body = json!({"key": kit.credentials.widget_key});
    let elsewhere = kit.post("/api/widget/init").header("Origin", FOREIGN).json(&body);
    let open = opened(text()).header("access-control-allow-origin", "*").without("access-control-allow-credentials");
    kit.check(INIT, "CORS: a page of any domain", elsewhere, open).await;
    let refused = kit.post("/api/widget/init").header("Origin", FOREIGN).json(&json!({}));
    let open = self::refused(400).header("access-control-allow-origin", "*");
    kit.check(INIT, "CORS: errors can be read too", refused, open).await;
}

/// An error as the page shows it.
pub(super) fn refused(status: u16) -> Expect {
    expect(status).json(object([has("error", text())]))
}

/// The one error whose words the page fixes.
pub(super) fn forbidden() -> Expect {
    expect(403).json(object([has("error", is("Invalid or inactive widget key"))]))
}

/// Sends a body.
async fn post(kit: &mut Kit, endpoint: &'static str, case: &str, body: Value, expected: Expect) -> Answer {
    let path = endpoint.trim_start_matches("POST ");
    kit.check(endpoint, case, kit.post(path).json(&body), expected).await
}

/// Checks that visitors get refusals in their own language: the texts in three languages differ.
pub(super) fn in_three_languages(kit: &mut Kit, case: &str, refusals: &[Answer]) {
    let told: std::collections::BTreeSet<String> = refusals.iter().map(|refusal| refusal.at("/error")).collect();
    let so = told.len() == LANGS.len() && !told.contains("");
    kit.judge_that(CHAT, &format!("{case}: each in its language"), so, &format!("{told:?}"));
}

/// A widget that is switched off.
pub(super) async fn switched_off(kit: &mut Kit) {
    kit.page(PAGE);
    let key = kit.credentials.widget_key.clone();
    post(kit, INIT, "403: the widget is switched off", json!({"key": key}), forbidden()).await;
}

/// An agent that gives no answer.
pub(super) async fn no_answer(kit: &mut Kit, failure: &Failure) {
    let key = kit.credentials.widget_key.clone();
    let conversation =
        post(kit, INIT, "200: before an agent that gives no answer", json!({"key": key}), opened(text()));
    let conversation = conversation.await.at("/conversation_id");
    let mut refusals = Vec::new();
    for lang in LANGS {
        let body = json!({"key": key, "conversation_id": conversation, "text": "Hello", "lang": lang});
        let case = format!("{}, lang {lang}", failure.case);
        refusals.push(post(kit, CHAT, &case, body, refused(failure.status)).await);
    }
    in_three_languages(kit, failure.case, &refusals);
}
