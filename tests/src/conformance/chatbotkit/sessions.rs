//! Opening a session: how long, who, what was said already.

use serde_json::{Value, json};

use super::{
    super::{
        check::{Answer, Expect, expect},
        kit::{FOREIGN, Kit},
        shape::{Shape, any_text, has, is, jwt, list, millis, object, text, word},
        token,
    },
    SESSION, nothing, refused,
};

/// All of them; the last session is left.
pub(super) async fn run(kit: &mut Kit, id: &str) -> Answer {
    let request = kit.session(id, &nothing());
    let first = kit.check(SESSION, "200: an empty body", request, opened(id)).await;
    life(kit, &first, "the session lasts as long as sessionDuration", 3_600);
    let initial = first.json["messages"] == json!([{"type": "bot", "text": "Hi! How can I help you today?"}]);
    kit.judge_that(SESSION, "the widget's initial message comes first", initial, &first.text);
    let request = kit.session(id, &json!({"durationInSeconds": 1_800}));
    let answer = kit.check(SESSION, "200: durationInSeconds", request, opened(id)).await;
    life(kit, &answer, "the session lasts as long as asked", 1_800);
    let session = sample(kit, id).await;
    refusals(kit, id).await;
    session
}

fn opened(id: &str) -> Expect {
    let message = object([has("type", word(&["bot", "user"])), has("text", any_text())]);
    expect(200).json(object([
        has("id", is(id)),
        has("conversationId", text()),
        has("token", jwt()),
        has("expiresAt", millis()),
        has("messages", list(message)),
    ]))
}

fn life(kit: &mut Kit, answer: &Answer, case: &str, seconds: i64) {
    let token = answer.at("/token");
    let life = token::life(&token).unwrap_or_default();
    let expires = token::claims(&token).and_then(|claims| claims["exp"].as_i64()).unwrap_or_default();
    let told = answer.json["expiresAt"].as_i64().unwrap_or_default() / 1_000;
    let so = life == seconds && expires == told;
    kit.judge_that(SESSION, case, so, &format!("{life} s; exp {expires}, expiresAt {told}"));
}

/// Contact, messages and meta as the page describes them.
async fn sample(kit: &mut Kit, id: &str) -> Answer {
    let body = json!({
        "durationInSeconds": 3_600,
        "contact": {"name": "John Smith", "email": "john@example.com", "phone": "+1234567890"},
        "messages": [{"type": "user", "text": "What do you sell?"}],
        "meta": {"source": "pricing"}
    });
    let request = kit.session(id, &body);
    let answer = kit.check(SESSION, "200: contact, messages and meta", request, opened(id)).await;
    let kinds: Vec<&Value> = answer.json["messages"].as_array().into_iter().flatten().map(|it| &it["type"]).collect();
    let so = kinds == [&json!("bot"), &json!("user"), &json!("bot")];
    kit.judge_that(SESSION, "what was said already is answered in the reply", so, &answer.text);
    answer
}

async fn refusals(kit: &mut Kit, id: &str) {
    for (case, body) in [
        ("400: 1,799 seconds", json!({"durationInSeconds": 1_799})),
        ("400: 86,401 seconds", json!({"durationInSeconds": 86_401})),
        ("400: a message of the bot's", json!({"messages": [{"type": "bot", "text": "Hello"}]})),
        ("400: a message without text", json!({"messages": [{"type": "user"}]})),
        ("400: no e-mail address", json!({"contact": {"email": "not an address"}})),
        ("400: no telephone number", json!({"contact": {"phone": "call me"}})),
        ("400: meta that begins with _", json!({"meta": {"_own": 1}})),
    ] {
        kit.check(SESSION, case, kit.session(id, &body), refused(400, "BAD_REQUEST")).await;
    }
    let path = format!("/v1/integration/widget/{id}/session/create");
    let elsewhere = kit.post(&path).header("Origin", FOREIGN).json(&nothing());
    let refusal = refused(403, "NOT_AUTHORIZED").header("access-control-allow-origin", FOREIGN);
    kit.check(SESSION, "403: a page that is not in origin", elsewhere, refusal).await;
    let request = kit.session("a1b2c3d4-e5f6-7890-abcd-ef1234567890", &nothing());
    kit.check(SESSION, "404: nobody's widget", request, refused(404, "NOT_FOUND")).await;
    let preflight = kit.preflight(&path, &kit.credentials.url);
    let allows: Expect = expect(204).header("access-control-allow-origin", kit.credentials.url.clone());
    kit.check(SESSION, "CORS: a preflight from an allowed origin", preflight, allows).await;
    let owner = kit.post(&path).bearer_auth(&kit.credentials.secret).json(&nothing());
    kit.check(SESSION, "200: an owner's program, from no page", owner, expect(200).json(anything())).await;
}

fn anything() -> Shape {
    super::super::shape::open([has("token", jwt())])
}
