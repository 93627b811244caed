//! Requests with a session's token: reading and writing one conversation.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::{
    super::{
        check::{Answer, expect},
        kit::{FOREIGN, Kit},
        shape::{Shape, any_text, count, filled, has, is, may, millis, object, open, text, word},
        stage::Failure,
    },
    SESSION, nothing, refused,
};

pub(in super::super) const COMPLETE: &str = "POST /v1/conversation/{id}/complete";
const LIST: &str = "GET /v1/conversation/{id}/message/list";
const VOTE: &str = "POST …/message/{messageId}/{upvote,downvote}";
const CONTACT: &str = "POST /v1/conversation/{id}/contact/upsert";
const UPLOAD: &str = "POST /v1/conversation/{id}/attachment/upload";

/// A session: its token and its conversation.
struct Talk {
    token: String,
    id: String,
}

impl Talk {
    fn of(session: &Answer) -> Self {
        Self { token: session.at("/token"), id: session.at("/conversationId") }
    }

    fn post(&self, kit: &Kit, path: &str, body: &Value) -> RequestBuilder {
        let request = kit.post(&format!("/v1/conversation/{}{path}", self.id));
        request.bearer_auth(&self.token).header("Origin", &kit.credentials.url).json(body)
    }

    fn get(&self, kit: &Kit, path: &str) -> RequestBuilder {
        let request = kit.get(&format!("/v1/conversation/{}{path}", self.id));
        request.bearer_auth(&self.token).header("Origin", &kit.credentials.url)
    }
}

pub(super) async fn run(kit: &mut Kit, session: &Answer) {
    let talk = Talk::of(session);
    complete(kit, &talk).await;
    let message = list(kit, &talk).await;
    votes(kit, &talk, &message).await;
    contact(kit, &talk).await;
    upload(kit, &talk, &session.at("/id")).await;
    refusals(kit, &talk).await;
}

async fn complete(kit: &mut Kit, talk: &Talk) {
    let reply = [
        has("id", text()),
        has("text", text()),
        has("usage", open([has("token", count())])),
        may("end", open([has("reason", text())])),
    ];
    let body = json!({"text": "Hello"});
    let whole = expect(200).json(object(reply.clone()));
    kit.check(COMPLETE, "200: the whole answer as JSON", talk.post(kit, "/complete", &body), whole).await;
    let kinds = word(&["token", "message", "result", "usage", "completeBegin", "completeEnd"]);
    let line = object([has("type", kinds), has("data", open([]))]);
    let request = talk.post(kit, "/complete", &body).header("Accept", "application/jsonl");
    let answer = kit.check(COMPLETE, "200: lines", request, expect(200).lines(line)).await;
    lines(kit, &answer, &object(reply));
}

fn lines(kit: &mut Kit, answer: &Answer, reply: &Shape) {
    let lines = answer.lines();
    let of = |kind: &str| lines.iter().filter(|line| line["type"] == kind).map(|line| line["data"].clone()).collect();
    let results: Vec<Value> = of("result");
    let differences = match results.as_slice() {
        [one] => reply.differences(one),
        none_or_more => vec![format!("expected one result, came {}", none_or_more.len())],
    };
    kit.judge(COMPLETE, "one result, like the reply", differences);
    let pieces: Vec<Value> = of("token");
    let said: String = pieces.iter().filter_map(|piece| piece["token"].as_str()).collect();
    let whole = results.first().is_some_and(|result| result["text"] == said.as_str());
    kit.judge_that(COMPLETE, "the tokens are the whole text", whole, &said);
}

async fn list(kit: &mut Kit, talk: &Talk) -> String {
    let message = object([
        has("id", text()),
        has("type", word(&["user", "bot"])),
        has("text", any_text()),
        has("createdAt", millis()),
        has("updatedAt", millis()),
    ]);
    let items = expect(200).json(object([has("items", filled(message)), has("cursor", any_text())]));
    let request = talk.get(kit, "/message/list?order=asc");
    let answer = kit.check(LIST, "200: oldest first", request, items.clone()).await;
    let first = answer.json.pointer("/items/0/text").is_some_and(|text| text == "What do you sell?");
    kit.judge_that(LIST, "the conversation begins with what was given", first, &answer.text);
    let secret = kit.get(&format!("/v1/conversation/{}/message/list", talk.id)).bearer_auth(&kit.credentials.secret);
    kit.check(LIST, "200: with the team's secret", secret, items).await;
    let all = answer.json["items"].as_array().cloned().unwrap_or_default();
    let said = all.iter().find(|item| item["type"] == "bot");
    said.and_then(|item| item["id"].as_str()).unwrap_or_default().to_owned()
}

async fn votes(kit: &mut Kit, talk: &Talk, message: &str) {
    for vote in ["upvote", "downvote"] {
        let request = talk.post(kit, &format!("/message/{message}/{vote}"), &json!({}));
        kit.check(VOTE, &format!("200: {vote}"), request, expect(200).json(open([has("id", is(message))]))).await;
    }
    let request = talk.post(kit, "/message/a1b2c3d4-e5f6-7890-abcd-ef1234567890/upvote", &json!({}));
    kit.check(VOTE, "404: nobody's message", request, refused(404, "NOT_FOUND")).await;
}

async fn contact(kit: &mut Kit, talk: &Talk) {
    let body = json!({"name": "John Smith", "email": "john@example.com", "phone": "+1234567890"});
    let upserted = expect(200).json(open([has("id", text())]));
    kit.check(CONTACT, "200", talk.post(kit, "/contact/upsert", &body), upserted).await;
    let odd = talk.post(kit, "/contact/upsert", &json!({"email": "not an address"}));
    kit.check(CONTACT, "400: no address", odd, refused(400, "BAD_REQUEST")).await;
}

/// A widget that takes files takes them as an address, and announced; then they come to the address in the reply.
async fn upload(kit: &mut Kit, talk: &Talk, widget: &str) {
    kit.ask(kit.owner(&format!("/{widget}/update"), &json!({"attachments": true}))).await;
    let brought = [has("id", text()), may("name", text())];
    let request = talk.post(kit, "/attachment/upload", &json!({"file": "data:text/plain,Hello"}));
    kit.check(UPLOAD, "200: a data: address", request, expect(200).json(object(brought.clone()))).await;
    let asked = object([has("method", text()), has("url", text()), has("headers", open([]))]);
    let [id, name] = brought;
    let announced = object([id, name, has("uploadRequest", asked)]);
    let file = json!({"file": {"type": "text/plain", "size": 5, "name": "hello.txt"}});
    let request = talk.post(kit, "/attachment/upload", &file);
    let answer = kit.check(UPLOAD, "200: announced", request, expect(200).json(announced)).await;
    kit.check(UPLOAD, "200: sent as the reply says", sending(kit, &answer.json["uploadRequest"]), expect(200)).await;
    let empty = talk.post(kit, "/attachment/upload", &json!({}));
    kit.check(UPLOAD, "400: no file", empty, refused(400, "BAD_REQUEST")).await;
    let none = kit.post(&format!("/v1/conversation/{}/attachment/upload", talk.id)).json(&file);
    kit.check(UPLOAD, "401: no token", none, refused(401, "NOT_AUTHENTICATED")).await;
}

/// Sends an announced file with the method, to the address and with the headers that were named.
fn sending(kit: &Kit, asked: &Value) -> RequestBuilder {
    let method = asked["method"].as_str().and_then(|it| it.parse().ok()).unwrap_or_default();
    let request = kit.client.request(method, asked["url"].as_str().unwrap_or_default()).body("Hello");
    let headers = asked["headers"].as_object().into_iter().flatten();
    headers.fold(request, |request, (name, value)| request.header(name, value.as_str().unwrap_or_default()))
}

async fn refusals(kit: &mut Kit, talk: &Talk) {
    let path = format!("/v1/conversation/{}", talk.id);
    let hello = json!({"text": "Hello"});
    let none = kit.post(&format!("{path}/complete")).json(&hello);
    kit.check(COMPLETE, "401: no token", none, refused(401, "NOT_AUTHENTICATED")).await;
    let none = kit.get(&format!("{path}/message/list"));
    kit.check(LIST, "401: no token", none, refused(401, "NOT_AUTHENTICATED")).await;
    let empty = talk.post(kit, "/complete", &json!({"text": ""}));
    kit.check(COMPLETE, "400: text is empty", empty, refused(400, "BAD_REQUEST")).await;
    let missing = talk.post(kit, "/complete", &json!({}));
    kit.check(COMPLETE, "400: no text", missing, refused(400, "BAD_REQUEST")).await;
    let other = Talk { token: talk.token.clone(), id: "a1b2c3d4-e5f6-7890-abcd-ef1234567890".into() };
    let request = other.get(kit, "/message/list");
    kit.check(LIST, "404: another conversation", request, refused(404, "NOT_FOUND")).await;
    let request = other.post(kit, "/complete", &hello);
    kit.check(COMPLETE, "404: another conversation", request, refused(404, "NOT_FOUND")).await;
    let elsewhere =
        kit.post(&format!("{path}/complete")).bearer_auth(&talk.token).header("Origin", FOREIGN).json(&hello);
    kit.check(COMPLETE, "403: a page that is not in origin", elsewhere, refused(403, "NOT_AUTHORIZED")).await;
    let widgets = kit.get("/v1/integration/widget/list").bearer_auth(&talk.token);
    kit.check("GET /v1/integration/widget/list", "401: a session's token", widgets, refused(401, "NOT_AUTHENTICATED"))
        .await;
}

/// An agent that gives no answer.
pub(in super::super) async fn no_answer(kit: &mut Kit, failure: &Failure) {
    let code = match failure.status {
        502 => "BAD_GATEWAY",
        503 => "SERVICE_UNAVAILABLE",
        _ => "GATEWAY_TIMEOUT",
    };
    let id = kit.credentials.widget_id.clone();
    let request = kit.session(&id, &nothing());
    let session = kit.check(SESSION, "200: before an agent that gives no answer", request, expect(200)).await;
    let (talk, hello) = (Talk::of(&session), json!({"text": "Hello"}));
    let request = talk.post(kit, "/complete", &hello);
    kit.check(COMPLETE, failure.case, request, refused(failure.status, code)).await;
    let request = talk.post(kit, "/complete", &hello).header("Accept", "application/jsonl");
    let line = object([has("type", text()), has("data", open([]))]);
    let answer = kit.check(COMPLETE, &format!("lines, {}", failure.case), request, expect(200).lines(line)).await;
    let last = answer.lines().pop().unwrap_or_default();
    let told = object([has("type", is("error")), has("data", object([has("message", text())]))]);
    kit.judge(COMPLETE, &format!("the last line is an error, {}", failure.case), told.differences(&last));
    let request = kit.session(&id, &json!({"messages": [{"type": "user", "text": "Hello"}]}));
    kit.check(SESSION, failure.case, request, refused(failure.status, code)).await;
}
